"""A record's page out of its document: what is known for which condition, the harm, the rest behind it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from treatments.document.entries import condition_of
from treatments.pages.facts import Fact, facts
from treatments.pages.sources import Sources
from treatments.pictures import Picture, Row, badge, forest, icons
from treatments.vocabulary import FrequencyClass, Importance, WarningKind

Json = dict[str, Any]
IMPORTANCE = list(Importance)
FREQUENCY = list(FrequencyClass)
WARNINGS = list(WarningKind)


@dataclass(frozen=True, slots=True)
class Shown:
    """A finding as the page shows it. `instead` is the finding that supersedes it."""

    finding: Json
    badge: Picture
    forest: Picture
    icons: Picture | None
    facts: list[Fact]
    instead: str | None


@dataclass(frozen=True, slots=True)
class Section:
    """What is known of the treatment for one condition."""

    condition: Json
    grade: Json
    badge: Picture
    findings: list[Shown]
    superseded: list[Shown]
    gaps: list[Json]


def sections(document: Json, sources: Sources) -> list[Section]:
    """One for each condition of the record, those with findings first."""
    found = [_section(document, grade, sources) for grade in document["evidence_grades"]]
    return sorted(found, key=lambda section: not section.findings)


def _section(document: Json, grade: Json, sources: Sources) -> Section:
    condition = grade["condition"]
    shown = [shown_finding(document, each, sources) for each in by_importance(document, condition)]
    return Section(
        condition=condition_of(document, condition),
        grade=grade,
        badge=badge(grade["certainty"]),
        findings=[each for each in shown if each.instead is None],
        superseded=[each for each in shown if each.instead is not None],
        gaps=[gap for gap in document["evidence_gaps"] if gap["condition"] == condition],
    )


def by_importance(document: Json, condition: str) -> list[Json]:
    """The findings for the condition, the critical outcomes first."""
    found = [finding for finding in document["findings"] if finding["condition"] == condition]
    return sorted(found, key=lambda finding: IMPORTANCE.index(finding["outcome"]["importance"]))


def shown_finding(document: Json, finding: Json, sources: Sources) -> Shown:
    """The finding with its pictures and its facts."""
    certainty = finding["certainty"]
    return Shown(
        finding=finding,
        badge=badge(None if certainty is None else certainty["rating"]),
        forest=forest(finding["outcome"]["name"], [Row(document["name"], finding)]),
        icons=icons(finding["absolute"], finding),
        facts=facts(finding, sources),
        instead=finding["superseded_by"],
    )


@dataclass(frozen=True, slots=True)
class Harms:
    """Adverse events, the more frequent first."""

    serious: list[Json]
    other: list[Json]


def harms(document: Json) -> Harms:
    """The serious ones apart."""
    events = sorted(document["adverse_events"], key=_frequency)
    return Harms([event for event in events if event["serious"]], [event for event in events if not event["serious"]])


def _frequency(event: Json) -> int:
    frequency = event["frequency"]
    known = frequency["class"] if frequency["class"] != FrequencyClass.NOT_KNOWN else frequency["reported_class"]
    return FREQUENCY.index(known or FrequencyClass.NOT_KNOWN)


def warnings(document: Json) -> Iterable[Json]:
    """Boxed warnings first."""
    return sorted(document["warnings"], key=lambda warning: WARNINGS.index(warning["kind"]))


def overdue(document: Json, today: date) -> bool:
    """Whether the day of its review is past."""
    due = document["review_due"]
    return due is not None and date.fromisoformat(due) < today


def context(document: Json, today: date) -> Json:
    """What the template of a record's page names."""
    sources = Sources(document)
    return {
        "record": document,
        "sources": sources,
        "sections": sections(document, sources),
        "harms": harms(document),
        "warnings": warnings(document),
        "overdue": overdue(document, today),
        "names": {condition["id"]: condition["name"] for condition in document["conditions"]},
    }
