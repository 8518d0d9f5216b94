"""The treatment's page: its own columns, its statements, its rows, and the way to publication."""

from typing import Any

from django.contrib import admin
from django.db.models import F
from django.http import HttpRequest
from django.urls import URLPattern, path

from treatments.admin.actions import ACTS
from treatments.admin.bulk.records import RecordsAdmin
from treatments.admin.desk import DeskAdmin
from treatments.admin.due import DueFilter
from treatments.admin.fields import CodesField, TextsField
from treatments.admin.forms import DeskForm
from treatments.admin.inlines import EvidenceGapInline, RegulatoryStatusInline, WarningInline
from treatments.admin.panel import Panel
from treatments.admin.perform import perform
from treatments.admin.problems import PAGES
from treatments.admin.review import review
from treatments.models import Treatment


class TreatmentForm(DeskForm):
    """A treatment's lists are text."""

    synonyms = TextsField(help_text="One a line.")
    codes = CodesField()


@admin.register(Treatment)
class TreatmentAdmin(RecordsAdmin, DeskAdmin):
    """One record."""

    form = TreatmentForm
    inlines = [RegulatoryStatusInline, WarningInline, EvidenceGapInline]
    autocomplete_fields = ["member_of", "conditions"]
    list_display = ["id", "name", "kind", "desk_state", "public_state", "review_due"]
    list_filter = ["desk_state", DueFilter, "kind"]
    search_fields = ["id", "name"]
    fieldsets = [
        (None, {"fields": ["id", "name", "synonyms", "kind", "member_of", "description"]}),
        ("What it is for", {"fields": ["conditions"]}),
        ("Codes", {"fields": ["codes"]}),
        ("How current it is", {"fields": [("evidence_current_to", "review_due")]}),
    ]

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).annotate(public=F("publication__state"))

    def lock(self, row: Treatment, request: HttpRequest) -> None:
        list(Treatment.objects.select_for_update(no_key=True).filter(id=row.id))

    def touched_by(self, row: Treatment) -> set[str]:
        return {row.id}

    @admin.display(ordering="public")
    def public_state(self, row: Any) -> str:
        """What the public sees."""
        return row.public or "none"

    def history_of(self, key: str) -> dict[Any, dict[str, Any]]:
        """The record's history is that of all its rows, also of those that are gone."""
        return {Treatment: {"id": key}, **{row: {"treatment_id": key} for row in PAGES if row is not Treatment}}

    def get_actions(self, request: HttpRequest) -> Any:
        """No deletion of many at once."""
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    # Publication

    def get_urls(self) -> list[URLPattern]:
        def address(tail: str, view: Any, name: str, **options: Any) -> URLPattern:
            pattern: URLPattern = path(
                f"<path:object_id>/{tail}/",
                self.admin_site.admin_view(view),
                {"model_admin": self, **options},
                name=f"treatments_treatment_{name}",
            )
            return pattern

        actions = [address(f"do/{act.value}", perform, act.value, action=act) for act in ACTS]
        return [*actions, address("review", review, "review"), *super().get_urls()]

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        obj = kwargs.get("obj")
        if obj is not None:
            context["panel"] = Panel(obj.pk, request.user)
        return super().render_change_form(request, context, *args, **kwargs)
