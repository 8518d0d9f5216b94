"""The history of a desk row, and the way back to an earlier state: the ordinary form, filled with the old values.

Saving it is an edit like any other. simple_history's own way would write the old state, edition and publication too.
"""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.forms.models import model_to_dict
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import reverse

if TYPE_CHECKING:  # simple_history is not typed.
    HistoryAdmin = admin.ModelAdmin[Any]
else:
    from simple_history.admin import SimpleHistoryAdmin
    from unfold.admin import ModelAdmin

    class HistoryAdmin(SimpleHistoryAdmin, ModelAdmin):
        """The history's admin with the desk's looks."""


class PastAdmin(HistoryAdmin):
    """An admin whose history ends in its own form."""

    model: Any

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        self._checked(object_id)
        return super().history_view(request, object_id, extra_context)

    def history_form_view(
        self, request: Any, object_id: str, version_id: str, extra_context: Any = None
    ) -> HttpResponse:
        """The form with the values of an earlier state; for those who only look, that state itself."""
        if request.method != "GET":
            return HttpResponseNotAllowed(["GET"])
        past = self._past(object_id, version_id)
        if not self.has_change_permission(request):
            view: Any = super()
            shown: HttpResponse = view.history_form_view(request, object_id, version_id, extra_context)
            return shown
        request.historic = values_of(past)
        names = f"admin:{self.opts.app_label}_{self.opts.model_name}"
        if self.get_object(request, object_id) is None:
            if not self.has_add_permission(request):
                raise PermissionDenied
            return self.changeform_view(request, None, form_url=reverse(f"{names}_add"), extra_context={"past": past})
        url = reverse(f"{names}_change", args=[object_id])
        return self.changeform_view(request, object_id, form_url=url, extra_context={"past": past})

    def _checked(self, object_id: str) -> Any:
        """The id as the column takes it.

        Raises:
            Http404: for what is no id.
        """
        try:
            if "\x00" in object_id:
                raise Http404
            return self.opts.pk.to_python(object_id)
        except ValidationError:
            raise Http404 from None

    def _past(self, object_id: str, version_id: str) -> Any:
        key = self._checked(object_id)
        if not (version_id.isascii() and version_id.isdecimal() and len(version_id) < 19):
            raise Http404
        past = self.model.history.filter(**{self.opts.pk.attname: key}, history_id=int(version_id)).first()
        if past is None:
            raise Http404
        return past


def values_of(past: Any) -> dict[str, Any]:
    """What the form of the row says of that state, lists of links included."""
    links = {field.name: field for field in past._history_m2m_fields}  # noqa: SLF001 - it has no other name
    values = {name: value for name, value in model_to_dict(past.instance).items() if name not in links}
    for name, field in links.items():
        keys = getattr(past, name).values_list(f"{field.m2m_reverse_field_name()}_id", flat=True)
        values[name] = list(field.related_model.objects.filter(pk__in=list(keys)))
    return values
