"""A finding copied to another condition: the form of a new one, filled in; nothing is stored before it is saved."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.http import urlencode

from treatments.admin import edits
from treatments.models import Condition, Finding, Treatment
from treatments.models.fields import KEY_LENGTH, validate_key

if TYPE_CHECKING:  # Django's admin classes take type arguments in the stubs alone.
    ModelAdmin = admin.ModelAdmin[Any]
else:
    ModelAdmin = object

COPY = "copy"  # parameter of the form's address
JUDGED_ANEW = ("indirectness", "indirectness_reason")


class CopyForm(forms.Form):
    """Where the copy goes, and its id."""

    condition = forms.ModelChoiceField(Condition.objects.order_by("name"))
    treatment = forms.ModelChoiceField(Treatment.objects.order_by("name"))
    id = forms.CharField(
        label="Id of the copy", max_length=KEY_LENGTH, validators=[validate_key], help_text="One that is not in use."
    )

    def clean_id(self) -> str:
        """An id that no finding has.

        Raises:
            ValidationError: when one has it.
        """
        key: str = self.cleaned_data["id"]
        if Finding.objects.filter(id=key).exists():
            raise ValidationError("A finding has this id: choose another.")
        return key


def copy(request: HttpRequest, object_id: str, *, model_admin: Any) -> HttpResponse:
    """Ask where to, then open the form."""
    if not (model_admin.has_add_permission(request) and model_admin.has_view_permission(request)):
        raise PermissionDenied
    finding = model_admin.get_object(request, object_id)
    if finding is None:
        raise Http404
    form = CopyForm(request.POST or None, initial={"treatment": finding.treatment_id})
    if form.is_valid():
        chosen = {"condition": form.cleaned_data["condition"].pk, "treatment": form.cleaned_data["treatment"].pk}
        query = urlencode({COPY: finding.pk, "id": form.cleaned_data["id"], **chosen})
        return HttpResponseRedirect(f"{reverse('admin:treatments_finding_add')}?{query}")
    context = {
        **model_admin.admin_site.each_context(request),
        "title": f"Copy {finding.pk}",
        "opts": model_admin.opts,
        "original": finding,
        "form": form,
    }
    return TemplateResponse(request, "admin/treatments/bulk/copy.html", context)


def copied(finding: Finding, chosen: dict[str, Any]) -> dict[str, Any]:
    """What the form of the copy begins with: everything but what was judged for the other condition."""
    values = edits.form_values(Finding, edits.values_now(finding))
    left = {name: value for name, value in values.items() if name not in JUDGED_ANEW}
    left["superseded_by"] = None  # the copy is another finding, which nothing supersedes yet
    return {**left, **chosen}


class CopyAdmin(ModelAdmin):
    """The way from a finding to its copy. Stands before the class that saves."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(copy)
        address = path("<path:object_id>/copy/", view, {"model_admin": self}, name="treatments_finding_copy")
        return [address, *super().get_urls()]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """What a copy begins with, where the form is one."""
        chosen: dict[str, Any] = super().get_changeform_initial_data(request)
        key = str(chosen.pop(COPY, ""))
        finding = None if "\x00" in key else Finding.objects.filter(pk=key).first()
        return chosen if finding is None else copied(finding, chosen)

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """The form; that of a copy says what is to be judged."""
        return super().add_view(request, form_url, {**(extra_context or {}), "copied_from": request.GET.get(COPY, "")})
