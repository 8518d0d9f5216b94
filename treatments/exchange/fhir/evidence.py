"""Parts of an Evidence that findings and adverse events share: its variables, its sources, its certainty."""

from collections.abc import Iterable
from typing import Any

from treatments.document.derived import API
from treatments.exchange.citations import words
from treatments.exchange.fhir import codes
from treatments.exchange.fhir.frame import Frame, notes, refer

Json = dict[str, Any]


def variables(
    *, population: Json | None, exposure: Json, comparator: Json | None, outcome: Json, condition: Json | None = None
) -> list[Json]:
    """Who was studied, what was given, what it was compared with, what was measured: EvidenceVariables of the bundle.

    The condition stands for the people for whom the evidence is meant.
    """
    who = {"observed": population and refer(population), "intended": condition and refer(condition)}
    roles = [
        ("population", who if population or condition else None),
        ("exposure", {"observed": refer(exposure)}),
        ("referenceExposure", comparator and {"observed": refer(comparator)}),
        ("measuredVariable", {"observed": refer(outcome)}),
    ]
    return [{"variableRole": codes.role(role), **variable} for role, variable in roles if variable]


def sources(frame: Frame, citations: Iterable[str]) -> list[Json]:
    """The cited sources as related artifacts."""
    titles = {citation["id"]: citation["title"] for citation in frame.document["citations"]}
    return [
        {"type": "citation", "resourceReference": frame.reference(f"{API}/citations/{key}", titles[key])}
        for key in citations
    ]


def related_finding(frame: Frame, kind: str, finding: str) -> Json:
    """A finding as a related artifact: by reference, or by its address when another record holds it."""
    path = f"{API}/findings/{finding}"
    if finding in {row["id"] for row in frame.document["findings"]}:
        return {"type": kind, "resourceReference": frame.reference(path, finding)}
    return {"type": kind, "resource": f"{frame.base}{path}"}


def provenance(frame: Frame) -> str | None:
    """How the record came to be published, where nobody is named."""
    curation = frame.document["curation"]
    return curation["source"] and f"Published by {curation['process']}: {curation['source']}."


def certainty(value: Json | None) -> list[Json]:
    """The GRADE rating with its trace, and one subcomponent for each domain that was judged."""
    if value is None:
        return []
    published = value["published_rating"]
    return [
        {
            "description": f"{value['symbol']} {words(value['rating'])} ({value['rule_set']})",
            "note": notes(
                *value["trace"],
                published and f"Rating as published: {words(published)}",
                value["difference_reason"],
            ),
            "type": codes.OVERALL,
            "rating": codes.rating(value["rating"]),
            "subcomponent": [_judgement(judgement) for judgement in value["domains"] or []],
        }
    ]


def _judgement(value: Json) -> Json:
    return {
        "note": notes(value["reason"]),
        "type": codes.concept(f"{codes.FHIR}/certainty-type", codes.DOMAINS[value["domain"]]),
        "rating": codes.concept(f"{codes.FHIR}/certainty-rating", codes.LEVELS[value["levels"]]),
    }
