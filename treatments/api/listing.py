"""What every list does: check the question, filter, and give a page, the best hits, or a stream of the whole."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from treatments import search
from treatments.api import responses
from treatments.api.base import PublicView
from treatments.api.pagination import Cursor, Order, chunks, fields_of, read_cursor, read_page, read_ranked
from treatments.api.parameters import invalid_parameter
from treatments.api.streams import extended, streamed
from treatments.document.fields import Shape
from treatments.exchange.tables import Table
from treatments.models.fields import KeyField
from treatments.models.record import Feed

RANK = Order(("rank", "key"))
RANK_FIELDS: list[Any] = [models.IntegerField(), KeyField()]
OF_PAGES = ("cursor", "page_size", "count")


class ListView(PublicView):
    """A list of current entries.

    `filters` names the QuerySet's method of a parameter; `columns` are parameters that are columns, any value of which
    may hold.
    """

    name: ClassVar[str]
    shape: ClassVar[type[Shape]]
    id_column: ClassVar[str] = "key"
    default_sort: ClassVar[str] = "id"
    filters: ClassVar[Mapping[str, str]] = {}
    columns: ClassVar[tuple[str, ...]] = ()
    question: search.Question | None
    ranked: bool
    order: Order
    cursor: Cursor | None

    def rows(self) -> Any:
        """Every entry, as a QuerySet."""
        raise LookupError(f"{self} has no rows.")

    def filtered(self) -> Any:
        """Those that the filters leave."""
        rows = self.rows()
        for parameter, method in self.filters.items():
            if parameter in self.given:
                rows = getattr(rows, method)(self.given[parameter])
        return rows.filter(**{f"{name}__in": self.given[name] for name in self.columns if name in self.given})

    def entries(self, rows: list[Any]) -> list[bytes]:
        """The entries of these rows, as canonical JSON."""
        return [bytes(row.entry) for row in rows]

    def etag(self) -> str | None:
        """The validator of the list."""
        return responses.feed_etag(Feed.objects.get(), "list", self.format)

    def answer(self) -> HttpResponseBase:
        """Two queries for a page, whatever its size and depth; one when nothing changed; `count` takes one more."""
        check_page_parameters(self.http, self.format)
        self.check()
        etag = self.etag()
        if unchanged := responses.not_modified(self.http, etag, cache=responses.RECORD):
            return unchanged
        if self.format != "json":
            return self._stream(self._found(self.filtered()), self.order, etag)
        members, entries = self.page()
        return responses.listed(members, entries, self.given.get("fields"), etag, cache=responses.RECORD)

    def check(self) -> None:
        """Read what the question says of words, order and place, before any conditional answer, since it may be wrong.

        Raises:
            Problem: invalid-parameter.
        """
        self.question = self._question()
        self.ranked = self.question is not None and "sort" not in self.given and self.format == "json"
        self.order = self._order()
        fields = RANK_FIELDS if self.ranked else fields_of(self.rows().model, self.order)
        self.cursor = read_cursor(fields, self.http, self.given)

    def page(self) -> tuple[dict[str, Any], list[bytes]]:
        """The list's members beside its entries, and the entries of the page; after `check`."""
        rows = self.filtered()
        if self.question is not None and self.ranked:
            found, members = self._ranked(self.question, rows)
        else:
            found, members = read_page(self._found(rows), self.order, self.cursor, self.http, self.given)
        if self.given.get("count"):
            members["count"] = self._found(rows).count()
        return members, self._snippets(found)

    def _order(self) -> Order:
        sort = self.given.get("sort", self.default_sort)
        key, descending = sort.removeprefix("-"), sort.startswith("-")
        return Order((self.id_column,) if key == "id" else (key, self.id_column), descending=descending)

    def _question(self) -> search.Question | None:
        """What `q` asks, if anything.

        Raises:
            Problem: invalid-parameter, when it has more words than are read: some would be ignored.
        """
        if "q" not in self.given:
            return None
        question = search.read(self.given["q"])
        if question.cut:
            raise invalid_parameter("q", "too_many_words", f"Give at most {search.MAX_WORDS} words.")
        return question

    def _found(self, rows: Any) -> Any:
        """The rows that `q` finds, all of them."""
        return rows if self.question is None else search.matching(self.question, self.name, rows)

    def _ranked(self, question: search.Question, rows: Any) -> tuple[list[Any], dict[str, Any]]:
        ranked = search.ranked(question, self.name, rows)
        hits, members = read_ranked(ranked.hits, RANK, self.cursor, self.http, self.given)
        found = {getattr(row, self.id_column): row for row in rows.filter(**{f"{self.id_column}__in": _keys(hits)})}
        members["truncated"] = ranked.truncated
        return [found[key] for key in _keys(hits) if key in found], members

    def _snippets(self, rows: list[Any]) -> list[bytes]:
        """The entries, each with where `q` was found in it."""
        entries = self.entries(rows)
        if self.question is None:
            return entries
        keys = [getattr(row, self.id_column) for row in rows]
        told = search.snippets(self.question, self.name, keys)
        return [extended(entry, snippet=told.get(key, "")) for entry, key in zip(entries, keys, strict=True)]

    def _stream(self, rows: Any, order: Order, etag: str | None) -> HttpResponseBase:
        fields = self.given.get("fields")
        shown = [name for name, _ in self.shape().fields.items() if name != "snippet" or "q" in self.given]
        table = Table(self.name, self.shape, fields or shown)
        answer = streamed(map(self._snippets, chunks(rows, order)), self.format, table, fields)
        return responses.finished(answer, etag, responses.RECORD)


def check_page_parameters(request: HttpRequest, format_: str) -> None:
    """A stream has no pages.

    Raises:
        Problem: invalid-parameter.
    """
    for name in OF_PAGES if format_ != "json" else ():
        if name in request.GET:
            raise invalid_parameter(name, "no_pages", f"{format_} gives the whole list: leave {name} out.")


def _keys(hits: list[Any]) -> list[str]:
    return [hit.key for hit in hits]
