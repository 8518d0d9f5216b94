"""Every number of a document is in its bundle, unchanged: read out of the bundle by what FHIR says of its elements."""

from decimal import Decimal
from typing import Any

import pytest

from tests.conftest import make_event, make_finding
from tests.exchange.published import bundled_documents, made
from treatments.exchange.fhir import bundle

Json = dict[str, Any]

BASE = "https://example.org"
MEASURES = {
    "C93152": "RR", "C16932": "OR", "C93150": "HR", "0000424": "RD", "0000457": "MD", "0000100": "SMD",
    "C44256": "proportion",
}  # fmt: skip
DOCUMENTS = bundled_documents()


class Reader:
    """A bundle by the addresses and titles of its resources."""

    def __init__(self, document: Json) -> None:
        value = bundle(document, BASE)
        self.resources = {entry["fullUrl"]: entry["resource"] for entry in value["entry"]}
        self.evidence = [row for row in self.resources.values() if row["resourceType"] == "Evidence"]

    def main(self, path: str) -> Json:
        (found,) = (row for row in self.evidence if row.get("url") == f"{BASE}{path}")
        return dict(found)

    def variable(self, evidence: Json, role: str) -> Json | None:
        for definition in evidence["variableDefinition"]:
            if definition["variableRole"]["coding"][0]["code"] == role:
                found: Json = self.resources[definition["observed"]["reference"]]
                return found
        return None

    def beside(self, evidence: Json, exposure: str | None, reference: str | None) -> list[Json]:
        """Statistics of the evidence on the same outcome and population with this exposure and reference exposure."""
        same = [role for role in ("measuredVariable", "population") if self.variable(evidence, role)]
        return [
            statistic
            for row in self.evidence
            if row != evidence
            and all(self.variable(row, role) == self.variable(evidence, role) for role in same)
            and row["relatedArtifact"] == [item for item in evidence["relatedArtifact"] if item["type"] == "citation"]
            and [title(self.variable(row, role)) for role in ("exposure", "referenceExposure")] == [exposure, reference]
            for statistic in row.get("statistic", [])
        ]


def title(variable: Json | None) -> str | None:
    return None if variable is None else str(variable["title"])


def code(statistic: Json) -> str | None:
    coding = statistic.get("statisticType", {}).get("coding")
    return coding[0]["code"] if coding else None


def number(quantity: Json | None) -> Decimal | int | None:
    return quantity["value"] if quantity else None


def interval(statistic: Json, kind: str = "C53324") -> tuple[Any, Any, Any]:
    for estimate in statistic.get("attributeEstimate", []):
        if estimate["type"].get("coding", [{}])[0].get("code") == kind:
            ends = estimate["range"]
            return number(ends.get("low")), number(ends.get("high")), estimate.get("level")
    return None, None, None


def effect(statistic: Json) -> Json:
    low, high, level = interval(statistic)
    return {
        "measure": MEASURES[str(code(statistic))],
        "estimate": number(statistic["quantity"]),
        "ci_low": low,
        "ci_high": high,
        "ci_level": level,
        "computed": "note" in statistic,
    }


def people(statistic: Json) -> Json:
    return {
        "events": statistic.get("numberAffected"),
        "total": statistic.get("sampleSize", {}).get("numberOfParticipants"),
    }


def expected_effect(value: Json) -> Json:
    """A level without an interval says nothing and is left out."""
    return value if value["ci_low"] is not None else {**value, "ci_level": None}


def check_finding(reader: Reader, treatment: str, value: Json) -> None:
    evidence = reader.main(f"/api/v1/findings/{value['id']}")
    statistics = evidence.get("statistic", [])
    size = statistics[0].get("sampleSize", {}) if statistics else {}
    assert (size.get("numberOfStudies"), size.get("numberOfParticipants")) == (value["studies"], value["participants"])
    if value["effect"] is None:
        assert all(set(statistic) == {"sampleSize"} for statistic in statistics)
        return
    assert effect(statistics[0]) == expected_effect(value["effect"])
    unit = value["outcome"]["unit"] if value["effect"]["measure"] == "MD" else None
    assert statistics[0]["quantity"].get("unit") == unit
    check_absolute(statistics[1:], value)
    check_groups(reader, evidence, treatment, value)
    check_scale(reader.variable(evidence, "measuredVariable"), value["outcome"])


def check_absolute(statistics: list[Json], value: Json) -> None:
    absolute = value["absolute"]
    if absolute is None:
        assert statistics == []
        return
    difference, *nnt = statistics
    assert (code(difference), difference["quantity"]["unit"]) == ("0000424", "per 1000")
    assert number(difference["quantity"]) == absolute["difference_per_1000"]
    assert interval(difference)[:2] == (absolute["ci_low"], absolute["ci_high"])
    assert [(number(row["quantity"]), *interval(row)[:2]) for row in nnt] == (
        [] if absolute["nnt"] is None else [tuple(absolute["nnt"][name] for name in ("value", "ci_low", "ci_high"))]
    )


def check_groups(reader: Reader, evidence: Json, treatment: str, value: Json) -> None:
    treated = reader.beside(evidence, treatment, None)
    compared = reader.beside(evidence, value["comparator"]["text"], None)
    arms, absolute, baseline = value["arms"], value["absolute"], value["baseline"]
    for statistics, arm in ((treated, "treated"), (compared, "comparator")):
        counts = [statistic for statistic in statistics if code(statistic) == "C25463"]
        assert [people(statistic) for statistic in counts] == ([arms[arm]] if arms else [])
        assert all(number(statistic["quantity"]) == statistic["numberAffected"] for statistic in counts)
    risks = [number(statistic["quantity"]) for statistic in treated if code(statistic) == "predictedRisk"]
    assert risks == ([absolute["risk"]] if absolute else [])
    risks = [number(statistic["quantity"]) for statistic in compared if code(statistic) == "C44256"]
    assert risks == ([baseline["risk"]] if baseline else [])


def check_scale(outcome: Json | None, value: Json) -> None:
    assert outcome
    ranges = [
        row["definitionByTypeAndValue"]["valueRange"]
        for row in outcome.get("characteristic", [])
        if "definitionByTypeAndValue" in row
    ]
    given = (value["scale_min"], value["scale_max"])
    assert [(number(row.get("low")), number(row.get("high"))) for row in ranges] == (
        [] if given == (None, None) else [given]
    )


def arm(statistics: list[Json]) -> Json:
    """The numbers of one group of an adverse event."""
    numbers: Json = dict.fromkeys(["events", "total", "percent", "percent_low", "percent_high"])
    for statistic in statistics:
        low, high, _ = interval(statistic, "C38013")
        numbers |= {**people(statistic), "percent_low": low, "percent_high": high}
        if code(statistic) == "C44256":
            numbers["percent"] = number(statistic.get("quantity"))
            assert statistic.get("quantity", {"code": "%"})["code"] == "%"
        else:
            assert number(statistic.get("quantity")) == statistic.get("numberAffected")
    return numbers


def check_event(reader: Reader, treatment: str, value: Json) -> None:
    evidence = reader.main(f"/api/v1/adverse-events/{value['id']}")
    statistics = evidence.get("statistic", [])
    assert arm(statistics) == value["treated"]
    bounds = [
        number(estimate["quantity"])
        for statistic in statistics
        for estimate in statistic.get("attributeEstimate", [])
        if "quantity" in estimate
    ]
    assert bounds == [bound for bound in [value["frequency"]["upper_bound"]] if bound is not None]
    other = value["comparator"]
    if other is not None:
        text = other["text"]
        assert arm(reader.beside(evidence, text, None)) == {
            name: item for name, item in other.items() if name != "text"
        }
    relative = reader.beside(evidence, treatment, other and other["text"])
    given = value["relative_effect"]
    assert [effect(statistic) for statistic in relative] == ([] if given is None else [expected_effect(given)])


def check(document: Json) -> tuple[int, int]:
    reader = Reader(document)
    for finding in document["findings"]:
        check_finding(reader, document["name"], finding)
    for event in document["adverse_events"]:
        check_event(reader, document["name"], event)
    return len(document["findings"]), len(document["adverse_events"])


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document["id"])
def test_bundled(document: Json) -> None:
    assert check(document) == (len(document["findings"]), len(document["adverse_events"]))


def test_there_are_numbers_to_check() -> None:
    assert sum(len(document["findings"]) for document in DOCUMENTS) >= 50
    assert sum(len(document["adverse_events"]) for document in DOCUMENTS) >= 60


def ratio(measure: str, estimate: float, low: float | None, high: float | None) -> Json:
    return {
        "measure": measure, "estimate": estimate, "ci_low": low, "ci_high": high, "ci_level": 0.95, "computed": True,
    }  # fmt: skip


@pytest.mark.parametrize(
    "value",
    [
        ratio("MD", 0, 0, 0), ratio("RD", 0, -0.1, 0), ratio("RD", -0.128, -0.2, 0), ratio("SMD", -0.00000001, -1, 0),
        ratio("MD", -1234567.12345678, -9999999, 0), ratio("RR", 0.5, 0, 2), ratio("proportion", 0, 0, 0.5),
        ratio("proportion", 0, None, None), ratio("OR", 2, 1.5, 3), ratio("HR", 1, 0.5, 2),
    ],
)  # fmt: skip
def test_zeros_and_negative_numbers(value: Json) -> None:
    outcome = {**make_finding("x")["outcome"], "scale_min": -10, "scale_max": 0}
    arms = {"treated": {"events": 0, "total": 30}, "comparator": {"events": 0, "total": 20}}
    finding = make_finding(
        "rest-pain",
        effect=value,
        outcome=outcome,
        arms=arms,
        baseline={"risk": 0, "source": None},
        studies=0,
        participants=0,
    )
    assert check(made(findings=[finding])) == (1, 0)


@pytest.mark.parametrize("measure", ["RR", "OR", "HR", "RD"])
def test_absolute_effects(measure: str) -> None:
    value = ratio(measure, 0.5, 0.2, 0.8)
    finding = make_finding("rest-pain", effect=value, baseline={"risk": 0.2, "source": "the trial"})
    document = made(findings=[finding])
    assert document["findings"][0]["absolute"]["nnt"]
    assert check(document) == (1, 0)


NONE: Json = dict.fromkeys(["events", "total", "percent", "percent_low", "percent_high"])


@pytest.mark.parametrize(
    "numbers",
    [
        NONE, {"events": 0, "total": 300}, {"events": 0, "total": 5, "percent": 0}, {"events": 3}, {"total": 7},
        {"percent": 0}, {"percent": 29, "total": 464}, {"percent_low": 0, "percent_high": 1.5},
        {"events": 5, "total": 10, "percent": 50, "percent_low": 40, "percent_high": 60},
    ],
)  # fmt: skip
@pytest.mark.parametrize("with_comparator", [False, True])
@pytest.mark.parametrize("relative", [None, ratio("RR", 1, 0, 2), ratio("OR", 1.5, None, None)])
def test_adverse_events(numbers: Json, *, with_comparator: bool, relative: Json | None) -> None:
    arm = {**NONE, **numbers}
    comparator = {"text": "placebo", **arm} if with_comparator else None
    event = make_event(treated=arm, comparator=comparator, relative_effect=relative)
    assert check(made(adverse_events=[event])) == (1, 1)
