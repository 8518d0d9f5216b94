"""What every change page of the desk has in common: it locks, refuses stale forms, and ends in `workflow.touched`."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import BadRequest
from django.db import IntegrityError, connection, models, transaction
from django.db.models.deletion import ProtectedError
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from unfold.widgets import UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from treatments import workflow
from treatments.admin.citations.hint import import_hint
from treatments.admin.deletion import IN_USE, DeletionAdmin
from treatments.admin.drafts import saved
from treatments.admin.fields import LongTextField, NumberField, YesNoField
from treatments.admin.forms import TOKEN, DeskForm
from treatments.admin.help import taught
from treatments.admin.widgets import LabelledSelect, LabelledSelectMultiple
from treatments.models import Treatment
from treatments.vocabulary import DeskState

if TYPE_CHECKING:  # Django's admin classes take type arguments in the stubs alone.
    FieldAdmin = admin.options.BaseModelAdmin[Any]
else:
    FieldAdmin = admin.options.BaseModelAdmin

COLLISION = (
    "The database refused this: somebody saved or deleted something that it rests on at the same moment. "
    "Nothing was saved; look through it and save again."
)
GONE = "This was deleted after you opened the page. What you typed stands below: saving adds it anew."
LONG = 200  # from this many characters on, a text gets a wide box
REVIEWED = (DeskState.IN_REVIEW, DeskState.APPROVED)


class DeskFields(FieldAdmin):
    """The form fields of the desk's columns, for pages and inlines alike."""

    formfield_overrides = {
        models.TextField: {"form_class": LongTextField, "widget": UnfoldAdminTextareaWidget(attrs={"rows": 3})},
        models.DecimalField: {"form_class": NumberField, "widget": UnfoldAdminTextInputWidget},
        models.URLField: {"assume_scheme": "https"},
    }

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        table = str(self.opts.model_name)
        if db_field.name in self.autocomplete_fields:
            widget = LabelledSelectMultiple if db_field.many_to_many else LabelledSelect
            kwargs["widget"] = widget(db_field, self.admin_site)
        if db_field.name == "citations":
            kwargs["help_text"] = import_hint(request)
        if isinstance(db_field, models.BooleanField) and not db_field.has_default():
            yes_no = YesNoField(label=db_field.verbose_name.capitalize(), help_text=db_field.help_text)
            return taught(table, db_field.name, yes_no)
        if isinstance(db_field, models.CharField) and (db_field.max_length or 0) >= LONG and not db_field.choices:
            kwargs.setdefault("widget", UnfoldAdminTextInputWidget(attrs={"class": "vLargeTextField"}))
        field: Any = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(getattr(field, "widget", None), RelatedFieldWidgetWrapper):
            field.widget.can_delete_related = False  # a row is deleted on its own page, which says what rests on it
        return taught(table, db_field.name, field)


class DeskAdmin(DeskFields, DeletionAdmin):
    """A change page of a desk row."""

    form = DeskForm
    warn_unsaved_form = True

    def lock(self, row: Any, request: HttpRequest) -> None:
        """Lock what carries the edition of the row, and what the save is about to touch."""
        raise NotImplementedError

    def touched_by(self, row: Any) -> set[str]:
        """Ids of the treatments whose record changes when the row does."""
        raise NotImplementedError

    # Opening

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        if "\x00" in object_id:
            return None
        row = super().get_object(request, object_id, from_field)
        if row is None or request.method != "POST":
            return row
        self.lock(row, request)
        return super().get_object(request, object_id, from_field)

    def get_form(self, request: Any, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form: Any = super().get_form(request, obj, change, **kwargs)
        form.historic = getattr(request, "historic", {})
        form.refusal = getattr(request, "refusal", "")
        return form

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """An id never changes once it is given; who may not edit only reads, earlier states included."""
        fields = admin.utils.flatten_fieldsets(self.fieldsets or ())
        if obj is not None and not self.has_change_permission(request, obj):
            return fields
        key = self.opts.pk.name
        return ([key] if obj is not None and key in fields else []) + list(super().get_readonly_fields(request, obj))

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> Any:
        return super().get_search_results(request, queryset, search_term.replace("\x00", ""))

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        given = [*request.GET.lists(), *request.POST.lists()]
        if any("\x00" in value for _, values in given for value in values):
            raise BadRequest("Neither an address nor a choice holds a NUL character.")
        try:
            return super().changelist_view(request, extra_context)
        except (ProtectedError, IntegrityError):
            messages.error(request, IN_USE)
            return HttpResponseRedirect(request.get_full_path())

    # Saving

    def changeform_view(
        self, request: Any, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> Any:
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except IntegrityError:
            request.refusal = COLLISION
            return super().changeform_view(request, object_id, form_url, extra_context)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Save what changed; a new row never over one that came into being meanwhile under the same id."""
        if form.has_changed() or not change:
            obj.save(force_insert=not change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if not change or form.has_changed() or any(formset.has_changed() for formset in formsets):
            before = form.initial.get("treatment")
            self.touch(request, self.touched_by(form.instance) | ({before} if before else set()))
        if connection.vendor == "postgresql":
            connection.check_constraints()  # PostgreSQL would find a lost reference only at the commit

    def touch(self, request: HttpRequest, treatments: Iterable[str]) -> None:
        """End the edit in `workflow.touched`, and say which reviews it ends."""
        ids = set(treatments)
        reviewed = Treatment.objects.filter(id__in=ids, desk_state__in=REVIEWED).values_list("id", flat=True)
        for treatment in reviewed:
            messages.warning(request, f"The record {treatment} is a draft again: submit it anew.")
        workflow.touched(treatments=ids, by=request.user)

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> Any:
        return saved(request, super().response_add(request, obj, post_url_continue))

    def response_change(self, request: HttpRequest, obj: Any) -> Any:
        return saved(request, super().response_change(request, obj))

    def _get_obj_does_not_exist_redirect(self, request: Any, opts: Any, object_id: str) -> Any:
        """Keep what was typed into the form of a row that is gone: it becomes the form of a new one."""
        if request.method != "POST" or TOKEN not in request.POST or not self.has_add_permission(request):
            return super()._get_obj_does_not_exist_redirect(request, opts, object_id)  # type: ignore[misc]
        if request.POST[TOKEN]:  # without one it is that new form, which scripts post to the page's own address
            request.POST = request.POST.copy()
            request.POST[opts.pk.name] = unquote(object_id)
            request.refusal = GONE
        url = reverse(f"admin:{opts.app_label}_{opts.model_name}_add")
        return self.changeform_view(request, None, form_url=url)

    # Deleting

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        treatments = self.touched_by(obj)
        obj.delete()
        self.touch(request, treatments)

    @transaction.atomic
    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        treatments = {treatment for row in queryset for treatment in self.touched_by(row)}
        queryset.delete()
        self.touch(request, treatments)
