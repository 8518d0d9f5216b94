"""The treatments for a condition side by side: how sure it is, what benefit, what harm; each out of its document."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from treatments.models.index import folded
from treatments.pages.record import Harms, by_importance, harms, warnings
from treatments.pages.sources import Sources
from treatments.vocabulary import Importance, WarningKind

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Compared:
    """A treatment and what its document says of the condition.

    `findings` are without those that others supersede, the critical outcomes first. Of the critical ones `deciding` are
    those that the grade rests on, with all on the same outcomes (where sources contradict each other, each is heard),
    and `others` the rest.
    """

    document: Json
    sources: Sources
    grade: Json
    findings: list[Json]
    deciding: list[Json]
    others: list[Json]
    boxed: list[Json]
    harms: Harms
    gaps: list[Json]
    recommendations: list[Json]


def compared(document: Json, condition: str) -> Compared:
    """The document's part in the page of the condition, which is one of its own."""
    grade = next(grade for grade in document["evidence_grades"] if grade["condition"] == condition)
    findings = [finding for finding in by_importance(document, condition) if finding["superseded_by"] is None]
    critical = [finding for finding in findings if finding["outcome"]["importance"] == Importance.CRITICAL]
    deciding = _deciding(critical, grade)
    return Compared(
        document=document,
        sources=Sources(document, f"/treatments/{document['id']}"),
        grade=grade,
        findings=findings,
        deciding=deciding,
        others=[finding for finding in critical if finding not in deciding],
        boxed=[warning for warning in warnings(document) if warning["kind"] == WarningKind.BOXED_WARNING],
        harms=harms(document),
        gaps=_of(condition, document["evidence_gaps"]),
        recommendations=_of(condition, document["recommendations"]),
    )


def _deciding(critical: list[Json], grade: Json) -> list[Json]:
    """Without a grade all of them: none decides more than another."""
    outcomes = {_outcome(finding) for finding in critical if finding["id"] in grade["determined_by"]}
    return [finding for finding in critical if not outcomes or _outcome(finding) in outcomes]


def _outcome(finding: Json) -> str:
    return folded(finding["outcome"]["name"])


def _of(condition: str, rows: Iterable[Json]) -> list[Json]:
    return [row for row in rows if row["condition"] == condition]
