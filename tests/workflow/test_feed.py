"""The feed: every change, numbered without gaps, in the order of its times."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from tests.conftest import Load, Publish, make_citation, make_finding, make_record
from tests.workflow.conftest import changed_record, set_status
from treatments import workflow
from treatments.document.canonical import canonical, parse
from treatments.document.entries import summary
from treatments.document.render import read
from treatments.models import Change, Feed, IndexedCitation, IndexedCondition, IndexedTreatment, Version

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
CLOCKS: dict[str, list[datetime]] = {
    "stands still": [NOON],
    "goes back": [NOON - timedelta(seconds=second) for second in range(1000)],
    "goes on": [NOON + timedelta(seconds=second) for second in range(1000)],
}


@pytest.mark.parametrize("clock", CLOCKS)
def test_times_ascend_whatever_the_clock_does(
    publish: Publish, load: Load, reviewer: User, manager: User, monkeypatch: pytest.MonkeyPatch, clock: str
) -> None:
    load()
    readings = iter(CLOCKS[clock])
    last: list[datetime] = []

    def now() -> datetime:
        last[:] = [next(readings, *last)]
        return last[0]

    monkeypatch.setattr(timezone, "now", now)
    workflow.publish_import(treatment_id="rest", by=manager, source="a file")
    set_status(reviewer, to="corrected")
    workflow.withdraw(treatment_id="rest", by=manager, reason="It was wrong.")
    workflow.restore(treatment_id="rest", by=manager, reason="It was right.")
    changes = list(Change.objects.all())
    assert [change.sequence for change in changes] == [1, 2, 3, 4]
    times = [change.at for change in changes]
    assert times == sorted(set(times))
    if clock != "goes on":
        assert times == [times[0] + timedelta(microseconds=microsecond) for microsecond in range(4)]
    assert list(Version.objects.order_by("number").values_list("published_at", flat=True)) == times[:2]
    assert (Feed.objects.get().sequence, Feed.objects.get().last_at) == (4, times[-1])


def bodies() -> list[Any]:
    values = [parse(bytes(body)) for body in Change.objects.values_list("body", flat=True)]
    assert [canonical(value) for value in values] == [
        bytes(body) for body in Change.objects.values_list("body", flat=True)
    ]
    return [{key: value for key, value in body.items() if key not in ("at", "etag")} for body in values]


def test_bodies(publish: Publish, reviewer: User, manager: User, settings: Any) -> None:
    publish(note="The first.")
    second = changed_record()
    second["findings"].append(make_finding("rest-sleep", certainty=None))
    second["findings"][0]["certainty"] = {**second["findings"][0]["certainty"], "domains": []}
    second["name"] = "Bed rest"
    publish(second, note="More.")
    set_status(reviewer, to="corrected")
    workflow.withdraw(treatment_id="rest", by=manager, reason="It was wrong.")
    workflow.restore(treatment_id="rest", by=manager, reason="It was right.")
    settings.ATTRIBUTION = "Another name"
    workflow.reissue(treatment_id="rest", by=manager)

    def change(sequence: int, type_: str, version: int, previous: int | None, note: str | None, *kinds: Any) -> Any:
        names = ("kind", "part", "id", "from", "to")
        return {
            "sequence": sequence,
            "type": type_,
            "treatment": "rest",
            "version": version,
            "previous_version": previous,
            "note": note,
            "kinds": [dict(zip(names, kind, strict=True)) for kind in kinds],
            "url": f"/api/v1/treatments/rest/versions/{version}",
        }

    assert bodies() == [
        change(1, "published", 1, None, "The first.", ("added", "treatment", "rest", None, None)),
        change(
            2, "updated", 2, 1, "More.",
            ("changed", "treatment", "rest", None, None),
            ("certainty_changed", "condition", "back-pain", "moderate", "high"),
            ("changed", "finding", "rest-pain", None, None),
            ("certainty_changed", "finding", "rest-pain", "moderate", "high"),
            ("added", "finding", "rest-sleep", None, None),
        ),
        change(
            3, "citation_status", 3, 2, "the journal says so",
            ("citation_status_changed", "citation", "smith-2020", "none", "corrected"),
            ("changed", "citation", "smith-2020", None, None),
        ),
        change(4, "withdrawn", 3, 3, "It was wrong."),
        change(5, "restored", 3, 3, "It was right."),
        change(6, "rerendered", 4, 3, None),
    ]  # fmt: skip
    for row in Change.objects.select_related("version"):
        body = parse(bytes(row.body))
        assert body["etag"] == row.version.checksum
        assert datetime.fromisoformat(body["at"]) == row.at
        assert (body["sequence"], body["type"], body["note"] or "") == (row.sequence, row.type, row.note)


def test_reading_behind_a_sequence(publish: Publish) -> None:
    publish()
    publish(make_record("walking"))
    publish(changed_record())
    assert [change.sequence for change in Change.objects.after(0)] == [1, 2, 3]
    assert [change.sequence for change in Change.objects.after(1)] == [2, 3]
    assert list(Change.objects.after(3)) == []


# The index follows


def indexed() -> Any:
    return (
        [(row.id, row.name, row.kind, row.published_at, bytes(row.summary)) for row in IndexedTreatment.objects.all()],
        list(IndexedCondition.objects.order_by("key").values_list("treatment", "key", "certainty")),
        list(IndexedCitation.objects.order_by("key").values_list("treatment", "key")),
    )


def test_index_rows_are_those_of_the_current_version(publish: Publish, manager: User) -> None:
    neck: dict[str, Any] = {"id": "neck-pain", "name": "Neck pain", "synonyms": [], "description": None, "codes": []}
    publish(make_record(conditions=[*make_record()["conditions"], neck]))
    first = Version.objects.get()
    document = read(first.body)
    entry = ("rest", "Name of rest", "self_care", first.published_at, canonical(summary(document, first.checksum)))
    grades = [("rest", "back-pain", "moderate"), ("rest", "neck-pain", "")]
    assert indexed() == ([entry], grades, [("rest", "smith-2020")])

    citations = [make_citation("jones-2021")]
    finding = make_finding("rest-pain", citations=["jones-2021"])
    publish(make_record(name="Bed rest", findings=[finding], citations=citations))
    second = Version.objects.get(number=2)
    entry = (
        "rest",
        "Bed rest",
        "self_care",
        second.published_at,
        canonical(summary(read(second.body), second.checksum)),
    )
    assert indexed() == ([entry], [("rest", "back-pain", "moderate")], [("rest", "jones-2021")])

    before = indexed()
    workflow.withdraw(treatment_id="rest", by=manager, reason="It was wrong.")
    assert indexed() == ([], [], [])
    workflow.restore(treatment_id="rest", by=manager, reason="It was right.")
    assert indexed() == before


def test_the_summary(publish: Publish) -> None:
    publish()
    version = Version.objects.get()
    assert parse(bytes(IndexedTreatment.objects.get().summary)) == {
        "id": "rest",
        "url": "/api/v1/treatments/rest",
        "name": "Name of rest",
        "synonyms": [],
        "kind": "self_care",
        "evidence_grades": [
            {
                "condition": "back-pain",
                "certainty": "moderate",
                "symbol": "⊕⊕⊕◯",
                "critical": {"benefit": 1, "harm": 0, "no_clear_difference": 0, "not_estimable": 0},
            }
        ],
        "adverse_events": {"total": 0, "serious": 0},
        "claims": 0,
        "regulatory": [],
        "review_due": None,
        "version": 1,
        "published_at": read(version.body)["published_at"],
        "etag": version.checksum,
    }
