"""Flat tables out of the published shapes: the one definition of their columns, for CSV lists and for releases.

The members of an object become columns of their own, joined with `_` (`effect_estimate`). A list is one cell of
canonical JSON, whatever it holds, so that it reads back without loss. Null is an empty cell; numbers are plain.
"""

import csv
import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from rest_framework import serializers

from treatments.document.canonical import canonical, plain
from treatments.document.fields import Shape

Json = dict[str, Any]
Field = serializers.Field[Any, Any, Any, Any]

FORMULA = frozenset("=+-@")
UNSEEN = frozenset("\t\r\n")
PLAIN_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")

# DRF's fields, special ones first, and what Frictionless calls their values.
TYPES: tuple[tuple[type[Field], str], ...] = (
    (serializers.BooleanField, "boolean"),
    (serializers.IntegerField, "integer"),
    (serializers.DecimalField, "number"),
    (serializers.DateTimeField, "datetime"),
    (serializers.DateField, "date"),
    (serializers.ListField, "array"),
    (serializers.ListSerializer, "array"),
    (serializers.JSONField, "any"),
    (serializers.CharField, "string"),
    (serializers.ChoiceField, "string"),
    (serializers.UUIDField, "string"),
)


class _Echo:
    """Gives back what the CSV writer writes."""

    def write(self, text: str) -> str:
        return text


WRITER = csv.writer(_Echo(), lineterminator="\r\n")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: where its value stands in the entry, and its Frictionless descriptor."""

    path: tuple[str, ...]
    descriptor: Json

    def cell(self, entry: Json) -> str:
        """The value in the entry as text; an object that is null has only empty members."""
        value: Any = entry
        for name in self.path:
            if value is None:
                return ""
            value = value.get(name)
        return _cell(value)


class Table:
    """The table of entries of one shape; `fields` are the top-level members to show (default: all)."""

    def __init__(self, name: str, shape: type[Shape], fields: Collection[str] | None = None) -> None:
        self.name = name
        members = {name: field for name, field in shape().fields.items() if fields is None or name in fields}
        self.columns = list(_columns(members))

    @property
    def fields(self) -> list[Json]:
        """Frictionless descriptors: name, type, constraints, and the description if the shape gives one."""
        return [column.descriptor for column in self.columns]

    def header(self) -> bytes:
        """The first record: the names of the columns."""
        return _record([column.descriptor["name"] for column in self.columns])

    def line(self, entry: Json) -> bytes:
        """The entry as one record (RFC 4180: CRLF at its end; UTF-8)."""
        return _record([column.cell(entry) for column in self.columns])


def _columns(
    members: Mapping[str, Field], path: tuple[str, ...] = (), above: tuple[Field, ...] = ()
) -> Iterator[Column]:
    for name, field in members.items():
        if field.write_only:
            continue
        if isinstance(field, Shape):
            yield from _columns(field.fields, (*path, name), (*above, field))
        else:
            yield Column((*path, name), _descriptor("_".join((*path, name)), (*above, field)))


def _descriptor(name: str, fields: tuple[Field, ...]) -> Json:
    """Of the column that the last of the nested fields is."""
    last = fields[-1]
    type_ = next(type_ for kind, type_ in TYPES if isinstance(last, kind))
    descriptor: Json = {"name": name, "type": type_}
    if description := " ".join(str(field.help_text) for field in fields if field.help_text):
        descriptor["description"] = description
    constraints: Json = {}
    if not any(map(_may_be_missing, fields)):
        constraints["required"] = True
    if isinstance(last, serializers.ChoiceField):
        constraints["enum"] = list(last.choices)
    return {**descriptor, "constraints": constraints} if constraints else descriptor


def _may_be_missing(field: Field) -> bool:
    return field.allow_null or not (field.required or field.read_only)


def _record(cells: list[str]) -> bytes:
    text: str = WRITER.writerow(cells)
    return text.encode()


def _cell(value: Any) -> str:
    match value:
        case None:
            return ""
        case str():
            return f"'{value}" if is_formula(value.lstrip("'")) else value
        case bool():
            return "true" if value else "false"
        case int() | Decimal():
            return plain(Decimal(value))
    return canonical(value).decode()


def is_formula(text: str) -> bool:
    """Whether a spreadsheet may run the text; blanks, invisible and full-width characters do not deceive.

    Such a text gets an apostrophe in front, and so does one that has apostrophes in front already: whoever reads the
    cell takes one away, and nothing is lost. Source: OWASP, CSV Injection.
    """
    if PLAIN_NUMBER.fullmatch(text):
        return False
    for character in text:
        if character in UNSEEN:
            return True
        if unicodedata.category(character)[0] not in "ZC":
            return unicodedata.normalize("NFKC", character)[0] in FORMULA
    return False
