"""The page of a record: as it is now, and as each version left it."""

from typing import Any, ClassVar

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

    template: ClassVar[str] = "pages/record.html"
    withdrawn: ClassVar[str] = "pages/withdrawn.html"

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
            return self.page(self.withdrawn, {"id": id, "withdrawal": row}, etag, status=410)
        if unchanged := self.not_modified(etag):
            return unchanged
        return self.page(self.template, self.shown(read(row["document"])), etag)

    def shown(self, document: Json) -> Json:
        """What the template names."""
        return {**context(document, timezone.now().date()), **record_links(document, self.origin)}


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
        document = read(row["document"])
        shown = {**context(document, timezone.now().date()), **record_links(document, self.origin, number), **since}
        return self.page(self.template, shown, etag)
