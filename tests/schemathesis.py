"""Sends a server the requests that Schemathesis makes out of openapi.yaml: python -m tests.schemathesis

The server holds the bundled records and a release of them, in SQLite or in the database of DATABASE_URL.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.server import ROOT, running, say

SCHEMATHESIS = str(Path(sys.executable).with_name("schemathesis"))
CONFIGURATION = "tests/openapi/schemathesis.toml"


def manage(data: Path, database: dict[str, str], *command: str) -> None:
    """Run a command of the server's.

    Raises:
        subprocess.CalledProcessError: it failed.
    """
    environment = os.environ | database | {"DATA_DIR": str(data)}
    subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=environment, check=True, capture_output=True)


def main() -> None:
    database = {name: url for name, url in os.environ.items() if name == "DATABASE_URL"}
    settings = database | {"ANONYMOUS_QUOTA": "1000000000", "LOG_LEVEL": "CRITICAL"}
    with tempfile.TemporaryDirectory(prefix="schemathesis-") as name:
        data, log = Path(name, "data"), Path(name, "log")
        try:
            with running([sys.executable, "manage.py", "serve"], data, log, settings) as address:
                manage(data, database, "make_release", "--by", "bundled-records")
                command = [SCHEMATHESIS, "--config-file", CONFIGURATION, "run", "openapi.yaml", "--url", address]
                environment = os.environ | {"PYTHONPATH": str(ROOT)}  # for the hooks
                done = subprocess.run([*command, "--no-color"], cwd=ROOT, env=environment, check=False)
        except BaseException:
            say(f"schemathesis: what the server said:\n{log.read_text(errors='replace')}")
            raise
    sys.exit(done.returncode)


if __name__ == "__main__":
    main()
