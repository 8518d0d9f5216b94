"""The versions of a record, frozen, and what changed between two of them."""

from typing import Any

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from rest_framework.request import Request

from treatments import diff
from treatments.api import entries, responses, shapes
from treatments.api.asked import DiffParameters, VersionParameters, VersionsParameters
from treatments.api.base import PublicView
from treatments.api.listing import ListView
from treatments.api.problems import Problem
from treatments.api.schema import describe
from treatments.api.views.treatments import TAG, record_answer, redacted
from treatments.document.canonical import canonical
from treatments.document.render import read, timestamp, version_url
from treatments.document.shape import Record
from treatments.models.record import Publication, Version


class VersionsView(ListView):
    """Every version of a record."""

    parameters = VersionsParameters
    name = "versions"
    shape = shapes.VersionEntry
    id_column = "number"
    treatment: str

    @describe(
        "listVersions",
        "List a record's versions",
        "Every version that was ever published, the first one first; also of a withdrawn record.",
        tag=TAG,
        path=("record",),
        parameters=VersionsParameters,
        answer=entries.Versions,
        problems=("not-found",),
        headers=("Link",),
    )
    def get(self, _request: Request, id: str) -> HttpResponseBase:  # noqa: A002 - the path parameter's name
        """See ListView."""
        self.treatment = id
        return self.answer()

    def rows(self) -> Any:
        return Version.objects.of(self.treatment).defer("body", "gzip")

    def etag(self) -> str:
        last = Publication.objects.filter(id=self.treatment).values_list("current__checksum", flat=True).first()
        if last is None:
            raise Http404
        return responses.etag_of(last, responses.kind_of("versions", self.format))

    def entries(self, rows: list[Version]) -> list[bytes]:
        return [canonical(entry(version)) for version in rows]


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
        path=("record", "number"),
        parameters=VersionParameters,
        answer=Record,
        problems=("not-found", "redacted"),
        headers=("Last-Modified",),
    )
    def get(self, _request: Request, id: str, number: int) -> HttpResponse:  # noqa: A002 - the path parameter's name
        """One query."""
        wanted = responses.Wanted(self.given.get("fields"), self.format)
        read = responses.to_read(self.http, responses.form(self.http, wanted))
        row = Version.objects.of(id).filter(number=number).to_read(*read).first()
        if row is None:
            raise Http404
        # What is computed from the document may be put together differently by the next release: it is not for ever.
        cache = responses.FROZEN if wanted.is_whole else responses.RECORD
        return record_answer(self.http, row, wanted, cache=cache)


class DiffView(PublicView):
    """What changed between two versions."""

    parameters = DiffParameters

    @describe(
        "diffVersions",
        "Compare two versions",
        "What changed since version `against` (default: the one before), field by field and in words. The first"
        " version has none before it: then `from` is null and nothing is listed.",
        tag=TAG,
        path=("record", "number"),
        parameters=DiffParameters,
        answer=shapes.Diff,
        problems=("not-found", "redacted"),
    )
    def get(self, _request: Request, id: str, number: int) -> HttpResponse:  # noqa: A002 - the path parameter's name
        """Two queries (one when the client holds the answer)."""
        against = self.given.get("against", number - 1)
        rows = Version.objects.of(id).filter(number__in=(against, number))
        versions = {row.number: row for row in rows.defer("body", "gzip").select_related("redaction")}
        self._check(versions, number, against)
        etag = responses.etag_of(versions[number].checksum, f"diff{against}")
        if unchanged := responses.not_modified(self.http, etag, cache=responses.RECORD):
            return unchanged
        documents = {found: read(body) for found, body in rows.values_list("number", "body")}
        changes = diff.differences(documents[against], documents[number]) if against in documents else []
        value = {
            "treatment": id,
            "from": against if against in documents else None,
            "to": number,
            "changes": [change.as_json() for change in changes],
        }
        return responses.computed(canonical(value), etag, cache=responses.RECORD)

    def _check(self, versions: dict[int, Version], number: int, against: int) -> None:
        """Raise unless there is something to compare."""
        if number not in versions:
            raise Http404
        if against not in versions and "against" in self.given:
            raise Problem("not-found", f"This record has no version {against} to compare with.")
        for version in versions.values():
            if hasattr(version, "redaction"):
                raise redacted(version.redaction.at, version.redaction.reason)
