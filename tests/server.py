"""Starts the server as a program of its own and asks it over HTTP, for checks that come from outside."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 300  # seconds until ready: the first start may install the environment
OURS = (
    *("DEBUG", "HTTPS", "SECRET_KEY", "ALLOWED_HOSTS", "DATABASE_URL", "ATTRIBUTION", "DJANGO_SETTINGS_MODULE"),
    *("WORKERS", "THREADS", "ANONYMOUS_QUOTA", "PROXIES", "SECURITY_CONTACT"),
)
MAKES = ("MAKEFLAGS", "MAKELEVEL", "MFLAGS", "MAKEOVERRIDES")


def say(text: str) -> None:
    """A line on the terminal."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def get(address: str) -> bytes:
    """The body at the address.

    Raises:
        urllib.error.URLError: no server there, or an answer that is not 2xx.
    """
    with urllib.request.urlopen(address, timeout=10) as response:  # noqa: S310 - http: to our own server
        body: bytes = response.read()
    return body


@contextmanager
def running(command: Sequence[str], data: Path, log: Path, settings: Mapping[str, str] | None = None) -> Iterator[str]:
    """The address of a server started by the command, which ends with the context and must then leave the port.

    No setting of the caller's environment plays a part. `log` gets what the server says.

    Raises:
        SystemExit: the server is not ready, or does not end.
    """
    port = _free_port()
    environment = {name: value for name, value in os.environ.items() if name not in (*OURS, *MAKES)}
    environment |= {"DATA_DIR": str(data), "HOST": "127.0.0.1", "PORT": str(port), **(settings or {})}
    with log.open("wb") as file:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=file, stderr=file, start_new_session=True)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_until_ready(process, address)
        yield address
        process.terminate()
        process.wait(timeout=30)
        if _listens(port):
            raise SystemExit("The server was ended, but something still listens on its port.")
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)  # what is left of the session started above, if anything
        process.wait()


def _wait_until_ready(process: subprocess.Popen[bytes], address: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            get(f"{address}/readyz")
        except (urllib.error.URLError, OSError) as error:
            if process.poll() is not None:
                raise SystemExit(
                    f"The server ended with exit code {process.returncode} before it was ready."
                ) from error
            if time.monotonic() > deadline:
                raise SystemExit(f"/readyz was not ready after {PATIENCE} s: {error}") from error
            time.sleep(0.2)
        else:
            return


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
