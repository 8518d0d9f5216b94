"""Several processes publish at once: nothing is lost, nothing is done twice, and a reader misses nothing."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connection

from tests.workflow.publisher import RECORDS

EACH = 50  # publications of each process
PATIENCE = 60


class Processes:
    """Publishers on one database; none outlives the test."""

    def __init__(self, url: str) -> None:
        self.environment = {**os.environ, "DATABASE_URL": url}
        self.started: list[subprocess.Popen[str]] = []

    def start(self, *arguments: str, program: str = "tests.workflow.publisher") -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-m", program, *arguments],
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.started.append(process)
        return process

    def result(self, process: subprocess.Popen[str]) -> Any:
        """What it printed; a traceback fails the test."""
        out, error = process.communicate(timeout=PATIENCE)
        assert process.returncode == 0, error
        return json.loads(out) if out.startswith(("[", '"')) or out.strip().isdecimal() else out

    def stop(self) -> None:
        for process in self.started:
            if process.poll() is None:
                process.kill()
            process.communicate()


pytestmark = pytest.mark.django_db(transaction=True)


def database_url(directory: Path) -> str:
    """PostgreSQL: the test database. SQLite: a file, because processes cannot share the one in memory."""
    if connection.vendor == "postgresql":
        name = connection.settings_dict["NAME"]
        return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()
    return f"sqlite:///{directory / 'db.sqlite3'}"


@pytest.fixture
def processes(tmp_path: Path) -> Iterator[Processes]:
    processes = Processes(database_url(tmp_path))
    try:
        processes.result(processes.start("migrate", "--verbosity=0", program="django"))
        assert processes.result(processes.start("prepare")) == ["published"] * len(RECORDS)
        yield processes
    finally:
        processes.stop()


def test_two_publishers_and_a_reader(processes: Processes) -> None:
    total = len(RECORDS) + 2 * EACH
    reader = processes.start("follow", str(total))
    first = processes.start("publish", "first", str(EACH), "a", "b", "shared")
    second = processes.start("publish", "second", str(EACH), "c", "d", "shared")
    assert (processes.result(first), processes.result(second)) == (EACH, EACH)
    assert processes.result(reader) == list(range(1, total + 1))
    verified = processes.result(processes.start("verify_published", program="django"))
    assert verified == f"{total} versions, {total} changes: all as published.\n"


def both(processes: Processes, action: str) -> list[str]:
    """What two people are told who do the same at the same moment."""
    start = str(time.time() + 4)
    started = [processes.start("race", action, username, start) for username in ("rita", "ralf")]
    return sorted(processes.result(process) for process in started)


def test_exactly_one_approves_and_exactly_one_publishes(processes: Processes) -> None:
    assert both(processes, "approve") == [
        "Cannot approve: the draft is approved; it must be in review.",
        "done",
    ]
    assert both(processes, "publish") == [
        "Cannot publish: the draft is draft; it must be approved.",
        "done",
    ]
    verified = processes.result(processes.start("verify_published", program="django"))
    assert verified == f"{len(RECORDS) + 1} versions, {len(RECORDS) + 1} changes: all as published.\n"
