"""A record as a FHIR R5 bundle: valid by fhir.resources and by the rules of R5 that it does not check."""

import json
import os
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from fhir.resources.bundle import Bundle
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import (
    make_citation,
    make_claim,
    make_event,
    make_finding,
    make_gap,
    make_recommendation,
    make_status,
    make_warning,
)
from tests.exchange.published import CITATIONS, MAYBE, SICI, TEXTS, bundled_documents, made
from tests.exchange.r5_checks import faults
from treatments.document.canonical import canonical
from treatments.exchange.fhir import bundle
from treatments.vocabulary import Certainty, CodingSystem, Design, Domain

Json = dict[str, Any]

BASE = "https://example.org"
GOLDEN = Path(__file__).parent / "golden" / "fhir.json"
UPDATE = "UPDATE_GOLDEN" in os.environ
SYSTEMS = {
    "ICD-10-CM": "http://hl7.org/fhir/sid/icd-10-cm",
    "ICD-11": "http://id.who.int/icd/release/11/mms",
    "MeSH": "https://www.nlm.nih.gov/mesh",
    "SNOMED CT": "http://snomed.info/sct",
    "ATC": "http://www.whocc.no/atc",
    "RxNorm": "http://www.nlm.nih.gov/research/umls/rxnorm",
    "MONDO": "http://purl.obolibrary.org/obo/mondo.owl",
}


def valid(document: Json) -> Json:
    """The document's bundle, checked."""
    value = bundle(document, BASE)
    data = canonical(value)
    Bundle.model_validate_json(data)
    assert faults(value) == []
    assert canonical(bundle(document, BASE)) == data
    return value


def resources(value: Json, kind: str) -> list[Json]:
    return [entry["resource"] for entry in value["entry"] if entry["resource"]["resourceType"] == kind]


def named(value: Json, path: str) -> Json:
    (found,) = (entry["resource"] for entry in value["entry"] if entry["resource"].get("url") == f"{BASE}{path}")
    return dict(found)


def texts(resource: Json) -> list[str]:
    return [note["text"] for note in resource.get("note", [])]


@pytest.mark.parametrize("document", bundled_documents(), ids=lambda document: document["id"])
def test_bundled(document: Json) -> None:
    value = valid(document)
    rows = [f"{BASE}/api/v1/findings/{row['id']}" for row in document["findings"]]
    rows += [f"{BASE}/api/v1/adverse-events/{row['id']}" for row in document["adverse_events"]]
    assert [row["url"] for row in resources(value, "Evidence") if "url" in row] == rows
    assert {row["url"] for row in resources(value, "Citation")} == {
        f"{BASE}{row['url']}" for row in document["citations"]
    }
    judgements = document["evidence_grades"] + document["recommendations"] + document["claims"]
    assert len(resources(value, "ArtifactAssessment")) == len(judgements)


def whole_record() -> Json:
    """Something of everything."""
    effect = {"measure": "RR", "estimate": 0.5, "ci_low": 0.2, "ci_high": 0.9, "ci_level": 0.95, "computed": True}
    domains = [
        {"domain": "risk_of_bias", "levels": -1, "reason": "open label"},
        {"domain": "imprecision", "levels": 0, "reason": None},
        {"domain": "large_effect", "levels": 0, "reason": None},
    ]
    rated = {
        "source": "curated", "published_rating": "low", "start": "high", "domains": domains,
        "difference_reason": "the source counts imprecision",
    }  # fmt: skip
    outcome = {**make_finding("x")["outcome"], "mid": {"value": 10, "scale": "native", "citation": "smith-2020"}}
    other = {"text": "walking", "treatment": "walking"}
    finding = make_finding("rest-relapse", effect=effect, certainty=rated, comparator=other)
    finding["outcome"] |= {"name": "relapse", "unit": None, "scale_min": None, "scale_max": None}
    finding |= {
        "arms": {"treated": {"events": 5, "total": 50}, "comparator": {"events": 10, "total": 50}},
        "baseline": {"risk": 0.2, "source": "the trial"},
        "rationale": "One trial.",
        "location": {"citation": "smith-2020", "where": "table 2"},
        "superseded_by": "rest-pain",
    }
    seriousness = ["death", "other_important"]
    event = make_event(
        system_organ_class="Vascular disorders", serious=True, seriousness=seriousness, population="adults",
        treated={"events": 0, "total": 300, "percent": 0, "percent_low": None, "percent_high": None},
        comparator={"text": "placebo", "events": 1, "total": 290, "percent": None, "percent_low": 0, "percent_high": 1},
        relative_effect={**effect, "computed": False}, note="Rare.", frequency={"reported_class": "rare"},
    )  # fmt: skip
    retraction = {"status": "retracted", "notice": SICI, "date": "2021-05-01"}
    return {
        "synonyms": ["bed rest"],
        "conditions": [
            {
                "id": "back-pain", "name": "Back pain", "synonyms": ["dorsalgia"], "description": "It hurts.",
                "codes": [
                    {"system": "ICD-10-CM", "code": "M54.9", "display": "Dorsalgia, unspecified", "verified": True},
                    {"system": "MeSH", "code": "D001416", "display": "Back Pain", "verified": False},
                ],
            }
        ],
        "findings": [finding, make_finding("rest-pain", outcome=outcome)],
        "adverse_events": [event],
        "recommendations": [make_recommendation(status="retired", certainty="low", note="Old.")],
        "claims": [make_claim(findings=["rest-pain"])],
        "warnings": [make_warning(kind="boxed_warning", jurisdiction="US")],
        "regulatory": [make_status(condition="back-pain", as_of="2024-02-03", note="Off patent.")],
        "evidence_gaps": [make_gap()],
        "citations": [
            make_citation("smith-2020", doi=SICI, pmid="1", registry_ids=["NCT1"], retraction=retraction, link=None),
        ],
        "evidence_current_to": "2025-01-01",
        "review_due": "2026-01-01",
    }  # fmt: skip


@cache
def whole() -> Json:
    return made(**whole_record())


def test_golden() -> None:
    """UPDATE_GOLDEN=1 rewrites the file; review the difference like code."""
    actual = canonical(valid(whole()))
    if UPDATE:
        GOLDEN.write_text(json.dumps(json.loads(actual), indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    assert json.loads(actual) == json.loads(GOLDEN.read_text(encoding="utf-8"))


def test_the_same_record_of_another_server_has_other_ids() -> None:
    document = made()
    here, there = bundle(document, BASE), bundle(document, "https://example.net")
    assert {entry["fullUrl"] for entry in here["entry"]}.isdisjoint(entry["fullUrl"] for entry in there["entry"])


def test_ids_of_a_hundred_characters() -> None:
    key = "a" * 100
    value = valid(made(id_=key, findings=[make_finding("b" * 100), make_finding("b" * 99 + "c")]))
    assert {len(entry["resource"]["id"]) for entry in value["entry"]} == {36}
    assert named(value, f"/api/v1/treatments/{key}")["title"] == f"Name of {key}"


def test_licence_and_attribution() -> None:
    value = valid(whole())
    assert {"relation": "license", "url": "https://creativecommons.org/licenses/by/4.0/"} in value["link"]
    assert {entry["resource"]["copyright"] for entry in value["entry"]} == {
        "CC-BY-4.0 (https://creativecommons.org/licenses/by/4.0/). Attribution: Treatment Evidence API"
    }


def test_who_curated_and_reviewed() -> None:
    document = made()
    document["curation"] |= {"process": "review", "source": None, "curated_by": ["Ann"], "reviewed_by": ["Bo", "Cy"]}
    document["curation"]["conflicts_of_interest"] = [{"name": "Bo", "statement": "none", "stated_on": "2026-01-01"}]
    value = valid(document)
    assert "Conflicts of interest of Bo (2026-01-01): none" in texts(named(value, "/api/v1/treatments/rest"))
    evidence = named(value, "/api/v1/findings/rest-pain")
    assert (evidence["author"], evidence["reviewer"]) == ([{"name": "Ann"}], [{"name": "Bo"}, {"name": "Cy"}])
    assert not [text for text in texts(evidence) if "Published by" in text]


def test_a_narrative_finding_has_no_statistic() -> None:
    finding = make_finding("rest-pain", effect=None, studies=None, participants=None, certainty=None)
    evidence = named(valid(made(findings=[finding])), "/api/v1/findings/rest-pain")
    assert not {"statistic", "certainty"} & set(evidence)
    assert evidence["description"]


def test_one_group_alone_has_no_reference_exposure() -> None:
    effect = {
        "measure": "proportion",
        "estimate": 0.4,
        "ci_low": None,
        "ci_high": None,
        "ci_level": None,
        "computed": False,
    }
    comparator = {"text": "none (prevalence)", "treatment": None}
    evidence = named(
        valid(made(findings=[make_finding("rest-pain", effect=effect, comparator=comparator)])),
        "/api/v1/findings/rest-pain",
    )
    roles = [row["variableRole"]["coding"][0]["code"] for row in evidence["variableDefinition"]]
    assert roles == ["population", "exposure", "measuredVariable"]
    assert "Compared with: none (prevalence)" in texts(evidence)


@pytest.mark.parametrize("rating", Certainty)
def test_ratings(rating: str) -> None:
    certainty = {
        "source": "published", "published_rating": rating, "start": "high", "domains": None, "difference_reason": None,
    }  # fmt: skip
    evidence = named(
        valid(made(findings=[make_finding("rest-pain", certainty=certainty)])), "/api/v1/findings/rest-pain"
    )
    (overall,) = evidence["certainty"]
    assert overall["rating"]["coding"][0]["code"] == rating.replace("_", "-")
    assert "subcomponent" not in overall


@pytest.mark.parametrize("domain", Domain)
def test_domains(domain: Domain) -> None:
    upwards = domain in {Domain.LARGE_EFFECT, Domain.DOSE_RESPONSE, Domain.OPPOSING_CONFOUNDING}
    judgement = {"domain": domain, "levels": 1 if upwards else -1, "reason": "so it is"}
    certainty = {
        "source": "curated", "published_rating": None, "start": "low" if upwards else "high", "domains": [judgement],
        "difference_reason": None,
    }  # fmt: skip
    evidence = named(
        valid(made(findings=[make_finding("rest-pain", certainty=certainty)])), "/api/v1/findings/rest-pain"
    )
    (part,) = evidence["certainty"][0]["subcomponent"]
    assert part["rating"]["coding"][0]["code"] == ("upcode1" if upwards else "downcode1")
    assert part["note"] == [{"text": "so it is"}]


@pytest.mark.parametrize("design", [None, *Design])
def test_designs(design: str | None) -> None:
    evidence = named(valid(made(findings=[make_finding("rest-pain", design=design)])), "/api/v1/findings/rest-pain")
    words = [row["text"] for row in evidence.get("studyDesign", [])]
    assert words == ([] if design is None else [design.replace("_", " ")])


@pytest.mark.parametrize("system", CodingSystem)
def test_codes_of_vocabularies(system: str) -> None:
    codes = [
        {"system": system, "code": "A 1", "display": "yes", "verified": True},
        {"system": system, "code": "B 2", "display": "no", "verified": False},
    ]
    condition = {"id": "back-pain", "name": "Back pain", "synonyms": [], "description": None, "codes": codes}
    found = named(valid(made(codes=codes, conditions=[condition])), "/api/v1/conditions/back-pain")
    assert found["characteristic"] == [
        {
            "definitionCodeableConcept": {
                "coding": [{"system": SYSTEMS[system], "code": "A 1", "display": "yes"}],
                "text": "Back pain",
            }
        }
    ]


@pytest.mark.parametrize(
    ("status", "code", "relation"),
    [
        ("retracted", "retracted", "retracted-by"), ("corrected", None, "correction-in"),
        ("expression_of_concern", None, "comment-in"),
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    ("notice", "found"),
    [
        (SICI, {"document": {"url": "https://doi.org/10.1002/%28SICI%291097-0258%2819980815/30%2917%3A15/16%3C1661%3A%3AAID"
                                   "-SIM968%3E3.0.CO%3B2-2"}}),
        ("https://example.org/a b#c", {"document": {"url": "https://example.org/a%20b#c"}}),
        ("letter of the editor", {"citation": "letter of the editor"}),
        (None, None),
    ],
)  # fmt: skip
def test_retraction(status: str, code: str | None, relation: str, notice: str | None, found: Json | None) -> None:
    retraction = {"status": status, "notice": notice, "date": "2021-05-01"}
    document = made(citations=[make_citation("smith-2020", retraction=retraction)])
    artifact = named(valid(document), "/api/v1/citations/smith-2020")["citedArtifact"]
    (state,) = artifact["currentState"]
    assert [coding["code"] for coding in state.get("coding", [])] == ([code] if code else [])
    assert state["text"] == status.replace("_", " ")
    assert artifact["statusDate"] == [{"activity": state, "period": {"start": "2021-05-01"}}]
    assert artifact.get("relatesTo", []) == ([{"type": relation, **found}] if found else [])
    assert "(2021-05-01)" in artifact["note"][0]["text"]


def test_a_source_without_a_date_of_retraction() -> None:
    retraction = {"status": "retracted", "notice": None, "date": None}
    document = made(citations=[make_citation("smith-2020", retraction=retraction)])
    artifact = named(valid(document), "/api/v1/citations/smith-2020")["citedArtifact"]
    assert "statusDate" not in artifact
    assert artifact["note"] == [{"text": "RETRACTED"}]


def test_a_claim_that_rests_on_a_finding_of_another_record() -> None:
    document = made(
        claims=[make_claim(source={"publisher": "P", "title": "T", "url": "https://x.org/ü", "seen_on": None})]
    )
    document["claims"][0]["findings"] = ["rest-pain", "walking-pain"]
    (claim,) = (row for row in resources(valid(document), "ArtifactAssessment") if row["title"].startswith("Claim"))
    content = claim["content"][0]
    assert content["relatedArtifact"][-1] == {
        "type": "supported-with", "resource": f"{BASE}/api/v1/findings/walking-pain",
    }  # fmt: skip
    assert content["relatedArtifact"][-2]["resourceReference"]["display"] == "rest-pain"
    assert content["component"][0]["relatedArtifact"][0]["document"] == {"url": "https://x.org/%C3%BC"}


@pytest.mark.parametrize(
    ("frequency", "words"),
    [
        ({}, "frequency (CIOMS III) not known"),
        ({"percent": 29, "total": 464}, "frequency (CIOMS III) very common, 29% of 464"),
        ({"percent_low": 0.5, "percent_high": 2}, "frequency (CIOMS III) uncommon to common, 0.5% to 2%"),
    ],
)
def test_frequencies(frequency: Json, words: str) -> None:
    treated = {**make_event()["treated"], **frequency}
    evidence = named(valid(made(adverse_events=[make_event(treated=treated)])), "/api/v1/adverse-events/rest-nausea")
    assert evidence["description"] == f"Nausea: {words}"


def test_the_same_variable_is_one_resource() -> None:
    value = valid(made(findings=[make_finding("rest-one"), make_finding("rest-two")]))
    titles = [row["title"] for row in resources(value, "EvidenceVariable")]
    assert sorted(titles) == ["Back pain", "Name of rest", "adults", "pain intensity", "usual care"]


@settings(max_examples=40)
@given(
    citation=CITATIONS,
    text=TEXTS,
    maybe=MAYBE,
    control=st.sampled_from(["", "\x01", "\x1f"]),
)
def test_awkward_text(citation: Json, text: str, maybe: str | None, control: str) -> None:
    document = deepcopy(whole())
    document["citations"] = [citation]
    document["name"] = document["note"] = f"{control}{text}{control}"
    for row in (*document["findings"], *document["adverse_events"]):
        row["population"] = maybe
    document["findings"][0]["rationale"] = document["claims"][0]["quote"] = f"{control}{text}"
    assert valid(document)["resourceType"] == "Bundle"
