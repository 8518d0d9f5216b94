"""Mirrors everything that a Treatment Evidence API publishes: python mirror.py ADDRESS DIRECTORY

DIRECTORY/records holds one file for each public record, byte for byte as the server published it. DIRECTORY/state.json
says how far the feed of changes was read. Run it again, as often as you like: it goes on from there. It may be killed
at any moment. Set API_KEY to use an API key.
"""

import fcntl
import hashlib
import json
import os
import re
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPException
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

API = "/api/v1"
PAGE = 100  # entries of a list, or changes, at a time
TIMEOUT = 60  # seconds without an answer
PAUSES = (0.5, 1, 2, 4, 8, 16, 32, 64)  # seconds before each further try, unless the server says how long
LATER = (429, 500, 502, 503, 504)  # statuses behind which the same request may succeed
ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")

Json = dict[str, Any]


class RefusedError(Exception):
    """An answer that will not be another one later."""

    def __init__(self, path: str, status: int) -> None:
        super().__init__(f"{path} answers {status}.")
        self.status = status


class UnavailableError(Exception):
    """No answer, or none that is whole; `seconds` to wait, if the server says so."""

    def __init__(self, path: str, fault: str, seconds: int | None = None) -> None:
        super().__init__(f"{path}: {fault}.")
        self.seconds = seconds


class HistoryError(Exception):
    """The server has another history than the one that was read: it was restored from a backup."""


class Source:
    """The server."""

    def __init__(self, address: str, key: str | None) -> None:
        if urlsplit(address).scheme not in ("http", "https"):
            raise SystemExit(f"{address} is no address of a server: give one like https://evidence.example.org.")
        self.address = address.rstrip("/")
        self.headers = {} if key is None else {"Authorization": f"Api-Key {key}"}

    def read(self, path: str, sha256: str | None = None) -> bytes:
        """The body at the path, tried until it comes whole and, if that is given, with this SHA-256.

        Raises:
            RefusedError: for 404, 409, 410 and the like.
            UnavailableError: when the last try failed, too.
        """
        for pause in PAUSES:
            try:
                return self._try(path, sha256)
            except UnavailableError as error:
                time.sleep(pause if error.seconds is None else error.seconds)
        return self._try(path, sha256)

    def _try(self, path: str, sha256: str | None) -> bytes:
        request = Request(self.address + path, headers=self.headers)  # noqa: S310 - see __init__
        try:
            with urlopen(request, timeout=TIMEOUT) as answer:  # noqa: S310
                body: bytes = answer.read()
        except HTTPError as error:
            error.close()
            if error.code not in LATER:
                raise RefusedError(path, error.code) from None
            seconds = error.headers.get("Retry-After", "")
            raise UnavailableError(
                path, f"the server answers {error.code}", int(seconds) if seconds.isdecimal() else None
            ) from None
        except (OSError, HTTPException) as error:  # no connection, or one that broke off
            raise UnavailableError(path, str(error) or type(error).__name__) from None
        if sha256 is not None and hashlib.sha256(body).hexdigest() != sha256:
            raise UnavailableError(path, f"the body does not have the SHA-256 {sha256}")
        return body

    def document(self, path: str) -> Json:
        """The JSON at the path."""
        value: Json = json.loads(self.read(path))
        return value

    def listed(self, path: str) -> Iterator[Json]:
        """The entries of a list, page by page."""
        following: str | None = path
        while following is not None:
            page = self.document(following)
            yield from page["results"]
            link = page["next"] and urlsplit(
                page["next"]
            )  # of it the path: the server may know another name of its own
            following = f"{link.path}?{link.query}" if link else None


class Mirror:
    """The directory. Each file in it is whole at every moment."""

    def __init__(self, directory: Path) -> None:
        self.records, self.state_file = directory / "records", directory / "state.json"
        self.records.mkdir(parents=True, exist_ok=True)
        for left_over in [*directory.glob("*.part"), *self.records.glob("*.part")]:
            left_over.unlink()

    def ids(self) -> set[str]:
        """The records that are here."""
        return {path.stem for path in self.records.glob("*.json")}

    def holds(self, id_: str, sha256: str) -> bool:
        """Whether the record is here with these bytes."""
        path = self._path(id_)
        return path.exists() and hashlib.sha256(path.read_bytes()).hexdigest() == sha256

    def put(self, id_: str, body: bytes) -> None:
        """Make these the bytes of the record."""
        _replace(self._path(id_), body)

    def remove(self, id_: str) -> None:
        """Make the record be gone."""
        self._path(id_).unlink(missing_ok=True)

    def state(self) -> Json | None:
        """How far the feed was read; None before it was."""
        return json.loads(self.state_file.read_bytes()) if self.state_file.exists() else None

    def save(self, state: Json) -> None:
        """Note how far the feed was read, when everything up to there is on the disk."""
        _sync(self.records)
        _replace(self.state_file, json.dumps(state).encode())
        _sync(self.state_file.parent)

    def forget(self) -> None:
        """Begin again next time."""
        self.state_file.unlink(missing_ok=True)
        _sync(self.state_file.parent)

    def _path(self, id_: str) -> Path:
        if not ID.fullmatch(id_):
            raise SystemExit(f"{id_!r} is no id of a record: no file gets such a name.")
        return self.records / f"{id_}.json"


def _replace(path: Path, body: bytes) -> None:
    """Readers see the old file or the new one, and so does whoever comes after a power cut."""
    with NamedTemporaryFile(dir=path.parent, prefix=".", suffix=".part", delete=False) as file:
        file.write(body)
        file.flush()
        os.fsync(file.fileno())
    Path(file.name).replace(path)


def _sync(directory: Path) -> None:
    """Put on the disk which names stand in the directory."""
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def begin(source: Source, mirror: Mirror) -> Json:
    """Make the directory equal to what is public now; what is here already stays, and readers never miss it.

    What changes meanwhile stands in the feed behind the place that was noted first.
    """
    entry = source.document(API)
    public = set()
    for record in source.listed(f"{API}/treatments?fields=id,version,etag&page_size={PAGE}"):
        public.add(record["id"])
        fetch(source, mirror, record["id"], record["version"], record["etag"])
    for id_ in mirror.ids() - public:
        mirror.remove(id_)
    return {"feed": entry["feed"], "after": entry["data_version"]}


def follow(source: Source, mirror: Mirror, state: Json) -> Json | None:
    """Apply the next changes; the place behind them, or None when there are none.

    Raises:
        HistoryError: begin again.
    """
    try:
        page = source.document(f"{API}/changes?after={state['after']}&page_size={PAGE}")
    except RefusedError as error:
        if error.status == 409:
            raise HistoryError("its feed ends before the place we know") from error
        raise
    if page["feed"] != state["feed"]:
        raise HistoryError("its feed has another name")
    if not page["results"]:
        return None
    newest = {change["treatment"]: change for change in page["results"]}  # of each record the last one counts
    for id_, change in newest.items():
        if change["type"] == "withdrawn":
            mirror.remove(id_)
        else:  # published, updated, restored, citation_status, rerendered: the version named is the current one
            fetch(source, mirror, id_, change["version"], change["etag"])
    return {"feed": page["feed"], "after": page["results"][-1]["sequence"]}


def fetch(source: Source, mirror: Mirror, id_: str, version: int, etag: str) -> None:
    """Bring the version here, unless it is here or was redacted: then a later change says what stands in its place."""
    if mirror.holds(id_, etag):
        return
    try:
        mirror.put(id_, source.read(f"{API}/treatments/{id_}/versions/{version}", sha256=etag))
    except RefusedError as error:
        if error.status == 404:
            raise HistoryError(f"it names {id_} version {version} but has none") from error
        if error.status != 410:
            raise


def run(source: Source, mirror: Mirror) -> Json:
    """Bring the mirror up to the newest change, and say where that is."""
    state, beginnings = mirror.state(), 0
    while True:
        try:
            if state is None:
                state = begin(source, mirror)
            elif (following := follow(source, mirror, state)) is not None:
                state = following
            else:
                return state
        except HistoryError as error:
            beginnings += 1
            if beginnings == len(PAUSES):
                raise SystemExit(f"{source.address} contradicts itself: {error}.") from None
            time.sleep(PAUSES[beginnings])
            mirror.forget()  # also if this process ends now: the place is one of another history
            state = None
        else:
            mirror.save(state)


@contextmanager
def alone(directory: Path) -> Iterator[None]:
    """Hold the directory for this process; the lock ends with it, however it ends."""
    directory.mkdir(parents=True, exist_ok=True)
    with (directory / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SystemExit(f"Another mirror is at work in {directory}.") from None
        yield


def main() -> None:
    if len(sys.argv) != 3:
        raise SystemExit(__doc__)
    directory = Path(sys.argv[2])
    with alone(directory):
        mirror = Mirror(directory)
        try:
            state = run(Source(sys.argv[1], os.environ.get("API_KEY")), mirror)
        except (RefusedError, UnavailableError) as error:
            raise SystemExit(f"{error} Run me again later: I go on from where I was.") from None
        sys.stdout.write(f"{len(mirror.ids())} records, up to change {state['after']}.\n")


if __name__ == "__main__":
    main()
