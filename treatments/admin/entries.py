"""The history of one row, or of all rows of a record, as one list with what can be done about each edit."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Max
from django.http import HttpRequest
from django.urls import reverse

from treatments.admin import edits
from treatments.admin.edits import CHANGED, CREATED, DELETED, Difference, Edit

PAGE = 100  # states a page
STATE, UNDO = "state", "undo"  # parameters of the form's address
WORDS = {CREATED: "created", CHANGED: "changed", DELETED: "deleted"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One edit with the addresses of what undoes it; empty where the person, or the row, does not allow it."""

    edit: Edit
    kind: str
    row: str
    row_url: str
    undo_url: str
    back_url: str

    @property
    def differences(self) -> list[Difference]:
        """What it changed."""
        return self.edit.differences

    @property
    def state(self) -> Any:
        """The state that it left: who, when, and why if it says so."""
        return self.edit.after


def entries(
    site: Any, request: HttpRequest, tables: Mapping[Any, Mapping[str, Any]], page: int
) -> tuple[list[Entry], bool]:
    """The edits of that page, newest first, and whether there are older ones."""
    states = [
        (model, state)
        for model, of in tables.items()
        if site.get_model_admin(model).has_view_permission(request)
        for state in edits.newest(model, page * PAGE + 1, **of)
    ]
    states.sort(key=lambda pair: (pair[1].history_date, pair[1].history_id), reverse=True)
    shown: dict[Any, list[Any]] = {}
    for model, state in states[(page - 1) * PAGE : page * PAGE]:
        shown.setdefault(model, []).append(state)
    found = [entry for model, own in shown.items() for entry in _entries(site.get_model_admin(model), request, own)]
    found.sort(key=lambda entry: (entry.state.history_date, entry.state.history_id), reverse=True)
    return found, len(states) > page * PAGE


def _entries(model_admin: Any, request: HttpRequest, states: list[Any]) -> list[Entry]:
    model = model_admin.model
    form = model_admin.get_form(request)
    ids = {state.id for state in states}
    there = set(model.objects.filter(pk__in=ids).values_list("pk", flat=True))
    last = set(model.history.filter(id__in=ids).values_list("id").annotate(last=Max("history_id")).order_by())
    return [
        _entry(
            model_admin,
            request,
            edit,
            is_there=edit.after.id in there,
            is_last=(edit.after.id, edit.after.history_id) in last,
            is_undoable=edit.kind == CHANGED and any(each.name in form.base_fields for each in edit.differences),
        )
        for edit in edits.edits(model, states, edits.fields_of(model, form))
    ]


def _entry(
    model_admin: Any, request: HttpRequest, edit: Edit, *, is_there: bool, is_last: bool, is_undoable: bool
) -> Entry:
    names = f"admin:{model_admin.opts.app_label}_{model_admin.opts.model_name}"
    change = reverse(f"{names}_change", args=[edit.after.id]) if is_there else ""
    if is_there:
        form = change if model_admin.has_change_permission(request) else ""
    else:
        form = reverse(f"{names}_add") if model_admin.has_add_permission(request) else ""
    kept = edit.before if edit.kind == DELETED else edit.after  # a deletion's own state has lost its links
    is_state = kept is not None and not (is_there and is_last)
    return Entry(
        edit,
        WORDS[edit.kind],
        f"{model_admin.opts.verbose_name} {edit.after.instance}",
        change,
        f"{form}?{UNDO}={edit.after.history_id}" if form and is_there and is_undoable else "",
        f"{form}?{STATE}={kept.history_id}" if form and is_state else "",
    )
