"""Whoever writes to the database behind the application is found out."""

import io
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import connection, models

from tests.conftest import Publish, make_record
from treatments import workflow
from treatments.exchange import release
from treatments.models import (
    Change,
    Feed,
    IndexedCitation,
    IndexedTreatment,
    Publication,
    ReleaseChunk,
    ReleaseFile,
    Version,
)
from treatments.models.immutable import drop_triggers, install_triggers, triggers


def verify() -> tuple[str, list[str]]:
    """What it says, and the faults it finds."""
    out, error = io.StringIO(), io.StringIO()
    try:
        call_command("verify_published", stdout=out, stderr=error)
    except CommandError as failed:
        return str(failed), error.getvalue().splitlines()
    return out.getvalue(), error.getvalue().splitlines()


@pytest.fixture
def published(publish: Publish, manager: User) -> None:
    publish()
    publish(make_record("walking"))
    workflow.withdraw(treatment_id="walking", by=manager, reason="It was wrong.")


def tamper(model: type[models.Model], **columns: Any) -> None:
    """As somebody with the tables' owner's rights could."""
    drop_triggers()
    rows: Any = models.QuerySet(model)
    rows.filter(pk=rows.order_by("pk")[0].pk).update(**columns)
    install_triggers()


def test_clean(published: None) -> None:
    assert verify() == ("2 versions, 3 changes: all as published.\n", [])


def test_nothing_published(db: None) -> None:
    assert verify() == ("0 versions, 0 changes: all as published.\n", [])


TAMPERED: dict[str, tuple[type[models.Model], dict[str, Any], str]] = {
    "body": (Version, {"body": b"{}"}, "rest version 1: its bytes do not have its checksum"),
    "gzip": (Version, {"gzip": b""}, "rest version 1: its compressed bytes are not its bytes"),
    "content checksum": (
        Version,
        {"content_checksum": "0" * 64},
        "rest version 1: its content does not have its content checksum",
    ),
    "number": (Version, {"number": 7}, "rest version 7: its document is of rest version 1"),
    "sequence of a change": (Change, {"type": "updated"}, "change 1: its document is of another change"),
    "feed": (Feed, {"sequence": 9}, "feed: its head is not the newest change"),
    "index": (IndexedTreatment, {"name": "Forged"}, "index: IndexedTreatment rest is missing"),
    "state": (
        Publication,
        {"state": "withdrawn", "withdrawn_at": "2026-01-01T00:00Z", "withdrawn_by": "x", "withdrawal_reason": "x"},
        "rest: it is withdrawn, but the newest change says published",
    ),
}


@pytest.mark.parametrize(("model", "columns", "fault"), TAMPERED.values(), ids=TAMPERED)
def test_tampered(published: None, model: type[models.Model], columns: dict[str, Any], fault: str) -> None:
    tamper(model, **columns)
    said, faults = verify()
    assert fault in faults
    assert said == f"{len(faults)} faults: restore from a backup and find out who wrote to the database."


@pytest.fixture
def released(published: None, manager: User) -> str:
    """A release of version 1 of `rest`, and version 2 behind it."""
    return release.make(by=manager).tag


def test_clean_releases(released: str, publish: Publish, manager: User) -> None:
    assert verify()[1] == []
    publish(make_record(name="Another name"))
    owner = User.objects.create_superuser("olga")
    workflow.redact(treatment_id="rest", number=1, by=owner, seconded_by=manager, reason="A patient's name.")
    assert verify()[1] == []


def test_a_changed_piece_of_a_release(released: str) -> None:
    tamper(ReleaseChunk, body=b"forged")
    assert verify()[1] == [f"release {ReleaseChunk.objects.earliest('pk').file}: its bytes do not have its checksum"]


def test_a_lost_piece_of_a_release(released: str) -> None:
    drop_triggers()
    file = ReleaseFile.objects.get(name="LICENSE.txt")
    pieces: Any = models.QuerySet(ReleaseChunk)
    pieces.filter(file=file)._raw_delete(using="default")
    install_triggers()
    assert verify()[1] == [f"release {released}/LICENSE.txt: its bytes do not have its checksum"]


def test_a_checksum_that_fits_the_forged_bytes(released: str) -> None:
    tamper(ReleaseFile, sha256="0" * 64)
    assert verify()[1][0] == f"release {released}: its files are not those that it names"


def test_a_redacted_release_that_is_there(released: str, publish: Publish, manager: User) -> None:
    publish(make_record(name="Another name"))
    owner = User.objects.create_superuser("olga")
    workflow.redact(treatment_id="rest", number=1, by=owner, seconded_by=manager, reason="A patient's name.")
    tamper(ReleaseChunk, body=b"it is back")
    assert verify()[1] == [
        f"release {ReleaseChunk.objects.earliest('pk').file}: it is redacted, but its bytes are there"
    ]


def test_a_row_that_is_missing_from_the_index(published: None) -> None:
    IndexedCitation.objects.all().delete()
    assert verify()[1] == ["index: IndexedCitation rest is missing"]


def test_a_gap_in_the_feed(published: None) -> None:
    drop_triggers()
    rows: Any = models.QuerySet(Change)
    rows.filter(sequence=2)._raw_delete(using="default")
    install_triggers()
    assert verify()[1][:2] == ["feed: the sequence of changes has a gap", "feed: its head is not the newest change"]


def test_a_lost_feed(published: None) -> None:
    Feed.objects.all().delete()
    assert verify()[1] == ["feed: its head is not the newest change"]


def test_a_missing_trigger(published: None) -> None:
    name, (table, _) = next(iter(triggers(connection).items()))
    on_table = f" ON {table}" if connection.vendor == "postgresql" else ""
    connection.check_constraints()
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {name}{on_table}")
    assert verify()[1] == [f"trigger: {name} is missing"]
