"""Whole records in the interchange format: loaded as `load_records` does, after a trial that says what would happen."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path

from treatments import rules
from treatments.admin.carried import carried, given_back
from treatments.document.canonical import ParseError, canonical, parse
from treatments.document.content import content
from treatments.exchange.records import Import, Outcome, Result
from treatments.models import Treatment
from treatments.vocabulary import Action

if TYPE_CHECKING:  # Django's admin classes take type arguments in the stubs alone.
    ModelAdmin = admin.ModelAdmin[Any]
else:
    ModelAdmin = object

SALT = "treatments.records"
MAX_BYTES = 5_000_000
NDJSON = "application/x-ndjson"


class RecordsForm(forms.Form):
    """A file and how it is loaded, or what was shown."""

    file = forms.FileField(
        label="File of records",
        required=False,
        help_text="The interchange format: JSON Lines with one record a line, or one JSON document or list of them.",
    )
    source = forms.CharField(
        max_length=500,
        required=False,
        help_text="What the records are, for example “register of X, export of May 2026”. The record's history names "
        "it, and it stands in for where a row was read.",
    )
    overwrite = forms.BooleanField(required=False, label="Also over what was edited on the desk")
    publish = forms.BooleanField(
        required=False,
        label="Publish at once, by import",
        help_text="Every rule holds but four eyes; the record says that it was imported. Otherwise they are drafts.",
    )
    shown = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean(self) -> dict[str, Any]:
        """The lines with how they are loaded, and whether that was shown and is confirmed."""
        cleaned: dict[str, Any] = super().clean() or {}
        try:
            if shown := cleaned.get("shown", ""):
                loading = given_back(shown, salt=SALT, user=self.user)
            else:
                options = {name: cleaned.get(name) for name in ("source", "overwrite", "publish")}
                loading = {**options, **self._read(cleaned.get("file"))}
        except ValidationError as error:
            self.add_error("file", error)
            return cleaned
        return {"loading": loading, "confirmed": bool(shown)}

    def _read(self, file: Any) -> dict[str, Any]:
        if file is None:
            raise ValidationError("Choose a file.")
        if file.size > MAX_BYTES:
            raise ValidationError(f"The file is larger than {MAX_BYTES // 1_000_000} MB: split it.")
        try:
            return {"file": file.name, "lines": [line.decode() for line in records_in(file.read())]}
        except UnicodeDecodeError:
            raise ValidationError("The file is not UTF-8.") from None


def records_in(data: bytes) -> list[bytes]:
    """One record a line, out of JSON Lines, a single document or a list of documents.

    What cannot be read stays as it is: whoever loads it says why.
    """
    data = data.removeprefix(b"\xef\xbb\xbf")
    try:
        value = parse(data)
    except ParseError:
        return data.split(b"\n")
    return [canonical(record) for record in value] if isinstance(value, list) else [canonical(value)]


@dataclass(frozen=True, slots=True)
class Loaded:
    """What becomes of one line, in words."""

    outcome: Outcome
    is_known: bool

    @property
    def words(self) -> str:
        """Loaded over what stands on the desk, or anew."""
        if self.is_going:
            how = "replaces the record on the desk" if self.is_known else "is new"
            return f"{how}, and is published" if self.outcome.result is Result.PUBLISHED else how
        return str(self.outcome.result)

    @property
    def is_stopped(self) -> bool:
        """Whether it is kept out."""
        return self.outcome.result in (Result.REFUSED, Result.SKIPPED)

    @property
    def is_going(self) -> bool:
        """Whether it is written."""
        return self.outcome.result in (Result.LOADED, Result.PUBLISHED)


def load(loading: dict[str, Any], *, by: Any, dry: bool) -> list[Loaded]:
    """Load the lines, each record whole or not at all; or try it."""
    options = {name: loading[name] for name in ("source", "file", "overwrite", "publish")}
    known = set(Treatment.objects.values_list("id", flat=True))
    with transaction.atomic():
        outcomes = list(Import(by=by, **options).run(line.encode() for line in loading["lines"]))
        transaction.set_rollback(dry)
    return [Loaded(each, each.treatment in known) for each in sorted(outcomes, key=lambda outcome: outcome.line)]


def editions(ids: Iterable[str]) -> dict[str, int | None]:
    """The edition of each record that the desk holds, None for the others."""
    ids = set(ids)
    return {**dict.fromkeys(ids), **dict(Treatment.objects.filter(id__in=ids).values_list("id", "edition"))}


def load_records(request: HttpRequest, *, model_admin: Any) -> HttpResponse:
    """Upload, see what would happen to each record, confirm."""
    if not request.user.has_perm(rules.PERMISSION[Action.IMPORT]):
        raise PermissionDenied
    form = RecordsForm(request.POST or None, request.FILES or None, user=request.user)
    context: dict[str, Any] = {"form": form}
    if form.is_valid():
        loading, confirmed = form.cleaned_data["loading"], form.cleaned_data["confirmed"]
        done = confirmed and loading["editions"] == editions(loading["editions"])
        if confirmed and not done:
            messages.warning(
                request, "Some of these records were saved since. Nothing was loaded: look again, confirm."
            )
        loaded = load(loading, by=request.user, dry=not done)
        going = sum(each.is_going for each in loaded)
        seen = {**loading, "editions": editions(each.outcome.treatment for each in loaded)}
        shown = carried(seen, salt=SALT, user=request.user)
        context |= {"loaded": loaded, "going": going, "done": done, "carried": shown}
        if done:
            messages.success(request, f"{going} of {len(loaded)} records are loaded.")
    context |= {**model_admin.admin_site.each_context(request), "title": "Load records", "opts": model_admin.opts}
    return TemplateResponse(request, "admin/treatments/bulk/records.html", context)


def lines_of(treatments: Any) -> Iterator[bytes]:
    """The records as they would be published now, one a line."""
    for treatment in treatments.with_rows().order_by("id").iterator(chunk_size=50):
        yield canonical(content(treatment)) + b"\n"


class RecordsAdmin(ModelAdmin):
    """Loading and saving of whole records. Stands before the class that saves."""

    change_list_template = "admin/treatments/bulk/list.html"
    actions = ["export_records"]

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(load_records)
        return [path("import/", view, {"model_admin": self}, name="treatments_treatment_import"), *super().get_urls()]

    @admin.action(description="Export as interchange JSON lines: what would be published now", permissions=["view"])
    def export_records(self, request: HttpRequest, queryset: Any) -> HttpResponse:
        """The chosen records as a file."""
        disposition = {"Content-Disposition": 'attachment; filename="records.ndjson"'}
        treatments = Treatment.objects.filter(pk__in=queryset.values_list("pk", flat=True))
        return HttpResponse(b"".join(lines_of(treatments)), content_type=NDJSON, headers=disposition)
