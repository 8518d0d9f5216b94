"""Findings."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from unfold.widgets import UnfoldAdminRadioSelectWidget

from treatments.admin.bulk.copies import CopyAdmin
from treatments.admin.bulk.pages import BulkAdmin
from treatments.admin.bulk.resources import FindingRows
from treatments.admin.help import HANDBOOK
from treatments.admin.rows import READ, RowAdmin
from treatments.admin.worksheet.levels import question, worded
from treatments.admin.worksheet.sheet import Worksheet
from treatments.admin.worksheet.view import worksheet
from treatments.models import Finding
from treatments.models.finding import RATE_DOWN, RATE_UP


def _pairs(domains: Any) -> list[Any]:
    return [(domain.value, f"{domain}_reason") for domain in domains]


@admin.register(Finding)
class FindingAdmin(CopyAdmin, BulkAdmin, RowAdmin):
    """One outcome, in the order in which a curator reads a source: question, outcome, figures, judgement, place."""

    save_as = True
    rows_class = FindingRows
    list_display = ["id", "treatment_id", "outcome_name", "importance", "certainty_source", "standing"]
    list_filter = ["importance", "certainty_source", "design"]
    search_fields = ["id", "outcome_name", "treatment__id", "treatment__name"]
    autocomplete_fields = [
        *RowAdmin.autocomplete_fields,
        "comparator_treatment",
        "mid_citation",
        "superseded_by",
        "location_citation",
    ]
    fieldsets = [
        (None, {"fields": ["id", "treatment", "condition"]}),
        (
            "The question",
            {"fields": ["population", "comparator_text", "comparator_treatment", "timepoint"]},
        ),
        (
            "The outcome",
            {
                "fields": [
                    "outcome_name",
                    "higher_is_better",
                    "importance",
                    "unit",
                    ("scale_min", "scale_max"),
                    ("mid_value", "mid_scale", "mid_citation"),
                ],
                "description": "Name the event or scale that the estimate counts: “no pain relief”, not “pain "
                "relief”, if a ratio below 1 favours the drug.",
            },
        ),
        ("The evidence", {"fields": ["citations", "design", ("studies", "participants")]}),
        (
            "The effect",
            {
                "fields": [
                    ("measure", "estimate"),
                    ("ci_low", "ci_high", "ci_level"),
                    "computed",
                    ("treated_events", "treated_total"),
                    ("comparator_events", "comparator_total"),
                    ("baseline_risk", "baseline_source"),
                    "size_judgement",
                ],
                "description": "Leave measure and estimate empty where the source describes the effect in words. "
                "Zero is a value.",
            },
        ),
        (
            "Certainty (GRADE)",
            {
                "classes": ["worksheet"],
                "fields": [
                    "certainty_source",
                    ("published_rating", "difference_reason"),
                    "start",
                    *_pairs(RATE_DOWN),
                    *_pairs(RATE_UP),
                ],
                "description": "Judge every domain, 0 where there is no concern, with a reason for every other level; "
                "or judge none, when a source's rating is adopted without its reasons. Rating up needs a start at low. "
                f'<a href="{HANDBOOK}" target="_blank" rel="noopener noreferrer">GRADE handbook, chapter 5</a>',
            },
        ),
        (None, {"fields": ["rationale"]}),
        ("The place in the source", {"fields": [("location_citation", "location_where")]}),
        READ,
        ("Standing", {"fields": ["superseded_by"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("mid_citation", "location_citation")

    def formfield_for_choice_field(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if choices := worded(db_field.name, db_field.choices):
            kwargs |= {"widget": UnfoldAdminRadioSelectWidget, "choices": choices}
            kwargs["help_text"] = question(db_field.name)
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    def get_urls(self) -> list[URLPattern]:
        view, options = self.admin_site.admin_view(worksheet), {"model_admin": self}
        name = "treatments_finding_worksheet"
        return [
            path("worksheet/", view, options, name=name),
            path("<path:object_id>/worksheet/", view, options, name=name),
            *super().get_urls(),
        ]

    def render_change_form(self, request: Any, context: Any, *args: Any, obj: Any = None, **kwargs: Any) -> Any:
        form = context["adminform"].form
        if form.is_bound or (obj is not None and not form.historic):
            context["sheet"] = Worksheet(form)
        if obj is None or self.has_change_permission(request, obj):
            key = [] if obj is None else [obj.pk]
            context["worksheet_url"] = reverse("admin:treatments_finding_worksheet", args=key)
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)
