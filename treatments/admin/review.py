"""The review page: exactly what would be published, what of it is new, and the checksum that an approval is of."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from treatments import diff
from treatments.admin.actions import treatment_or_404
from treatments.admin.panel import Panel
from treatments.admin.readable import readable
from treatments.document.content import content, content_checksum
from treatments.document.derived import derive
from treatments.document.render import read
from treatments.models import Publication
from treatments.pictures import Row, badge, forest, icons
from treatments.vocabulary import Action

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Shown:
    """A difference as people read it."""

    where: str
    kind: str
    old: SafeString
    new: SafeString


@require_safe
def review(request: HttpRequest, object_id: str, *, model_admin: Any) -> HttpResponse:
    """Show the record as it would be published. Anybody who may see it may read this; reviewers decide here."""
    treatment = treatment_or_404(request, object_id, model_admin)
    panel = Panel(treatment.id, request.user)
    now = content(panel.treatment)
    approve = panel.button(Action.APPROVE) if panel.may_approve else None
    if approve is not None:
        approve.form.initial = {"approved": content_checksum(now)}
    derived = derive(now)
    context = {
        **model_admin.admin_site.each_context(request),
        "title": f"Review: {treatment.name}",
        "opts": model_admin.opts,
        "original": treatment,
        "panel": panel,
        "checksum": content_checksum(now),
        "parts": [(name.replace("_", " "), readable(value)) for name, value in derived.items()],
        "differences": _differences(panel.publication, derived),
        "pictures": [(finding["id"], _pictures(derived["name"], finding)) for finding in derived["findings"]],
        "approve": approve,
        "request_changes": panel.button(Action.REQUEST_CHANGES) if panel.may(Action.REQUEST_CHANGES) else None,
    }
    return TemplateResponse(request, "admin/treatments/review.html", context)


def _pictures(treatment: str, finding: Json) -> list[SafeString]:
    """The pictures that people will see of the finding."""
    certainty, id_ = finding["certainty"], finding["id"]
    people = icons(finding["absolute"], finding)
    return [
        badge(None if certainty is None else certainty["rating"]).inline(f"badge-{id_}"),
        forest(finding["outcome"]["name"], [Row(treatment, finding)]).inline(f"forest-{id_}"),
        *([] if people is None else [people.inline(f"icons-{id_}")]),
    ]


def _differences(publication: Publication | None, now: Json) -> list[Shown] | None:
    """What differs from the last version, derived values included; None when there is none, or it was redacted."""
    if publication is None or publication.current is None or not publication.current.body:
        return None
    return [
        Shown(
            " › ".join(difference.path).replace("_", " "),
            difference.kind.replace("_", " "),
            readable(difference.old),
            readable(difference.new),
        )
        for difference in diff.differences(read(publication.current.body), now)
    ]
