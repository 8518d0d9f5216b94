"""The page of the queue."""

from typing import Any

from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from treatments.admin.queue import Waiting, waiting

# Title, the list of Waiting, and what is said when it is empty; lists that a person may never fill are left out.
PARTS = (
    ("To review", "to_review", "treatments.review", "Nothing waits for your review."),
    ("Approved, to be published", "to_publish", "treatments.publish", "Nothing waits to be published."),
    ("Changes requested", "to_mend", "treatments.submit", "Nothing that you work on was given back."),
    ("Another person must do this", "barred", "", ""),
    ("Your submissions", "submitted", "treatments.submit", "Nothing of yours is in review or approved."),
)


@require_safe
def queue(request: HttpRequest, *, site: AdminSite) -> HttpResponse:
    """What waits for the person who asks."""
    if not request.user.has_perm("treatments.view_treatment"):
        raise PermissionDenied
    found = waiting(request.user)
    context = {
        **site.each_context(request),
        "title": "Review queue",
        "waiting": found,
        "conflict": found.conflict,
        "parts": list(_parts(found, request.user)),
    }
    return TemplateResponse(request, "admin/treatments/queue.html", context)


def _parts(found: Waiting, user: Any) -> Any:
    for title, name, permission, empty in PARTS:
        entries = getattr(found, name)
        if entries or (permission and user.has_perm(permission)):
            yield title, name, entries, empty
