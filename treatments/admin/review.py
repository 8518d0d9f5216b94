"""The review page: what would change for readers, in words, and every decision about it in one place."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from treatments import rules
from treatments.admin.actions import ACTS, REVIEWING
from treatments.admin.changes.groups import Group, groups
from treatments.admin.panel import Panel
from treatments.admin.problems import located
from treatments.admin.readable import readable
from treatments.document.canonical import parse
from treatments.document.content import content, content_checksum
from treatments.document.derived import derive
from treatments.document.render import read
from treatments.models import Publication, Step, Treatment
from treatments.pictures import Row, badge, forest, icons
from treatments.rules import Refused
from treatments.vocabulary import Action

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Answer:
    """What was posted and not done: the form as it was filled in, and why not unless the form itself says it."""

    action: Action
    form: forms.Form
    refused: Refused | None


@dataclass(frozen=True, slots=True)
class Since:
    """What became of the record since it was submitted, approved or read in that state."""

    step: Step
    was_read: bool
    groups: list[Group]


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


@require_safe
def review(request: HttpRequest, object_id: str, *, model_admin: Any) -> HttpResponse:
    """Show the record as it would be published. Anybody who may see it may read this; reviewers decide here."""
    return page(request, treatment_or_404(request, object_id, model_admin), model_admin)


def page(request: HttpRequest, treatment: Treatment, model_admin: Any, answer: Answer | None = None) -> HttpResponse:
    """The page, with the answer to what was posted and refused, if anything was."""
    panel = Panel(treatment.id, request.user)
    now = content(panel.treatment)
    checksum, derived = content_checksum(now), derive(now)
    last = _last(panel.publication)
    seen = answer.form.cleaned_data.get("approved", "") if answer else ""
    context = {
        **model_admin.admin_site.each_context(request),
        "title": f"Review: {treatment.name}",
        "opts": model_admin.opts,
        "original": treatment,
        "panel": panel,
        "conflict": panel.conflict,
        "checksum": checksum,
        "is_first": last is None,
        "groups": groups(last, derived),
        "since": _since(treatment.id, derived, checksum, seen),
        "parts": [(name.replace("_", " "), readable(value)) for name, value in derived.items()],
        "pictures": [(finding["id"], _pictures(derived["name"], finding)) for finding in derived["findings"]],
        "refused": answer.refused if answer else None,
        "refused_problems": located(answer.refused.problems) if answer and answer.refused else [],
        "decisions": [
            panel.button(action, _form(action, checksum, answer))
            for action in REVIEWING
            if panel.user.has_perm(rules.PERMISSION[action])
        ],
    }
    return TemplateResponse(request, "admin/treatments/review.html", context)


def _form(action: Action, checksum: str, answer: Answer | None) -> forms.Form:
    """The form of the action; what is approved is what this page shows, whatever was posted before."""
    form, auto_id = ACTS[action].form, f"{action.value}_%s"
    if answer is not None and answer.action == action:
        return form({**answer.form.data.dict(), "approved": checksum}, auto_id=auto_id)  # type: ignore[attr-defined]
    return form(initial={"approved": checksum}, auto_id=auto_id)


def _last(publication: Publication | None) -> Json | None:
    """The last version; None when there is none, or it was redacted."""
    if publication is None or publication.current is None or not publication.current.body:
        return None
    return read(publication.current.body)


def _since(treatment: str, derived: Json, checksum: str, seen: str) -> Since | None:
    """What changed since the content that the person saw, or else since the last other one that was handed over."""
    if seen == checksum:
        return None
    steps = Step.objects.of(treatment).with_content()
    step = steps.filter(content_checksum=seen).last() if seen else None
    was_read = step is not None
    if step is None:
        steps = Step.objects.since_publication(treatment).with_content().select_related("by")
        step = steps.exclude(content_checksum=checksum).last()
    if step is None:
        return None
    return Since(step, was_read, groups(derive(parse(bytes(step.content))), derived))


def _pictures(treatment: str, finding: Json) -> list[SafeString]:
    """The pictures that people will see of the finding."""
    certainty, id_ = finding["certainty"], finding["id"]
    people = icons(finding["absolute"], finding)
    return [
        badge(None if certainty is None else certainty["rating"]).inline(f"badge-{id_}"),
        forest(finding["outcome"]["name"], [Row(treatment, finding)]).inline(f"forest-{id_}"),
        *([] if people is None else [people.inline(f"icons-{id_}")]),
    ]
