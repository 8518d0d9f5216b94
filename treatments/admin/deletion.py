"""What may be deleted: only what was never published. Why not, where it may not; and the way back, where it was."""

from typing import Any

from django.contrib import messages
from django.db import IntegrityError
from django.db.models import Model
from django.db.models.deletion import ProtectedError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html

from treatments.admin.past import PastAdmin
from treatments.document.render import read
from treatments.models import AdverseEvent, Citation, Condition, Finding, Recommendation, Treatment, Version

IN_USE = "This was not deleted: something came to rest on it at the same moment."
CITATION = (
    "A citation is never deleted: entered again it would be sound again, whatever was known of its retraction. "
    "Withhold it with a reason instead."
)
TREATMENT = "It was published, and readers hold its versions: withdraw it instead."
# Rows whose ids readers know. Claims, warnings, statuses and gaps cannot be withheld: deleting one is how the next
# version goes without it, and the review shows that.
MEMBERS: dict[type[Model], str] = {
    Finding: "findings",
    AdverseEvent: "adverse_events",
    Recommendation: "recommendations",
    Condition: "conditions",
}


def why_kept(row: Any) -> str:
    """Why the row can be deleted by nobody; empty when it can."""
    if isinstance(row, Citation):
        return CITATION
    if isinstance(row, Treatment):
        return TREATMENT if row.publication_id is not None else ""
    version = _last_version_with(row)
    if version is None:
        return ""
    published = f"Version {version.number} of {version.publication_id} holds it, and readers know it by its id"
    if isinstance(row, Condition):
        return f"{published}: it stays."
    return f"{published}: withhold it with a reason instead."


def _last_version_with(row: Any) -> Version | None:
    """The last version in which the row stands, of whatever record it belonged to."""
    member = MEMBERS.get(type(row))
    if member is None:
        return None
    naming = Version.objects.naming(row.pk).defer("gzip").order_by("-sequence")
    for version in naming.iterator(chunk_size=1):  # the newest one tells, unless it names something else of that id
        if any(each["id"] == row.pk for each in read(version.body)[member]):
            return version
    return None


class DeletionAdmin(PastAdmin):
    """A page on which deleting is off where it may not be, and says why."""

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and (obj is None or not why_kept(obj))

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        obj = kwargs.get("obj")
        if obj is not None and self.has_change_permission(request) and not self.has_delete_permission(request, obj):
            only = f"Only an owner deletes a {self.opts.verbose_name}, and only one that was never published."
            context["why_kept"] = why_kept(obj) or only
        return super().render_change_form(request, context, *args, **kwargs)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """As Django tells them, with the rows that must stay, and why, among what forbids it."""
        to_delete, counts, lacking, protected = super().get_deleted_objects(objs, request)
        kept = [f"{row}: {reason}" for row in objs if (reason := why_kept(row))]
        if kept and super().has_delete_permission(request):
            lacking = lacking - {self.opts.verbose_name}
        return to_delete, counts, lacking, [*protected, *kept]

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        try:
            return super().delete_view(request, object_id, extra_context)
        except (ProtectedError, IntegrityError):
            messages.error(request, IN_USE)
            return HttpResponseRedirect(request.get_full_path())

    def response_delete(self, request: HttpRequest, obj_display: str, obj_id: Any) -> HttpResponse:
        url = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_history", args=[obj_id])
        messages.info(request, format_html('Its history stays. <a href="{}">Bring it back</a>', url))
        return super().response_delete(request, obj_display, obj_id)
