"""Recommendations, claims, and the short statements that are also edited on the treatment's page."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from treatments.admin.rows import READ, STANDING, RowAdmin
from treatments.models import Claim, EvidenceGap, Recommendation, RegulatoryStatus, Warning


@admin.register(Recommendation)
class RecommendationAdmin(RowAdmin):
    """What an organisation recommends."""

    save_as = True
    list_display = ["id", "treatment_id", "organisation", "year", "direction", "strength", "status", "standing"]
    list_filter = ["direction", "strength", "status"]
    search_fields = ["id", "organisation", "treatment__id", "treatment__name"]
    fieldsets = [
        (None, {"fields": ["id", "treatment", "condition"]}),
        ("Who recommends", {"fields": [("organisation", "year"), "status"]}),
        (
            "What is recommended",
            {"fields": ["direction", ("strength", "strength_as_printed"), "certainty", "text"]},
        ),
        ("The source", {"fields": ["citations", "note"]}),
        READ,
    ]


@admin.register(Claim)
class ClaimAdmin(RowAdmin):
    """What a public page says, and what the evidence says of that."""

    save_as = True
    list_display = ["id", "treatment_id", "quote", "verdict", "standing"]
    list_filter = ["verdict"]
    search_fields = ["id", "quote", "treatment__id", "treatment__name"]
    autocomplete_fields = [*RowAdmin.autocomplete_fields, "findings"]
    fieldsets = [
        (None, {"fields": ["id", "treatment", "condition"]}),
        (
            "The claim",
            {"fields": ["quote", "source_title", "source_publisher", "source_url", "source_seen_on"]},
        ),
        ("The verdict", {"fields": ["verdict", "rationale", "findings", "citations"]}),
        STANDING,
    ]


class StatementAdmin(RowAdmin):
    """A statement that is listed and edited on the treatment's page; its own page has its history."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return False


@admin.register(RegulatoryStatus)
class RegulatoryStatusAdmin(StatementAdmin):
    """What one authority says."""

    list_display: list[Any] = ["__str__", "treatment_id", "standing"]
    search_fields = ["authority", "treatment__id"]
    fieldsets = [
        (None, {"fields": ["treatment", ("jurisdiction", "authority"), "status", "condition", "as_of", "note"]}),
        ("The source", {"fields": ["citations"]}),
        STANDING,
    ]


@admin.register(Warning)
class WarningAdmin(StatementAdmin):
    """A warning."""

    autocomplete_fields = ["treatment", "citations"]
    list_display: list[Any] = ["__str__", "treatment_id", "standing"]
    search_fields = ["text", "treatment__id"]
    fieldsets = [
        (None, {"fields": ["treatment", ("kind", "jurisdiction"), "text"]}),
        ("The source", {"fields": ["citations"]}),
        STANDING,
    ]


@admin.register(EvidenceGap)
class EvidenceGapAdmin(StatementAdmin):
    """What was looked for and not found."""

    list_display: list[Any] = ["__str__", "treatment_id", "standing"]
    search_fields = ["statement", "treatment__id"]
    fieldsets = [
        (None, {"fields": ["treatment", "condition", "statement"]}),
        ("The source", {"fields": ["citations"]}),
        STANDING,
    ]
