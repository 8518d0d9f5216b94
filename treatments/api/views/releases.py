"""Releases: the list, and each of them."""

from typing import Any

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from rest_framework.request import Request

from treatments.api import entries, responses, shapes
from treatments.api.asked import ReleaseParameters, ReleasesParameters
from treatments.api.base import PublicView
from treatments.api.listing import ListView
from treatments.api.schema import describe
from treatments.api.streams import thinned
from treatments.document.canonical import checksum
from treatments.models.release import Release

TAG = "Releases"
NONE = "0"  # stands for the newest release where there is none


class ReleasesView(ListView):
    """Every release."""

    parameters = ReleasesParameters
    name = "releases"
    shape = shapes.Release
    id_column = "tag"
    default_sort = "-id"

    @describe(
        "listReleases",
        "List the releases",
        "Dated, frozen snapshots of everything that was public, the newest first. They are never changed.",
        tag=TAG,
        parameters=ReleasesParameters,
        answer=entries.Releases,
        headers=("Link",),
    )
    def get(self, _request: Request) -> HttpResponseBase:
        """See ListView."""
        return self.answer()

    def rows(self) -> Any:
        return Release.objects.all()

    def etag(self) -> str:
        newest = Release.objects.values_list("body", flat=True).first()
        base = NONE if newest is None else checksum(bytes(newest))
        return responses.etag_of(base, responses.kind_of("releases", self.format))

    def entries(self, rows: list[Release]) -> list[bytes]:
        return [bytes(row.body) for row in rows]


class ReleaseView(PublicView):
    """One release."""

    parameters = ReleaseParameters

    @describe(
        "getRelease",
        "Read a release",
        "What the release holds, and its files with their checksums.",
        tag=TAG,
        path=("tag",),
        parameters=ReleaseParameters,
        answer=shapes.Release,
        problems=("not-found",),
    )
    def get(self, _request: Request, tag: str) -> HttpResponse:
        """One query."""
        body = Release.objects.filter(tag=tag).values_list("body", flat=True).first()
        if body is None:
            raise Http404
        etag, fields = checksum(bytes(body)), self.given.get("fields")
        if fields is not None:
            return self._answer(thinned(bytes(body), fields), responses.etag_of(etag, "fields"), responses.RECORD)
        return self._answer(bytes(body), f'"{etag}"', responses.FROZEN)

    def _answer(self, body: bytes, etag: str, cache: str) -> HttpResponse:
        unchanged = responses.not_modified(self.http, etag, cache=cache)
        return unchanged or responses.computed(body, etag, cache=cache)
