"""GET /api/v1/treatments/{id}?as_of=…: what was current then."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone as clock

from tests.api.contract import PUBLIC, Client, check_is_problem, check_wrong, document, stamp
from tests.conftest import Publish, make_record
from treatments import workflow
from treatments.models import Change, Version

PATH = "/api/v1/treatments/rest"
INVALID = "Give a time like 2026-11-23T12:00:00Z (a + in it is %2B in an address) or a date like 2026-11-23."
FUTURE = "Give a time that is past: nobody knows yet what will be published."
NONE_THEN = "No version of this record was published at that time."


class Clock:
    """The time that the server reads."""

    def __init__(self) -> None:
        self.time = datetime(2026, 3, 1, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """A clock that stands still; tests move it."""
    stopped = Clock()
    monkeypatch.setattr(clock, "now", stopped)
    return stopped


@pytest.fixture
def history(publish: Publish, manager: User, now: Clock) -> None:
    """Version 1 on 1 March 2026 at noon, 2 on the 3rd, withdrawn on the 5th, restored on the 7th; read on the 9th."""
    publish(make_record(name="One"))
    now.time += timedelta(days=2)
    publish(make_record(name="Two"))
    now.time += timedelta(days=2)
    workflow.withdraw(treatment_id="rest", by=manager, reason="It harms.")
    now.time += timedelta(days=2)
    workflow.restore(treatment_id="rest", by=manager, reason="It does not.")
    now.time += timedelta(days=2)


def ask(client: Client, as_of: str) -> Any:
    return client.get(PATH, {"as_of": as_of})


@pytest.mark.usefixtures("history")
@pytest.mark.parametrize(
    ("as_of", "version"),
    [
        ("2026-03-01", 1),  # its end
        ("2026-03-02", 1),
        ("2026-03-03", 2),
        ("2026-03-04", 2),
        ("2026-03-07", 2),
        ("2026-03-08", 2),
        ("2026-03-09", 2),  # today: now
        ("2026-03-01T12:00:00Z", 1),  # the very moment
        ("2026-03-03T11:59:59Z", 1),
        ("2026-03-03T11:59:59.999999Z", 1),
        ("2026-03-03T11:59:59.999999999Z", 1),
        ("2026-03-03T12:00:00.0Z", 2),
        ("2026-03-03T12:00:00.000001Z", 2),
        ("2026-03-03T14:00:00+02:00", 2),
        ("2026-03-03T13:59:59+02:00", 1),
        ("2026-03-03T07:00:00-05:00", 2),
        ("2026-03-03t12:00:00z", 2),
        ("2026-03-05T11:59:59Z", 2),
        ("2026-03-07T12:00:00Z", 2),  # restored
        ("2026-03-09T12:00:00Z", 2),  # now
    ],
)
def test_current_then(client: Client, as_of: str, version: int) -> None:
    response, stored = ask(client, as_of), Version.objects.get(number=version)
    assert response.content == bytes(stored.body)
    assert (response["ETag"], response["Cache-Control"]) == (f'"{stored.checksum}"', PUBLIC)


@pytest.mark.usefixtures("history")
@pytest.mark.parametrize("as_of", ["2026-02-28", "2026-03-01T11:59:59.999999Z", "0001-01-01", "1999-12-31T23:59:60Z"])
def test_before_the_first(client: Client, as_of: str) -> None:
    if as_of.endswith(":60Z"):
        check_wrong(ask(client, as_of), "as_of", "invalid", INVALID)  # Python knows no leap seconds
    else:
        check_is_problem(ask(client, as_of), "not-found", detail=NONE_THEN)


@pytest.mark.usefixtures("history")
@pytest.mark.parametrize("as_of", ["2026-03-05", "2026-03-06", "2026-03-05T12:00:00Z", "2026-03-07T11:59:59.999999Z"])
def test_while_withdrawn(client: Client, as_of: str) -> None:
    check_is_problem(
        ask(client, as_of),
        "withdrawn",
        detail="This record was withdrawn: It harms.",
        reason="It harms.",
        withdrawn_at="2026-03-05T12:00:00.000000Z",
        last_version=2,
        successor=None,
    )


def test_withdrawn_now_with_its_successor(client: Client, publish: Publish, manager: User, now: Clock) -> None:
    publish()
    publish(make_record("exercise"))
    workflow.withdraw(treatment_id="rest", by=manager, reason="Renamed.", successor="exercise")
    now.time += timedelta(days=1)
    assert document(ask(client, "2026-03-02"))["successor"] == "exercise"
    assert document(ask(client, "2026-03-02"))["withdrawn_at"] == stamp(Change.objects.latest("sequence").at)


def test_withdrawn_now_but_not_then(client: Client, publish: Publish, manager: User, now: Clock) -> None:
    publish()
    now.time += timedelta(days=1)
    workflow.withdraw(treatment_id="rest", by=manager, reason="It harms.")
    assert document(ask(client, "2026-03-01"))["version"] == 1


def test_a_successor_of_a_later_withdrawal_is_not_told(
    client: Client, publish: Publish, manager: User, now: Clock
) -> None:
    publish()
    publish(make_record("exercise"))
    workflow.withdraw(treatment_id="rest", by=manager, reason="It harms.")
    now.time += timedelta(days=1)
    workflow.restore(treatment_id="rest", by=manager, reason="It does not.")
    now.time += timedelta(days=1)
    workflow.withdraw(treatment_id="rest", by=manager, reason="Renamed.", successor="exercise")
    gone = document(ask(client, "2026-03-01"))
    assert (gone["reason"], gone["successor"]) == ("It harms.", None)


@pytest.mark.usefixtures("history")
@pytest.mark.parametrize("as_of", ["2026-03-10", "2026-03-09T12:00:00.000001Z", "9999-12-31", "2026-03-09T12:00:01Z"])
def test_the_future(client: Client, as_of: str) -> None:
    check_wrong(ask(client, as_of), "as_of", "future", FUTURE)


@pytest.mark.parametrize(
    "as_of",
    [
        *("", "now", "yesterday", "2026", "2026-03", "20260301", "2026-3-1", "2026-02-30", "2026-W10-1"),
        *("2026-03-01T12:00", "2026-03-01T12:00:00", "2026-03-01 12:00:00Z", "2026-03-01T12:00:00 02:00"),
        *("2026-03-01T25:00:00Z", "2026-03-01T12:60:00Z", "2026-03-01T12:00:00+25:00", "2026-03-01T12:00:00+0200"),
        *("2026-03-01T12:00:00.Z", "2026-03-01T12:00:00,5Z", "２０２６-03-01", "0000-01-01", "-2026-03-01"),
        *("2026-03-01Z", "1772366400", "2026-03-01\n", "2026-03-01\0", "0001-01-01T00:00:00+23:59", "x" * 5000),
    ],
)
def test_nonsense(client: Client, as_of: str) -> None:
    check_wrong(ask(client, as_of), "as_of", "invalid", INVALID)


def test_never_published(client: Client) -> None:
    check_is_problem(ask(client, "2026-03-01"), "not-found", detail=NONE_THEN)


def test_fields_of_then(client: Client, history: None) -> None:
    assert document(client.get(f"{PATH}?as_of=2026-03-01&fields=name")) == {"name": "One"}


def test_times_of_a_zone_far_away(client: Client, history: None) -> None:
    then = datetime(2026, 3, 3, 12, tzinfo=UTC).astimezone(timezone(timedelta(hours=-11, minutes=-30)))
    assert document(ask(client, then.isoformat()))["version"] == 2
