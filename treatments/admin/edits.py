"""The edit history read as people made it: one entry a save, with what it changed in words.

simple_history keeps a state for each save and one more for each change of a list of links; a form's save leaves
several. They are one edit here.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import Model, OuterRef, Subquery
from django.forms.models import model_to_dict

from treatments.admin.forms import shown

CREATED, CHANGED, DELETED = "+", "~", "-"
ONE_SAVE = timedelta(minutes=1)
OUR_OWN = {"desk_state", "edition", "publication"}  # what the workflow writes: never an edit


@dataclass(frozen=True, slots=True)
class Difference:
    """What became of one field, in words."""

    name: str
    label: str
    old: str
    new: str


@dataclass(slots=True)
class Edit:
    """One save of one row: the state before it, if any, and the state that it left."""

    model: type[Model]
    before: Any
    after: Any
    differences: list[Difference] = field(default_factory=list)

    @property
    def kind(self) -> str:
        """Created, changed or deleted."""
        if self.after.history_type == DELETED:
            return DELETED
        return CREATED if self.before is None or self.before.history_type == DELETED else CHANGED

    @property
    def old(self) -> dict[str, Any]:
        """The values before it."""
        return {} if self.kind == CREATED else values_of(self.before)

    @property
    def new(self) -> dict[str, Any]:
        """The values that it left."""
        return {} if self.kind == DELETED else values_of(self.after)

    @property
    def changed(self) -> list[str]:
        """Names of the fields that it changed."""
        old, new = self.old, self.new
        return [name for name in {**old, **new} if old.get(name) != new.get(name)]


def values_of(past: Any) -> dict[str, Any]:
    """The values of a whole state by the name of the field; of links their keys, in order."""
    row = past.instance
    columns = [each.name for each in row._meta.concrete_fields if each.editable]  # to ask for links would be a query
    shown_only = {name: getattr(row, name) for name in _read_only(type(row))}
    return {**model_to_dict(row, columns), **shown_only, **past.links}


def values_now(row: Any) -> dict[str, Any]:
    """The values of a row as it is, in the same shape."""
    values = model_to_dict(row)
    return {**values, **{each.name: sorted(link.pk for link in values[each.name]) for each in row._meta.many_to_many}}


def form_values(model: Any, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values as a form begins with them: links to what is still there."""
    links = {each.name: each.related_model._default_manager for each in model._meta.many_to_many}
    return {name: list(links[name].filter(pk__in=value)) if name in links else value for name, value in values.items()}


def _read_only(model: type[Model]) -> list[str]:
    """Columns that no form writes and that people ought to see."""
    return [
        each.name
        for each in model._meta.concrete_fields
        if not (each.editable or each.primary_key or each.name in OUR_OWN)
    ]


def fields_of(model: type[Model], form: Any) -> dict[str, forms.Field]:
    """The fields in whose words values are shown: those of the form, and of the columns that it does not hold."""
    names = _read_only(model)
    more = {each.name: each.formfield() for each in model._meta.concrete_fields if each.name in names}
    return {**{name: each for name, each in more.items() if each is not None}, **form.base_fields}


def newest(model: Any, most: int | None, **of: Any) -> list[Any]:
    """The newest states of these rows, newest first, with all that is needed to compare them."""
    earlier = model.history.filter(id=OuterRef("id"), history_id__lt=OuterRef("history_id")).order_by("-history_id")
    states = model.history.filter(**of).annotate(before_id=Subquery(earlier.values("history_id")[:1]))
    return whole(states.select_related("history_user").order_by("-history_date", "-history_id")[:most])


def edits(model: Any, states: Sequence[Any], fields: Mapping[str, forms.Field]) -> list[Edit]:
    """The edits that left these states, newest first. Saves without a difference are none."""
    known = {state.history_id: state for state in states}
    missing = {state.before_id for state in states} - known.keys() - {None}
    known |= {state.history_id: state for state in whole(model.history.filter(history_id__in=missing))}
    by_state: dict[int, Edit] = {}
    for state in sorted(states, key=lambda each: each.history_id):
        before = known.get(state.before_id)
        edit = by_state.get(state.before_id)
        if edit is not None and _same_save(before, state):
            edit.after = state
        else:
            edit = Edit(model, before, state)
        by_state[state.history_id] = edit
    found = list({id(edit): edit for edit in by_state.values()}.values())
    for edit in found:
        edit.differences = _differences(edit, fields)
    return [edit for edit in reversed(found) if edit.differences or edit.kind != CHANGED]


def whole(states: Iterable[Any]) -> list[Any]:
    """States of one model with the `links` that each of them had: keys by the name of the field."""
    found = list(states)
    for state in found:
        state.links = {}
    for each in found[0]._history_m2m_fields if found else ():  # noqa: SLF001 - it has no other name
        past = getattr(type(found[0]), each.name).model
        keys: dict[int, list[Any]] = {}
        pairs = past.objects.filter(history__in=found).values_list("history_id", f"{each.m2m_reverse_field_name()}_id")
        for history_id, key in pairs:
            keys.setdefault(history_id, []).append(key)
        for state in found:
            state.links[each.name] = sorted(keys.get(state.history_id, []))
    return found


def _same_save(before: Any, state: Any) -> bool:
    """Whether only links differ, written right behind the save before it by the same person."""
    return bool(
        state.history_type == CHANGED
        and before.history_type != DELETED
        and state.history_user_id == before.history_user_id
        and state.history_date - before.history_date < ONE_SAVE
        and _columns(before) == _columns(state)
        and before.links != state.links
    )


def _columns(past: Any) -> dict[str, Any]:
    return {each.attname: getattr(past, each.attname) for each in past.tracked_fields if each.name not in OUR_OWN}


def difference(name: str, shown_as: forms.Field, old: Mapping[str, Any], new: Mapping[str, Any]) -> Difference:
    """One field of two states, in words."""
    return Difference(name, str(shown_as.label), shown(shown_as, old.get(name)), shown(shown_as, new.get(name)))


def _differences(edit: Edit, fields: Mapping[str, forms.Field]) -> list[Difference]:
    found = [difference(name, fields[name], edit.old, edit.new) for name in edit.changed if name in fields]
    return [each for each in found if each.old != each.new]


def undone(edit: Edit, now: Mapping[str, Any]) -> dict[str, Any]:
    """The values that set back what the edit changed, and nothing else."""
    old, new, back = edit.old, edit.new, {}
    links = {each.name for each in edit.model._meta.many_to_many}
    for name in edit.changed:
        if name in links:
            added, removed = set(new[name]) - set(old[name]), set(old[name]) - set(new[name])
            back[name] = sorted((set(now[name]) - added) | removed)
        else:
            back[name] = old[name]
    return back
