"""The rows of a treatment's record that have their own change page."""

import re
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse

from treatments.admin.desk import DeskAdmin
from treatments.models import Treatment
from treatments.models.fields import KEY_PATTERN

READ: Any = ("Where it was read", {"fields": ["read_by", "read_where", "read_on", "withheld", "standing"]})
STANDING: Any = ("In the document", {"fields": ["standing"]})


class RowAdmin(DeskAdmin):
    """A row under the edition of its treatment."""

    autocomplete_fields = ["treatment", "condition", "citations"]
    search_fields = ["id"]
    readonly_fields = ["standing"]
    list_select_related = ["treatment"]

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("treatment").prefetch_related("citations")

    def lock(self, row: Any, request: HttpRequest) -> None:
        """Lock the record, and the one to which the row is being moved, in the order of all locks."""
        ids = {row.treatment_id, request.POST.get("treatment", "")}
        known = [id_ for id_ in ids if re.match(KEY_PATTERN, id_)]
        list(Treatment.objects.select_for_update(no_key=True).filter(id__in=known).order_by("id"))

    def touched_by(self, row: Any) -> set[str]:
        return {row.treatment_id}

    @admin.display(description="in the document")
    def standing(self, row: Any) -> str:
        """Whether the row stands in the document, or why not."""
        return standing(row)

    # Back to the record, where the rows are listed.

    def response_post_save_add(self, request: HttpRequest, obj: Any) -> HttpResponseRedirect:
        return _to_record(obj)

    def response_post_save_change(self, request: HttpRequest, obj: Any) -> HttpResponseRedirect:
        return _to_record(obj)


def standing(row: Any) -> str:
    """Whether a row stands in the document, or why not."""
    if row.pk is None or row._state.adding:
        return "—"
    return f"left out: {row.left_out_reason}" if row.left_out_reason else "yes"


def _to_record(row: Any) -> HttpResponseRedirect:
    part = row._meta.get_field("treatment").remote_field.related_name
    return HttpResponseRedirect(f"{reverse('admin:treatments_treatment_change', args=[row.treatment_id])}#tab-{part}")
