"""/changes.atom: what happened to which record, for feed readers (RFC 4287)."""

import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape

from treatments.api import responses
from treatments.api.formats import MEDIA_TYPES
from treatments.document.canonical import parse
from treatments.document.derived import API
from treatments.models.index import IndexedTreatment
from treatments.models.record import Change, Feed
from treatments.pages.base import LANGUAGE, PageView
from treatments.pages.home import what
from treatments.pages.words import HAPPENED
from treatments.pictures.svg import readable
from treatments.vocabulary import ChangeType

Json = dict[str, Any]
SHOWN = 50
NEVER = datetime(1970, 1, 1, tzinfo=UTC)


class ChangesFeed(PageView):
    """The last changes, the newest first."""

    kind = "atom"
    cache = responses.NO_CACHE

    def get(self, _request: HttpRequest) -> HttpResponse:
        """Two queries; one when nothing changed."""
        feed = Feed.objects.get()
        etag = self.feed_etag(feed)
        if unchanged := self.not_modified(etag):
            return unchanged
        atom = Atom(feed, self.origin)
        changes = Change.objects.annotate(name=IndexedTreatment.objects.name_of("publication")).newest(SHOWN)
        for change in changes:
            atom.add(change)
        return self.answer(atom.writeString("utf-8").encode(), "application/atom+xml; charset=utf-8", etag)


class Atom(Atom1Feed):
    """The feed as a document. Its id and those of its entries are the same for ever, and on every host."""

    def __init__(self, feed: Feed, origin: str) -> None:
        self.history, self.origin = feed.feed, origin
        super().__init__(
            title="Treatment Evidence: changes",
            link=f"{origin}/",
            description=None,
            subtitle="What was published, updated, withdrawn or published again.",
            language=LANGUAGE,
            author_name=settings.ATTRIBUTION,
            feed_url=f"{origin}/changes.atom",
            feed_guid=feed.feed.urn,
        )

    def add(self, change: Any) -> None:
        """A change, with the `name` of its record while that is public."""
        body = parse(bytes(change.body))
        self.add_item(
            title=readable(f"{change.name or body['treatment']}: {HAPPENED[body['type']]}"),
            link=f"{self.origin}{page_of(body)}",
            description=escape(readable(" ".join(told(body)))),
            unique_id=uuid.uuid5(self.history, str(change.sequence)).urn,
            updateddate=change.at,
        )

    def add_root_elements(self, handler: Any) -> None:
        super().add_root_elements(handler)
        via = {"rel": "via", "href": f"{self.origin}{API}/changes", "type": MEDIA_TYPES["json"]}
        handler.addQuickElement("link", "", via)

    def latest_post_date(self) -> datetime:
        """That of the newest entry; Django would take the clock for a feed without any."""
        return max((item["updateddate"] for item in self.items), default=NEVER)


def page_of(change: Json) -> str:
    """Path of the page that shows what a change left: the version, or that the record is withdrawn."""
    record = f"/treatments/{change['treatment']}"
    return record if change["type"] == ChangeType.WITHDRAWN else f"{record}/versions/{change['version']}"


def told(change: Json) -> Iterator[str]:
    """What a change did, in sentences."""
    if change["type"] != ChangeType.WITHDRAWN:
        yield f"Version {change['version']}."
    if change["note"]:
        yield change["note"] if change["note"].endswith((".", "!", "?")) else f"{change['note']}."
    if change["type"] != ChangeType.PUBLISHED:  # of which everything is new
        yield from (f"{part[:1].upper()}{part[1:]}." for part in what(change["kinds"]))
