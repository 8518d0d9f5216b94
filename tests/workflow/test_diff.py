"""What changed between two documents, field by field, in words, and as the feed tells it."""

from decimal import Decimal
from typing import Any

import pytest

from treatments.diff import differences, kinds

Json = dict[str, Any]
ROW: Json = {"id": "a", "name": "Old", "serious": False, "codes": [], "effect": {"estimate": Decimal("-7.50")}}
STATUS: Json = {"jurisdiction": "US", "authority": "FDA", "status": "approved", "condition": None}


def document(**changes: Any) -> Json:
    return {"id": "rest", "name": "Rest", "findings": [ROW], "regulatory": [], "evidence_grades": [], **changes}


def row(**changes: Any) -> Json:
    return document(findings=[{**ROW, **changes}])


OLD = document()
CASES: dict[str, tuple[Json, Json, str]] = {
    "text": (OLD, document(name="Bed"), "name: changed from “Rest” to “Bed”."),
    "from nothing": (document(name=None), OLD, "name: changed from nothing to “Rest”."),
    "number": (OLD, row(effect={"estimate": 0}), "findings a effect estimate: changed from −7.5 to 0."),
    "truth": (OLD, row(serious=True), "findings a serious: changed from no to yes."),
    "list": (OLD, row(codes=["x"]), "findings a codes: changed from nothing to “x”."),
    "object from nothing": (row(effect=None), OLD, "findings a effect: changed from nothing to estimate −7.5."),
    "row added": (document(findings=[]), OLD, "findings a: added."),
    "row removed": (OLD, document(findings=[]), "findings a: removed."),
    "row without id added": (OLD, document(regulatory=[STATUS]), "regulatory US FDA approved: added."),
    "row without id removed": (document(regulatory=[STATUS]), OLD, "regulatory US FDA approved: removed."),
    "new field": (OLD, document(codes=[]), "codes: added."),
}


@pytest.mark.parametrize(("old", "new", "text"), CASES.values(), ids=CASES)
def test_one_difference(old: Json, new: Json, text: str) -> None:
    assert [difference.text for difference in differences(old, new)] == [text]


def test_as_json() -> None:
    (difference,) = differences(OLD, row(effect={"estimate": 1}))
    assert difference.as_json() == {
        "path": "findings/a/effect/estimate",
        "change": "changed",
        "from": Decimal("-7.5"),
        "to": 1,
        "text": "findings a effect estimate: changed from −7.5 to 1.",
    }


@pytest.mark.parametrize("name", ["curation", "version", "published_at", "note", "meta"])
def test_the_envelope_is_not_compared(name: str) -> None:
    assert differences(OLD, document(**{name: "other"})) == []


def test_order_of_rows_and_spelling_of_numbers_are_no_difference() -> None:
    other = {**ROW, "id": "b"}
    spelled = {**ROW, "effect": {"estimate": Decimal("-7.5")}}
    assert differences(document(findings=[ROW, other]), document(findings=[other, spelled])) == []


def kind(kind: str, part: str, id_: str | None, old: str | None = None, new: str | None = None) -> Json:
    return {"kind": kind, "part": part, "id": id_, "from": old, "to": new}


def grade(certainty: str | None) -> Json:
    return {"condition": "back-pain", "certainty": certainty, "symbol": None, "determined_by": []}


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (None, OLD, [kind("added", "treatment", "rest")]),
        (OLD, OLD, []),
        (OLD, row(name="New", serious=True), [kind("changed", "finding", "a")]),
        (OLD, document(regulatory=[STATUS]), [kind("added", "regulatory", None)]),
        (document(regulatory=[STATUS]), OLD, [kind("removed", "regulatory", None)]),
        (
            document(evidence_grades=[grade(None)]),
            document(evidence_grades=[grade("low")]),
            [kind("certainty_changed", "condition", "back-pain", None, "low")],
        ),
        (
            row(certainty={"rating": "low"}),
            row(certainty=None),
            [kind("certainty_changed", "finding", "a", "low", None)],
        ),
        (OLD, document(evidence_grades=[grade("low")]), []),  # its condition was added, and says so
    ],
)
def test_kinds(old: Json | None, new: Json, expected: list[Json]) -> None:
    assert kinds(old, new) == expected
