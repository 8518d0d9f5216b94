"""Everything that forbids publication, one fault at a time, and what is only worth knowing."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User

from tests.conftest import (
    Load,
    make_citation,
    make_claim,
    make_event,
    make_finding,
    make_gap,
    make_recommendation,
    make_record,
    make_status,
    make_warning,
)
from treatments.grading.interpretation import large_judgement_fault
from treatments.models import Condition, Finding, Treatment
from treatments.rules import problems

Json = dict[str, Any]
FINDING = "rest-pain"
CONDITIONS: list[Json] = [
    {"id": id_, "name": id_, "synonyms": [], "description": None, "codes": []} for id_ in ("back-pain", "neck-pain")
]
GRADE: Json = make_finding(FINDING)["certainty"]
AGAINST_PUBLISHED = {**GRADE, "published_rating": "low"}
LARGE_SMD = {
    "measure": "SMD", "estimate": 0.9, "ci_low": 0.7, "ci_high": 1.1, "ci_level": 0.95, "computed": False,
}  # fmt: skip
RETRACTED = make_citation("smith-2020", retraction={"status": "retracted", "notice": "10.1/x", "date": None})


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
        make_record(adverse_events=[make_event(citations=[])]),
        "adverse_events",
        "adverse event rest-nausea citations: Cite a source.",
    ),
    "event unverified": (
        make_record(adverse_events=[make_event(read=None)]),
        "adverse_events",
        "adverse event rest-nausea read_where: Say where a person read this, or withhold the row with a reason.",
    ),
    "recommendation without citation": (
        make_record(recommendations=[make_recommendation(citations=[])]),
        "recommendations",
        "recommendation rest-nice citations: Cite a source.",
    ),
    "recommendation unverified": (
        make_record(recommendations=[make_recommendation(read=None)]),
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


def drop_condition() -> None:
    """The desk may hold a row whose condition is no longer among the treatment's."""
    treatment = Treatment.objects.get(id="rest")
    treatment.conditions.remove(*Condition.objects.filter(id="neck-pain"))


@pytest.mark.parametrize(("record", "rows", "problem"), WITHHOLDABLE.values(), ids=WITHHOLDABLE)
def test_problem_of_a_row(load: Load, record: Json, rows: str, problem: str | None) -> None:
    load(record)
    drop_condition()
    expected = problem or f"finding {FINDING} size_judgement: {large_fault()}"
    assert found() == [expected]


@pytest.mark.parametrize(("record", "rows", "problem"), WITHHOLDABLE.values(), ids=WITHHOLDABLE)
def test_a_withheld_row_has_no_problem(load: Load, record: Json, rows: str, problem: str | None) -> None:
    withheld = [{**row, "withheld": "in doubt"} for row in record[rows]]
    load({**record, rows: withheld})
    drop_condition()
    assert found() == []


def large_fault() -> str:
    return str(large_judgement_fault(Finding.objects.get().effect))


STATEMENTS: dict[str, tuple[str, Callable[..., Json], str]] = {
    "claim": ("claims", make_claim, "claim"),
    "gap": ("evidence_gaps", make_gap, "evidence gap"),
    "warning": ("warnings", make_warning, "warning"),
    "regulatory": ("regulatory", make_status, "regulatory status"),
}


@pytest.mark.parametrize(("name", "make", "table"), STATEMENTS.values(), ids=STATEMENTS)
def test_statements_need_a_citation(load: Load, name: str, make: Callable[..., Json], table: str) -> None:
    treatment = load({**make_record(), name: [make(citations=[])]})
    (row,) = [row for row in treatment.rows() if row._meta.verbose_name == table]
    assert found() == [f"{table} {row.pk} citations: Cite a source."]


@pytest.mark.parametrize(("name", "make", "table"), STATEMENTS.values(), ids=STATEMENTS)
def test_statements_need_nothing_else(load: Load, name: str, make: Callable[..., Json], table: str) -> None:
    load({**make_record(), name: [make()]})
    assert found() == []


CONDITION_ROWS = {
    "claim": ("claims", make_claim),
    "gap": ("evidence_gaps", make_gap),
    "regulatory": ("regulatory", make_status),
    "recommendation": ("recommendations", make_recommendation),
}


@pytest.mark.parametrize(("name", "make"), CONDITION_ROWS.values(), ids=CONDITION_ROWS)
def test_conditions_of_rows_are_the_treatments(load: Load, name: str, make: Callable[..., Json]) -> None:
    load({**make_record(conditions=CONDITIONS), name: [make(condition="neck-pain")]})
    assert found() == []
    drop_condition()
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
    "changes",
    [
        {"certainty": None},
        {"certainty": {**AGAINST_PUBLISHED, "difference_reason": "They count differently."}},
        {"certainty": {**GRADE, "published_rating": "moderate"}},
        {"certainty": {**GRADE, "source": "published", "published_rating": "low", "domains": None}},
        {"size_judgement": "large", "effect": LARGE_SMD},
    ],
    ids=["not graded", "difference explained", "same grade", "adopted", "large"],
)
def test_what_is_no_problem(load: Load, changes: Json) -> None:
    load(one(**changes))
    assert found() == []


def test_a_retracted_citation_with_a_note(load: Load) -> None:
    load(make_record(citations=[{**RETRACTED, "note": "Cited because of the retraction."}]))
    assert found() == []


def test_an_import_may_lack_the_reasons_of_levels_and_nothing_else(load: Load) -> None:
    domains = [{"domain": "imprecision", "levels": -1, "reason": None}]
    load(one(certainty={**AGAINST_PUBLISHED, "domains": domains}))
    assert found(importing=[]) == [WITHHOLDABLE["grade differs"][2]]
