"""Judgements as ArtifactAssessment: evidence grades of the record, recommendations, verdicts on claims."""

from typing import Any

from treatments.document.derived import API
from treatments.exchange.citations import encoded, words
from treatments.exchange.fhir import codes
from treatments.exchange.fhir.evidence import related_finding, sources
from treatments.exchange.fhir.frame import Frame
from treatments.vocabulary import RecommendationStatus

Json = dict[str, Any]


def grade(frame: Frame, value: Json, condition: str) -> Json:
    """The certainty of the evidence on the treatment for one condition."""
    counts = ", ".join(f"{words(direction)} {count}" for direction, count in value["critical"].items())
    classifier = codes.rating(value["certainty"]) if value["certainty"] else {"text": words(value["reason"])}
    return _assessment(
        frame,
        f"{frame.document['url']}#grade={value['condition']}",
        frame.document["url"],
        f"Certainty of the evidence: {frame.document['name']} for {condition}",
        {
            "informationType": "rating",
            "summary": f"The lowest among the critical findings ({value['rule_set']}), whose directions are: {counts}.",
            "type": codes.OVERALL,
            "classifier": [classifier],
            "relatedArtifact": [related_finding(frame, "derived-from", key) for key in value["determined_by"]],
        },
    )


def recommendation(frame: Frame, value: Json, condition: str) -> Json:
    """What an organisation recommends."""
    year = f" {value['year']}" if value["year"] is not None else ""
    path = f"{API}/recommendations/{value['id']}"
    return _assessment(
        frame,
        path,
        path,
        f"{value['organisation']}{year}: {frame.document['name']} for {condition}",
        {
            "informationType": "container",
            "summary": value["text"],
            "relatedArtifact": sources(frame, value["citations"]),
            "component": [
                _classifier("direction", words(value["direction"])),
                _classifier("strength", words(value["strength"])),
                _classifier("strength as printed", value["strength_as_printed"]),
                _classifier("status", value["status"] if value["status"] == RecommendationStatus.RETIRED else None),
                _rating(value["certainty"]),
                _comment("note", value["note"]),
            ],
        },
    )


def claim(frame: Frame, value: Json, condition: str) -> Json:
    """The verdict on a public claim."""
    path = f"{API}/claims/{value['id']}"
    return _assessment(
        frame,
        path,
        path,
        f"Claim on {frame.document['name']} for {condition}",
        {
            "informationType": "container",
            "summary": value["rationale"],
            "relatedArtifact": [
                *sources(frame, value["citations"]),
                *(related_finding(frame, "supported-with", key) for key in value["findings"]),
            ],
            "component": [
                {**_comment("quotation", value["quote"]), "relatedArtifact": [_page(value["source"])]},
                _classifier("verdict", words(value["verdict"])),
            ],
        },
    )


def _assessment(frame: Frame, path: str, artifact: str, title: str, content: Json) -> Json:
    return {
        "resourceType": "ArtifactAssessment",
        "id": frame.id(path),
        "title": title,
        "date": frame.document["published_at"],
        "copyright": frame.licence,
        "artifactUri": f"{frame.base}{artifact}",
        "content": [content],
    }


def _page(source: Json) -> Json:
    """The page that makes the claim."""
    seen = f"seen on {source['seen_on']}" if source["seen_on"] else None
    return {
        "type": "derived-from",
        "display": source["title"],
        "citation": ". ".join(part for part in (source["publisher"], source["title"], seen) if part),
        "document": {"url": encoded(source["url"]) if source["url"] else None},
    }


def _classifier(kind: str, text: str | None) -> Json:
    return {"informationType": "classifier", "type": {"text": kind}, "classifier": [{"text": text}]} if text else {}


def _rating(certainty: str | None) -> Json:
    if certainty is None:
        return {}
    return {"informationType": "rating", "type": codes.OVERALL, "classifier": [codes.rating(certainty)]}


def _comment(kind: str, text: str | None) -> Json:
    return {"informationType": "comment", "type": {"text": kind}, "summary": text} if text else {}
