"""Problems of the rules, each with the page on which it is mended."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Model
from django.urls import reverse

from treatments.models import (
    AdverseEvent,
    Claim,
    EvidenceGap,
    Finding,
    Recommendation,
    RegulatoryStatus,
    Treatment,
    Warning,
)
from treatments.models.treatment import Row
from treatments.rules import Problem, words

OWN_PAGES: Mapping[str, type[Row]] = {
    "findings": Finding,
    "adverse_events": AdverseEvent,
    "recommendations": Recommendation,
    "claims": Claim,
}
PAGES: tuple[type[Model], ...] = (Treatment, *OWN_PAGES.values(), RegulatoryStatus, Warning, EvidenceGap)
TABLES: dict[str, type[Model]] = {str(model._meta.verbose_name): model for model in PAGES}


@dataclass(frozen=True, slots=True)
class Located:
    """A problem with the address of the page on which it is mended."""

    problem: Problem
    url: str

    @property
    def words(self) -> str:
        """The field as people read it."""
        return words(self.problem.field)


def located(problems: Iterable[Problem]) -> list[Located]:
    """Each problem with its page: that of its row; for people, that of their statement."""
    return [Located(problem, _url(problem)) for problem in problems]


def _url(problem: Problem) -> str:
    model = TABLES.get(problem.table)
    if model is None:
        return reverse("admin:treatments_conflictstatement_add")
    return reverse(f"admin:treatments_{model._meta.model_name}_change", args=[problem.id])
