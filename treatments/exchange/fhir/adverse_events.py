"""An adverse event as Evidence: how often with the treatment, how often without, and the comparison."""

from collections.abc import Iterator
from typing import Any

from treatments.document.derived import API
from treatments.exchange.citations import words
from treatments.exchange.fhir import statistics
from treatments.exchange.fhir.evidence import provenance, sources, variables
from treatments.exchange.fhir.frame import Frame, notes
from treatments.exchange.fhir.variables import adverse_event as measured_event
from treatments.exchange.fhir.variables import comparator, population

Json = dict[str, Any]


def adverse_event(frame: Frame, value: Json, treatment: Json) -> Iterator[Json]:
    """The adverse event's resources; `treatment` is the EvidenceVariable of the bundle."""
    path = f"{API}/adverse-events/{value['id']}"
    who = population(frame, value["population"])
    other = comparator(frame, value["comparator"]["text"]) if value["comparator"] else None
    measured = measured_event(frame, value)
    yield from (variable for variable in (who, other, measured) if variable)

    def evidence(path: str, exposure: Json, against: Json | None, numbers: list[Json], description: str | None) -> Json:
        return frame.resource(
            "Evidence",
            path,
            title=f"{value['term']}: {exposure['title']}" + (f" compared with {against['title']}" if against else ""),
            relatedArtifact=sources(frame, value["citations"]),
            description=description,
            note=notes(value["note"], provenance(frame)),
            variableDefinition=variables(population=who, exposure=exposure, comparator=against, outcome=measured),
            statistic=numbers,
        )

    treated = statistics.frequency(value["treated"], value["frequency"]["upper_bound"])
    yield evidence(path, treatment, None, treated, f"{value['term']}: {_frequency(value['frequency'])}")
    if other and (numbers := statistics.frequency(value["comparator"])):
        yield evidence(f"{path}#comparator", other, None, numbers, None)
    if value["relative_effect"]:
        yield evidence(f"{path}#relative", treatment, other, [statistics.effect(value["relative_effect"])], None)


def _frequency(value: Json) -> str:
    """The class of the number with its basis, and the class as printed."""
    classes = [value["class"]] if value["class"] == value["class_high"] else [value["class"], value["class_high"]]
    parts = [" to ".join(str(words(term)) for term in classes), value["basis"]]
    if value["reported_class"]:
        parts.append(f"{words(value['reported_class'])} as reported")
    return f"frequency (CIOMS III) {', '.join(part for part in parts if part)}"
