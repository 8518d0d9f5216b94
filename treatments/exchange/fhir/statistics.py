"""The numbers of findings and adverse events as elements of Evidence. 0 is a value everywhere."""

from decimal import Decimal
from typing import Any

from treatments.exchange.fhir import codes
from treatments.exchange.fhir.frame import notes
from treatments.vocabulary import Measure, NntKind

Json = dict[str, Any]
Number = Decimal | int | None

UCUM = "http://unitsofmeasure.org"
NNT = {
    NntKind.BENEFIT: "number needed to treat for one more to benefit",
    NntKind.HARM: "number needed to treat for one more to be harmed",
}
COMPUTED = "Computed by the curators from figures in the source."


def quantity(value: Number, unit: str | None = None) -> Json | None:
    """A number with its unit; None for an unknown one."""
    return None if value is None else {"value": value, "unit": unit}


def percentage(value: Number) -> Json | None:
    """A percentage from 0 to 100."""
    return None if value is None else {"value": value, "unit": "%", "system": UCUM, "code": "%"}


def effect(value: Json, unit: str | None = None) -> Json:
    """An effect of a document, in its own unit: ratios and fractions have none."""
    unit = unit if value["measure"] == Measure.MD else None
    interval = _interval(quantity(value["ci_low"], unit), quantity(value["ci_high"], unit), value["ci_level"])
    return {
        "note": notes(COMPUTED if value["computed"] else None),
        "statisticType": codes.statistic_type(value["measure"]),
        "quantity": quantity(value["estimate"], unit),
        "attributeEstimate": interval,
    }


def sample(studies: int | None, participants: int | None) -> Json:
    """The size of the body of evidence."""
    return {"numberOfStudies": studies, "numberOfParticipants": participants}


def absolute(value: Json, level: Number) -> list[Json]:
    """An absolute effect: the difference among 1,000 people, and the number needed to treat."""
    found = [
        {
            "description": value["statement"],
            "note": notes("A risk was held to the range from 0 to 1." if value["capped"] else None),
            "statisticType": codes.statistic_type(Measure.RD),
            "quantity": quantity(value["difference_per_1000"], "per 1000"),
            "attributeEstimate": _interval(
                quantity(value["ci_low"], "per 1000"), quantity(value["ci_high"], "per 1000"), level
            ),
        }
    ]
    if nnt := value["nnt"]:
        found.append(
            {
                "statisticType": {"text": NNT[NntKind(nnt["kind"])]},
                "quantity": quantity(nnt["value"]),
                "attributeEstimate": _interval(quantity(nnt["ci_low"]), quantity(nnt["ci_high"]), level),
            }
        )
    return found


def risk(value: Number, kind: Json, description: str | None) -> list[Json]:
    """A risk in one group, a fraction."""
    return [] if value is None else [{"description": description, "statisticType": kind, "quantity": quantity(value)}]


def counts(arm: Json | None) -> list[Json]:
    """People with the event in one group: {events, total}."""
    if arm is None or (arm["events"] is None and arm["total"] is None):
        return []
    kind = None if arm["events"] is None else codes.COUNT
    return [{"statisticType": kind, "quantity": quantity(arm["events"]), **_people(arm)}]


def frequency(arm: Json, bound: Number = None) -> list[Json]:
    """How often an adverse event was seen in one group: a percentage, a range of them, or counts alone.

    `bound` is the upper bound of the risk after no events, a fraction.
    """
    spread = _range(percentage(arm["percent_low"]), percentage(arm["percent_high"]))
    if arm["percent"] is None and not spread:
        return [{**statistic, "attributeEstimate": _upper_bound(bound)} for statistic in counts(arm)]
    return [
        {
            "statisticType": codes.statistic_type(Measure.PROPORTION),
            "quantity": percentage(arm["percent"]),
            "attributeEstimate": [*spread, *_upper_bound(bound)],
            **_people(arm),
        }
    ]


def _people(arm: Json) -> Json:
    return {"numberAffected": arm["events"], "sampleSize": {"numberOfParticipants": arm["total"]}}


def _interval(low: Json | None, high: Json | None, level: Number) -> list[Json]:
    if low is None and high is None:
        return []
    return [{"type": codes.CONFIDENCE_INTERVAL, "level": level, "range": {"low": low, "high": high}}]


def _range(low: Json | None, high: Json | None) -> list[Json]:
    return [] if low is None and high is None else [{"type": codes.RANGE, "range": {"low": low, "high": high}}]


def _upper_bound(value: Number) -> list[Json]:
    text = "upper bound of the risk after no events, a fraction"
    return [] if value is None else [{"type": {"text": text}, "level": Decimal("0.95"), "quantity": quantity(value)}]
