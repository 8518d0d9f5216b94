"""A finding as Evidence: the comparison, and each group for itself where its numbers are known."""

from collections.abc import Iterator
from typing import Any

from treatments.document.derived import API
from treatments.exchange.citations import words
from treatments.exchange.fhir import codes, statistics
from treatments.exchange.fhir.evidence import certainty, provenance, related_finding, sources, variables
from treatments.exchange.fhir.frame import Frame, notes
from treatments.exchange.fhir.variables import comparator, outcome, population
from treatments.vocabulary import Design, Measure

Json = dict[str, Any]

PROPORTION = codes.statistic_type(Measure.PROPORTION)


def finding(frame: Frame, value: Json, treatment: Json, condition: Json) -> Iterator[Json]:
    """The finding's resources; `treatment` and `condition` are EvidenceVariables of the bundle."""
    path = f"{API}/findings/{value['id']}"
    who = population(frame, value["population"])
    other = comparator(frame, value["comparator"]["text"], value["comparator"]["treatment"])
    measured = outcome(frame, value)
    cited = sources(frame, value["citations"])

    def evidence(path: str, exposure: Json, against: Json | None, **elements: Any) -> Json:
        comparison = f" compared with {against['title']}" if against else ""
        return frame.resource(
            "Evidence",
            path,
            title=f"{value['outcome']['name']}: {exposure['title']}{comparison}",
            variableDefinition=variables(
                population=who, condition=condition, exposure=exposure, comparator=against, outcome=measured
            ),
            studyDesign=_design(value["design"]),
            **elements,
        )

    yield from (variable for variable in (who, other, measured) if variable)
    yield evidence(
        path,
        treatment,
        None if _is_single(value) else other,
        relatedArtifact=[*cited, _successor(frame, value)],
        description=value["interpretation"]["statement"],
        assertion=value["absolute"] and value["absolute"]["statement"],
        note=notes(*_remarks(frame, value)),
        statistic=_statistics(value),
        certainty=certainty(value["certainty"]),
    )
    for group, exposure, numbers in (("treated", treatment, _treated(value)), ("comparator", other, _compared(value))):
        if numbers:
            remarks = notes(provenance(frame))
            yield evidence(f"{path}#{group}", exposure, None, relatedArtifact=cited, note=remarks, statistic=numbers)


def _is_single(value: Json) -> bool:
    """Whether the estimate is of one group alone."""
    return value["effect"] is not None and value["effect"]["measure"] == Measure.PROPORTION


def _statistics(value: Json) -> list[Json]:
    effect, size = value["effect"], statistics.sample(value["studies"], value["participants"])
    if effect is None:
        return [{"sampleSize": size}]
    absolute = value["absolute"]
    return [
        {**statistics.effect(effect, value["outcome"]["unit"]), "sampleSize": size},
        *(statistics.absolute(absolute, effect["ci_level"]) if absolute else []),
    ]


def _treated(value: Json) -> list[Json]:
    arms, absolute = value["arms"], value["absolute"]
    return [
        *statistics.counts(arms and arms["treated"]),
        *(statistics.risk(absolute["risk"], codes.PREDICTED_RISK, absolute["statement"]) if absolute else []),
    ]


def _compared(value: Json) -> list[Json]:
    arms, baseline = value["arms"], value["baseline"]
    return [
        *statistics.counts(arms and arms["comparator"]),
        *(statistics.risk(baseline["risk"], PROPORTION, baseline["source"]) if baseline else []),
    ]


def _design(design: str | None) -> list[Json]:
    if design is None:
        return []
    return [codes.concept(f"{codes.FHIR}/study-design", codes.DESIGNS.get(Design(design)), words(design))]


def _successor(frame: Frame, value: Json) -> Json | None:
    return value["superseded_by"] and related_finding(frame, "replaced-with", value["superseded_by"])


def _remarks(frame: Frame, value: Json) -> Iterator[str | None]:
    reading = value["interpretation"]
    parts = {"direction": reading["direction"], "size": reading["size"], "importance": reading["clinical_importance"]}
    yield "; ".join(f"{name}: {words(term)}" for name, term in parts.items() if term)
    yield f"Compared with: {value['comparator']['text']}" if _is_single(value) else None
    yield value["rationale"]
    yield value["location"] and ": ".join(filter(None, (value["location"]["citation"], value["location"]["where"])))
    yield value["superseded_by"] and f"Superseded by {value['superseded_by']}."
    yield provenance(frame)
