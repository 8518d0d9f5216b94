"""Records: the list, and one record now or at an earlier time."""

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from rest_framework.request import Request

from treatments.api import responses, shapes
from treatments.api.base import PublicView
from treatments.api.pagination import Order, read_cursor, read_page
from treatments.api.parameters import RecordParameters, TreatmentsParameters
from treatments.api.problems import Problem
from treatments.api.schema import describe
from treatments.document.render import timestamp
from treatments.document.shape import Record
from treatments.models.index import IndexedTreatment, IndexedTreatmentQuerySet
from treatments.models.record import Change, Feed, Publication
from treatments.vocabulary import ChangeType, PublicState

TAG = "Treatments"


class TreatmentsView(PublicView):
    """Current records."""

    parameters = TreatmentsParameters

    @describe(
        "listTreatments",
        "List the current records",
        "Summaries of the records that are published now, by id. Filters of different names must all hold; of values"
        " between commas any may. `certainty` and `condition` hold for one and the same grade. An unknown condition"
        " finds nothing.",
        tag=TAG,
        parameters=TreatmentsParameters,
        answer=shapes.Summaries,
        headers=("Link",),
    )
    def get(self, _request: Request) -> HttpResponse:
        """A page in two queries (one when nothing changed), whatever its size and depth; `count` takes one more."""
        key = self.given["sort"].removeprefix("-")
        order = Order(("id",) if key == "id" else (key, "id"), descending=self.given["sort"].startswith("-"))
        cursor = read_cursor(IndexedTreatment, order, self.http, self.given)
        etag = responses.feed_etag(Feed.objects.get(), "list")
        if unchanged := responses.not_modified(self.http, etag, cache=responses.RECORD):
            return unchanged
        rows = self._filtered(IndexedTreatment.objects.all())
        found, members = read_page(rows, order, cursor, self.http, self.given)
        entries = [row.summary for row in found]
        return responses.listed(members, entries, self.given.get("fields"), etag, cache=responses.RECORD)

    def _filtered(self, rows: IndexedTreatmentQuerySet) -> IndexedTreatmentQuerySet:
        if "kind" in self.given:
            rows = rows.of_kind(self.given["kind"])
        if "condition" in self.given or "certainty" in self.given:
            rows = rows.graded(self.given.get("condition", []), self.given.get("certainty", []))
        return rows


class TreatmentView(PublicView):
    """One record."""

    parameters = RecordParameters

    @describe(
        "getTreatment",
        "Read a record",
        "The whole current record, or with `as_of` the version that was current then. A withdrawn record answers 410"
        " with the reason; its versions stay readable.",
        tag=TAG,
        path=("id",),
        parameters=RecordParameters,
        answer=Record,
        problems=("not-found", "withdrawn", "redacted"),
        headers=("Last-Modified",),
    )
    def get(self, _request: Request, id: str) -> HttpResponse:  # noqa: A002 - the path parameter's name
        """One query."""
        read = responses.to_read(self.http, self.given.get("fields"))
        row = self._then(id, *read) if "as_of" in self.given else self._now(id, *read)
        return record_answer(self.http, row, self.given.get("fields"), cache=responses.RECORD)

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


def record_answer(request: HttpRequest, row: dict[str, Any], fields: list[str] | None, *, cache: str) -> HttpResponse:
    """A stored document, or those members of it.

    Raises:
        Problem: redacted.
    """
    if row.get("redacted_at") is not None:
        raise redacted(row["redacted_at"], row["redaction_reason"])
    return responses.stored(request, row, fields, cache=cache)


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
