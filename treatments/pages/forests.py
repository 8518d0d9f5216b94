"""Findings of several treatments as the rows of one forest plot, each with a label that tells it from the others."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from treatments.pictures import Picture, Row, forest
from treatments.vocabulary import Importance

Json = dict[str, Any]
MOST = 100  # rows that one picture shows
IMPORTANCE = list(Importance)


def of_condition(findings: list[Json], outcome: str | None) -> Picture:
    """The forest plot of entries of `/findings`, all for one condition and, unless None, on that outcome.

    Of more than MOST only the first are drawn, and the title says so.
    """
    shown = sorted(findings[:MOST], key=_place)
    title = shown[0]["condition"]["name"] if outcome is None else shown[0]["outcome"]["name"]
    if len(findings) > MOST:
        title = f"{title} (the first {MOST} findings; there are more)"
    return forest(title, rows(shown))


def _place(finding: Json) -> tuple[int, str, str, str]:
    """The critical outcomes first, and what can be compared together."""
    outcome = finding["outcome"]
    return (
        IMPORTANCE.index(outcome["importance"]),
        outcome["name"].casefold(),
        finding["treatment"]["name"].casefold(),
        finding["id"],
    )


def rows(findings: list[Json]) -> list[Row]:
    """Each named by its treatment, and by time point and comparator where the treatment alone would name several."""
    return [Row(label, finding) for label, finding in zip(_labels(findings), findings, strict=True)]


def _labels(findings: list[Json]) -> Iterator[str]:
    named = Counter(_name(finding, 1) for finding in findings)
    timed = Counter(_name(finding, 2) for finding in findings)
    for finding in findings:
        parts = 1 if named[_name(finding, 1)] == 1 else 2 if timed[_name(finding, 2)] == 1 else 3
        _outcome, *label = _name(finding, parts)
        yield ", ".join(filter(None, label))


def _name(finding: Json, parts: int) -> tuple[str, ...]:
    """The outcome, which the picture says itself, and the first of the other parts of the finding's name."""
    label = (finding["treatment"]["name"], finding["timepoint"] or "", f"against {finding['comparator']['text']}")
    return (finding["outcome"]["name"].casefold(), *label[:parts])
