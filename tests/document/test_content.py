"""What stands in a document, and what is left out of it."""

from decimal import Decimal
from typing import Any

import pytest

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
from treatments.document.canonical import canonical
from treatments.document.content import content, content_checksum
from treatments.models import Treatment

Json = dict[str, Any]
UNREAD = make_citation("jones-2021", read=None)
BOTH = [make_citation("smith-2020"), UNREAD]


def now() -> Json:
    return content(Treatment.objects.with_rows().get(id="rest"))


def ids(rows: list[Json]) -> list[str]:
    return [row["id"] for row in rows]


ROWS: dict[str, Any] = {
    "findings": lambda **changes: make_finding("rest-pain", **changes),
    "adverse_events": make_event,
    "recommendations": make_recommendation,
}
STATEMENTS: dict[str, Any] = {
    "claims": make_claim,
    "evidence_gaps": make_gap,
    "warnings": make_warning,
    "regulatory": make_status,
}


@pytest.mark.parametrize("fault", [{"withheld": "in doubt"}, {"read": None}, {"citations": []}], ids=str)
@pytest.mark.parametrize("name", ROWS)
def test_rows_left_out(load: Load, name: str, fault: Json) -> None:
    load({**make_record(findings=[]), name: [ROWS[name](**fault)]})
    assert now()[name] == []
    assert now()["citations"] == []  # that only what is left out cites


@pytest.mark.parametrize("name", [*ROWS, *STATEMENTS])
def test_rows_whose_citations_nobody_read(load: Load, name: str) -> None:
    row = {**ROWS, **STATEMENTS}[name](citations=["jones-2021"])
    load({**make_record(findings=[], citations=BOTH), name: [row]})
    assert now()[name] == []


@pytest.mark.parametrize("name", [*ROWS, *STATEMENTS])
def test_a_citation_that_nobody_read_is_left_out_of_its_row(load: Load, name: str) -> None:
    row = {**ROWS, **STATEMENTS}[name](citations=["jones-2021", "smith-2020"])
    load({**make_record(findings=[], citations=BOTH), name: [row]})
    assert now()[name][0]["citations"] == ["smith-2020"]
    assert ids(now()["citations"]) == ["smith-2020"]


@pytest.mark.parametrize("name", STATEMENTS)
def test_statements_without_a_citation(load: Load, name: str) -> None:
    load({**make_record(findings=[]), name: [STATEMENTS[name](citations=[])]})
    assert now()[name] == []


def with_mid(citation: str) -> Json:
    mid = {"value": 10, "scale": "native", "citation": citation}
    return make_finding("rest-pain", outcome={**make_finding("any")["outcome"], "mid": mid})


def test_a_mid_stands_with_its_citation(load: Load) -> None:
    citations = [make_citation("smith-2020"), make_citation("jones-2021")]
    load(make_record(citations=citations, findings=[with_mid("jones-2021")]))
    (finding,) = now()["findings"]
    assert finding["outcome"]["mid"] == {"value": 10, "scale": "native", "citation": "jones-2021"}
    assert finding["citations"] == ids(now()["citations"]) == ["jones-2021", "smith-2020"]


@pytest.mark.parametrize("citation", [UNREAD, make_citation("jones-2021", withheld="in doubt")], ids=["unread", "held"])
def test_a_mid_from_a_citation_that_is_not_shown(load: Load, citation: Json) -> None:
    load(make_record(citations=[make_citation("smith-2020"), citation], findings=[with_mid("jones-2021")]))
    (finding,) = now()["findings"]
    assert finding["outcome"]["mid"] is None
    assert finding["citations"] == ids(now()["citations"]) == ["smith-2020"]


def test_a_location_in_a_citation_that_is_not_shown(load: Load) -> None:
    location = {"citation": "jones-2021", "where": "Table 2"}
    load(make_record(citations=BOTH, findings=[make_finding("rest-pain", location=location)]))
    assert now()["findings"][0]["location"] is None


def test_a_claim_names_only_findings_that_are_shown(load: Load) -> None:
    findings = [make_finding("rest-pain"), make_finding("rest-sleep", withheld="in doubt")]
    load(make_record(findings=findings, claims=[make_claim(findings=["rest-pain", "rest-sleep"])]))
    assert now()["claims"][0]["findings"] == ["rest-pain"]


def test_a_citation_that_no_row_cites(load: Load) -> None:
    load(make_record(citations=[make_citation("smith-2020"), make_citation("jones-2021")]))
    assert ids(now()["citations"]) == ["smith-2020"]


def test_zero_is_a_value(load: Load) -> None:
    zero = {"measure": "RD", "estimate": 0, "ci_low": 0, "ci_high": 0, "ci_level": 0.95, "computed": False}
    arms = {"treated": {"events": 0, "total": 9}, "comparator": {"events": None, "total": None}}
    load(
        make_record(findings=[make_finding("rest-pain", effect=zero, arms=arms, baseline={"risk": 0, "source": None})])
    )
    (finding,) = now()["findings"]
    assert canonical([finding["effect"], finding["arms"], finding["baseline"]]) == canonical(
        [{**zero, "ci_level": Decimal("0.95")}, arms, {"risk": 0, "source": None}]
    )


def test_rows_stand_in_the_order_of_their_ids(load: Load) -> None:
    keys = ["a-b", "ab", "a1", "b", "a"]
    load(make_record(findings=[make_finding(key) for key in keys]))
    assert ids(now()["findings"]) == sorted(keys)


def test_the_checksum_is_that_of_the_value_not_of_its_spelling(load: Load) -> None:
    load()
    value = now()
    value["findings"][0]["effect"]["estimate"] = -7
    assert content_checksum(value) == content_checksum(now())
