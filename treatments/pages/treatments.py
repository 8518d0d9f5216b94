"""The page of a record: as it is now, and as each version left it."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from treatments.api import responses
from treatments.api.views.treatments import redacted
from treatments.document.render import read
from treatments.models.record import Publication, Version
from treatments.pages.base import PageView
from treatments.pages.linked import record_links
from treatments.pages.record import context
from treatments.vocabulary import PublicState

Json = dict[str, Any]


class TreatmentPage(PageView):
    """The current record. What is overdue depends on the day, so the validator names it."""

    @property
    def form(self) -> responses.Form:
        form = super().form
        return responses.Form(form.column, f"-{timezone.now().date()}{form.suffix}")

    def get(self, request: HttpRequest, id: str) -> HttpResponse:  # noqa: A002 - the path parameter's name
        """One query."""
        row = Publication.objects.filter(id=id).to_read(*responses.to_read(request, self.form)).first()
        if row is None or row["state"] == PublicState.NONE:
            raise Http404
        etag = f'"{row["checksum"]}{self.form.suffix}"'
        if row["state"] == PublicState.WITHDRAWN:
            return self.page("pages/withdrawn.html", {"id": id, "withdrawal": row}, etag, status=410)
        if unchanged := self.not_modified(etag):
            return unchanged
        document = read(row["document"])
        return self.page(
            "pages/record.html", {**context(document, timezone.now().date()), **record_links(document)}, etag
        )


class VersionPage(TreatmentPage):
    """One version, with what became of the record since at its top."""

    def get(self, _request: HttpRequest, id: str, number: int) -> HttpResponse:  # type: ignore[override]  # noqa: A002
        """One query."""
        row = Version.objects.of(id).filter(number=number).to_show().first()
        if row is None:
            raise Http404
        if row["redacted_at"] is not None:
            raise redacted(row["redacted_at"], row["redaction_reason"])
        etag = f'"{row["checksum"]}-{row["state"]}{row["last"]}{self.form.suffix}"'
        if unchanged := self.not_modified(etag):
            return unchanged
        since = {"since": row, "withdrawn": row["state"] == PublicState.WITHDRAWN, "frozen": True}
        return self.page("pages/record.html", {**_shown(read(row["document"]), number), **since}, etag)


def _shown(document: Json, number: int | None = None) -> Json:
    """What the template names of a record, or of one of its versions."""
    return {**context(document, timezone.now().date()), **record_links(document, number)}
