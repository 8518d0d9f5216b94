"""What evidence is about: conditions, treatments, populations, comparators, outcomes, as EvidenceVariable."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from treatments.document.canonical import plain
from treatments.document.derived import API
from treatments.exchange.citations import words
from treatments.exchange.fhir import codes
from treatments.exchange.fhir.evidence import provenance
from treatments.exchange.fhir.frame import Frame, notes
from treatments.exchange.fhir.statistics import quantity
from treatments.vocabulary import Measure, MidScale

Json = dict[str, Any]

CONTINUOUS = {Measure.MD, Measure.SMD}


def treatment(frame: Frame) -> Json:
    """The record's treatment, with everything that is said of it as a whole."""
    document = frame.document
    return frame.resource(
        "EvidenceVariable",
        document["url"],
        title=document["name"],
        description=document["description"],
        note=notes(*_remarks(frame)),
        characteristic=_named(document),
    )


def condition(frame: Frame, value: Json) -> Json:
    """A condition for which the treatment is used or promoted."""
    return frame.resource(
        "EvidenceVariable",
        f"{API}/conditions/{value['id']}",
        version=None,  # shared by records that have versions of their own
        title=value["name"],
        description=value["description"],
        note=notes(_synonyms(value)),
        characteristic=_named(value),
    )


def population(frame: Frame, text: str | None) -> Json | None:
    """The people who were studied."""
    return frame.variable("population", text) if text else None


def comparator(frame: Frame, text: str, treatment: str | None = None) -> Json:
    """What the treatment was compared with; `treatment` is the id of its record where it has one."""
    definition = [{"definitionCanonical": f"{frame.base}{API}/treatments/{treatment}"}] if treatment else []
    return frame.variable("comparator", text, characteristic=definition)


def outcome(frame: Frame, finding: Json) -> Json:
    """The event or scale that a finding's estimate counts, at its time point."""
    value, effect = finding["outcome"], finding["effect"]
    scale = {"low": quantity(value["scale_min"], value["unit"]), "high": quantity(value["scale_max"], value["unit"])}
    return frame.variable(
        "outcome",
        value["name"],
        note=notes(
            f"Importance for a decision: {value['importance']}.",
            f"{'More' if value['higher_is_better'] else 'Less'} of it is better.",
            _mid(value),
        ),
        characteristic=[
            {"definitionByTypeAndValue": {"type": {"text": "scale"}, "valueRange": scale}}
            if any(scale.values())
            else {},
            {"timeFromEvent": [{"description": finding["timepoint"]}]},
        ],
        handling=_handling(effect and effect["measure"]),
    )


def adverse_event(frame: Frame, event: Json) -> Json:
    """What happened, and whether it was serious."""
    criteria = ", ".join(str(words(criterion)) for criterion in event["seriousness"])
    organ_class = {
        "type": {"text": "system organ class"},
        "valueCodeableConcept": {"text": event["system_organ_class"]},
    }
    return frame.variable(
        "adverse-event",
        event["term"],
        note=notes(criteria and f"Serious because of: {criteria}."),
        characteristic=[
            *_coded(event["codes"], event["term"]),
            {"definitionByTypeAndValue": {"type": {"text": "serious"}, "valueBoolean": event["serious"]}},
            {"definitionByTypeAndValue": organ_class} if event["system_organ_class"] else {},
        ],
        handling="dichotomous",
    )


def _handling(measure: str | None) -> str | None:
    if measure in {None, Measure.HR}:  # time to an event is neither
        return None
    return "continuous" if measure in CONTINUOUS else "dichotomous"


def _mid(outcome: Json) -> str | None:
    mid = outcome["mid"]
    if mid is None:
        return None
    unit = outcome["unit"] if mid["scale"] == MidScale.NATIVE else "standard deviations"
    value = f"{plain(Decimal(mid['value']))} {unit or ''}".strip()
    return f"Minimal important difference: {value} ({mid['citation']})."


def _named(value: Json) -> list[Json]:
    return _coded(value["codes"], value["name"])


def _coded(values: list[Json], text: str) -> list[Json]:
    codings = codes.codings(values)
    return [{"definitionCodeableConcept": {"coding": codings, "text": text}}] if codings else []


def _synonyms(value: Json) -> str | None:
    return f"Also known as: {'; '.join(value['synonyms'])}." if value["synonyms"] else None


def _remarks(frame: Frame) -> Iterator[str | None]:
    document = frame.document
    names = {condition["id"]: condition["name"] for condition in document["conditions"]}
    yield _synonyms(document)
    yield f"Kind: {words(document['kind'])}."
    yield document["member_of"] and f"Member of: {frame.base}{API}/treatments/{document['member_of']}"
    for warning in document["warnings"]:
        place = f", {warning['jurisdiction']}" if warning["jurisdiction"] else ""
        yield f"Warning ({words(warning['kind'])}{place}): {warning['text']} {_cited(warning)}"
    for status in document["regulatory"]:
        use = f" for {names[status['condition']]}" if status["condition"] else ""
        day = f" as of {status['as_of']}" if status["as_of"] else ""
        note = f" {status['note']}" if status["note"] else ""
        yield (
            f"Regulatory status ({status['authority']}, {status['jurisdiction']}): {words(status['status'])}{use}{day}."
            f"{note} {_cited(status)}"
        )
    for gap in document["evidence_gaps"]:
        yield f"Evidence gap ({names[gap['condition']]}): {gap['statement']} {_cited(gap)}"
    yield document["evidence_current_to"] and f"Evidence current to {document['evidence_current_to']}."
    yield document["review_due"] and f"Review due on {document['review_due']}."
    for conflict in document["curation"]["conflicts_of_interest"]:
        yield f"Conflicts of interest of {conflict['name']} ({conflict['stated_on']}): {conflict['statement']}"
    yield document["note"]
    yield provenance(frame)


def _cited(row: Json) -> str:
    return f"[{', '.join(row['citations'])}]"
