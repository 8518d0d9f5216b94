"""Where the buttons of a record post to: one action of the workflow, or a page that says why not."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from treatments.admin.actions import ACTS, REVIEWING, Act
from treatments.admin.problems import located
from treatments.admin.review import Answer, page, treatment_or_404
from treatments.models import Treatment
from treatments.rules import Refused
from treatments.vocabulary import Action


@require_POST
def perform(request: HttpRequest, object_id: str, *, model_admin: Any, action: Action) -> HttpResponse:
    """Do it and go back to where it was asked for; or say why not, with everything typed still there."""
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
            back = "review" if action in REVIEWING else "change"
            return HttpResponseRedirect(reverse(f"admin:treatments_treatment_{back}", args=[treatment.id]))
    if action in REVIEWING:
        return page(request, treatment, model_admin, Answer(action, form, refused))
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
