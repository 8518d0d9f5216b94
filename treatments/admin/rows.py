"""The rows of a treatment's record that have their own change page."""

import re
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse

from treatments.admin.desk import DeskAdmin
from treatments.models import Condition, Treatment
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

    # Adding: most rows are one of several of a record, and most records are of one condition.

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        initial: dict[str, Any] = super().get_changeform_initial_data(request)
        if "condition" in self.autocomplete_fields and "treatment" in initial:
            conditions = Condition.objects.filter(treatments=initial["treatment"].replace("\x00", ""))[:2]
            if len(conditions) == 1:
                initial.setdefault("condition", conditions[0].pk)
        return initial

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> Any:
        return _another(request, obj, super().response_add(request, obj, post_url_continue))

    def response_change(self, request: HttpRequest, obj: Any) -> Any:
        return _another(request, obj, super().response_change(request, obj))

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


def _another(request: HttpRequest, row: Any, response: Any) -> Any:
    """Where another row is to be added, it is one of the same record and condition."""
    if "_addanother" in request.POST and response.has_header("Location"):
        kept = {name: key for name in ("treatment", "condition") if (key := getattr(row, f"{name}_id", None))}
        response["Location"] = f"{reverse(f'admin:treatments_{row._meta.model_name}_add')}?{urlencode(kept)}"
    return response


def _to_record(row: Any) -> HttpResponseRedirect:
    part = row._meta.get_field("treatment").remote_field.related_name
    return HttpResponseRedirect(f"{reverse('admin:treatments_treatment_change', args=[row.treatment_id])}#tab-{part}")
