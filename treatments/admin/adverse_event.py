"""Adverse events."""

from typing import Any

from django.contrib import admin

from treatments.admin.bulk.pages import BulkAdmin
from treatments.admin.bulk.resources import AdverseEventRows
from treatments.admin.fields import CodesField, SeriousnessField
from treatments.admin.forms import DeskForm
from treatments.admin.rows import READ, RowAdmin
from treatments.models import AdverseEvent


class AdverseEventForm(DeskForm):
    """The criteria keep the order in which they are stored."""

    codes = CodesField()
    seriousness = SeriousnessField()

    def clean_seriousness(self) -> list[str]:
        stored: list[str] = self.initial.get("seriousness") or []
        ticked: list[str] = self.cleaned_data["seriousness"]
        return [each for each in stored if each in ticked] + [each for each in ticked if each not in stored]


def _arm(arm: str) -> list[Any]:
    return [
        (f"{arm}_events", f"{arm}_total"),
        (f"{arm}_percent", f"{arm}_percent_low", f"{arm}_percent_high"),
    ]


@admin.register(AdverseEvent)
class AdverseEventAdmin(BulkAdmin, RowAdmin):
    """One adverse event with its frequency."""

    save_as = True
    rows_class = AdverseEventRows
    form = AdverseEventForm
    autocomplete_fields = ["treatment", "citations"]
    list_display = ["id", "treatment_id", "term", "serious", "standing"]
    list_filter = ["serious"]
    search_fields = ["id", "term", "treatment__id", "treatment__name"]
    fieldsets = [
        (None, {"fields": ["id", "treatment", "term", "system_organ_class", "codes"]}),
        (
            "Seriousness",
            {
                "fields": ["serious", "seriousness"],
                "description": "Serious (ICH E2A) is not severe: it speaks of the outcome, not of the intensity.",
            },
        ),
        ("The evidence", {"fields": ["citations", "population"]}),
        (
            "Frequency under the treatment",
            {
                "fields": [*_arm("treated"), "reported_class"],
                "description": "Counts, a percentage, or a percentage range: as the source prints it.",
            },
        ),
        ("Frequency in the comparator group", {"fields": ["comparator_text", *_arm("comparator")]}),
        (
            "Treated against comparator",
            {
                "fields": [
                    ("relative_measure", "relative_estimate"),
                    ("relative_ci_low", "relative_ci_high", "relative_ci_level"),
                    "relative_computed",
                ]
            },
        ),
        (None, {"fields": ["note"]}),
        READ,
    ]
