"""The retraction status of a citation: a reviewer gives it, sees the records concerned, and confirms."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.widgets import AdminDateWidget
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import URLValidator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from treatments import rules, workflow
from treatments.models import Citation, IndexedCitation, Treatment
from treatments.models.citation import DOI, normalise_doi
from treatments.rules import Refused
from treatments.vocabulary import Action, RetractionStatus

LONGEST = 20_000


class CitationStatusForm(forms.Form):
    """What the notice says of the citation."""

    status = forms.ChoiceField(choices=RetractionStatus.choices())
    notice = forms.CharField(
        required=False,
        max_length=2000,
        help_text="DOI or web address of the notice.",
        widget=forms.TextInput(attrs={"size": 60}),
    )
    noticed_on = forms.DateField(required=False, label="Date of the notice", widget=AdminDateWidget)
    reason = forms.CharField(
        max_length=LONGEST,
        help_text="Readers see it beside the new versions.",
        widget=forms.Textarea(attrs={"rows": 3, "cols": 60}),
    )

    def clean_notice(self) -> str:
        """The bare DOI, or the address.

        Raises:
            ValidationError: for what is neither.
        """
        notice = normalise_doi(self.cleaned_data["notice"])
        if notice and not DOI.fullmatch(notice):
            try:
                URLValidator(schemes=["http", "https"])(notice)
            except ValidationError:
                raise ValidationError("Give a DOI (10.…/…) or a web address (https://…).") from None
        return notice

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        none = cleaned.get("status") == RetractionStatus.NONE
        if not none and "notice" in cleaned and not cleaned["notice"]:
            self.add_error("notice", "Give the DOI or web address of the notice.")
        return cleaned


@require_http_methods(["GET", "POST"])
def citation_status(request: HttpRequest, object_id: str, *, model_admin: Any) -> HttpResponse:
    """Ask; show the records concerned; do it when they were shown and confirmed."""
    if not request.user.has_perm(rules.PERMISSION[Action.SET_CITATION_STATUS]):
        raise PermissionDenied
    citation = _citation_or_404(object_id)
    if request.method != "POST":
        form = CitationStatusForm(initial={**_initial(citation), **_prepared(request)})
        return _page(request, citation, model_admin, form)
    form = CitationStatusForm(request.POST)
    if not form.is_valid() or "back" in request.POST:
        return _page(request, citation, model_admin, form)
    if "confirm" not in request.POST:
        return _page(request, citation, model_admin, form, concerned=_concerned(citation))
    try:
        versions = workflow.set_citation_status(citation_id=citation.id, by=request.user, **_arguments(form))
    except Refused as refused:
        form.add_error(None, str(refused))
        return _page(request, citation, model_admin, form)
    messages.success(request, f"{citation.id}: {len(versions)} records were published anew with this status.")
    return HttpResponseRedirect(reverse("admin:treatments_citation_change", args=[citation.id]))


def _arguments(form: CitationStatusForm) -> dict[str, Any]:
    return {**form.cleaned_data, "status": RetractionStatus(form.cleaned_data["status"])}


def _citation_or_404(object_id: str) -> Citation:
    citation = None if "\x00" in object_id else Citation.objects.filter(id=object_id).first()
    if citation is None:
        raise Http404
    return citation


def _initial(citation: Citation) -> dict[str, Any]:
    return {
        "status": citation.retraction_status,
        "notice": citation.retraction_notice,
        "noticed_on": citation.retraction_date,
    }


def _prepared(request: HttpRequest) -> dict[str, Any]:
    """What the address prepares, such as that of a hit in a table of retractions; without what no field would take."""
    form = CitationStatusForm(request.GET)
    form.is_valid()
    return {name: value for name, value in form.cleaned_data.items() if request.GET.get(name)}


def _concerned(citation: Citation) -> dict[str, Any]:
    """The records that are published anew, and those whose desk cites it."""
    public = IndexedCitation.objects.filter(key=citation.id).values_list("treatment_id", flat=True)
    return {
        "public": sorted(set(public)),
        "desk": list(Treatment.objects.citing(citation).order_by("id")),
    }


def _page(
    request: HttpRequest,
    citation: Citation,
    model_admin: Any,
    form: CitationStatusForm,
    concerned: dict[str, Any] | None = None,
) -> HttpResponse:
    context = {
        **model_admin.admin_site.each_context(request),
        "title": f"Retraction status of {citation.id}",
        "opts": model_admin.opts,
        "original": citation,
        "form": form,
        "media": model_admin.media + form.media,
        "concerned": concerned,
    }
    return TemplateResponse(request, "admin/treatments/citation_status.html", context)
