"""Rows across treatments: findings, adverse events, recommendations, claims; each list, and each row by its id."""

from typing import Any, ClassVar

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from rest_framework.request import Request

from treatments.api import asked, entries, responses
from treatments.api.base import PublicView
from treatments.api.listing import ListView
from treatments.api.schema import describe
from treatments.api.streams import thinned
from treatments.models.index import (
    IndexedAdverseEvent,
    IndexedClaim,
    IndexedFinding,
    IndexedRecommendation,
    IndexedRow,
)
from treatments.models.record import Feed

ROWS = "Filters of different names must all hold; of values between commas any may."


class RowsView(ListView):
    """The rows of one kind."""

    model: ClassVar[type[IndexedRow]]

    def rows(self) -> Any:
        return self.model._default_manager.all().shown()  # type: ignore[attr-defined]


class RowView(PublicView):
    """One row."""

    model: ClassVar[type[IndexedRow]]

    def answer(self, id_: str) -> HttpResponse:
        """Two queries."""
        etag = responses.feed_etag(Feed.objects.get(), "entry", self.format)
        row = self.model._default_manager.filter(key=id_, shown=True).first()
        if row is None:
            raise Http404
        if unchanged := responses.not_modified(self.http, etag, cache=responses.RECORD):
            return unchanged
        return self.rendered(self.body(row), etag)

    def rendered(self, body: bytes, etag: str) -> HttpResponse:
        """The answer with the row, or with those members of it."""
        fields = self.given.get("fields")
        shown = body if fields is None else thinned(body, fields)
        return responses.computed(shown, etag, cache=responses.RECORD)

    def body(self, row: Any) -> bytes:
        """The row as canonical JSON."""
        return bytes(row.entry)


class FindingsView(RowsView):
    """Findings."""

    parameters = asked.FindingsParameters
    model = IndexedFinding
    name = "findings"
    shape = entries.FindingEntry
    filters = {
        "treatment": "of_treatments",
        "condition": "for_conditions",
        "outcome": "on_outcome",
        "citation": "citing",
        "updated_since": "published_since",
    }
    columns = ("importance", "measure", "certainty", "direction", "design")

    @describe(
        "listFindings",
        "List findings across treatments",
        f"Every finding of the current records, with its effect, its certainty and the sentence that says both. {ROWS}",
        tag="Findings",
        parameters=asked.FindingsParameters,
        answer=entries.Findings,
        headers=("Link",),
    )
    def get(self, _request: Request) -> HttpResponseBase:
        """See ListView."""
        return self.answer()


class FindingView(RowView):
    """One finding."""

    parameters = asked.FindingParameters
    model = IndexedFinding

    @describe(
        "getFinding",
        "Read a finding",
        "The finding as it stands in its record now.",
        tag="Findings",
        path=("finding",),
        parameters=asked.FindingParameters,
        answer=entries.FindingEntry,
        problems=("not-found",),
    )
    def get(self, _request: Request, id: str) -> HttpResponse:  # noqa: A002 - the path parameter's name
        """See RowView."""
        return self.answer(id)


class AdverseEventsView(RowsView):
    """Adverse events."""

    parameters = asked.AdverseEventsParameters
    model = IndexedAdverseEvent
    name = "adverse_events"
    shape = entries.AdverseEventEntry
    filters = {
        "treatment": "of_treatments",
        "term": "of_term",
        "system_organ_class": "of_class",
        "serious": "of_seriousness",
    }
    columns = ("frequency",)

    @describe(
        "listAdverseEvents",
        "List adverse events across treatments",
        f"Every adverse event of the current records, with how often it was seen. {ROWS}",
        tag="Adverse events",
        parameters=asked.AdverseEventsParameters,
        answer=entries.AdverseEvents,
        headers=("Link",),
    )
    def get(self, _request: Request) -> HttpResponseBase:
        """See ListView."""
        return self.answer()


class AdverseEventView(RowView):
    """One adverse event."""

    parameters = asked.AdverseEventParameters
    model = IndexedAdverseEvent

    @describe(
        "getAdverseEvent",
        "Read an adverse event",
        "The adverse event as it stands in its record now.",
        tag="Adverse events",
        path=("adverse event",),
        parameters=asked.AdverseEventParameters,
        answer=entries.AdverseEventEntry,
        problems=("not-found",),
    )
    def get(self, _request: Request, id: str) -> HttpResponse:  # noqa: A002 - the path parameter's name
        """See RowView."""
        return self.answer(id)


class RecommendationsView(RowsView):
    """Recommendations."""

    parameters = asked.RecommendationsParameters
    model = IndexedRecommendation
    name = "recommendations"
    shape = entries.RecommendationEntry
    filters = {
        "treatment": "of_treatments",
        "condition": "for_conditions",
        "organisation": "by_organisation",
    }
    columns = ("direction", "strength")

    @describe(
        "listRecommendations",
        "List recommendations across treatments",
        f"What guideline bodies recommend, paraphrased, with the strength as printed. {ROWS}",
        tag="Recommendations",
        parameters=asked.RecommendationsParameters,
        answer=entries.Recommendations,
        headers=("Link",),
    )
    def get(self, _request: Request) -> HttpResponseBase:
        """See ListView."""
        return self.answer()


class RecommendationView(RowView):
    """One recommendation."""

    parameters = asked.RecommendationParameters
    model = IndexedRecommendation

    @describe(
        "getRecommendation",
        "Read a recommendation",
        "The recommendation as it stands in its record now.",
        tag="Recommendations",
        path=("recommendation",),
        parameters=asked.RecommendationParameters,
        answer=entries.RecommendationEntry,
        problems=("not-found",),
    )
    def get(self, _request: Request, id: str) -> HttpResponse:  # noqa: A002 - the path parameter's name
        """See RowView."""
        return self.answer(id)


class ClaimsView(RowsView):
    """Claims."""

    parameters = asked.ClaimsParameters
    model = IndexedClaim
    name = "claims"
    shape = entries.ClaimEntry
    filters = {"treatment": "of_treatments", "condition": "for_conditions"}
    columns = ("verdict",)

    @describe(
        "listClaims",
        "List claims across treatments",
        f"What public pages say of treatments, and what the evidence says of that. {ROWS}",
        tag="Claims",
        parameters=asked.ClaimsParameters,
        answer=entries.Claims,
        headers=("Link",),
    )
    def get(self, _request: Request) -> HttpResponseBase:
        """See ListView."""
        return self.answer()


class ClaimView(RowView):
    """One claim."""

    parameters = asked.ClaimParameters
    model = IndexedClaim

    @describe(
        "getClaim",
        "Read a claim",
        "The claim as it stands in its record now.",
        tag="Claims",
        path=("claim",),
        parameters=asked.ClaimParameters,
        answer=entries.ClaimEntry,
        problems=("not-found",),
    )
    def get(self, _request: Request, id: str) -> HttpResponse:  # noqa: A002 - the path parameter's name
        """See RowView."""
        return self.answer(id)
