"""Rules between records and between rows, and what is only worth knowing."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User

from tests.conftest import Load, Publish, make_citation, make_claim, make_finding, make_record
from treatments import workflow
from treatments.models import Citation, Claim, Finding, Treatment
from treatments.rules import notes, problems

Json = dict[str, Any]
FINDING = "rest-pain"
GRADE: Json = make_finding(FINDING)["certainty"]


def found(id_: str = "rest", **options: Any) -> list[str]:
    return [str(problem) for problem in problems(Treatment.objects.with_rows().get(id=id_), **options)]


# Other treatments that a record names


def names_parent(id_: str) -> Json:
    return make_record(id_, member_of="parent")


def names_comparator(id_: str) -> Json:
    comparator = {"text": "the other", "treatment": "parent"}
    return make_record(id_, findings=[make_finding(f"{id_}-pain", comparator=comparator)])


NAMING = {
    "member_of": (
        names_parent, "treatment rest member_of: parent is not public: publish it first, or leave this empty.",
    ),
    "comparator": (
        names_comparator,
        "finding rest-pain comparator_treatment: parent is not public: publish it first, or name it in words.",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("naming", "problem"), NAMING.values(), ids=NAMING)
def test_a_treatment_named_is_public(
    load: Load, publish: Publish, manager: User, naming: Callable[[str], Json], problem: str
) -> None:
    load(make_record("parent"))
    load(naming("rest"))
    assert found() == [problem]
    publish(id_="parent")
    assert found() == []
    workflow.withdraw(treatment_id="parent", by=manager, reason="It was wrong.")
    assert found() == [problem]


@pytest.mark.parametrize(("naming", "problem"), NAMING.values(), ids=NAMING)
def test_a_treatment_named_is_of_the_same_import(load: Load, naming: Callable[[str], Json], problem: str) -> None:
    load(make_record("parent"))
    load(naming("rest"))
    assert found(importing=["parent", "rest"]) == []
    assert found(importing=["rest"]) == [problem]


def test_no_treatment_is_its_own_member(load: Load, publish: Publish) -> None:
    publish(make_record("parent"))
    publish(names_parent("rest"))
    load(make_record("parent", member_of="rest"))
    assert found("parent") == [
        "treatment parent member_of: parent → rest → parent: a treatment cannot be its own member."
    ]


# Findings that supersede others


def superseding(**pairs: str | None) -> Json:
    return make_record(findings=[make_finding(id_, superseded_by=by) for id_, by in pairs.items()])


def supersede(id_: str, by: str) -> None:
    Finding.objects.filter(id=id_).update(superseded_by=by)


def test_superseded_by_a_finding_of_the_record(load: Load) -> None:
    load(superseding(old="newer", newer="newest", newest=None))
    assert found() == []


def test_findings_that_supersede_each_other(load: Load) -> None:
    load(superseding(one="two", two="one", three="one"))
    message = "and this finding supersede each other: one of them must stand."
    assert found() == [
        f"finding one superseded_by: one {message}",
        "finding three superseded_by: one and this finding supersede each other: one of them must stand.",
        f"finding two superseded_by: two {message}",
    ]


def test_superseded_by_a_finding_of_another_record(load: Load) -> None:
    load()
    load(make_record("walking"))
    supersede("rest-pain", "walking-pain")
    assert found() == [
        "finding rest-pain superseded_by: walking-pain belongs to another treatment: choose a finding of this record."
    ]


def test_superseded_by_a_withheld_finding(load: Load) -> None:
    record = superseding(old="new", new=None)
    record["findings"][1]["withheld"] = "in doubt"
    load(record)
    assert found() == [
        "finding old superseded_by: new is left out of the document, so it cannot supersede this finding."
    ]


def test_a_claim_decided_by_a_finding_of_another_record(load: Load) -> None:
    load(make_record(claims=[make_claim(findings=[FINDING])]))
    assert found() == []
    load(make_record("walking"))
    Claim.objects.get().findings.add(Finding.objects.get(id="walking-pain"))
    assert found() == [
        "claim rest-claim findings: walking-pain belongs to another treatment: choose one of this record."
    ]


# Notes


def noted(id_: str = "rest") -> list[str]:
    return [str(note) for note in notes(Treatment.objects.with_rows().get(id=id_))]


def test_notes_name_what_is_left_out(load: Load) -> None:
    load(
        make_record(
            findings=[
                make_finding("kept"),
                make_finding("doubtful", withheld="in doubt"),
                make_finding("new", read=None),
            ],
            evidence_gaps=[],
        )
    )
    assert noted() == [
        "finding doubtful: left out: in doubt",
        "finding new: left out: unverified: where it was read is not recorded",
    ]


def test_notes_name_rows_whose_citations_nobody_read(load: Load) -> None:
    load(make_record(citations=[make_citation("smith-2020", read=None)]))
    assert noted() == ["finding rest-pain: left out: none of its citations was read by a person"]
    Citation.objects.update(read_where="the article")
    assert noted() == []


def test_notes_name_a_rating_up_beside_a_rating_down(load: Load) -> None:
    domains = [
        {"domain": "imprecision", "levels": -1, "reason": "few"},
        {"domain": "dose_response", "levels": 1, "reason": "more is more"},
    ]
    load(make_record(findings=[make_finding(FINDING, certainty={**GRADE, "start": "low", "domains": domains})]))
    assert found() == []
    assert noted() == [f"finding {FINDING}: rated up beside a rating down"]
