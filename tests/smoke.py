"""Starts the server as a newcomer does, twice: python -m tests.smoke

The first `make run` on an empty data directory must serve the bundled record; the second, on the same directory,
must find everything there and change nothing.
"""

import json
import tempfile
import time
from pathlib import Path

from tests.server import get, running, say

RECORD = "/api/v1/treatments/muscle-relaxants"


def visit(data: Path, log: Path) -> tuple[bytes, bytes]:
    """The API's root and the bundled record, as one start of the server gives them out."""
    with running(["make", "run"], data, log) as address:
        return get(f"{address}/api/v1"), get(f"{address}{RECORD}")


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="smoke-") as name:
        data, log = Path(name, "data"), Path(name, "log")
        try:
            started = time.monotonic()
            first = visit(data, log)
            say(f"smoke: first start, visit and stop took {time.monotonic() - started:.1f} s")
            started = time.monotonic()
            second = visit(data, log)
            say(f"smoke: second start, visit and stop took {time.monotonic() - started:.1f} s")
        except BaseException:
            say(f"smoke: what make run said:\n{log.read_text(errors='replace')}")
            raise
    if first != second:
        raise SystemExit(f"smoke: the second start changed what the server says:\n{first!r}\n{second!r}")
    root = json.loads(first[0])
    say(f"smoke: {RECORD} is served; data_version {root['data_version']} after both starts")


if __name__ == "__main__":
    main()
