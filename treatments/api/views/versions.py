"""The versions of a record, frozen, and what changed between two of them."""

from typing import Any

from django.http import Http404, HttpResponse
from rest_framework.request import Request

from treatments import diff
from treatments.api import responses, shapes
from treatments.api.base import PublicView, plain
from treatments.api.pagination import Order, neighbours, read_page
from treatments.api.parameters import DiffParameters, VersionParameters, VersionsParameters
from treatments.api.problems import Problem
from treatments.api.schema import describe
from treatments.api.views.treatments import TAG, asked, record_answer, redacted
from treatments.document.canonical import canonical
from treatments.document.render import read, timestamp, version_url
from treatments.document.shape import Record
from treatments.models.record import Publication, Version


class VersionsView(PublicView):
    """Every version of a record."""

    parameters = VersionsParameters

    @describe(
        "listVersions",
        "List a record's versions",
        "Every version that was ever published, the first one first; also of a withdrawn record.",
        tag=TAG,
        parameters=VersionsParameters,
        answer=shapes.Versions,
        problems=("not-found",),
    )
    def get(self, request: Request, id: str) -> HttpResponse:  # noqa: A002 - the path parameter's name
        """Two queries (one when nothing changed); `count` takes one more."""
        last = Publication.objects.filter(id=id).values_list("current__checksum", flat=True).first()
        if last is None:
            raise Http404
        etag = responses.etag_of(last, "versions")
        if unchanged := responses.not_modified(plain(request), etag, cache=responses.RECORD):
            return unchanged
        versions = Version.objects.of(id).defer("body", "gzip")
        page = read_page(versions, Order(("number",)), plain(request), self.given)
        members: dict[str, Any] = neighbours(plain(request), "cursor", page.previous, page.next)
        if self.given.get("count") == "true":
            members["count"] = versions.count()
        entries = [canonical(entry(version)) for version in page.rows]
        return responses.listed(members, entries, self.given.get("fields"), etag, cache=responses.RECORD)


def entry(version: Version) -> dict[str, Any]:
    """The version's entry in the list."""
    return {
        "version": version.number,
        "type": version.type,
        "published_at": timestamp(version.published_at),
        "note": version.note or None,
        "etag": version.checksum,
        "url": version_url(version.publication_id, version.number),
    }


class VersionView(PublicView):
    """One version."""

    parameters = VersionParameters

    @describe(
        "getVersion",
        "Read a version",
        "The document exactly as it was published, for ever.",
        tag=TAG,
        parameters=VersionParameters,
        answer=Record,
        problems=("not-found", "redacted"),
    )
    def get(self, request: Request, id: str, number: int) -> HttpResponse:  # noqa: A002 - the path parameter's name
        """One query."""
        row = Version.objects.of(id).filter(number=number).to_read(*asked(request, self.given)).first()
        if row is None:
            raise Http404
        return record_answer(request, row, self.given.get("fields"), cache=responses.FROZEN)


class DiffView(PublicView):
    """What changed between two versions."""

    parameters = DiffParameters

    @describe(
        "diffVersions",
        "Compare two versions",
        "What changed since version `against` (default: the one before), field by field and in words. The first"
        " version has none before it: then `from` is null and nothing is listed.",
        tag=TAG,
        parameters=DiffParameters,
        answer=shapes.Diff,
        problems=("not-found", "redacted"),
    )
    def get(self, request: Request, id: str, number: int) -> HttpResponse:  # noqa: A002 - the path parameter's name
        """One query."""
        against = self.given.get("against", number - 1)
        pair = Version.objects.of(id).filter(number__in=(against, number)).select_related("redaction")
        versions = {version.number: version for version in pair}
        if number not in versions:
            raise Http404
        if against not in versions and "against" in self.given:
            raise Problem("not-found", f"This record has no version {against} to compare with.")
        old, new = versions.get(against), versions[number]
        for version in versions.values():
            if hasattr(version, "redaction"):
                raise redacted(version.redaction.at, version.redaction.reason)
        etag = responses.etag_of(new.checksum, f"diff{against}")
        changes = diff.differences(read(old.body), read(new.body)) if old else []
        value = {
            "treatment": id,
            "from": old and old.number,
            "to": new.number,
            "changes": [change.as_json() for change in changes],
        }
        unchanged = responses.not_modified(plain(request), etag, cache=responses.RECORD)
        return unchanged or responses.computed(value, etag, cache=responses.RECORD)
