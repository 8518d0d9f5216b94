"""What changed between two documents of one record, field by field, and in words."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from treatments.document.canonical import canonical, plain
from treatments.vocabulary import ChangeKind, Part

Json = dict[str, Any]

# Lists of rows by the part they are; those without an id are compared whole.
ROWS = {
    "conditions": Part.CONDITION,
    "regulatory": Part.REGULATORY,
    "warnings": Part.WARNING,
    "evidence_gaps": Part.EVIDENCE_GAP,
    "findings": Part.FINDING,
    "adverse_events": Part.ADVERSE_EVENT,
    "recommendations": Part.RECOMMENDATION,
    "claims": Part.CLAIM,
    "citations": Part.CITATION,
}
ENVELOPE = ("curation", "version", "published_at", "note", "meta")
MISSING = object()


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that differs. `path` names rows by their id: findings/mr-acute-pain/effect/estimate."""

    path: tuple[str, ...]
    kind: ChangeKind
    old: Any
    new: Any

    def as_json(self) -> Json:
        """The difference as the API shows it."""
        return {"path": "/".join(self.path), "change": self.kind, "from": self.old, "to": self.new, "text": self.text}

    @property
    def text(self) -> str:
        """The difference in words that an app can show."""
        subject = " ".join(self.path).replace("_", " ")
        match self.kind:
            case ChangeKind.ADDED:
                return f"{subject}: added."
            case ChangeKind.REMOVED:
                return f"{subject}: removed."
        return f"{subject}: changed from {_shown(self.old)} to {_shown(self.new)}."


def differences(old: Json, new: Json) -> list[Difference]:
    """Every field that differs between two documents (or two contents) of a record, envelope apart."""
    return list(_walk((), _keyed(old), _keyed(new)))


def kinds(old: Json | None, new: Json) -> list[Json]:
    """What the feed says of a new version: which parts came, went or changed, ratings and citation status by name."""
    if old is None:
        return [_kind(ChangeKind.ADDED, Part.TREATMENT, new["id"])]
    result: dict[tuple[Any, ...], Json] = {}
    for difference in differences(old, new):
        for entry in _kinds_of(difference, new["id"]):
            result.setdefault((entry["kind"], entry["part"], entry["id"]), entry)
    return list(result.values())


def _kinds_of(difference: Difference, treatment: str) -> Iterator[Json]:
    head, *rest = difference.path
    if head == "evidence_grades":
        if len(rest) > 1 and rest[1] == "certainty":
            yield _kind(ChangeKind.CERTAINTY_CHANGED, Part.CONDITION, rest[0], difference.old, difference.new)
        return
    part = ROWS.get(head, Part.TREATMENT)
    if part is Part.TREATMENT:
        yield _kind(ChangeKind.CHANGED, part, treatment)
    elif rest[1:] == ["certainty", "rating"]:
        yield _kind(ChangeKind.CERTAINTY_CHANGED, part, rest[0], difference.old, difference.new)
    elif rest[1:] == ["certainty"]:
        ratings = [value and value["rating"] for value in (difference.old, difference.new)]
        yield _kind(ChangeKind.CERTAINTY_CHANGED, part, rest[0], *ratings)
    elif rest[1:] == ["retraction", "status"]:
        yield _kind(ChangeKind.CITATION_STATUS_CHANGED, part, rest[0], difference.old, difference.new)
    else:
        yield _kind(difference.kind if len(rest) == 1 else ChangeKind.CHANGED, part, _row_id(difference, rest[0]))


def _row_id(difference: Difference, key: str) -> str | None:
    row = difference.new if difference.new is not None else difference.old
    whole_without_id = len(difference.path) == 2 and isinstance(row, dict) and "id" not in row
    return None if whole_without_id else key


def _kind(kind: ChangeKind, part: Part, id_: str | None, old: str | None = None, new: str | None = None) -> Json:
    return {"kind": kind, "part": part, "id": id_, "from": old, "to": new}


def _keyed(document: Json) -> Json:
    """The document without its envelope, its lists of rows as objects by id."""
    result = {}
    for name, value in document.items():
        if name in ROWS or name == "evidence_grades":
            result[name] = {_key(row): row for row in value}
        elif name not in ENVELOPE:
            result[name] = value
    return result


def _key(row: Json) -> str:
    if "id" in row:
        return str(row["id"])
    if "determined_by" in row:
        return str(row["condition"])
    return canonical(row).decode()


def _walk(path: tuple[str, ...], old: Any, new: Any) -> Iterator[Difference]:
    if isinstance(old, dict) and isinstance(new, dict):
        for name in [*old, *(name for name in new if name not in old)]:
            yield from _walk((*path, name), old.get(name, MISSING), new.get(name, MISSING))
    elif old is MISSING:
        yield Difference(_named(path, new), ChangeKind.ADDED, None, new)
    elif new is MISSING:
        yield Difference(_named(path, old), ChangeKind.REMOVED, old, None)
    elif old != new:
        yield Difference(path, ChangeKind.CHANGED, old, new)


def _named(path: tuple[str, ...], value: Any) -> tuple[str, ...]:
    """A row without an id is named by what it says, not by its whole JSON."""
    if len(path) == 2 and isinstance(value, dict) and "id" not in value and path[0] in ROWS:
        words = [
            str(value[name]) for name in ("jurisdiction", "kind", "authority", "status", "condition") if value.get(name)
        ]
        return (path[0], " ".join(words))
    return path


def _shown(value: Any) -> str:
    match value:
        case None | "" | []:
            return "nothing"
        case bool():
            return "yes" if value else "no"
        case str():
            return f"“{value}”"
        case list():
            return ", ".join(map(_shown, value))
        case dict():
            told = {name: member for name, member in value.items() if member not in (None, "", [])}
            return "; ".join(f"{name.replace('_', ' ')} {_shown(member)}" for name, member in told.items())
    return plain(Decimal(value)).replace("-", "−")
