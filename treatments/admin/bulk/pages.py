"""The page of a table's import and export, and its place in the admin."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_GET

from treatments.admin.bulk import sheets
from treatments.admin.bulk.changes import Outcome
from treatments.admin.bulk.resources import Rows
from treatments.admin.bulk.run import check_headers, run
from treatments.admin.bulk.sheets import Sheet
from treatments.admin.carried import carried, given_back
from treatments.admin.desk import COLLISION, REVIEWED
from treatments.models import Treatment

if TYPE_CHECKING:  # Django's admin classes take type arguments in the stubs alone.
    ModelAdmin = admin.ModelAdmin[Any]
else:
    ModelAdmin = object

SALT = "treatments.bulk"


class SheetForm(forms.Form):
    """A file, or the sheet that was shown."""

    file = forms.FileField(
        label="CSV or XLSX file", required=False, help_text=f"At most {sheets.MAX_ROWS:,} rows. Export first."
    )
    sheet = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, resource: Rows, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.resource, self.user = resource, user
        self.salt = f"{SALT}.{resource._meta.model._meta.model_name}"

    def clean(self) -> dict[str, Any]:
        """The sheet, and the text that carries it to its confirmation."""
        cleaned: dict[str, Any] = super().clean() or {}
        try:
            if confirmed := cleaned.get("sheet", ""):
                headers, rows = given_back(confirmed, salt=self.salt, user=self.user)
                sheet, text = Sheet(headers, [(number, cells) for number, cells in rows]), confirmed
            else:
                sheet = self._read(cleaned.get("file"))
                text = carried([sheet.headers, sheet.rows], salt=self.salt, user=self.user)
        except ValidationError as error:
            self.add_error("file", error)
            return cleaned
        return {"read": sheet, "carried": text, "confirmed": bool(confirmed)}

    def _read(self, file: Any) -> Sheet:
        if file is None:
            raise ValidationError("Choose a file.")
        if file.size > sheets.MAX_BYTES:
            raise ValidationError(sheets.TOO_LARGE)
        sheet = sheets.read(file.read())
        check_headers(sheet, self.resource)
        return sheet


def bulk(request: HttpRequest, *, model_admin: "BulkAdmin") -> HttpResponse:
    """Upload, see what would change, confirm."""
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    may_import = model_admin.may_import(request)
    if request.method == "POST" and not may_import:
        raise PermissionDenied
    resource = model_admin.rows_class()
    form = SheetForm(request.POST or None, request.FILES or None, resource=resource, user=request.user)
    context: dict[str, Any] = {"form": form, "may_import": may_import, "columns": resource.columns}
    if form.is_valid():
        sheet = form.cleaned_data["read"]
        done = model_admin.store(request, sheet) if form.cleaned_data["confirmed"] else None
        if done is not None and not done.faults:
            return HttpResponseRedirect(reverse(f"admin:{model_admin.names}_changelist"))
        outcome = done or run(sheet, resource, dry=True)
        reviews = Treatment.objects.filter(id__in=outcome.touched, desk_state__in=REVIEWED)
        context |= {"outcome": outcome, "carried": form.cleaned_data["carried"], "reviews": reviews, "refused": done}
    return model_admin.bulk_page(request, context)


@require_GET
def export(request: HttpRequest, kind: str, *, model_admin: "BulkAdmin") -> HttpResponse:
    """Every row as a file."""
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    if kind not in sheets.TYPES:
        raise Http404
    return model_admin.file(request, kind, model_admin.get_queryset(request))


class BulkAdmin(ModelAdmin):
    """Import and export of a table's rows. Stands before the class that saves."""

    rows_class: type[Rows]
    model: Any
    opts: Any
    change_list_template = "admin/treatments/bulk/list.html"

    @property
    def names(self) -> str:
        """The beginning of the names of its addresses."""
        return f"{self.opts.app_label}_{self.opts.model_name}"

    def may_import(self, request: HttpRequest) -> bool:
        """Who edits these rows one by one may edit many of them."""
        return self.has_add_permission(request) and self.has_change_permission(request)

    def get_urls(self) -> list[URLPattern]:
        def address(route: str, view: Any, name: str) -> URLPattern:
            pattern: URLPattern = path(
                route, self.admin_site.admin_view(view), {"model_admin": self}, name=f"{self.names}_{name}"
            )
            return pattern

        return [
            address("import/", bulk, "import"),
            address("export/<slug:kind>/", export, "export"),
            *super().get_urls(),
        ]

    @admin.action(description="Export as CSV", permissions=["view"])
    def export_csv(self, request: HttpRequest, queryset: Any) -> HttpResponse:
        """The chosen rows as a CSV file."""
        return self.file(request, sheets.CSV, queryset)

    @admin.action(description="Export as XLSX (Excel)", permissions=["view"])
    def export_xlsx(self, request: HttpRequest, queryset: Any) -> HttpResponse:
        """The chosen rows as a workbook."""
        return self.file(request, sheets.XLSX, queryset)

    actions = ["export_csv", "export_xlsx"]

    def file(self, request: HttpRequest, kind: str, queryset: Any) -> HttpResponse:
        """The rows as a file, or why there is none."""
        resource = self.rows_class()
        numeric = [column.column_name for column in resource.columns if column.widget.is_number]
        try:
            data = sheets.written(kind, resource.headers, resource.rows(queryset), numeric)
        except ValidationError as error:
            messages.error(request, error.message)
            return HttpResponseRedirect(reverse(f"admin:{self.names}_changelist"))
        name = f"{self.opts.verbose_name_plural.replace(' ', '-')}-{date.today():%Y-%m-%d}.{kind}"  # noqa: DTZ011
        disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
        return HttpResponse(data, content_type=sheets.TYPES[kind], headers=disposition)

    def store(self, request: HttpRequest, sheet: Sheet) -> Outcome | None:
        """Store the sheet as it was shown, end in `workflow.touched`, and say what was done; None for a collision."""
        try:
            with transaction.atomic():
                outcome = run(sheet, self.rows_class(), dry=False)
                if outcome.touched and not outcome.faults:
                    self.touch(request, outcome.touched)  # type: ignore[attr-defined]
        except IntegrityError:
            messages.error(request, COLLISION)
            return None
        if not outcome.faults:
            counts = f"{outcome.added} added, {outcome.changed} changed, {outcome.unchanged} unchanged"
            messages.success(request, f"Imported {self.opts.verbose_name_plural}: {counts}.")
        return outcome

    def bulk_page(self, request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
        """The page, with what was found."""
        title = f"Import and export {self.opts.verbose_name_plural}"
        context |= {**self.admin_site.each_context(request), "title": title, "opts": self.opts, "kinds": sheets.TYPES}
        return TemplateResponse(request, "admin/treatments/bulk/rows.html", context)
