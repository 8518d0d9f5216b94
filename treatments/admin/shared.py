"""Conditions and citations: rows that several records use."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import URLPattern, path

from treatments.admin.citation_status import citation_status
from treatments.admin.citations.imports import citation_import
from treatments.admin.citations.retractions import citation_retractions
from treatments.admin.desk import DeskAdmin
from treatments.admin.fields import AuthorsField, CodesField, TextsField
from treatments.admin.forms import DeskForm
from treatments.models import Citation, Condition, Treatment
from treatments.models.citation import normalise_doi


class SharedAdmin(DeskAdmin):
    """A row with its own edition, whose change touches every record that uses it."""

    def lock(self, row: Any, request: HttpRequest) -> None:
        list(self.model.objects.select_for_update(no_key=True).filter(pk=row.pk))

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if change and form.has_changed():
            obj.edition += 1
        super().save_model(request, obj, form, change)


class ConditionForm(DeskForm):
    """A condition's lists are text."""

    synonyms = TextsField(help_text="One a line.")
    codes = CodesField()


@admin.register(Condition)
class ConditionAdmin(SharedAdmin):
    """What treatments are used or promoted for."""

    form = ConditionForm
    list_display = ["id", "name"]
    search_fields = ["id", "name"]
    fieldsets = [
        (None, {"fields": ["id", "name", "synonyms", "description"]}),
        ("Codes", {"fields": ["codes"]}),
    ]

    def touched_by(self, row: Condition) -> set[str]:
        return set(Treatment.objects.using_condition(row).values_list("id", flat=True))


class CitationForm(DeskForm):
    """A citation's lists are text."""

    authors = AuthorsField()
    registry_ids = TextsField(help_text="Trial registrations, one a line, for example NCT02412735.")

    def clean_doi(self) -> str:
        """The bare DOI, which no other citation has.

        Raises:
            ValidationError: naming the citation that has it.
        """
        doi = normalise_doi(self.cleaned_data["doi"])
        other = Citation.objects.filter(doi__iexact=doi).exclude(pk=self.instance.pk).first() if doi else None
        if other is not None:
            raise ValidationError(f"{other.id} has this DOI: use that one.")
        return doi


@admin.register(Citation)
class CitationAdmin(SharedAdmin):
    """A source. Its retraction status is set by a reviewer, on a page of its own."""

    form = CitationForm
    list_display = ["id", "title", "year", "design", "is_public", "retraction_status"]
    list_filter = ["type", "design", "retraction_status"]
    list_before_template = "admin/treatments/citations/links.html"
    search_fields = ["id", "title", "doi", "pmid"]
    readonly_fields = ["retraction_status", "retraction_notice", "retraction_date"]
    fieldsets = [
        (None, {"fields": ["id", "type", "title", "authors"]}),
        ("Where it was published", {"fields": ["container_title", "year", ("volume", "issue", "pages")]}),
        ("Identifiers", {"fields": ["doi", ("pmid", "pmcid"), "link", "registry_ids"]}),
        ("What it is", {"fields": ["design", "note"]}),
        ("Where it was read", {"fields": ["read_by", "read_where", "read_on", "withheld"]}),
        (
            "Retraction",
            {
                "fields": [("retraction_status", "retraction_notice", "retraction_date")],
                "description": "Set by a reviewer, with “Set retraction status” above.",
            },
        ),
    ]

    def touched_by(self, row: Citation) -> set[str]:
        return set(Treatment.objects.citing(row).values_list("id", flat=True))

    @admin.display(boolean=True, description="may be shown")
    def is_public(self, row: Citation) -> bool:
        """Whether documents may show it."""
        return row.is_public

    def get_urls(self) -> list[URLPattern]:
        def address(route: str, view: Any, name: str) -> URLPattern:
            view = self.admin_site.admin_view(view)
            found: URLPattern = path(route, view, {"model_admin": self}, name=f"treatments_citation_{name}")
            return found

        return [
            address("import/", citation_import, "import"),
            address("retractions/", citation_retractions, "retractions"),
            address("<path:object_id>/status/", citation_status, "status"),
            *super().get_urls(),
        ]
