"""Each kind of text that is promised to be searchable is found by a word that stands only there."""

from collections.abc import Iterator
from typing import Any

import pytest
from pytest_django import DjangoDbBlocker

from tests.api.conftest import lasting
from tests.conftest import (
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
from tests.search.conftest import MODELS, document, found, ranked
from tests.search.oracle import Entry
from treatments.document.fields import Shape, Text
from treatments.models.index import IndexedText
from treatments.search.texts import RECORD, UNREAD, texts

Json = dict[str, Any]
CODE = {"system": "ICD-10-CM", "code": "M54.50", "display": "Codelabel", "verified": True}
OUTCOME, CERTAINTY = make_finding("any")["outcome"], make_finding("any")["certainty"]
HARM = {"measure": "RR", "estimate": 1.6, "ci_low": 1.2, "ci_high": 2, "ci_level": 0.95, "computed": False}

RECORD_OF_WORDS = make_record(
    "idrecord",
    name="Recordname",
    synonyms=["First recordsynonym", "Second"],
    description="A recorddescription.",
    codes=[{"system": "MeSH", "code": "D0123", "display": "Recordcodelabel", "verified": True}],
    conditions=[
        {"id": "idcondition", "name": "Conditionname", "synonyms": ["conditionsynonym"],
            "description": "conditiondescription", "codes": [CODE]},
        {"id": "idother", "name": "Otherconditionname", "synonyms": [], "description": None, "codes": []},
    ],
    regulatory=[make_status(authority="Statusauthority", note="statusnote", citations=["idcitation"])],
    warnings=[make_warning(text="warningtext", jurisdiction="DE", citations=["idcitation"])],
    evidence_gaps=[make_gap(condition="idcondition", statement="gapstatement", citations=["idcitation"])],
    findings=[
        make_finding("idfinding", condition="idcondition", population="findingpopulation", rationale="findingrationale",
            comparator={"text": "findingcomparator", "treatment": None}, timepoint="findingtimepoint",
            outcome={**OUTCOME, "name": "findingoutcome", "unit": "findingunit"},
            certainty={**CERTAINTY, "published_rating": "high", "difference_reason": "differencereason",
                "domains": [{"domain": "imprecision", "levels": -1, "reason": "domainreason"}]},
            location={"citation": "idcitation", "where": "findingwhere"}, citations=["idcitation"]),
        make_finding("idharm", condition="idother", effect=HARM, citations=["idcitation"],
            outcome={**OUTCOME, "name": "harmoutcome", "unit": None, "scale_min": None, "scale_max": None},
            baseline={"risk": 0.25, "source": "baselinesource"}),
    ],
    adverse_events=[make_event(id="idevent", term="Eventterm", codes=[{**CODE, "code": "R11", "display": "Eventlabel"}],
        system_organ_class="Eventclass", population="eventpopulation", note="eventnote", citations=["idcitation"],
        comparator={"text": "eventcomparator", "events": 1, "total": 20, "percent": None, "percent_low": None,
            "percent_high": None})],
    recommendations=[make_recommendation(id="idrecommendation", condition="idcondition", citations=["idcitation"],
        organisation="Recommender", text="recommendationtext", strength_as_printed="recommendationprinted",
        note="recommendationnote")],
    claims=[make_claim(id="idclaim", condition="idcondition", citations=["idcitation"], quote="claimquote",
        rationale="claimrationale", findings=["idfinding"], source={"publisher": "Claimpublisher",
        "title": "Claimtitle", "url": "https://claimurl.example", "seen_on": None})],
    citations=[make_citation("idcitation", title="Citationtitle", authors=[{"family": "Citationfamily",
        "given": "Citationgiven"}, {"literal": "Citationgroup"}], container_title="Citationjournal", year=1987,
        volume="83001", issue="83002", pages="83003-83009", doi="10.1000/Citation.Doi", pmid="7654321",
        pmcid="PMC987654", link="https://linkurl.example", registry_ids=["NCT01234567"], note="citationnote",
        retraction={"status": "corrected", "notice": "https://noticeurl.example", "date": "2020-01-02"})],
)  # fmt: skip

# Where a text stands, what finds it, and the lists in which it does.
RECORDS = {"treatments"}
CONDITIONS, FINDINGS, EVENTS = RECORDS | {"conditions"}, RECORDS | {"findings"}, RECORDS | {"adverse_events"}
CLAIMS, CITATIONS = RECORDS | {"claims"}, RECORDS | {"citations"}
PROMISED: list[tuple[str, str, set[str]]] = [
    ("name", "recordname", RECORDS | {"findings", "adverse_events", "claims"}),
    ("synonyms", '"first recordsynonym"', RECORDS),
    ("description", "recorddescription", RECORDS),
    ("codes.code", "D0123", RECORDS),
    ("codes.display", "recordcodelabel", RECORDS),
    ("conditions.name", "conditionname", CONDITIONS | {"findings", "claims"}),
    ("conditions.name", "otherconditionname", CONDITIONS | {"findings"}),
    ("conditions.synonyms", "conditionsynonym", CONDITIONS),
    ("conditions.description", "conditiondescription", CONDITIONS),
    ("conditions.codes.code", '"M54.50"', CONDITIONS),
    ("conditions.codes.display", '"m54 50 codelabel"', CONDITIONS),
    ("regulatory.authority", "statusauthority", RECORDS),
    ("regulatory.note", "statusnote", RECORDS),
    ("warnings.text", "warningtext", RECORDS),
    ("evidence_gaps.statement", "gapstatement", RECORDS),
    ("findings.population", "findingpopulation", FINDINGS),
    ("findings.comparator.text", "findingcomparator", FINDINGS),
    ("findings.outcome.name", "findingoutcome", FINDINGS),
    ("findings.outcome.unit", "findingunit", FINDINGS),
    ("findings.timepoint", "findingtimepoint", FINDINGS),
    ("findings.baseline.source", "baselinesource", FINDINGS),
    ("findings.absolute.statement", '"of every 1,000 people"', FINDINGS),
    ("findings.interpretation.statement", '"probably reduces findingoutcome"', FINDINGS),
    ("findings.certainty.domains.reason", "domainreason", FINDINGS),
    ("findings.certainty.difference_reason", "differencereason", FINDINGS),
    ("findings.rationale", "findingrationale", FINDINGS),
    ("findings.location.where", "findingwhere", FINDINGS),
    ("adverse_events.term", "eventterm", EVENTS),
    ("adverse_events.codes.code", "R11", EVENTS),
    ("adverse_events.codes.display", "eventlabel", EVENTS),
    ("adverse_events.system_organ_class", "eventclass", EVENTS),
    ("adverse_events.population", "eventpopulation", EVENTS),
    ("adverse_events.comparator.text", "eventcomparator", EVENTS),
    ("adverse_events.note", "eventnote", EVENTS),
    ("recommendations.organisation", "recommender", RECORDS),
    ("recommendations.strength_as_printed", "recommendationprinted", RECORDS),
    ("recommendations.text", "recommendationtext", RECORDS),
    ("recommendations.note", "recommendationnote", RECORDS),
    ("claims.quote", "claimquote", CLAIMS),
    ("claims.source.publisher", "claimpublisher", CLAIMS),
    ("claims.source.title", "claimtitle", CLAIMS),
    ("claims.rationale", "claimrationale", CLAIMS),
    ("citations.title", "citationtitle", CITATIONS),
    ("citations.authors.family", '"citationfamily citationgiven"', CITATIONS),
    ("citations.authors.given", "citationgiven", CITATIONS),
    ("citations.authors.literal", "citationgroup", CITATIONS),
    ("citations.container_title", "citationjournal", CITATIONS),
    ("citations.doi", "10.1000/citation.doi", CITATIONS),
    ("citations.pmid", "7654321", CITATIONS),
    ("citations.pmcid", "PMC987654", CITATIONS),
    ("citations.registry_ids", "NCT01234567", CITATIONS),
    ("citations.note", "citationnote", CITATIONS),
    ("", "citationfamily 1987", CITATIONS),  # as people name a source
]


@pytest.fixture(scope="module")
def record(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with lasting(django_db_blocker, RECORD_OF_WORDS):
        yield


@pytest.mark.usefixtures("record", "db")
@pytest.mark.parametrize(("question", "lists"), [(question, lists) for _, question, lists in PROMISED])
def test_found_in_exactly_these_lists(question: str, lists: set[str]) -> None:
    assert {kind for kind in MODELS if found(kind, question)} == lists


def text_members(field: Any, path: str = "") -> Iterator[str]:
    """Where texts stand in a record, but for what publication adds."""
    if isinstance(field, Text):
        yield path
    elif isinstance(field, Shape):
        for name, member in field.fields.items():
            if not member.write_only and name not in UNREAD:
                yield from text_members(member, f"{path}.{name}" if path else name)
    elif hasattr(field, "child"):
        yield from text_members(field.child, path)


def test_every_text_of_the_shape_is_promised_or_named_as_unread() -> None:
    content = [name for name, field in RECORD.fields.items() if not field.read_only]
    texts = {path for name in content for path in text_members(RECORD.fields[name], name) if name not in UNREAD}
    assert texts == {path for path, _, _ in PROMISED if path}


@pytest.mark.usefixtures("record", "db")
@pytest.mark.parametrize(
    "question",
    [
        "idrecord", "idfinding", "idcitation", "idcondition",  # ids
        "api", "claimurl", "linkurl", "noticeurl", "https",  # addresses
        "83001", "83002", "83003",  # volume, issue, pages
        '"self care"', "self_care", "rct", "article-journal", "unsupported", "corrected", "ICD",  # vocabularies' terms
        '"US"', '"DE"', "2020",  # jurisdictions and days
        '"starts high"', '"grade/1"', '"CC BY"', '"a test"', "lasting", "Carol",  # traces, envelope, people
    ],
)  # fmt: skip
def test_what_is_no_text_is_not_found(question: str) -> None:
    assert {kind: keys for kind in MODELS if (keys := found(kind, question))} == {}


@pytest.mark.usefixtures("record", "db")
@pytest.mark.parametrize(
    ("kind", "title", "key"),
    [
        ("treatments", "recordname", "idrecord"),
        ("conditions", "conditionname", "idcondition"),
        ("findings", "findingoutcome", "idfinding"),
        ("adverse_events", "eventterm", "idevent"),
        ("claims", "claimquote", "idclaim"),
        ("citations", "citationtitle", "idcitation"),
    ],
)
def test_titles_and_keys(kind: str, title: str, key: str) -> None:
    row = IndexedText.objects.get(kind=kind, key=key)
    assert (row.treatment_id, row.title.casefold()) == ("idrecord", title)
    assert title not in row.text.casefold().split(" | ")
    assert ranked(kind, title)[0] == key


def test_a_document_of_an_earlier_release_lacks_what_came_later() -> None:
    """Fields that come after 1.0 never become required (ADR 0010)."""
    old = document(Entry("a", "Pain", "Helps."))
    del old["evidence_gaps"]
    assert [text.text for text in texts(old)] == ["Helps."]
