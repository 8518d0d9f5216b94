"""examples/mirror, run as a stranger runs it: it ends equal to its source, whatever happens to it or to the source."""

import json
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from pytest_django.live_server_helper import LiveServer

from tests.api.conftest import publish_by_import
from tests.conftest import make_record, person
from tests.examples.front import Answer, Stumble, front
from tests.server import get, running
from tests.workflow.test_concurrency import Processes, database_url
from treatments import workflow
from treatments.models import Feed

Json = dict[str, Any]
MIRROR = Path(__file__).parents[2] / "examples" / "mirror" / "mirror.py"
PUBLISHER = "tests.examples.publisher"
pytestmark = pytest.mark.django_db(transaction=True)


def start(address: str, directory: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-I", str(MIRROR), address, str(directory)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def mirror(address: str, directory: Path) -> str:
    """What it says when it is let to the end."""
    out, error = start(address, directory).communicate(timeout=60)
    assert error == ""
    return out


def refused(address: str, directory: Path) -> str:
    """What it says when it gives up."""
    process = start(address, directory)
    out, error = process.communicate(timeout=60)
    assert (process.returncode, out) == (1, "")
    return error


def records(directory: Path) -> dict[str, bytes]:
    return {path.stem: path.read_bytes() for path in (directory / "records").iterdir()}


def public(address: str) -> dict[str, bytes]:
    """Every current record, as the API gives it out."""
    found = {}
    following: str | None = f"{address}/api/v1/treatments?page_size=100&fields=id"
    while following:
        page = json.loads(get(following))
        for entry in page["results"]:
            found[entry["id"]] = get(f"{address}/api/v1/treatments/{entry['id']}")
        following = page["next"]
    return found


@pytest.fixture
def manager(live_server: LiveServer) -> User:
    return person("max", "release_manager")


def publish(by: User, *ids: str, name: str = "A name") -> None:
    publish_by_import(by, *(make_record(id_, name=name) for id_ in ids))


# Killed


@pytest.fixture
def processes(tmp_path: Path) -> Iterator[Processes]:
    processes = Processes(database_url(tmp_path))
    try:
        processes.result(processes.start("prepare", program=PUBLISHER))
        yield processes
    finally:
        processes.stop()


@pytest.fixture
def server(processes: Processes, tmp_path: Path) -> Iterator[str]:
    """The address of a server that serves what the processes publish."""
    settings = {"DATABASE_URL": processes.environment["DATABASE_URL"], "ANONYMOUS_QUOTA": "1000000"}
    granian = f'exec "{sys.executable}" -m granian --interface wsgi --host "$HOST" --port "$PORT"'
    command = ["sh", "-c", f"{granian} --blocking-threads 2 evidence_api.wsgi:application"]
    with running(command, tmp_path / "data", tmp_path / "log", settings) as address:
        yield address


def test_killed_at_any_moment_it_ends_equal_to_its_source(processes: Processes, server: str, tmp_path: Path) -> None:
    moments = random.Random(1)  # noqa: S311 - the same every time
    directory = tmp_path / "copy"
    seen: set[str] = set()
    killed = 0
    publisher = processes.start("work", "1", "80", program=PUBLISHER)
    while publisher.poll() is None or killed < 15:
        process = start(server, directory)
        time.sleep(moments.uniform(0.03, 0.5))
        process.send_signal(signal.SIGKILL)
        process.communicate()
        killed += process.returncode == -signal.SIGKILL
        if (directory / "records").exists():  # what its readers have: each file whole
            seen |= {sha256(path.read_bytes()).hexdigest() for path in (directory / "records").glob("[!.]*")}
    redacted = processes.result(publisher)
    said = mirror(server, directory)
    now = public(server)
    assert records(directory) == now
    changes = [json.loads(line) for line in get(f"{server}/api/v1/changes?format=ndjson").splitlines()]
    assert seen <= {change["etag"] for change in changes}
    assert said == f"{len(now)} records, up to change {len(changes)}.\n"
    # And all of it happened.
    assert {change["type"] for change in changes} == {
        *("published", "updated", "withdrawn", "restored", "citation_status", "rerendered"),
    }
    assert redacted > 0
    assert len({change["treatment"] for change in changes}) > len(now)
    before = {path: path.stat().st_mtime_ns for path in (directory / "records").iterdir()}
    assert mirror(server, directory) == said
    assert {path: path.stat().st_mtime_ns for path in (directory / "records").iterdir()} == before


def kill_at(request: int, source: str, directory: Path) -> bool:
    """Run the mirror until it makes its so many-th request, and kill it then; False when it makes fewer."""
    made, dead = threading.Semaphore(0), threading.Event()
    asked: list[str] = []

    def wait(path: str, _number: int, answer: Answer) -> Answer:
        asked.append(path)
        if len(asked) == request:
            made.release()
            dead.wait(timeout=30)
        return answer

    with front(source, wait) as address:
        process = start(address, directory)
        while process.poll() is None and not made.acquire(timeout=0.02):
            pass
        process.kill()
        process.communicate()
        dead.set()
    return len(asked) >= request


@pytest.mark.parametrize("begun", [False, True], ids=["the first time", "later"])
def test_killed_at_each_request(live_server: LiveServer, manager: User, tmp_path: Path, *, begun: bool) -> None:
    publish(manager, "a", "b", "c")
    before = tmp_path / "before"
    before.mkdir()
    if begun:
        mirror(live_server.url, before)
    publish(manager, "a", "b", "d", name="Another name")
    workflow.withdraw(treatment_id="c", by=manager, reason="It was wrong.")
    now, request, killed = public(live_server.url), 1, True
    while killed:
        directory = tmp_path / str(request)
        shutil.copytree(before, directory)
        killed = kill_at(request, live_server.url, directory)
        assert mirror(live_server.url, directory) == "3 records, up to change 7.\n"
        assert records(directory) == now, f"killed at request {request}"
        request += 1
    assert request > 5


# A source that changes its history


def test_an_empty_source(live_server: LiveServer, tmp_path: Path) -> None:
    assert mirror(live_server.url, tmp_path / "copy") == "0 records, up to change 0.\n"
    assert records(tmp_path / "copy") == {}


@pytest.mark.parametrize("sign", ["another feed", "a feed that ends earlier"])
def test_a_source_restored_from_a_backup(live_server: LiveServer, manager: User, tmp_path: Path, sign: str) -> None:
    publish(manager, "a", "b", "c")
    assert mirror(live_server.url, tmp_path) == "3 records, up to change 3.\n"
    state = json.loads((tmp_path / "state.json").read_text())
    if sign == "another feed":
        Feed.objects.update(feed=uuid.uuid4())
    else:
        (tmp_path / "state.json").write_text(json.dumps({**state, "after": 99}))
    (tmp_path / "records" / "gone.json").write_text("what only the lost history had")
    before = (tmp_path / "records" / "a.json").stat().st_mtime_ns
    publish(manager, "b", name="Another name")
    assert mirror(live_server.url, tmp_path) == "3 records, up to change 4.\n"
    assert records(tmp_path) == public(live_server.url)
    assert (tmp_path / "records" / "a.json").stat().st_mtime_ns == before  # its readers missed nothing
    assert json.loads((tmp_path / "state.json").read_text())["feed"] == str(Feed.objects.get().feed)


def test_a_version_redacted_while_it_was_away(live_server: LiveServer, manager: User, tmp_path: Path) -> None:
    publish(manager, "a", "b")
    mirror(live_server.url, tmp_path)
    publish(manager, "a", name="It names a patient")
    workflow.withdraw(treatment_id="a", by=manager, reason="It named a patient.")
    owner = User.objects.create_superuser("olga")
    workflow.redact(treatment_id="a", number=2, by=owner, seconded_by=manager, reason="It named a patient.")
    assert mirror(live_server.url, tmp_path) == "1 records, up to change 4.\n"
    assert records(tmp_path) == public(live_server.url)


def test_what_a_killed_one_left_is_cleaned_up(live_server: LiveServer, manager: User, tmp_path: Path) -> None:
    publish(manager, "a")
    mirror(live_server.url, tmp_path)
    (tmp_path / "records" / ".x.part").write_text("half")
    (tmp_path / ".x.part").write_text("half")
    (tmp_path / "records" / "a.json").write_text("{}")
    (tmp_path / "state.json").unlink()
    mirror(live_server.url, tmp_path)
    assert records(tmp_path) == public(live_server.url)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["lock", "records", "state.json"]


def test_two_at_a_time(live_server: LiveServer, manager: User, tmp_path: Path) -> None:
    publish(manager, "a")
    with slow(live_server.url) as front:
        first = start(front, tmp_path)
        while not (tmp_path / "lock").exists():
            time.sleep(0.01)
        time.sleep(0.2)
        assert "Another mirror is at work in" in refused(front, tmp_path)
        assert first.communicate(timeout=60)[1] == ""


# A source that stumbles


def slow(source: str) -> Any:
    def wait(_path: str, number: int, answer: Answer) -> Answer:
        time.sleep(0.7 if number == 1 else 0)
        return answer

    return front(source, wait)


def busy(path: str, number: int, answer: Answer) -> Answer:
    return (429, {"Retry-After": "0", "Content-Length": "0"}, b"") if number == 1 else answer


def away(path: str, number: int, answer: Answer) -> Answer:
    return (503, {"Content-Length": "0"}, b"") if number == 1 else answer


def broken_off(path: str, number: int, answer: Answer) -> Answer:
    return (*answer[:2], answer[2][:-5]) if number == 1 else answer


def spoilt(path: str, number: int, answer: Answer) -> Answer:
    return (*answer[:2], answer[2].replace(b"A name", b"B name")) if number == 1 and "versions" in path else answer


@pytest.mark.parametrize("stumble", [busy, away, broken_off, spoilt], ids=lambda stumble: stumble.__name__)
def test_a_source_that_stumbles(live_server: LiveServer, manager: User, tmp_path: Path, stumble: Stumble) -> None:
    publish(manager, "a")
    with front(live_server.url, stumble) as address:
        assert mirror(address, tmp_path) == "1 records, up to change 1.\n"
    assert records(tmp_path) == public(live_server.url)


def elsewhere(path: str, number: int, answer: Answer) -> Answer:
    body = answer[2].replace(b'"id":"a"', b'"id":"../a"')
    return answer[0], {"Content-Length": str(len(body))}, body


def test_a_source_that_names_files(live_server: LiveServer, manager: User, tmp_path: Path) -> None:
    publish(manager, "a")
    with front(live_server.url, elsewhere) as address:
        assert "'../a' is no id of a record" in refused(address, tmp_path / "copy")
    assert [path.name for path in tmp_path.iterdir()] == ["copy"]


def test_what_is_no_source(live_server: LiveServer, tmp_path: Path) -> None:
    assert "/api/v1 answers 404" in refused(f"{live_server.url}/docs", tmp_path)
    assert "file:///etc is no address of a server" in refused("file:///etc", tmp_path)


def test_how_it_is_called() -> None:
    called = subprocess.run([sys.executable, "-I", str(MIRROR)], capture_output=True, text=True, check=False)
    assert (called.returncode, "python mirror.py ADDRESS DIRECTORY" in called.stderr) == (1, True)
