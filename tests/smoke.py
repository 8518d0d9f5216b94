"""Starts the server as a newcomer does, twice: python -m tests.smoke

The first `make run` on an empty data directory must serve the bundled record; the second, on the same directory,
must find everything there and change nothing.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 300  # seconds until ready: the first start may install the environment
RECORD = "/api/v1/treatments/muscle-relaxants"
OURS = ("DEBUG", "HTTPS", "SECRET_KEY", "ALLOWED_HOSTS", "DATABASE_URL", "ATTRIBUTION", "DJANGO_SETTINGS_MODULE")
MAKES = ("MAKEFLAGS", "MAKELEVEL", "MFLAGS", "MAKEOVERRIDES")


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def get(port: int, path: str) -> bytes:
    """The body at the path.

    Raises:
        urllib.error.URLError: no server there, or an answer that is not 2xx.
    """
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as response:
        body: bytes = response.read()
    return body


def wait_until_ready(process: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            get(port, "/readyz")
        except (urllib.error.URLError, OSError) as error:
            if process.poll() is not None:
                raise SystemExit(f"make run ended with exit code {process.returncode} before it was ready.") from error
            if time.monotonic() > deadline:
                raise SystemExit(f"/readyz was not ready after {PATIENCE} s: {error}") from error
            time.sleep(0.2)
        else:
            return


@contextmanager
def running(data: Path, log: Path) -> Iterator[int]:
    """The port of a server started by `make run`, which ends with the context and must then leave the port."""
    port = free_port()
    environment = {name: value for name, value in os.environ.items() if name not in (*OURS, *MAKES)}
    environment |= {"DATA_DIR": str(data), "HOST": "127.0.0.1", "PORT": str(port)}
    with log.open("wb") as file:
        process = subprocess.Popen(
            ["make", "run"], cwd=ROOT, env=environment, stdout=file, stderr=file, start_new_session=True
        )
    try:
        wait_until_ready(process, port)
        yield port
        process.terminate()
        process.wait(timeout=30)
        if listens(port):
            raise SystemExit("make run was ended, but something still listens on its port.")
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)  # what is left of the session started above, if anything
        process.wait()


def visit(data: Path, log: Path) -> tuple[bytes, bytes]:
    """The API's root and the bundled record, as one start of the server gives them out."""
    with running(data, log) as port:
        return get(port, "/api/v1"), get(port, RECORD)


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
