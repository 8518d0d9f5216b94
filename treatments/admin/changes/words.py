"""The fields, values and rows of a document in the words of the forms: labels, terms, names in the place of ids."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from django.core.exceptions import FieldDoesNotExist

from treatments.admin import lists
from treatments.admin.worksheet.levels import worded
from treatments.diff import ROWS
from treatments.document.canonical import plain
from treatments.document.fields import Choice
from treatments.document.shape import RECORD
from treatments.exchange.records.desk import MODELS
from treatments.models import Finding, Treatment
from treatments.rules import words
from treatments.vocabulary import Domain

Json = dict[str, Any]
Path = tuple[str, ...]
Names = Mapping[tuple[str, str], str]
GRADES = "evidence_grades"
# Members that hold ids, and of what.
REFERENCES = {
    "condition": "conditions",
    "citation": "citations",
    "citations": "citations",
    "findings": "findings",
    "superseded_by": "findings",
    "determined_by": "findings",
    "member_of": "treatments",
    "treatment": "treatments",
}
TITLES = {  # the members that make the title of a row
    "conditions": ("name",),
    "regulatory": ("jurisdiction", "authority"),
    "warnings": ("kind", "jurisdiction"),
    "evidence_gaps": ("condition",),
    "adverse_events": ("term",),
    "recommendations": ("organisation", "year"),
    "claims": ("quote",),
    "citations": ("title",),
    GRADES: ("condition",),
}


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the document: its label, how its value reads, and whether code computes it from others."""

    path: Path
    shape: Any
    is_derived: bool

    @property
    def label(self) -> str:
        """The label that its form has, or for what is computed its place."""
        if self.is_derived:
            told = self.path[2:] if is_row(self.path) else self.path
            return words(" ".join(told))
        domain = next((name for name in self.path if name in DOMAINS), None)
        column = self.shape.source.removeprefix("public_")
        if domain is not None:
            column = domain if column == "levels" else f"{domain}_reason"
        model = MODELS[self.path[0]] if is_row(self.path) else Treatment
        try:
            return str(getattr(model._meta.get_field(column), "verbose_name", words(column)))
        except FieldDoesNotExist:
            return words(column)

    def shown(self, value: Any, names: Names) -> str:
        """The value in words, one line for each entry of a list; empty for none."""
        name = self.path[-1]
        if name == "levels":
            choices = dict(worded(self.path[-2], _levels(self.path[-2])) or ())
            return str(choices["" if value is None else value])
        if isinstance(value, list | tuple):
            return self._list(value, names)
        if name in REFERENCES and isinstance(value, str):
            return names.get((REFERENCES[name], value), value)
        if isinstance(self.shape, Choice) and isinstance(value, str):
            return words(value)
        return scalar(value)

    @property
    def is_list(self) -> bool:
        """Whether its value reads as lines."""
        return hasattr(self.shape, "child")

    def _list(self, value: Collection[Any], names: Names) -> str:
        name = self.path[-1]
        if name in ("codes", "authors"):
            return lists.written(list(value), lists.CODES if name == "codes" else lists.AUTHORS)
        if name in REFERENCES:
            return "\n".join(names.get((REFERENCES[name], each), each) for each in value)
        is_term = isinstance(getattr(self.shape, "child", None), Choice)
        return "\n".join(words(each) if is_term else str(each) for each in value)


DOMAINS = frozenset(Domain)


@cache
def _levels(domain: str) -> Any:
    return Finding._meta.get_field(domain).choices  # type: ignore[union-attr]


def is_row(path: Path) -> bool:
    """Whether the path leads to a row, or into one."""
    return path[0] in ROWS or path[0] == GRADES


def field_at(path: Path) -> Field:
    """The field with that path; rows are named by their id, judgements by their domain."""
    shape: Any = RECORD.fields[path[0]]
    is_derived = shape.read_only
    for name in path[2:] if is_row(path) else path[1:]:
        if name not in DOMAINS:
            shape = getattr(shape, "child", shape).fields[name]
            is_derived = is_derived or shape.read_only
    return Field(path, shape, is_derived)


def scalar(value: Any) -> str:
    """A single value."""
    match value:
        case None | "":
            return ""
        case bool():
            return "yes" if value else "no"
        case int() | Decimal():
            return plain(Decimal(value)).replace("-", "−")
    return str(value)


def names_of(*documents: Json) -> dict[tuple[str, str], str]:
    """What the documents' own conditions, citations and findings are called, by kind and id; the later ones count."""
    return {
        (kind, row["id"]): row["outcome"]["name"]
        if kind == "findings"
        else row["name" if kind == "conditions" else "title"]
        for document in documents
        for kind in ("conditions", "citations", "findings")
        for row in document[kind]
    }


def title(kind: str, row: Json, names: Names) -> str:
    """What a row is called: its kind, and what tells it from the others."""
    what = "Evidence grade" if kind == GRADES else str(MODELS[kind]._meta.verbose_name).capitalize()
    if kind == "findings":
        told = [row["outcome"]["name"], row["timepoint"], names.get(("conditions", row["condition"]))]
    else:
        told = [Field((kind, "", name), None, is_derived=False).shown(row[name], names) for name in TITLES[kind]]
    return f"{what}: {', '.join(words(each) if kind == 'warnings' else each for each in told if each)}"
