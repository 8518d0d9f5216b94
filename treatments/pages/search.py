"""The search: the records that a question finds, with how sure their evidence is."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from treatments.api import responses
from treatments.api.asked import TreatmentsParameters
from treatments.api.streams import extended
from treatments.api.views.treatments import TreatmentsView
from treatments.models.index import IndexedTreatmentQuerySet
from treatments.pages.form import FILTERS, one, several, texts
from treatments.pages.lists import ListPage, ListParameters
from treatments.pictures import Picture, badge

Json = dict[str, Any]


class SearchParameters(ListParameters, TreatmentsParameters):
    """Of the search."""


class NamedTreatments(TreatmentsView):
    """The API's list of records; each entry has the names of its conditions too, by their ids."""

    def rows(self) -> IndexedTreatmentQuerySet:
        return super().rows().with_condition_names()

    def entries(self, rows: list[Any]) -> list[bytes]:
        return [extended(row.entry, names=row.condition_names) for row in rows]


@dataclass(frozen=True, slots=True)
class Grade:
    """How sure the evidence is for a condition."""

    condition: str
    name: str
    badge: Picture


@dataclass(frozen=True, slots=True)
class Result:
    """A record that was found."""

    record: Json
    grades: list[Grade]


class SearchPage(ListPage):
    """All records, or those that the question finds."""

    kind = "search"
    parameters = SearchParameters
    listed = NamedTreatments
    template = "pages/search.html"

    @property
    def form(self) -> responses.Form:
        """What is due for review depends on the day, so the validator names it."""
        made = super().form
        if "currency" not in self.given:
            return made
        return responses.Form(made.column, f"-{timezone.now().date()}{made.suffix}")

    def context(self, members: Json, entries: list[Json]) -> Json:
        context = super().context(members, entries)
        asked = context["asked"]
        return {
            **context,
            "texts": texts(asked),
            "one": one(asked),
            "several": several(asked),
            "filtered": bool(FILTERS & asked.keys()),
            "results": [result(entry) for entry in entries],
        }


def result(entry: Json) -> Result:
    """The record's entry as the page shows it."""
    grades = [
        Grade(grade["condition"], entry["names"][grade["condition"]], badge(grade["certainty"]))
        for grade in entry["evidence_grades"]
    ]
    return Result(entry, grades)


@require_safe
def records(request: HttpRequest) -> HttpResponse:
    """Where the records' addresses begin: their list is the search."""
    return HttpResponse(status=308, headers={"Location": request.get_full_path().replace("/treatments", "/search", 1)})
