"""The entry point and the feed of changes."""

from typing import Any

from django.http import HttpResponse
from rest_framework.request import Request

from treatments.api import responses, shapes
from treatments.api.base import PublicView, plain
from treatments.api.pagination import neighbours
from treatments.api.parameters import ChangesParameters
from treatments.api.problems import Problem
from treatments.api.schema import describe
from treatments.document.derived import API
from treatments.models.index import IndexedTreatment
from treatments.models.record import Change, Feed

LINKS = {
    "treatments": f"{API}/treatments",
    "changes": f"{API}/changes",
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
    )
    def get(self, request: Request) -> HttpResponse:
        """Two queries."""
        feed = Feed.objects.get()
        etag = responses.etag_of(feed.sequence, "entry")
        value = {
            "links": LINKS,
            "data_version": feed.sequence,
            "feed": str(feed.feed),
            "counts": {"treatments": IndexedTreatment.objects.count()},
        }
        unchanged = responses.not_modified(plain(request), etag, cache=responses.NO_CACHE)
        return unchanged or responses.computed(value, etag, cache=responses.NO_CACHE)


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
    )
    def get(self, request: Request) -> HttpResponse:
        """Two queries (one when nothing changed)."""
        feed, after, size = Feed.objects.get(), self.given["after"], self.given["page_size"]
        if after > feed.sequence:
            raise Problem("cursor-ahead", f"The newest change is {feed.sequence}; {after} lies beyond it.")
        etag = responses.etag_of(feed.sequence, "changes")
        if unchanged := responses.not_modified(plain(request), etag, cache=responses.NO_CACHE):
            return unchanged
        changes = list(Change.objects.after(after)[:size])
        last = changes[-1].sequence if changes else after
        # Sequences have no gaps, so the stretch before this one begins exactly a page earlier.
        previous = str(max(after - size, 0)) if after else None
        members: dict[str, Any] = neighbours(plain(request), "after", previous, str(last))
        members |= {"data_version": max(feed.sequence, last), "feed": str(feed.feed)}
        entries = [change.body for change in changes]
        return responses.listed(members, entries, self.given.get("fields"), etag, cache=responses.NO_CACHE)
