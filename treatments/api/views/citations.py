"""Citations: the list, and one by its id, each with the records that cite it."""

from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from rest_framework.request import Request

from treatments.api import asked, entries, responses
from treatments.api.formats import MEDIA_TYPES
from treatments.api.schema import describe
from treatments.api.streams import extended, references
from treatments.api.views.rows import ROWS, RowsView, RowView
from treatments.document.canonical import parse
from treatments.models.index import IndexedCitation

TAG = "Citations"


class CitationsView(RowsView):
    """Citations."""

    parameters = asked.CitationsParameters
    model = IndexedCitation
    name = "citations"
    shape = entries.CitationEntry
    filters = {
        "treatment": "cited_by",
        "doi": "with_doi",
        "pmid": "with_pmid",
        "year_min": "from_year",
        "year_max": "until_year",
    }
    columns = ("retraction_status", "design")

    @describe(
        "listCitations",
        "List the citations",
        f"Every source that a current record cites, with its retraction status. {ROWS}",
        tag=TAG,
        parameters=asked.CitationsParameters,
        answer=entries.Citations,
        headers=("Link",),
    )
    def get(self, _request: Request) -> HttpResponseBase:
        """See ListView; one query more for the records that cite."""
        return self.answer()

    def entries(self, rows: list[Any]) -> list[bytes]:
        return with_citing(rows)


class CitationView(RowView):
    """One citation."""

    parameters = asked.CitationParameters
    model = IndexedCitation

    @describe(
        "getCitation",
        "Read a citation",
        "The source, and the records that cite it.",
        tag=TAG,
        path=("citation",),
        parameters=asked.CitationParameters,
        answer=entries.CitationEntry,
        problems=("not-found",),
    )
    def get(self, _request: Request, id: str) -> HttpResponse:  # noqa: A002 - the path parameter's name
        """Three queries."""
        return self.answer(id)

    def rendered(self, body: bytes, etag: str) -> HttpResponse:
        if self.format == "json":
            return super().rendered(body, etag)
        media_type, text = MEDIA_TYPES[self.format], references([parse(body)], self.format)
        return responses.computed(text, etag, cache=responses.RECORD, media_type=media_type)

    def body(self, row: IndexedCitation) -> bytes:
        return with_citing([row])[0]


def with_citing(rows: list[IndexedCitation]) -> list[bytes]:
    """The entries of the citations, each with the records that cite it, in one query."""
    citing: dict[str, list[dict[str, str]]] = {row.key: [] for row in rows}
    copies = IndexedCitation.objects.filter(key__in=list(citing)).order_by("treatment")
    for key, id_, name in copies.values_list("key", "treatment", "treatment__name"):
        citing[key].append({"id": id_, "name": name})
    return [extended(row.entry, cited_by=citing[row.key]) for row in rows]
