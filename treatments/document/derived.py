"""What code computes from content alone: grades, traces, statements, classes, formatted references, paths."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from treatments.document.reference import formatted
from treatments.grading.absolute import NoAbsoluteEffect, absolute_effect, sentence
from treatments.grading.certainty import RULE_SET, SYMBOLS, Judgement, Rating, overall, rate
from treatments.grading.effect import Effect
from treatments.grading.frequency import Frequency, frequency
from treatments.grading.interpretation import Interpretation, Mid, interpret
from treatments.grading.statement import statement
from treatments.vocabulary import Certainty, Direction, Domain, Importance, Measure, MidScale, Start

Json = dict[str, Any]
API = "/api/v1"


def derive(content: Json) -> Json:
    """The content with everything that follows from it. The content itself is left as it is."""
    findings = [derived_finding(finding, content["name"]) for finding in content["findings"]]
    return {
        **content,
        "url": f"{API}/treatments/{content['id']}",
        "findings": findings,
        "evidence_grades": [_evidence_grade(condition["id"], findings) for condition in content["conditions"]],
        "adverse_events": [derived_adverse_event(event) for event in content["adverse_events"]],
        "citations": [
            {**citation, "url": f"{API}/citations/{citation['id']}", "formatted": formatted(citation)}
            for citation in content["citations"]
        ],
    }


def effect_of(value: Mapping[str, Any] | None) -> Effect | None:
    """Grading's effect out of the document's, or None for a narrative finding."""
    if value is None:
        return None
    level = {} if value["ci_level"] is None else {"ci_level": Decimal(value["ci_level"])}
    return Effect(
        Measure(value["measure"]),
        Decimal(value["estimate"]),
        _number(value["ci_low"]),
        _number(value["ci_high"]),
        **level,
    )


def _number(value: Decimal | int | None) -> Decimal | None:
    return None if value is None else Decimal(value)


def derived_finding(finding: Json, treatment: str) -> Json:
    """The finding's content with what follows from it; `treatment` is the name that its sentences use."""
    outcome, effect = finding["outcome"], effect_of(finding["effect"])
    mid = outcome["mid"]
    interpretation = interpret(
        effect,
        higher_is_better=outcome["higher_is_better"],
        mid=None if mid is None else Mid(Decimal(mid["value"]), MidScale(mid["scale"])),
        judged_large=finding["size_judgement"] is not None,
    )
    certainty = _certainty(finding["certainty"])
    return {
        **finding,
        "absolute": _absolute(finding, treatment),
        "interpretation": {
            "direction": interpretation.direction,
            "size": interpretation.size,
            "clinical_importance": interpretation.clinical_importance,
            "statement": _statement(finding, effect, interpretation, certainty, treatment),
        },
        "certainty": certainty,
    }


def _statement(
    finding: Json, effect: Effect | None, interpretation: Interpretation, certainty: Json | None, treatment: str
) -> str:
    outcome = finding["outcome"]
    return statement(
        treatment=treatment,
        comparator=finding["comparator"]["text"],
        outcome=outcome["name"],
        timepoint=finding["timepoint"],
        unit=outcome["unit"],
        effect=effect,
        interpretation=interpretation,
        certainty=None if certainty is None else Certainty(certainty["rating"]),
        higher_is_better=outcome["higher_is_better"],
    )


def rating_of(certainty: Json) -> Rating:
    """Grading's rating of a document's judgements."""
    published = certainty["published_rating"]
    domains = certainty["domains"]
    return rate(
        Start(certainty["start"]),
        None if domains is None else [Judgement(Domain(d["domain"]), d["levels"], d["reason"]) for d in domains],
        published=None if published is None else Certainty(published),
    )


def _certainty(certainty: Json | None) -> Json | None:
    if certainty is None:
        return None
    rating = rating_of(certainty)
    return {
        **certainty,
        "rating": rating.certainty,
        "symbol": SYMBOLS[rating.certainty],
        "trace": list(rating.trace),
        "rule_set": RULE_SET,
    }


def absolute(finding: Json, baseline_risk: Decimal | None, *, treatment: str) -> Json:
    """The finding's effect among 1,000 people at the risk, a fraction; `treatment` is the name for the sentence.

    Raises:
        NoAbsoluteEffect: saying why there is none.
    """
    effect = effect_of(finding["effect"])
    result = absolute_effect(effect, baseline_risk, higher_is_better=finding["outcome"]["higher_is_better"])
    nnt = result.nnt
    return {
        "finding": finding["id"],
        "measure": finding["effect"]["measure"],
        "baseline_risk": result.baseline_risk,
        "risk": result.risk,
        "difference_per_1000": result.difference_per_1000,
        "ci_low": result.ci_low,
        "ci_high": result.ci_high,
        "capped": result.capped,
        "nnt": nnt and {"value": nnt.value, "kind": nnt.kind, "ci_low": nnt.ci_low, "ci_high": nnt.ci_high},
        "statement": sentence(
            result,
            treatment=treatment,
            comparator=finding["comparator"]["text"],
            outcome=finding["outcome"]["name"],
        ),
    }


def own_baseline(finding: Json) -> Decimal | None:
    """The baseline risk that the finding's source gives."""
    return None if finding["baseline"] is None else Decimal(finding["baseline"]["risk"])


def _absolute(finding: Json, treatment: str) -> Json | None:
    if finding["baseline"] is None:
        return None
    try:
        return absolute(finding, own_baseline(finding), treatment=treatment)
    except NoAbsoluteEffect:
        return None


def _evidence_grade(condition: str, findings: list[Json]) -> Json:
    critical = [
        finding
        for finding in findings
        if finding["condition"] == condition
        and finding["outcome"]["importance"] == Importance.CRITICAL
        and finding["superseded_by"] is None
    ]
    grade = overall(
        (finding["id"], Importance.CRITICAL, finding["certainty"] and finding["certainty"]["rating"], False)
        for finding in critical
    )
    directions = [finding["interpretation"]["direction"] for finding in critical]
    return {
        "condition": condition,
        "certainty": grade.certainty,
        "symbol": None if grade.certainty is None else SYMBOLS[grade.certainty],
        "reason": grade.reason,
        "determined_by": list(grade.determined_by),
        "comparators": sorted({finding["comparator"]["text"] for finding in critical}),
        "rule_set": RULE_SET,
        "critical": {direction.value: directions.count(direction) for direction in Direction},
    }


def _basis(result: Frequency) -> str | None:
    """The figures behind the class; with no events, also the bound in the spelling that people know, such as 3/300."""
    if result.upper_bound_printed is None:
        return result.basis
    return f"{result.basis} (upper bound {result.upper_bound_printed})"


def derived_adverse_event(event: Json) -> Json:
    """The adverse event's content with the class of its frequency."""
    arm = event["treated"]
    result = frequency(
        events=arm["events"],
        total=arm["total"],
        percent=_number(arm["percent"]),
        percent_low=_number(arm["percent_low"]),
        percent_high=_number(arm["percent_high"]),
    )
    return {
        **event,
        "frequency": {
            **event["frequency"],
            "class": result.class_,
            "class_high": result.class_high,
            "basis": _basis(result),
            "upper_bound": result.upper_bound,
        },
    }
