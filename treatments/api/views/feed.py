"""The entry point and the feed of changes."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from rest_framework.request import Request

from treatments.api import responses, shapes
from treatments.api.asked import ChangesParameters
from treatments.api.base import PublicView
from treatments.api.listing import check_page_parameters
from treatments.api.pagination import Order, chunks, neighbours
from treatments.api.problems import Problem
from treatments.api.schema import describe
from treatments.api.streams import streamed
from treatments.api.views.wellknown import DISCOVERY
from treatments.document.canonical import canonical
from treatments.document.derived import API
from treatments.exchange.tables import Table
from treatments.models.index import (
    IndexedAdverseEvent,
    IndexedCitation,
    IndexedClaim,
    IndexedCondition,
    IndexedFinding,
    IndexedRecommendation,
    IndexedTreatment,
)
from treatments.models.record import Change, Feed

COUNTED: Mapping[str, Any] = {
    "treatments": IndexedTreatment.objects,
    "conditions": IndexedCondition.objects.shown(),
    "findings": IndexedFinding.objects.shown(),
    "adverse_events": IndexedAdverseEvent.objects.shown(),
    "recommendations": IndexedRecommendation.objects.shown(),
    "claims": IndexedClaim.objects.shown(),
    "citations": IndexedCitation.objects.shown(),
}
LINKS = {
    **{name: f"{API}/{name.replace('_', '-')}" for name in (*COUNTED, "changes", "check", "releases")},
    "openapi": f"{API}/openapi.json",
    "docs": "/docs",
}


class EntryPointView(PublicView):
    """Where to begin."""

    @describe(
        "getEntryPoint",
        "Begin here",
        "Where the resources are, how far the feed of changes has come, and how much is published.",
        tag="Feed",
        answer=shapes.EntryPoint,
        headers=("Link",),
    )
    def get(self, _request: Request) -> HttpResponse:
        """A query for the feed, and one for each count unless nothing changed."""
        feed = Feed.objects.get()
        etag = responses.feed_etag(feed, "entry")
        if unchanged := responses.not_modified(self.http, etag, cache=responses.NO_CACHE):
            return unchanged
        value = {
            "links": LINKS,
            "data_version": feed.sequence,
            "feed": str(feed.feed),
            "counts": {name: rows.all().count() for name, rows in COUNTED.items()},
        }
        answer = responses.computed(canonical(value), etag, cache=responses.NO_CACHE)
        answer["Link"] = DISCOVERY
        return answer


class ChangesView(PublicView):
    """The feed of changes."""

    parameters = ChangesParameters

    @describe(
        "listChanges",
        "Follow the changes",
        "What was published, updated, withdrawn, restored or reissued behind the sequence `after`, in order and"
        " without gaps. Keep `next`, also at the end, and ask it again later: nothing is ever skipped. `feed` names"
        " this history: if it differs from the one you noted, the server was restored from a backup, so read the feed"
        " from the beginning.",
        tag="Feed",
        parameters=ChangesParameters,
        answer=shapes.Changes,
        problems=("cursor-ahead",),
        headers=("Link",),
    )
    def get(self, _request: Request) -> HttpResponseBase:
        """Two queries (one when nothing changed)."""
        check_page_parameters(self.http, self.format)
        feed, after, size = Feed.objects.get(), self.given["after"], self.given["page_size"]
        if after > feed.sequence:
            raise Problem("cursor-ahead", f"The newest change is {feed.sequence}; {after} lies beyond it.")
        etag = responses.feed_etag(feed, "changes", self.format)
        if unchanged := responses.not_modified(self.http, etag, cache=responses.NO_CACHE):
            return unchanged
        if self.format != "json":
            return self._stream(feed, etag)
        # Sequences have no gaps: neither this stretch nor the one before it depends on what was found.
        last = min(after + size, feed.sequence)
        back = {"after": str(after - size)} if after > size else {"after": "0", "page_size": str(after)}
        members: dict[str, Any] = neighbours(self.http, back if after else None, {"after": str(last)})
        if self.given.get("count"):
            members["count"] = feed.sequence - after
        members |= {"data_version": feed.sequence, "feed": str(feed.feed)}
        entries = Change.objects.after(after).filter(sequence__lte=last).values_list("body", flat=True)
        return responses.listed(members, entries, self.given.get("fields"), etag, cache=responses.NO_CACHE)

    def _stream(self, feed: Feed, etag: str) -> HttpResponseBase:
        """The whole feed behind `after`."""
        fields = self.given.get("fields")
        changes = Change.objects.after(self.given["after"]).filter(sequence__lte=feed.sequence)
        found = ([bytes(change.body) for change in chunk] for chunk in chunks(changes, Order(("sequence",))))
        answer = streamed(found, self.format, Table("changes", shapes.Change, fields), fields)
        return responses.finished(answer, etag, responses.NO_CACHE)
