"""The changes of a record, row by row: what people changed in it, and apart from that what follows from it."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.safestring import SafeString

from treatments.admin.changes.marks import marked, unmarked
from treatments.admin.changes.rows import STATEMENTS, Json, aligned
from treatments.admin.changes.words import GRADES, Field, Names, field_at, is_row, names_of, title
from treatments.diff import ROWS, Difference, differences
from treatments.models import Treatment
from treatments.vocabulary import ChangeKind

THE_RECORD = "The record"
KEYED = ROWS.keys() - STATEMENTS.keys()  # rows with an id that people know
EMPTY: tuple[Any, ...] = (None, "", [], ())
UNTOLD = {"id", "url"}  # the title says the one, and nobody the other
REPEATED = {"symbol", "rule_set", "finding", "measure"}  # said by another computed value, or by what was decided


@dataclass(frozen=True, slots=True)
class Change:
    """One field, as it was and as it is."""

    label: str
    old: SafeString
    new: SafeString


@dataclass(slots=True)
class Group:
    """One row (or the record itself): whether it is added, removed or changed, and in what."""

    title: str
    id: str
    kind: ChangeKind
    decided: list[Change] = field(default_factory=list)
    follows: list[Change] = field(default_factory=list)


def groups(old: Json | None, new: Json) -> list[Group]:
    """What differs between two documents with their derived values; all of it is new when there is no old one."""
    before, after = aligned(old, new)
    names = {**_treatments(before, after), **names_of(before, after)}
    found: dict[tuple[str, ...], Group] = {(): Group(THE_RECORD, "", ChangeKind.CHANGED)}
    for each, path, was, is_now in _values(before, after):
        key = path[:2] if is_row(path) else ()
        if key not in found:
            found[key] = _group(key, each.kind if len(each.path) == 2 else ChangeKind.CHANGED, before, after, names)
        told = field_at(path)
        changes = found[key].follows if told.is_derived else found[key].decided
        changes.append(_change(told, was, is_now, names, found[key].kind))
    return [group for group in found.values() if group.decided or group.follows]


def extent(old: Json, new: Json) -> str:
    """How much people changed, in a phrase: fields of rows that were there, rows that came and went."""
    fields, rows = set(), Counter[ChangeKind]()
    whole: set[tuple[str, ...]] = set()
    for each, path, _, _ in _values(*aligned(old, new)):
        if len(each.path) == 2 and each.kind != ChangeKind.CHANGED and is_row(path):
            if each.path not in whole and each.path[0] != GRADES:
                rows[each.kind] += 1
            whole.add(each.path)
        elif not field_at(path).is_derived:
            fields.add(path)
    told = [(len(fields), "field changed", "fields changed")]
    told += [(rows[kind], f"row {kind}", f"rows {kind}") for kind in (ChangeKind.ADDED, ChangeKind.REMOVED)]
    return ", ".join(f"{many} {one if many == 1 else more}" for many, one, more in told if many) or "nothing changed"


def _values(before: Json, after: Json) -> Iterator[tuple[Difference, tuple[str, ...], Any, Any]]:
    """Every single value that differs, with the difference of the documents to which it belongs."""
    for each in differences(before, after):
        for path, was, is_now in _within(each.path, each.old, each.new):
            name = path[-1]
            if name not in UNTOLD and not (name in REPEATED and field_at(path).is_derived):
                yield each, path, was, is_now


def _within(path: tuple[str, ...], old: Any, new: Any) -> Iterator[tuple[tuple[str, ...], Any, Any]]:
    """The single values of what came, went or changed as a whole."""
    if isinstance(old, Mapping) or isinstance(new, Mapping):
        before, after = old or {}, new or {}
        for name in {**after, **before}:
            yield from _within((*path, name), before.get(name), after.get(name))
    elif not (old in EMPTY and new in EMPTY):
        yield path, old, new


def _change(told: Field, old: Any, new: Any, names: Names, kind: ChangeKind) -> Change:
    was, is_now = told.shown(old, names), told.shown(new, names)
    label = told.label[:1].upper() + told.label[1:]
    if kind == ChangeKind.CHANGED:
        return Change(label, *marked(was, is_now, by_line=told.is_list))
    return Change(label, unmarked(was), unmarked(is_now))


def _group(key: tuple[str, ...], kind: ChangeKind, before: Json, after: Json, names: Names) -> Group:
    name, id_ = key
    by = "condition" if name == GRADES else "id"
    row = next(row for row in (*after[name], *before[name]) if row[by] == id_)
    return Group(title(name, row, names), id_ if name in KEYED else "", kind)


def _treatments(*documents: Json) -> dict[tuple[str, str], str]:
    """The names of the treatments that the record names by their id."""
    ids = {document.get("member_of") for document in documents}
    ids |= {finding["comparator"]["treatment"] for document in documents for finding in document["findings"]}
    named = Treatment.objects.filter(id__in=ids - {None}).values_list("id", "name") if ids - {None} else ()
    return {("treatments", id_): name for id_, name in named}
