"""One fault in one line: the reason names the place and says what is wrong, and nothing of the record stays."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User

from tests.conftest import (
    make_citation,
    make_claim,
    make_event,
    make_finding,
    make_recommendation,
    make_record,
    make_status,
)
from tests.exchange.conftest import reasons, run
from tests.workflow.conftest import everything
from treatments.exchange.records import Import
from treatments.models import Finding

Json = dict[str, Any]
LONG = "x" * 20_001


def finding(**changes: Any) -> Json:
    return make_record(findings=[make_finding("rest-pain", **changes)])


def effect(**changes: Any) -> Json:
    return finding(effect={**make_finding("any")["effect"], **changes})


def outcome(**changes: Any) -> Json:
    return finding(outcome={**make_finding("any")["outcome"], **changes})


def certainty(**changes: Any) -> Json:
    return finding(certainty={**make_finding("any")["certainty"], **changes})


def citation(**changes: Any) -> Json:
    return make_record(citations=[make_citation("smith-2020", **changes)])


def without(name: str) -> Json:
    record = make_record()
    del record[name]
    return record


LEVEL = {"domain": "imprecision", "levels": -1, "reason": "few"}
CODE = {"system": "MeSH", "code": "D1", "display": "One", "verified": True}
TWO = [make_finding("rest-pain"), make_finding("rest-pain")]
FAULTS: dict[str, tuple[Json, str]] = {
    # the shape
    "missing field": (without("name"), "name: This field is required."),
    "unknown field": (
        make_record(citation=[]),
        "citation: Unknown field: this object has id, url, name, synonyms, kind, description, codes, member_of,"
        " conditions, regulatory, warnings, evidence_gaps, evidence_grades, findings, adverse_events, recommendations,"
        " claims, citations, evidence_current_to, review_due, curation, version, published_at, note, meta.",
    ),
    "unknown field inside": (
        effect(p=0.5),
        "findings[0].effect.p: Unknown field: this object has measure, estimate, ci_low, ci_high, ci_level, computed.",
    ),
    "id": (make_record("No Key", findings=[]), "id: Use lower-case letters, digits and single hyphens between them."),
    "id with a line end": (
        make_record("rest\n", findings=[]),
        "id: Use lower-case letters, digits and single hyphens between them.",
    ),
    "long id": (make_record("r" * 101, findings=[]), "id: Ensure this field has no more than 100 characters."),
    "enum": (make_record(kind="pill"), 'kind: "pill" is not a valid choice.'),
    "null": (make_record(name=None), "name: This field may not be null."),
    "empty text": (make_record(name=""), "name: This field may not be blank."),
    "number for text": (make_record(name=1), "name: Not a valid string."),
    "long text": (make_record(description=LONG), "description: Ensure this field has no more than 20000 characters."),
    "text for number": (effect(estimate="-7"), "findings[0].effect.estimate: A valid number is required."),
    "truth for number": (effect(estimate=True), "findings[0].effect.estimate: A valid number is required."),
    "truth for text": (
        outcome(higher_is_better="false"), "findings[0].outcome.higher_is_better: Must be a valid boolean."),
    "truth for count": (finding(studies=True), "findings[0].studies: A valid integer is required."),
    "fraction for count": (finding(studies=1.5), "findings[0].studies: A valid integer is required."),
    "negative count": (finding(studies=-1), "findings[0].studies: Ensure this value is greater than or equal to 0."),
    "large count": (
        finding(studies=2_147_483_648),
        "findings[0].studies: Ensure this value is less than or equal to 2147483647.",
    ),
    "many digits": (
        effect(estimate=-7.123456789),
        "findings[0].effect.estimate: Ensure that there are no more than 8 decimal places.",
    ),
    "large number": (
        effect(estimate=12345678),
        "findings[0].effect.estimate: Ensure that there are no more than 7 digits before the decimal point.",
    ),
    "date": (
        make_record(review_due="1 May"),
        "review_due: Date has wrong format. Use one of these formats instead: YYYY-MM-DD."),
    "list": (make_record(findings={}), 'findings: Expected a list of items but got type "dict".'),
    "object": (finding(effect=[]), "findings[0].effect: Invalid data. Expected a dictionary, but got list."),
    "id twice in a list": (finding(citations=["smith-2020"] * 2), "findings[0].citations: Give each id once."),
    # references
    "finding twice": (make_record(findings=TWO), "findings: an id stands twice"),
    "citation unknown": (
        finding(citations=["smith-2020", "jones-2021"]),
        "findings[0]: jones-2021 is not among the record's citations",
    ),
    "citation of the MID": (
        outcome(mid={"value": 10, "scale": "native", "citation": "jones-2021"}),
        "findings[0]: jones-2021 is not among the record's citations",
    ),
    "citation of the location": (
        finding(location={"citation": "jones-2021", "where": None}),
        "findings[0]: jones-2021 is not among the record's citations",
    ),
    "condition unknown": (
        finding(condition="neck-pain"), "findings[0]: neck-pain is not among the record's conditions"),
    "superseded by the unknown": (
        finding(superseded_by="rest-new"),
        "findings[0]: rest-new is not among the record's findings",
    ),
    "finding of a claim": (
        make_record(claims=[make_claim(findings=["rest-new"])]),
        "claims[0]: rest-new is not among the record's findings",
    ),
    "domain twice": (certainty(domains=[LEVEL, LEVEL]), "findings[0].certainty.domains: a domain stands twice"),
    "parent": (make_record(member_of="bed"), "member_of: there is no treatment bed"),
    "own parent": (
        make_record(member_of="rest"),
        "treatment rest: member_of: A treatment cannot be a member of itself."),
    "comparator": (
        finding(comparator={"text": "bed", "treatment": "bed"}),
        "findings[0].comparator.treatment: there is no treatment bed",
    ),
    # the domain
    "interval": (effect(ci_low=-5), "findings rest-pain: ci_low: The interval does not contain the estimate. "
                                    "Check all three against the source."),
    "one bound": (effect(ci_high=None), "findings rest-pain: ci_high: The other bound of the interval is given. "
                                        "Enter both bounds, or neither."),
    "level of the interval": (effect(ci_level=95), "findings rest-pain: ci_level: A confidence "
 "level lies between 0 and 1. "
                                                   "Enter 95% as 0.95."),
    "ratio": (
        effect(measure="RR", estimate=0, ci_low=0, ci_high=1),
        "findings rest-pain: estimate: A ratio is greater than 0. Check the estimate and the measure.",
    ),
    "proportion": (
        effect(measure="proportion", estimate=44, ci_low=None, ci_high=None, ci_level=None),
        "findings rest-pain: estimate: A proportion lies between 0 and 1. Enter 44.5% as 0.445.",
    ),
    "baseline": (
        finding(baseline={"risk": 1.5, "source": None}),
        "findings[0].baseline.risk: Ensure this value is less than or equal to 1.",
    ),
    "arms": (
        finding(arms={"treated": {"events": 9, "total": 5}, "comparator": {"events": None, "total": None}}),
        "findings rest-pain: treated_events: More events than people.",
    ),
    "scale": (outcome(scale_min=100), "findings rest-pain: scale_min: The scale's minimum is below its maximum."),
    "MID": (
        outcome(mid={"value": 0, "scale": "native", "citation": "smith-2020"}),
        "findings rest-pain: mid_value: A MID is greater than 0 and has a scale and the citation that gives it.",
    ),
    "superseded by itself": (
        finding(superseded_by="rest-pain"),
        "findings rest-pain: superseded_by: A finding cannot supersede itself.",
    ),
    "published rating": (
        certainty(source="published"),
        "findings rest-pain: published_rating: A published grade has the published rating.",
    ),
    "curated without judgements": (
        certainty(domains=None),
        "findings rest-pain: risk_of_bias: A grade of our own has its judgements.",
    ),
    "level": (
        certainty(domains=[{**LEVEL, "levels": 1}]),
        "findings rest-pain: imprecision: Value 1 is not a valid choice. Imprecision is rated from −3 to 0. "
        "Choose a level in that range. Imprecision rates up, "
        "which needs a start at low. Set it to 0, or correct the start.",
    ),
    "rating up": (
        certainty(domains=[{"domain": "dose_response", "levels": 1, "reason": "more is more"}]),
        "findings rest-pain: dose_response: Dose response rates up, which needs a start at low. "
        "Set it to 0, or correct the start.",
    ),
    "jurisdiction": (
        make_record(regulatory=[make_status(jurisdiction="us")]),
        "regulatory: jurisdiction: Give the country's two letters (ISO 3166-1, for example US), or EU.",
    ),
    "percentage": (
        make_record(adverse_events=[make_event(treated={**make_event()["treated"], "percent": 101})]),
        "adverse_events rest-nausea: treated_percent: A percentage lies between 0 and 100. Check the figure.",
    ),
    "year": (
        make_record(recommendations=[make_recommendation(year=20)]),
        "recommendations[0].year: Ensure this value is greater than or equal to 1900.",
    ),
    "quotation": (
        make_record(claims=[make_claim(quote="word " * 26)]),
        "claims rest-claim: quote: Quote at most 25 words; this has 26.",
    ),
    "DOI": (
        citation(doi="1136/bmj"),
        "citations smith-2020: doi: A DOI starts with “10.”, a registrant's number and a slash."),
    "PMID": (citation(pmid="PMID1"), "citations smith-2020: pmid: A PMID is a number."),
    "link": (citation(link="not a link"), "citations smith-2020: link: Enter a valid URL."),
    "author": (
        citation(authors=[{"family": "Smith"}]),
        "citations smith-2020: authors: An author has a family and a given name, or is an organisation's literal name.",
    ),
    "synonym twice": (make_record(synonyms=["a", "a"]), "treatment rest: synonyms: Give each entry once."),
    "code twice": (make_record(codes=[CODE, CODE]), "treatment rest: codes: Give each code once."),
}  # fmt: skip


def test_one_fault(curator: User, subtests: pytest.Subtests) -> None:
    for name, (record, reason) in FAULTS.items():
        with subtests.test(name):
            assert reasons(curator, record) == [reason]


NO_RECORD = "not a record: a JSON object is expected"
RAW: dict[str, tuple[bytes, str]] = {
    "no JSON": (b"rest", "not JSON: Expecting value at character 1"),
    "no object": (b"[]", NO_RECORD),
    "a text": (b'"rest"', NO_RECORD),
    "a number": (b"1", NO_RECORD),
    "null": (b"null", NO_RECORD),
    "byte order mark": (b"\xef\xbb\xbf{}", "not JSON: Unexpected UTF-8 BOM (decode using utf-8-sig) at character 1"),
    "not UTF-8": (b'{"id": "\xff"}', "not UTF-8 at byte 8"),
    "NUL": (b'{"name": "a\\u0000"}', "a text holds a NUL or half of a surrogate pair"),
    "key twice": (b'{"id": "a", "id": "b"}', "the key 'id' stands twice in one object"),
    "NaN": (b'{"id": NaN}', "NaN is not a JSON number"),
    "deep": (b"[" * 100_000, "nested more than 32 deep"),
}


@pytest.mark.parametrize(("line", "reason"), RAW.values(), ids=RAW)
def test_lines_that_are_no_record(curator: User, line: bytes, reason: str) -> None:
    (outcome,) = Import(by=curator).run([line])
    assert (outcome.line, outcome.treatment, outcome.result, outcome.reasons) == (1, "", "refused", (reason,))


def test_every_fault_of_the_shape_is_named_at_once(curator: User) -> None:
    (outcome,) = run(curator, make_record(kind="pill", name=None, findings=[make_finding("x", studies="1")]))
    assert sorted(outcome.reasons) == [
        "findings[0].studies: A valid integer is required.",
        'kind: "pill" is not a valid choice.',
        "name: This field may not be null.",
    ]


@pytest.mark.parametrize("claim", [{"quote": "word " * 26}, {"source": {**make_claim()["source"], "url": "no"}}])
def test_a_fault_in_the_last_row_leaves_nothing(curator: User, claim: Json) -> None:
    record = make_record(adverse_events=[make_event()], claims=[make_claim(**claim)])
    before = everything()
    (outcome,) = Import(by=curator).run([json.dumps(record).encode()])
    assert outcome.result == "refused"
    assert everything() == before


# Ids and rows of other records

OWNED: dict[str, tuple[str, Callable[..., Json]]] = {
    "findings": ("rest-pain", lambda: make_finding("rest-pain")),
    "adverse_events": ("rest-nausea", make_event),
    "recommendations": ("rest-nice", make_recommendation),
    "claims": ("rest-claim", make_claim),
}


@pytest.mark.parametrize("name", OWNED)
def test_an_id_of_another_record(curator: User, name: str) -> None:
    id_, make = OWNED[name]
    first, second = make_record(), make_record("walking", findings=[])
    first[name] = second[name] = [make()]
    assert reasons(curator, first, second) == [f"{name} {id_}: this id belongs to rest; ids are unique on the server"]


def test_a_doi_of_another_citation(curator: User) -> None:
    first = make_record(citations=[make_citation("smith-2020", doi="10.1136/BMJ.n1446")])
    second = make_record(
        citations=[make_citation("smith-2020", doi="10.1136/BMJ.n1446"), make_citation("b", doi="10.1136/bmj.N1446")]
    )
    assert reasons(curator, first, second) == ["citations b: Another citation has this DOI: use that one."]


def test_a_row_that_others_use_is_not_deleted(curator: User) -> None:
    """The desk can hold a finding that a finding of another record supersedes: the rules forbid publishing that."""
    run(curator, make_record(findings=[make_finding("rest-pain"), make_finding("rest-old")]), make_record("walking"))
    Finding.objects.filter(id="walking-pain").update(superseded_by="rest-old")
    assert reasons(curator, make_record()) == ["a row that the line leaves out is used by walking-pain"]
