"""Everything that forbids publication, one fault at a time, and what is only worth knowing."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User

from tests.conftest import Load, Publish, make_citation, make_finding, make_record
from treatments import workflow
from treatments.models import Citation, Claim, Finding, Treatment
from treatments.rules import notes, problems

Json = dict[str, Any]
FINDING = "rest-pain"
CONDITIONS = [
    {"id": id_, "name": id_, "synonyms": [], "description": None, "codes": []} for id_ in ("back-pain", "neck-pain")
]
GRADE: Json = make_finding(FINDING)["certainty"]
AGAINST_PUBLISHED = {**GRADE, "published_rating": "low"}
LARGE_SMD = {
    "measure": "SMD", "estimate": 0.9, "ci_low": 0.7, "ci_high": 1.1, "ci_level": 0.95, "computed": False,
}  # fmt: skip
RETRACTED = make_citation("smith-2020", retraction={"status": "retracted", "notice": "10.1/x", "date": None})
READ = {"by": None, "where": "the page", "on": None}
RATES = {"events": None, "total": None, "percent": None, "percent_low": None, "percent_high": None}


def event(**changes: Any) -> Json:
    return {
        "id": "rest-nausea", "term": "Nausea", "codes": [], "system_organ_class": None, "serious": False,
        "seriousness": [], "population": None, "treated": RATES, "comparator": None, "relative_effect": None,
        "note": None, "frequency": {"reported_class": None}, "citations": ["smith-2020"], "read": READ,
        "withheld": None, **changes,
    }  # fmt: skip


def recommendation(**changes: Any) -> Json:
    return {
        "id": "rest-nice", "organisation": "NICE", "year": 2020, "condition": "back-pain", "direction": "for",
        "strength": "strong", "strength_as_printed": None, "certainty": None, "text": "Offer it.", "status": "current",
        "note": None, "citations": ["smith-2020"], "read": READ, "withheld": None, **changes,
    }  # fmt: skip


def claim(**changes: Any) -> Json:
    source = {"publisher": None, "title": "A page", "url": None, "seen_on": None}
    return {
        "id": "rest-claim", "quote": "It heals.", "source": source, "condition": "back-pain", "verdict": "unsupported",
        "rationale": "Nobody tried.", "findings": [], "citations": ["smith-2020"], **changes,
    }  # fmt: skip


def gap(**changes: Any) -> Json:
    return {"condition": "back-pain", "statement": "Nothing found.", "citations": ["smith-2020"], **changes}


def warning(**changes: Any) -> Json:
    return {"kind": "other", "jurisdiction": None, "text": "Take care.", "citations": ["smith-2020"], **changes}


def status(**changes: Any) -> Json:
    return {
        "jurisdiction": "US", "authority": "FDA", "status": "approved", "condition": None, "as_of": None, "note": None,
        "citations": ["smith-2020"], **changes,
    }  # fmt: skip


def one(**changes: Any) -> Json:
    return make_record(findings=[make_finding(FINDING, **changes)])


# A row that can be withheld with a fault that the desk can hold: the record, where, and the problem.
WITHHOLDABLE = {
    "finding without citation": (one(citations=[]), "findings", f"finding {FINDING} citations: Cite a source."),
    "finding unverified": (
        one(read=None),
        "findings",
        f"finding {FINDING} read_where: Say where a person read this, or withhold the row with a reason.",
    ),
    "event without citation": (
        make_record(adverse_events=[event(citations=[])]),
        "adverse_events",
        "adverse event rest-nausea citations: Cite a source.",
    ),
    "event unverified": (
        make_record(adverse_events=[event(read=None)]),
        "adverse_events",
        "adverse event rest-nausea read_where: Say where a person read this, or withhold the row with a reason.",
    ),
    "recommendation without citation": (
        make_record(recommendations=[recommendation(citations=[])]),
        "recommendations",
        "recommendation rest-nice citations: Cite a source.",
    ),
    "recommendation unverified": (
        make_record(recommendations=[recommendation(read=None)]),
        "recommendations",
        "recommendation rest-nice read_where: Say where a person read this, or withhold the row with a reason.",
    ),
    "condition of a finding": (
        make_record(conditions=CONDITIONS, findings=[make_finding(FINDING, condition="neck-pain")]),
        "findings",
        f"finding {FINDING} condition: Add neck-pain to the treatment's conditions, or choose one of them.",
    ),
    "retracted": (
        make_record(citations=[RETRACTED]),
        "findings",
        f"finding {FINDING} citations: smith-2020 is retracted: say in its note why it is still cited.",
    ),
    "retracted source of the MID": (
        make_record(
            citations=[make_citation("good-2021"), RETRACTED],
            findings=[
                make_finding(
                    FINDING,
                    citations=["good-2021"],
                    outcome={
                        **make_finding(FINDING)["outcome"],
                        "mid": {"value": 10, "scale": "native", "citation": "smith-2020"},
                    },
                )
            ],
        ),
        "findings",
        f"finding {FINDING} citations: smith-2020 is retracted: say in its note why it is still cited.",
    ),
    "level without reason": (
        one(certainty={**GRADE, "domains": [{"domain": "imprecision", "levels": -1, "reason": None}]}),
        "findings",
        f"finding {FINDING} imprecision_reason: Give the reason for this level.",
    ),
    "grade differs": (
        one(certainty=AGAINST_PUBLISHED),
        "findings",
        f"finding {FINDING} difference_reason: The judgements give moderate, the source low: say why they differ.",
    ),
    "judged large": (
        one(size_judgement="large"),
        "findings",
        None,
    ),
}


def found(id_: str = "rest", **options: Any) -> list[str]:
    return [str(problem) for problem in problems(Treatment.objects.with_rows().get(id=id_), **options)]


def drop_condition(record: Json) -> None:
    """The desk may hold a row whose condition is no longer among the treatment's."""
    Treatment.objects.get(id="rest").conditions.remove("neck-pain")


@pytest.mark.parametrize(("record", "rows", "problem"), WITHHOLDABLE.values(), ids=WITHHOLDABLE)
def test_problem_of_a_row(load: Load, record: Json, rows: str, problem: str | None) -> None:
    load(record)
    drop_condition(record)
    expected = problem or f"finding {FINDING} size_judgement: {large_fault()}"
    assert found() == [expected]


@pytest.mark.parametrize(("record", "rows", "problem"), WITHHOLDABLE.values(), ids=WITHHOLDABLE)
def test_a_withheld_row_has_no_problem(load: Load, record: Json, rows: str, problem: str | None) -> None:
    withheld = [{**row, "withheld": "in doubt"} for row in record[rows]]
    load({**record, rows: withheld})
    drop_condition(record)
    assert found() == []


def large_fault() -> str:
    from treatments.grading.interpretation import large_judgement_fault

    return str(large_judgement_fault(Finding.objects.get().effect))


STATEMENTS: dict[str, tuple[str, Callable[..., Json], str]] = {
    "claim": ("claims", claim, "claim"),
    "gap": ("evidence_gaps", gap, "evidence gap"),
    "warning": ("warnings", warning, "warning"),
    "regulatory": ("regulatory", status, "regulatory status"),
}


@pytest.mark.parametrize(("name", "make", "table"), STATEMENTS.values(), ids=STATEMENTS)
def test_statements_need_a_citation(load: Load, name: str, make: Callable[..., Json], table: str) -> None:
    treatment = load(make_record(**{name: [make(citations=[])]}))
    (row,) = [row for row in treatment.rows() if row._meta.verbose_name == table]
    assert found() == [f"{table} {row.pk} citations: Cite a source."]


@pytest.mark.parametrize(("name", "make", "table"), STATEMENTS.values(), ids=STATEMENTS)
def test_statements_need_nothing_else(load: Load, name: str, make: Callable[..., Json], table: str) -> None:
    load(make_record(**{name: [make()]}))
    assert found() == []


CONDITION_ROWS = {
    "claim": ("claims", claim),
    "gap": ("evidence_gaps", gap),
    "regulatory": ("regulatory", status),
    "recommendation": ("recommendations", recommendation),
}


@pytest.mark.parametrize(("name", "make"), CONDITION_ROWS.values(), ids=CONDITION_ROWS)
def test_conditions_of_rows_are_the_treatments(load: Load, name: str, make: Callable[..., Json]) -> None:
    load(make_record(conditions=CONDITIONS, **{name: [make(condition="neck-pain")]}))
    assert found() == []
    drop_condition({})
    (problem,) = problems(Treatment.objects.with_rows().get(id="rest"))
    assert problem.field == "condition"
    assert problem.message == "Add neck-pain to the treatment's conditions, or choose one of them."


def test_a_complete_record_has_no_problem(load: Load, curator: User) -> None:
    load()
    assert found(people=[curator]) == []


def test_a_record_without_condition(load: Load) -> None:
    load(make_record(conditions=[], findings=[]))
    assert found() == ["treatment rest conditions: Name at least one condition that it is used or promoted for."]


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"certainty": None}, None),
        ({"certainty": {**AGAINST_PUBLISHED, "difference_reason": "They count differently."}}, None),
        ({"certainty": {**GRADE, "published_rating": "moderate"}}, None),
        ({"certainty": {**GRADE, "source": "published", "published_rating": "low", "domains": None}}, None),
        ({"size_judgement": "large", "effect": LARGE_SMD}, None),
    ],
    ids=["not graded", "difference explained", "same grade", "adopted", "large"],
)
def test_what_is_no_problem(load: Load, changes: Json, fault: None) -> None:
    load(one(**changes))
    assert found() == fault or found() == []


def test_a_retracted_citation_with_a_note(load: Load) -> None:
    load(make_record(citations=[{**RETRACTED, "note": "Cited because of the retraction."}]))
    assert found() == []


def test_an_import_may_lack_the_reasons_of_levels_and_nothing_else(load: Load) -> None:
    domains = [{"domain": "imprecision", "levels": -1, "reason": None}]
    load(one(certainty={**AGAINST_PUBLISHED, "domains": domains}))
    assert found(importing=[]) == [WITHHOLDABLE["grade differs"][2]]


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
    load(make_record(claims=[claim(findings=[FINDING])]))
    assert found() == []
    load(make_record("walking"))
    Claim.objects.get().findings.add("walking-pain")
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
    load(one(certainty={**GRADE, "start": "low", "domains": domains}))
    assert found() == []
    assert noted() == [f"finding {FINDING}: rated up beside a rating down"]
