"""A table of retractions held against our citations: it prepares what a reviewer does about each."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from textwrap import shorten
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from treatments import rules
from treatments.admin.citations.forms import TableForm
from treatments.exchange.reading import Fault
from treatments.exchange.retractions import Hit, hits
from treatments.models import Citation, IndexedCitation, Treatment
from treatments.models.treatment import CITING_PATHS
from treatments.vocabulary import Action

MAX_FAULTS = 200  # shown: a file of another kind is all faults
MAX_REASON = 1000  # of the address that carries it


@dataclass(frozen=True, slots=True)
class Row:
    """A hit with the records concerned, and where a reviewer sets the status."""

    hit: Hit
    citation: Citation
    public: list[str]
    desk: list[str]

    @property
    def url(self) -> str:
        """The status page, prepared."""
        event = self.hit.decisive
        prepared = {
            "status": event.status.value,
            "notice": event.notice or "",
            "noticed_on": event.date.isoformat() if event.date else "",
            "reason": shorten(": ".join(filter(None, [event.words.capitalize(), event.reason])), MAX_REASON),
        }
        return f"{reverse('admin:treatments_citation_status', args=[self.citation.pk])}?{urlencode(prepared)}"


@require_http_methods(["GET", "POST"])
def citation_retractions(request: HttpRequest, *, model_admin: Any) -> HttpResponse:
    """A form; what its table says of our citations. Nothing is stored."""
    if not model_admin.has_view_or_change_permission(request):
        raise PermissionDenied
    form = TableForm(request.POST, request.FILES) if request.method == "POST" else TableForm()
    context: dict[str, Any] = {}
    if form.is_valid():
        found = list(hits(form.cleaned_data["file"], Citation.objects.all()))
        faults = [each for each in found if isinstance(each, Fault)]
        rows = _rows([each for each in found if isinstance(each, Hit)])
        context = {
            "new": [row for row in rows if not row.hit.is_recorded],
            "recorded": [row for row in rows if row.hit.is_recorded],
            "faults": faults[:MAX_FAULTS],
            "more_faults": len(faults[MAX_FAULTS:]),
            "is_read": True,
        }
    context |= {
        **model_admin.admin_site.each_context(request),
        "title": "Retractions",
        "opts": model_admin.opts,
        "form": form,
        "may_set": request.user.has_perm(rules.PERMISSION[Action.SET_CITATION_STATUS]),
    }
    return TemplateResponse(request, "admin/treatments/citations/retractions.html", context)


def _rows(found: Iterable[Hit]) -> list[Row]:
    """The hits with what they are about, in a number of queries that does not grow with them."""
    by_id = {hit.citation: hit for hit in found}
    citations = Citation.objects.in_bulk(by_id)
    public, desk = defaultdict(set), defaultdict(set)
    for key, treatment in IndexedCitation.objects.filter(key__in=by_id).values_list("key", "treatment_id"):
        public[key].add(treatment)
    for path in CITING_PATHS:
        for key, treatment in Treatment.objects.filter(**{f"{path}__in": [*by_id]}).values_list(path, "id"):
            desk[key].add(treatment)
    return [Row(hit, citations[key], sorted(public[key]), sorted(desk[key])) for key, hit in by_id.items()]
