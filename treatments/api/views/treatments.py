"""Records: the list, and one record now or at an earlier time."""

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from rest_framework.request import Request

from treatments.api import entries, responses
from treatments.api.asked import RecordParameters, TreatmentsParameters
from treatments.api.base import PublicView
from treatments.api.listing import ListView
from treatments.api.problems import Problem
from treatments.api.schema import describe
from treatments.document.render import timestamp
from treatments.document.shape import Record
from treatments.models.index import IndexedTreatment, IndexedTreatmentQuerySet
from treatments.models.record import Change, Publication
from treatments.vocabulary import ChangeType, PublicState

TAG = "Treatments"


class TreatmentsView(ListView):
    """Current records."""

    parameters = TreatmentsParameters
    name = "treatments"
    shape = entries.Summary
    id_column = "id"
    filters = {
        "kind": "of_kind",
        "citation": "citing",
        "member_of": "members_of",
        "updated_since": "published_since",
    }

    @describe(
        "listTreatments",
        "List the current records",
        "Summaries of the records that are published now, by id. Filters of different names must all hold; of values"
        " between commas any may. `certainty` or `direction` with `condition`, `regulatory_status` with"
        " `jurisdiction`, `adverse_event` with `serious` hold for one and the same row. An unknown id finds nothing.",
        tag=TAG,
        parameters=TreatmentsParameters,
        answer=entries.Summaries,
        headers=("Link",),
    )
    def get(self, _request: Request) -> HttpResponseBase:
        """See ListView."""
        return self.answer()

    def rows(self) -> IndexedTreatmentQuerySet:
        return IndexedTreatment.objects.all()

    def filtered(self) -> IndexedTreatmentQuerySet:
        rows: IndexedTreatmentQuerySet = super().filtered()
        given = self.given
        if {"condition", "certainty"} & given.keys():
            rows = rows.graded(given.get("condition", ()), given.get("certainty", ()))
        if "direction" in given:
            rows = rows.directed(given["direction"], given.get("condition", ()))
        if {"regulatory_status", "jurisdiction"} & given.keys():
            rows = rows.regulated(given.get("regulatory_status", ()), given.get("jurisdiction", ()))
        if {"adverse_event", "serious"} & given.keys():
            rows = rows.with_event(given.get("adverse_event"), serious=given.get("serious"))
        return rows.due_as(given["currency"], timezone.now().date()) if "currency" in given else rows

    def etag(self) -> str | None:
        """None where the answer depends on today."""
        return None if "currency" in self.given else super().etag()


class TreatmentView(PublicView):
    """One record."""

    parameters = RecordParameters

    @describe(
        "getTreatment",
        "Read a record",
        "The whole current record, or with `as_of` the version that was current then. A withdrawn record answers 410"
        " with the reason; its versions stay readable.",
        tag=TAG,
        path=("record",),
        parameters=RecordParameters,
        answer=Record,
        problems=("not-found", "withdrawn", "redacted"),
        headers=("Last-Modified",),
    )
    def get(self, _request: Request, id: str) -> HttpResponse:  # noqa: A002 - the path parameter's name
        """One query."""
        wanted = responses.Wanted(self.given.get("fields"), self.format)
        read = responses.to_read(self.http, responses.form(self.http, wanted))
        row = self._then(id, *read) if "as_of" in self.given else self._now(id, *read)
        return record_answer(self.http, row, wanted, cache=responses.RECORD)

    def _now(self, id_: str, column: str, known: list[str]) -> dict[str, Any]:
        row = Publication.objects.filter(id=id_).to_read(column, known).first()
        if row is None or row["state"] == PublicState.NONE:
            raise Http404
        if row["state"] == PublicState.WITHDRAWN:
            raise withdrawn(row["number"], row["withdrawn_at"], row["withdrawal_reason"], row["successor"])
        return dict(row)

    def _then(self, id_: str, column: str, known: list[str]) -> dict[str, Any]:
        row = Change.objects.last_at(id_, self.given["as_of"], column, known).first()
        if row is None:
            raise Problem("not-found", "No version of this record was published at that time.")
        if row["type"] == ChangeType.WITHDRAWN:
            successor = row["successor"] if row["withdrawn_at"] == row["at"] else ""
            raise withdrawn(row["number"], row["at"], row["note"], successor)
        return dict(row)


def record_answer(request: HttpRequest, row: dict[str, Any], wanted: responses.Wanted, *, cache: str) -> HttpResponse:
    """A stored document, those members of it, or what a format makes of it.

    Raises:
        Problem: redacted.
    """
    if row.get("redacted_at") is not None:
        raise redacted(row["redacted_at"], row["redaction_reason"])
    return responses.stored(request, row, wanted, cache=cache)


def redacted(at: datetime, reason: str) -> Problem:
    """The problem of a version whose bytes were erased."""
    members = {"reason": reason, "redacted_at": timestamp(at)}
    return Problem("redacted", f"This version was redacted: {reason}", members=members)


def withdrawn(number: int, at: datetime, reason: str, successor: str) -> Problem:
    """The problem of a withdrawn record."""
    return Problem(
        "withdrawn",
        f"This record was withdrawn: {reason}",
        members={
            "reason": reason,
            "withdrawn_at": timestamp(at),
            "last_version": number,
            "successor": successor or None,
        },
    )
