"""What is only read here: the history of decisions and what was published. Conflict statements are only added."""

import json
from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.core.exceptions import BadRequest
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from treatments.admin.conflicts import Conflict
from treatments.admin.fields import LongTextField
from treatments.models import Change, ConflictStatement, Publication, Step, Version
from treatments.models.fields import LongText

if TYPE_CHECKING:  # Django's admin classes take type arguments in the stubs alone.
    ModelAdmin = admin.ModelAdmin[Any]
else:
    from unfold.admin import ModelAdmin


def pretty(body: bytes | memoryview) -> SafeString:
    """Canonical JSON, indented."""
    if not bytes(body):
        return format_html("{}", "—")
    value = json.loads(bytes(body))
    return format_html('<pre class="json">{}</pre>', json.dumps(value, indent=2, ensure_ascii=False))


class ReadOnlyAdmin(ModelAdmin):
    """A table that nobody changes by hand. Lists do not fetch the documents."""

    heavy: tuple[str, ...] = ()
    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).defer(*self.heavy)

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        return None if "\x00" in object_id else super().get_object(request, object_id, from_field)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        if any("\x00" in value for _, values in request.GET.lists() for value in values):
            raise BadRequest("An address holds no NUL character.")
        return super().changelist_view(request, extra_context)


@admin.register(Step)
class StepAdmin(ReadOnlyAdmin):
    """Who did what, when and why."""

    heavy = ("content",)
    list_display = ["id", "treatment", "action", "by", "at", "note"]
    list_select_related = ["by"]
    list_filter = ["action"]
    search_fields = ["treatment"]
    ordering = ["-id"]
    fields = ["treatment", "action", "by", "at", "note", "content_checksum", "approved_content"]
    readonly_fields = ["approved_content"]

    def approved_content(self, step: Step) -> SafeString:
        """What was approved."""
        return pretty(step.content)


@admin.register(Publication)
class PublicationAdmin(ReadOnlyAdmin):
    """The public side of each record."""

    list_display = ["id", "state", "withdrawn_at", "successor"]
    list_filter = ["state"]
    search_fields = ["id"]
    ordering = ["id"]


@admin.register(Version)
class VersionAdmin(ReadOnlyAdmin):
    """The frozen documents."""

    heavy = ("body", "gzip")
    list_display = ["publication_id", "number", "type", "published_at", "published_by", "note"]
    list_display_links = ["publication_id", "number"]
    list_filter = ["type"]
    search_fields = ["publication__id"]
    ordering = ["-sequence"]
    fields = [
        "publication",
        "number",
        "type",
        "sequence",
        "published_at",
        "published_by",
        "note",
        "checksum",
        "content_checksum",
        "document",
    ]
    readonly_fields = ["document"]

    def document(self, version: Version) -> SafeString:
        """The document, indented; the checksum is that of its stored bytes."""
        return pretty(version.body)


@admin.register(Change)
class ChangeAdmin(ReadOnlyAdmin):
    """The feed."""

    heavy = ("body", "version__body", "version__gzip")
    list_display = ["sequence", "type", "publication_id", "number", "at", "by", "note"]
    list_select_related = ["version"]
    list_filter = ["type"]
    search_fields = ["publication__id"]
    ordering = ["-sequence"]
    fields = ["sequence", "type", "publication", "version", "at", "by", "note", "change"]
    readonly_fields = ["change"]

    @admin.display(description="version")
    def number(self, change: Change) -> int:
        """Number of the version that it made or withdrew."""
        return change.version.number

    def change(self, change: Change) -> SafeString:
        """The entry of the feed, indented."""
        return pretty(change.body)


@admin.register(ConflictStatement)
class ConflictStatementAdmin(ReadOnlyAdmin):
    """Statements of conflicts of interest: each person adds their own."""

    list_display = ["by", "at", "valid_until", "statement"]
    list_select_related = ["by"]
    ordering = ["-at"]
    fields = ["statement", "by", "at", "valid_until"]
    readonly_fields = ["by", "at", "valid_until"]
    formfield_overrides = {LongText: {"form_class": LongTextField}}

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("treatments.add_conflictstatement")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ["statement"] if obj is None else self.fields

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, str | list[str]]:
        """The last statement, to confirm or to change."""
        newest = ConflictStatement.objects.newest(request.user)
        return {} if newest is None else {"statement": newest.statement}

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> Any:
        stated = Conflict(ConflictStatement.objects.newest(request.user))
        extra = {"newest": stated.newest, "is_current": stated.is_current, **(extra_context or {})}
        return super().add_view(request, form_url, extra)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        obj.by = request.user
        obj.save()
