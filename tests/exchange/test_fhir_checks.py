"""Each rule of `r5_checks` is broken once, in a bundle that is otherwise valid, and found."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from tests.exchange.r5_checks import faults
from tests.exchange.test_fhir import BASE, whole
from treatments.exchange.fhir import bundle

Json = dict[str, Any]
Break = Callable[[Any], object]


def first(value: Json, kind: str, title: str = "") -> Json:
    rows = (entry["resource"] for entry in value["entry"])
    return next(row for row in rows if row["resourceType"] == kind and row["title"].startswith(title))


def put(name: str | int, item: Any) -> Break:
    return lambda value: value.__setitem__(name, item)


def drop(name: str) -> Break:
    return lambda value: value.pop(name)


def test_the_bundle_is_valid() -> None:
    assert faults(bundle(whole(), BASE)) == []


@pytest.mark.parametrize(
    ("path", "breaking", "fault"),
    [
        # cardinality
        ([], drop("status"), "Evidence.status: is missing"),
        ([], drop("variableDefinition"), "Evidence.variableDefinition: is missing"),
        (["variableDefinition", 0], drop("variableRole"), "Evidence.variableDefinition[0].variableRole: is missing"),
        (["note", 0], put("text", None), "Evidence.note[0].text: None is no markdown"),
        ([], put("title", ["relapse"]), "Evidence.title: ['relapse'] is no string"),
        ([], put("note", {"text": "one"}), "Evidence.note: is no array"),
        (["statistic", 0], put("quantity", [{"value": 1}]), "Evidence.statistic[0].quantity: is no object"),
        # nothing empty
        ([], put("author", []), "Evidence.author: is empty"),
        (["statistic", 0], put("quantity", {}), "Evidence.statistic[0].quantity: is empty"),
        ([], put("assertion", None), "Evidence.assertion: None is no markdown"),
        ([], put("assertion", ""), "Evidence.assertion: '' is no markdown"),
        # elements and types
        ([], put("publication", "x"), "Evidence.publication: is not known"),
        (
            ["statistic", 0, "quantity"],
            put("value", "0.5"),
            "Evidence.statistic[0].quantity.value: '0.5' is no decimal",
        ),
        (
            ["statistic", 0, "quantity"],
            put("value", item=True),
            "Evidence.statistic[0].quantity.value: True is no decimal",
        ),
        (
            ["statistic", 0, "sampleSize"],
            put("numberOfStudies", -1),
            "Evidence.statistic[0].sampleSize.numberOfStudies: -1 is no unsignedInt",
        ),
        (
            ["statistic", 0, "sampleSize"],
            put("numberOfStudies", Decimal("1.5")),
            "Evidence.statistic[0].sampleSize.numberOfStudies: Decimal('1.5') is no unsignedInt",
        ),
        ([], put("date", "yesterday"), "Evidence.date: 'yesterday' is no dateTime"),
        ([], put("url", "https://example.org/a b"), "Evidence.url: 'https://example.org/a b' is no uri"),
        ([], put("url", "https://example.org/a#b"), "Evidence.url: holds | or #"),
        ([], put("title", "a\x01"), "Evidence.title: 'a\\x01' is no string"),
        # codes
        ([], put("status", "published"), "Evidence.status: published is not in publication-status"),
        (
            ["variableDefinition", 0, "variableRole", "coding", 0],
            put("code", "outcome"),
            "Evidence.variableDefinition[0].variableRole: outcome is not in "
            "http://terminology.hl7.org/CodeSystem/variable-role",
        ),
        (
            ["statistic", 0, "statisticType", "coding", 0],
            put("code", "RR"),
            "Evidence.statistic[0].statisticType: RR is not in http://terminology.hl7.org/CodeSystem/statistic-type",
        ),
        (
            ["statistic", 0, "statisticType", "coding", 0],
            put("display", "Risk ratio"),
            "Evidence.statistic[0].statisticType: C93152 is not called Risk ratio",
        ),
        (
            ["certainty", 0, "rating", "coding", 0],
            put("system", "http://terminology.hl7.org/CodeSystem/certainty-rating"),
            "Evidence.certainty[0].rating: http://terminology.hl7.org/CodeSystem/certainty-rating is not its code "
            "system",
        ),
        (
            ["relatedArtifact", 0],
            put("type", "source"),
            "Evidence.relatedArtifact[0].type: source is not in related-artifact-type",
        ),
        # invariants
        (["statistic", 0, "quantity"], put("code", "%"), "Evidence.statistic[0].quantity: has a code without a system"),
        (
            ["statistic", 0, "attributeEstimate", 0, "range", "low"],
            put("value", 2),
            "Evidence.statistic[0].attributeEstimate[0].range: is reversed",
        ),
        (
            ["variableDefinition", 0],
            put("observed", {"type": "Group"}),
            "Evidence.variableDefinition[0].observed: refers to nothing",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_evidence(path: list[str | int], breaking: Break, fault: str) -> None:
    value = bundle(whole(), BASE)
    place: Any = first(value, "Evidence", "relapse")
    for step in path:
        place = place[step]
    breaking(place)
    assert fault in faults(value)


@pytest.mark.parametrize(
    ("kind", "title", "path", "breaking", "fault"),
    [
        (
            "EvidenceVariable", "Back", ["characteristic", 0, "definitionCodeableConcept", "coding", 0],
            put("system", "http://example.org/codes"),
            "EvidenceVariable.characteristic[0].definitionCodeableConcept: http://example.org/codes is not its code "
            "system",
        ),
        (
            "EvidenceVariable", "Back", ["characteristic", 0], put("definitionCanonical", "https://example.org/a"),
            "EvidenceVariable.characteristic[0]: has two definitions",
        ),
        (
            "EvidenceVariable", "Nausea", ["characteristic", 0, "definitionByTypeAndValue"], drop("valueBoolean"),
            "EvidenceVariable.characteristic[0].definitionByTypeAndValue: has not one value",
        ),
        (
            "EvidenceVariable", "Nausea", ["characteristic", 0, "definitionByTypeAndValue"], put("valueBoolean", "yes"),
            "EvidenceVariable.characteristic[0].definitionByTypeAndValue.valueBoolean: 'yes' is no boolean",
        ),
        (
            "EvidenceVariable", "Nausea", [], put("handling", "binary"),
            "EvidenceVariable.handling: binary is not in variable-handling",
        ),
        (
            "Citation", "", ["citedArtifact", "contributorship", "entry", 0], put("rankingOrder", 0),
            "Citation.citedArtifact.contributorship.entry[0].rankingOrder: 0 is no positiveInt",
        ),
        (
            "Citation", "", ["citedArtifact", "contributorship", "entry", 0], drop("contributor"),
            "Citation.citedArtifact.contributorship.entry[0].contributor: is missing",
        ),
        (
            "Citation", "", ["citedArtifact", "statusDate", 0], drop("period"),
            "Citation.citedArtifact.statusDate[0].period: is missing",
        ),
        (
            "Citation", "", ["citedArtifact", "currentState", 0, "coding", 0], put("code", "corrected"),
            "Citation.citedArtifact.currentState[0]: corrected is not in http://hl7.org/fhir/cited-artifact-status-type",
        ),
        (
            "ArtifactAssessment", "", [], drop("artifactUri"), "ArtifactAssessment.artifactUri: is missing",
        ),
        (
            "ArtifactAssessment", "NICE", ["content", 0, "component", 0], put("informationType", "verdict"),
            "ArtifactAssessment.content[0].component[0].informationType: verdict is not in "
            "artifactassessment-information-type",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_other_resources(kind: str, title: str, path: list[str | int], breaking: Break, fault: str) -> None:
    value = bundle(whole(), BASE)
    place: Any = first(value, kind, title)
    for step in path:
        place = place[step]
    breaking(place)
    assert fault in faults(value)


def test_the_bundle_itself() -> None:
    value = bundle(whole(), BASE)
    value["type"] = "set"
    value["link"][0]["relation"] = "me"
    value["timestamp"] = "2026-01-01"
    assert faults(value) == [
        "Bundle.type: set is not in bundle-type",
        "Bundle.timestamp: '2026-01-01' is no instant",
        "Bundle.link[0].relation: me is not in iana-link-relations",
    ]


def test_a_resource_of_another_kind() -> None:
    value = bundle(whole(), BASE)
    value["entry"][0]["resource"]["resourceType"] = "Patient"
    assert "Bundle.entry[0].resource: Patient is not known" in faults(value)


@pytest.mark.parametrize("id_", ["a" * 65, "a_b", "ü"])
def test_ids(id_: str) -> None:
    value = bundle(whole(), BASE)
    value["entry"][0]["resource"]["id"] = id_
    found = faults(value)
    assert f"EvidenceVariable.id: {id_!r} is no id" in found
    assert f"{value['entry'][0]['fullUrl']}: is not that of the resource" in found


def test_an_entry_that_stands_twice() -> None:
    value = bundle(whole(), BASE)
    value["entry"].append(value["entry"][0])
    assert faults(value) == [f"{value['entry'][0]['fullUrl']}: stands twice"]


def test_a_reference_to_nothing() -> None:
    value = bundle(whole(), BASE)
    gone = value["entry"].pop()["fullUrl"]
    assert set(faults(value)) == {f"{gone}: is not in the bundle"}


def test_a_version_is_no_full_url() -> None:
    value = bundle(whole(), BASE)
    value["entry"][0]["fullUrl"] = "https://example.org/Evidence/1/_history/2"
    assert "Bundle.entry[0].fullUrl: names a version" in faults(value)
