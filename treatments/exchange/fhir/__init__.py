"""FHIR R5 (5.0.0): a record as a Bundle of Evidence, EvidenceVariable, Citation and ArtifactAssessment."""

from collections.abc import Iterator
from typing import Any

from treatments.exchange.fhir.adverse_events import adverse_event
from treatments.exchange.fhir.assessments import claim, grade, recommendation
from treatments.exchange.fhir.findings import finding
from treatments.exchange.fhir.frame import Frame, compact
from treatments.exchange.fhir.sources import citation
from treatments.exchange.fhir.variables import condition, treatment

Json = dict[str, Any]


def bundle(document: Json, base: str) -> Json:
    """The whole record as a `collection`, ready for `canonical`; `base` is the server's address without a slash.

    Resources are named by UUIDs made of their addresses, so that the same record gives the same bundle, and every
    reference points into it.
    """
    frame = Frame(document, base)
    version = f"{document['url']}/versions/{document['version']}"
    resources = {resource["id"]: resource for resource in _resources(frame)}
    value: Json = compact(
        {
            "resourceType": "Bundle",
            "id": frame.id(version),
            "meta": {"lastUpdated": document["published_at"], "source": f"{base}{version}"},
            "identifier": {"system": "urn:ietf:rfc:3986", "value": f"{base}{version}"},
            "type": "collection",
            "timestamp": document["published_at"],
            "link": [
                {"relation": "self", "url": f"{base}{version}?format=fhir"},
                {"relation": "license", "url": document["meta"]["license"]["url"]},
            ],
            "entry": [{"fullUrl": f"urn:uuid:{key}", "resource": resource} for key, resource in resources.items()],
        }
    )
    return value


def _resources(frame: Frame) -> Iterator[Json]:
    document = frame.document
    subject = treatment(frame)
    conditions = {value["id"]: condition(frame, value) for value in document["conditions"]}
    yield subject
    yield from conditions.values()
    for value in document["findings"]:
        yield from finding(frame, value, subject, conditions[value["condition"]])
    for value in document["adverse_events"]:
        yield from adverse_event(frame, value, subject)
    for rows, judgement in (("evidence_grades", grade), ("recommendations", recommendation), ("claims", claim)):
        yield from (judgement(frame, value, conditions[value["condition"]]["title"]) for value in document[rows])
    yield from (citation(frame, value) for value in document["citations"])
