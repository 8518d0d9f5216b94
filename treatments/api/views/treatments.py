"""Records: the list, and one record now or at an earlier time."""

from datetime import datetime
from typing import Any

from django.http import Http404, HttpResponse
from rest_framework.request import Request

from treatments.api import responses, shapes
from treatments.api.base import PublicView, plain
from treatments.api.pagination import Order, neighbours, read_page
from treatments.api.parameters import RecordParameters, TreatmentsParameters
from treatments.api.problems import Problem
from treatments.api.schema import describe
from treatments.document.canonical import parse
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
        " between commas any may. An unknown condition finds nothing.",
        tag=TAG,
        parameters=TreatmentsParameters,
        answer=shapes.Summaries,
    )
    def get(self, request: Request) -> HttpResponse:
        """A page in two queries (one when nothing changed), whatever its size and depth; `count` takes one more."""
        etag = responses.etag_of(Feed.objects.get().sequence, "list")
        if unchanged := responses.not_modified(plain(request), etag, cache=responses.RECORD):
            return unchanged
        rows = self._filtered(IndexedTreatment.objects.all())
        key = self.given["sort"].removeprefix("-")
        order = Order(("id",) if key == "id" else (key, "id"), descending=self.given["sort"].startswith("-"))
        page = read_page(rows, order, plain(request), self.given)
        members: dict[str, Any] = neighbours(plain(request), "cursor", page.previous, page.next)
        if self.given.get("count") == "true":
            members["count"] = rows.count()
        entries = [row.summary for row in page.rows]
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
        parameters=RecordParameters,
        answer=Record,
        problems=("not-found", "withdrawn", "redacted"),
    )
    def get(self, request: Request, id: str) -> HttpResponse:  # noqa: A002 - the path parameter's name
        """One query."""
        row = self._then(request, id) if "as_of" in self.given else self._now(request, id)
        return record_answer(request, row, self.given.get("fields"), cache=responses.RECORD)

    def _now(self, request: Request, id_: str) -> dict[str, Any]:
        column, known = asked(request, self.given)
        row = Publication.objects.filter(id=id_).to_read(column, known).first()
        if row is None or row["state"] == PublicState.NONE:
            raise Http404
        if row["state"] == PublicState.WITHDRAWN:
            raise withdrawn(row["number"], row["withdrawn_at"], row["withdrawal_reason"], row["successor"])
        return dict(row)

    def _then(self, request: Request, id_: str) -> dict[str, Any]:
        column, known = asked(request, self.given)
        row = Change.objects.last_at(id_, self.given["as_of"], column, known).first()
        if row is None:
            raise Problem("not-found", "No version of this record was published at that time.")
        if row["type"] == ChangeType.WITHDRAWN:
            successor = row["successor"] if row["withdrawn_at"] == row["at"] else ""
            raise withdrawn(row["number"], row["at"], row["note"], successor)
        return dict(row)


def asked(request: Request, given: dict[str, Any]) -> tuple[str, list[str]]:
    """Which stored form to read, and the checksums for which none is needed; a thinned document needs the plain one."""
    if "fields" in given:
        return "body", []
    return responses.column(plain(request)), responses.known(plain(request))


def record_answer(request: Request, row: dict[str, Any], fields: list[str] | None, *, cache: str) -> HttpResponse:
    """A stored document, or those members of it.

    Raises:
        Problem: redacted.
    """
    if row.get("redacted_at") is not None:
        raise redacted(row["redacted_at"], row["redaction_reason"])
    if fields is None:
        return responses.stored(plain(request), row, cache=cache)
    etag = responses.etag_of(row["checksum"], "fields")
    unchanged = responses.not_modified(plain(request), etag, cache=responses.RECORD)
    thin = responses.thinned(parse(bytes(row["document"])), fields)
    return unchanged or responses.computed(thin, etag, cache=responses.RECORD)


def redacted(at: datetime, reason: str) -> Problem:
    """The problem of a version whose bytes were erased."""
    members = {"reason": reason, "redacted_at": timestamp(at)}
    return Problem("redacted", f"This version was redacted: {reason}", members=members)


def withdrawn(number: int, at: Any, reason: str, successor: str) -> Problem:
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
