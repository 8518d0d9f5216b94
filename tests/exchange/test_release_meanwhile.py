"""Releases are made while others publish: each holds what the feed said up to one change, and nobody waits."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.workflow.publisher import RECORDS
from tests.workflow.test_concurrency import Processes, database_url

EACH = 40  # publications of each process
RELEASER = "tests.exchange.releaser"
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def processes(tmp_path: Path) -> Iterator[Processes]:
    processes = Processes(database_url(tmp_path))
    try:
        processes.result(processes.start("migrate", "--verbosity=0", program="django"))
        assert processes.result(processes.start("prepare")) == ["published"] * len(RECORDS)
        yield processes
    finally:
        processes.stop()


def test_releases_beside_two_publishers(processes: Processes) -> None:
    total = len(RECORDS) + 2 * EACH
    releases = processes.start("make", str(total), program=RELEASER)
    assert releases.stdout is not None
    assert releases.stdout.readline() == "ready\n"
    first = processes.start("publish", "first", str(EACH), "a", "b", "shared")
    second = processes.start("publish", "second", str(EACH), "c", "d", "shared")
    assert (processes.result(first), processes.result(second)) == (EACH, EACH)
    made = processes.result(releases)
    assert made == sorted(made)
    assert [version for version in made if len(RECORDS) < version < total] != []  # while they published
    assert processes.result(processes.start("compare", program=RELEASER)) == made
    verified = processes.result(processes.start("verify_published", program="django"))
    assert verified == f"{total} versions, {total} changes: all as published.\n"
