"""The history of a desk row, and the ways back: the ordinary form, filled with the values of an earlier state, or with
those that a single edit replaced.

Saving it is an edit like any other. simple_history's own way would write the old state, edition and publication too.
"""

import re
from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from treatments.admin import edits
from treatments.admin.edits import CHANGED, Edit
from treatments.admin.entries import STATE, UNDO, entries

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

    def changeform_view(
        self, request: Any, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """The form; `?state=` fills it with an earlier state, `?undo=` sets back what one edit changed."""
        if request.method == "GET" and request.GET.keys() & {STATE, UNDO} and self._may_save(request, object_id):
            filled = self._state(request, object_id) if STATE in request.GET else self._undo(request, object_id)
            extra_context = {**(extra_context or {}), **filled}
        return super().changeform_view(request, object_id, form_url, extra_context)

    def history_of(self, key: Any) -> dict[Any, dict[str, Any]]:
        """The models whose history is shown with that of the row, and which of their rows."""
        return {self.model: {"id": key}}

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """Every edit, field by field, also of a row that is gone."""
        key = self._checked(unquote(object_id))
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        row = self.get_queryset(request).filter(pk=key).first()
        number = _page(request)
        found, is_more = entries(self.admin_site, request, self.history_of(key), number)
        if row is None and not self.model.history.filter(id=key).exists():
            raise Http404
        context = {
            **self.admin_site.each_context(request),
            "title": f"History: {row or key}",
            "opts": self.opts,
            "original": row,
            "entries": found,
            "newer": number - 1,
            "older": number + 1 if is_more else 0,
            "several": len(self.history_of(key)) > 1,
        }
        return TemplateResponse(request, "admin/treatments/history.html", context)

    def history_form_view(
        self, request: Any, object_id: str, version_id: str, extra_context: Any = None
    ) -> HttpResponse:
        """An earlier state, for those who only look; who may edit gets the form filled with it."""
        if request.method != "GET":
            return HttpResponseNotAllowed(["GET"])
        past = self._past(version_id, id=self._checked(unquote(object_id)))
        is_there = self.get_object(request, object_id) is not None
        if not self._may_save(request, object_id if is_there else None):
            view: Any = super()
            looked_at: HttpResponse = view.history_form_view(request, object_id, version_id, extra_context)
            return looked_at
        names = f"admin:{self.opts.app_label}_{self.opts.model_name}"
        url = reverse(f"{names}_change", args=[past.id]) if is_there else reverse(f"{names}_add")
        return HttpResponseRedirect(f"{url}?{STATE}={past.history_id}")

    def _may_save(self, request: HttpRequest, object_id: str | None) -> bool:
        return self.has_add_permission(request) if object_id is None else self.has_change_permission(request)

    def _state(self, request: Any, object_id: str | None) -> dict[str, Any]:
        of = {} if object_id is None else {"id": self._checked(unquote(object_id))}
        [past] = edits.whole([self._past(request.GET[STATE], **of)])
        request.historic = edits.form_values(self.model, edits.values_of(past))
        return {"past": past}

    def _undo(self, request: Any, object_id: str | None) -> dict[str, Any]:
        row = None if object_id is None else self.get_object(request, object_id)
        if row is None:
            raise Http404
        edit = self._edit(request, row, self._past(request.GET[UNDO], id=row.pk))
        now, fields = edits.values_now(row), self.get_form(request, row).base_fields
        back = {name: value for name, value in edits.undone(edit, now).items() if name in fields}
        request.historic = edits.form_values(self.model, back)
        return {"undone": edit.after, "undo": [edits.difference(name, fields[name], now, back) for name in back]}

    def _edit(self, request: HttpRequest, row: Any, past: Any) -> Edit:
        """The change that left the state.

        Raises:
            Http404: when none did.
        """
        states = edits.newest(self.model, None, id=row.pk)
        found = edits.edits(self.model, states, edits.fields_of(self.model, self.get_form(request)))
        edit = next((each for each in found if each.after.history_id == past.history_id), None)
        if edit is None or edit.kind != CHANGED:
            raise Http404
        return edit

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

    def _past(self, version_id: str, **of: Any) -> Any:
        """The state with that number.

        Raises:
            Http404: when there is none.
        """
        known = re.fullmatch(r"\d{1,18}", version_id, flags=re.ASCII)
        past = self.model.history.filter(history_id=int(version_id), **of).first() if known else None
        if past is None:
            raise Http404
        return past


def _page(request: HttpRequest) -> int:
    """The page asked for; the first for what is none."""
    text = request.GET.get("page", "")
    return int(text) if re.fullmatch(r"[1-9]\d{0,3}", text) else 1
