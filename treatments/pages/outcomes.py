"""The outcomes on which several findings of a condition's page speak, each as a forest plot."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from treatments.document.entries import row_entry
from treatments.models.index import folded
from treatments.pages.comparison import Compared
from treatments.pages.forests import of_condition
from treatments.pictures import Picture

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Plot:
    """The findings on one outcome."""

    outcome: str
    picture: Picture


def plots(treatments: Iterable[Compared]) -> list[Plot]:
    """One for each outcome with two findings or more; outcomes are the same when they are so to the API."""
    found: dict[str, list[Json]] = {}
    for treatment in treatments:
        for finding in treatment.findings:
            entry = row_entry(treatment.document, "findings", finding)
            found.setdefault(folded(finding["outcome"]["name"]), []).append(entry)
    return [_plot(findings) for findings in found.values() if len(findings) > 1]


def _plot(findings: list[Json]) -> Plot:
    outcome = findings[0]["outcome"]["name"]
    return Plot(outcome, of_condition(findings, outcome))
