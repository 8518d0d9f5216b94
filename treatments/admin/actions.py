"""The buttons of the treatment's page: each posts to its own address, which calls one action of the workflow."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from treatments import workflow
from treatments.admin.problems import located
from treatments.models import Treatment
from treatments.models.fields import KEY_LENGTH
from treatments.rules import Refused
from treatments.vocabulary import Action

LONGEST = 20_000


def _text(label: str, *, required: bool, help_text: str = "") -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 2, "cols": 60})
    return forms.CharField(label=label, required=required, max_length=LONGEST, widget=widget, help_text=help_text)


class NoteForm(forms.Form):
    """A note for the history."""

    note = _text("Note", required=False)


class PublicNoteForm(forms.Form):
    """A note that readers see."""

    note = _text("Note", required=False, help_text="Readers see it beside the version.")


class ReasonForm(forms.Form):
    """A reason that readers see."""

    reason = _text("Reason", required=True, help_text="Readers see it.")


class ChangesForm(forms.Form):
    """What is to be changed."""

    reason = _text("What is to be changed", required=True)


class WithdrawForm(forms.Form):
    """A reason that readers see, and the record that takes the place."""

    reason = _text("Reason", required=True, help_text="Readers see it.")
    successor = forms.CharField(required=False, max_length=KEY_LENGTH, help_text="Id of the public record to use.")


class ApproveForm(forms.Form):
    """The checksum of exactly what was shown."""

    approved = forms.CharField(max_length=64, widget=forms.HiddenInput)
    note = _text("Note", required=False)


@dataclass(frozen=True, slots=True)
class Act:
    """An action's words, form and function; the form's fields are the function's arguments."""

    label: str
    done: str
    form: type[forms.Form]
    do: Callable[..., Any]


ACTS: Mapping[Action, Act] = {
    Action.SUBMIT: Act("Submit for review", "submitted for review", NoteForm, workflow.submit),
    Action.RECALL: Act("Recall", "recalled: it is a draft again", NoteForm, workflow.recall),
    Action.REQUEST_CHANGES: Act("Request changes", "given back to its curators", ChangesForm, workflow.request_changes),
    Action.APPROVE: Act("Approve exactly this", "approved", ApproveForm, workflow.approve),
    Action.PUBLISH: Act("Publish", "published", PublicNoteForm, workflow.publish),
    Action.WITHDRAW: Act("Withdraw", "withdrawn from the public", WithdrawForm, workflow.withdraw),
    Action.RESTORE: Act("Restore", "restored to the public", ReasonForm, workflow.restore),
    Action.REISSUE: Act("Reissue", "reissued with today's software", PublicNoteForm, workflow.reissue),
}


def treatment_or_404(request: HttpRequest, object_id: str, model_admin: Any) -> Treatment:
    """The record, for those who may see it.

    Raises:
        Http404: when there is none.
        PermissionDenied: when the person may not see it.
    """
    if not model_admin.has_view_or_change_permission(request):
        raise PermissionDenied
    treatment = None if "\x00" in object_id else Treatment.objects.filter(id=object_id).first()
    if treatment is None:
        raise Http404
    return treatment


@require_POST
def perform(request: HttpRequest, object_id: str, *, model_admin: Any, action: Action) -> HttpResponse:
    """Do it and go back to the record; or say why not, with everything typed still there."""
    treatment = treatment_or_404(request, object_id, model_admin)
    act, refused = ACTS[action], None
    form = act.form(request.POST, auto_id=f"{action.value}_%s")
    if form.is_valid():
        try:
            act.do(treatment_id=treatment.id, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            refused = refusal
        else:
            messages.success(request, f"{treatment.name} was {act.done}.")
            return HttpResponseRedirect(reverse("admin:treatments_treatment_change", args=[treatment.id]))
    return _refusal(request, treatment, model_admin, act, form, refused)


def _refusal(
    request: HttpRequest, treatment: Treatment, model_admin: Any, act: Act, form: forms.Form, refused: Refused | None
) -> HttpResponse:
    context = {
        **model_admin.admin_site.each_context(request),
        "title": f"{act.label}: {treatment.name}",
        "opts": model_admin.opts,
        "original": treatment,
        "act": act,
        "form": form,
        "refused": refused,
        "problems": located(refused.problems) if refused else [],
    }
    return TemplateResponse(request, "admin/treatments/action.html", context)
