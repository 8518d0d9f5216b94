"""What every page of a list does: show what the API's list gives for the same question, page for page."""

from typing import Any, ClassVar
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.utils.safestring import mark_safe

from treatments.api.formats import MEDIA_TYPES
from treatments.api.listing import ListView
from treatments.api.parameters import Parameters
from treatments.api.views.feed import LINKS
from treatments.document.canonical import parse
from treatments.models.record import Feed
from treatments.pages.base import PageView
from treatments.pages.linked import Alternate

Json = dict[str, Any]
NOT_OF_PAGES = ("format", "fields", "count")  # a page is in one format, whole, and two queries long


class ListParameters(Parameters):
    """What a page takes of the parameters of an API's list: a base to name before those."""

    left_out: ClassVar[tuple[str, ...]] = NOT_OF_PAGES

    def get_fields(self) -> Any:
        return {name: field for name, field in super().get_fields().items() if name not in self.left_out}


class ListPage(PageView):
    """A page of a list. `listed` is the list in the API, `template` shows its entries."""

    listed: ClassVar[type[ListView]]
    template: ClassVar[str]

    def get(self, request: HttpRequest) -> HttpResponse:
        """Two queries: the feed and the list. With `q` the list takes six at most instead of one."""
        listing = self.listing(request)
        etag = self.feed_etag(Feed.objects.get())
        if unchanged := self.not_modified(etag):
            return unchanged
        members, entries = listing.page()
        return self.page(self.template, self.context(members, [read_entry(entry) for entry in entries]), etag)

    def listing(self, request: HttpRequest) -> ListView:
        """The list with the question of this page.

        Raises:
            Problem: invalid-parameter.
        """
        listing = self.listed()
        listing.http, listing.given, listing.format = request, self.given, "json"
        listing.check()
        return listing

    def context(self, members: Json, entries: list[Json]) -> Json:
        """What the template names; `asked` is the question as it stands in the address."""
        return {**members, "entries": entries, "asked": self.request.GET.dict(), **self.links()}

    def links(self) -> Json:
        """The canonical path, whatever the place in the list, and the other formats of the list."""
        api = LINKS[self.listed.name]
        return {
            "canonical": self.request.path + self.query("cursor"),
            "alternates": [
                Alternate(MEDIA_TYPES["json"], "JSON", api + self.query("cursor")),
                Alternate(MEDIA_TYPES["csv"], "CSV", api + self.query("cursor", "page_size", format="csv")),
            ],
        }

    def query(self, *without: str, **more: str) -> str:
        """The query of the address without these parameters and with more."""
        asked = {name: value for name, value in self.request.GET.items() if name not in without} | more
        return f"?{urlencode(asked, safe=',')}" if asked else ""


def read_entry(entry: bytes) -> Json:
    """An entry of the list; its snippet, empty without `q`, is HTML."""
    read: Json = parse(entry)
    return {**read, "snippet": mark_safe(read.get("snippet", ""))}  # noqa: S308 - search.snippet escapes it
