"""The short statements that are edited on the treatment's own page."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.http import HttpRequest

from treatments.admin.desk import DeskFields
from treatments.admin.forms import RowForm
from treatments.admin.formsets import RowFormSet
from treatments.admin.rows import standing
from treatments.models import EvidenceGap, RegulatoryStatus, Warning

if TYPE_CHECKING:  # Django's admin classes take type arguments in the stubs alone.
    Stacked = admin.StackedInline[Any, Any]
else:
    from unfold.admin import StackedInline as Stacked


class StatementInline(DeskFields, Stacked):
    """Statements of one kind, read with everything that they name in a number of queries that does not grow."""

    template = "admin/treatments/inline.html"
    form = RowForm
    formset: Any = RowFormSet
    extra = 0
    show_change_link = True
    readonly_fields = ["standing"]
    related = ["treatment"]

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related(*self.related).prefetch_related("citations")

    @admin.display(description="in the document")
    def standing(self, row: Any) -> str:
        """Whether the row stands in the document, or why not."""
        return standing(row)


class RegulatoryStatusInline(StatementInline):
    """What authorities say, each for its jurisdiction alone."""

    model = RegulatoryStatus
    related = ["treatment", "condition"]
    autocomplete_fields = ["condition", "citations"]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    ("jurisdiction", "authority"),
                    ("status", "as_of"),
                    "condition",
                    "note",
                    "citations",
                    "standing",
                ]
            },
        )
    ]


class WarningInline(StatementInline):
    """Warnings of authorities and labels."""

    model = Warning
    autocomplete_fields = ["citations"]
    fieldsets = [(None, {"fields": [("kind", "jurisdiction"), "text", "citations", "standing"]})]


class EvidenceGapInline(StatementInline):
    """What was looked for and not found."""

    model = EvidenceGap
    related = ["treatment", "condition"]
    autocomplete_fields = ["condition", "citations"]
    fieldsets = [(None, {"fields": ["condition", "statement", "citations", "standing"]})]
