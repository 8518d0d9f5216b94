"""A server with the bundled records but those about infantile spasms, which the first story makes; and its people."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.server import OURS, ROOT, running

Json = dict[str, Any]

BUNDLED = ROOT / "treatments/data/back-spasm.ndjson"
LEFT_OUT = "infantile-spasms"  # no record that names this condition is loaded
IMPORTER = "bundled-records"
RETRACTED = "10.5555/a-sample"  # of the published sample record; 10.5555 is for examples
PEOPLE: Mapping[str, Json] = {
    "carol": {"group": ["curator"]},
    "carl": {"group": ["curator"]},
    "rita": {"group": ["reviewer"]},
    "manuel": {"group": ["release_manager"]},
    "ada": {"owner": True},
    "leo": {"group": ["curator"]},  # locked out at the end
}


def password(name: str) -> str:
    """The password of a person; long enough for the server."""
    return f"{name} reads papers all day"


@contextmanager
def opened(scratch: Path) -> Iterator[str]:
    """The address of the server, whose database is that of DATABASE_URL, else SQLite in the directory.

    Raises:
        SystemExit: it cannot be prepared, is not ready, or does not end.
    """
    data = scratch / "data"
    settings = {"DATABASE_URL": os.environ.get("DATABASE_URL", ""), "ANONYMOUS_QUOTA": "1000000000"}
    _prepare(scratch, settings | {"DATA_DIR": str(data)})
    with running([sys.executable, "manage.py", "serve"], data, scratch / "log", settings) as origin:
        yield origin


def bundled(id_: str) -> Json:
    """The bundled record."""
    [record] = [record for record in map(json.loads, BUNDLED.read_text().splitlines()) if record["id"] == id_]
    return dict(record)


def _prepare(scratch: Path, settings: Mapping[str, str]) -> None:
    records = scratch / BUNDLED.name
    loaded = [line for line in BUNDLED.read_text().splitlines() if f'"{LEFT_OUT}"' not in line]
    records.write_text("\n".join(loaded))
    environment = {name: value for name, value in os.environ.items() if name not in OURS}
    done = subprocess.run(
        [sys.executable, "-m", "tests.e2e.prepare", str(records)],
        cwd=ROOT,
        env={**environment, **settings},
        input="".join(f"{password(name)}\n" for name in PEOPLE),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"The people and records could not be made:\n{done.stdout}")
