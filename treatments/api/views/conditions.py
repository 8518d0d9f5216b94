"""Conditions: the list, one with the grade of every treatment for it, and its summary of findings."""

from collections.abc import Iterable, Iterator

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from rest_framework.request import Request

from treatments.api import asked, entries, responses
from treatments.api.base import PublicView
from treatments.api.pagination import Order, chunks
from treatments.api.schema import describe
from treatments.api.streams import extended, streamed
from treatments.api.views.rows import RowsView, RowView
from treatments.document.canonical import canonical, parse
from treatments.exchange.tables import Table
from treatments.models.index import IndexedCondition, IndexedFinding
from treatments.models.record import Feed

TAG = "Conditions"
# The terms of importance stand in the order of the alphabet, the most important one first.
PROFILE = Order(("treatment_id", "importance", "key"))


class ConditionsView(RowsView):
    """Conditions."""

    parameters = asked.ConditionsParameters
    model = IndexedCondition
    name = "conditions"
    shape = entries.ConditionEntry

    @describe(
        "listConditions",
        "List the conditions",
        "Every condition for which a current record is used or promoted.",
        tag=TAG,
        parameters=asked.ConditionsParameters,
        answer=entries.Conditions,
        headers=("Link",),
    )
    def get(self, _request: Request) -> HttpResponseBase:
        """See ListView."""
        return self.answer()


class ConditionView(RowView):
    """One condition."""

    parameters = asked.ConditionParameters
    model = IndexedCondition

    @describe(
        "getCondition",
        "Read a condition",
        "The condition, and every treatment for it with the certainty of its evidence.",
        tag=TAG,
        path=("condition",),
        parameters=asked.ConditionParameters,
        answer=entries.GradedCondition,
        problems=("not-found",),
    )
    def get(self, _request: Request, id: str) -> HttpResponse:  # noqa: A002 - the path parameter's name
        """Three queries."""
        return self.answer(id)

    def body(self, row: IndexedCondition) -> bytes:
        grades = IndexedCondition.objects.filter(key=row.key).order_by("treatment").values_list("grade", flat=True)
        return extended(row.entry, treatments=[parse(bytes(grade)) for grade in grades])


class SummaryOfFindingsView(PublicView):
    """The summary of findings of a condition."""

    parameters = asked.ProfileParameters

    @describe(
        "getSummaryOfFindings",
        "Read a condition's summary of findings",
        "A row for each treatment and outcome, the critical outcomes of a treatment first, without the findings that"
        " another supersedes: what is known, how sure it is, and for how many people of 1,000 it matters.",
        tag=TAG,
        path=("condition",),
        parameters=asked.ProfileParameters,
        answer=entries.SummaryOfFindings,
        problems=("not-found",),
    )
    def get(self, _request: Request, id: str) -> HttpResponseBase:  # noqa: A002 - the path parameter's name
        """Two queries, and one for each 500 rows."""
        etag = responses.feed_etag(Feed.objects.get(), "profile", self.format)
        condition = IndexedCondition.objects.shown().filter(key=id).values("key", "name").first()
        if condition is None:
            raise Http404
        if unchanged := responses.not_modified(self.http, etag, cache=responses.RECORD):
            return unchanged
        rows = IndexedFinding.objects.shown().for_conditions([id]).filter(superseded=False)
        found = ([bytes(row.profile) for row in chunk] for chunk in chunks(rows, PROFILE))
        if self.format == "json":
            named = canonical({"id": condition["key"], "name": condition["name"]})
            answer = StreamingHttpResponse(_whole(named, found), content_type=responses.JSON)
        else:
            answer = streamed(found, self.format, Table("summary_of_findings", entries.ProfileRow), None)
        return responses.finished(answer, etag, responses.RECORD)


def _whole(condition: bytes, found: Iterable[list[bytes]]) -> Iterator[bytes]:
    """The summary as one JSON document."""
    begin = b'{"condition":' + condition + b',"rows":['
    for chunk in found:
        yield begin + b",".join(chunk)
        begin = b","
    yield (b"" if begin == b"," else begin) + b"]}"
