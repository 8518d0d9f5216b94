"""The JSON Schema (2020-12) of the interchange format, out of the one definition of its shape."""

import json
from collections.abc import Iterator, Mapping
from inspect import getdoc
from typing import Any

from rest_framework import serializers

from treatments.document import shape
from treatments.document.fields import Choice, Flag, Integer, Key, Number, Shape, Text
from treatments.document.interchange_rules import LIMITS, RULES
from treatments.models.fields import DIGITS, KEY_LENGTH, KEY_PATTERN, PLACES

Json = dict[str, Any]
PATH = "/docs/interchange.schema.json"
# `$` also stands before a line end in some dialects of regular expressions, which the format does not take.
END = r"$(?!\n)"
DATE = rf"^[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}{END}"
DESCRIPTION = (
    "One record, a line of a file in NDJSON. What is read-only is derived or added at publication: it may be there, and"
    " is not loaded. Every other member must be there, but `read` and `withheld`: left out, they leave what is known."
)


def interchange_schema() -> str:
    """The schema as it is committed and served."""
    shapes = {type(found): found for found in _shapes(shape.RECORD)}
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": PATH,
        "title": f"Interchange format of treatment-evidence records, {shape.SCHEMA_VERSION}",
        "description": DESCRIPTION,
        "$ref": _reference(shape.Record),
        "$defs": {kind.__name__: _object(kind, found) for kind, found in sorted(shapes.items(), key=_by_name)},
    }
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def _by_name(item: tuple[type[Shape], Shape]) -> str:
    return item[0].__name__


def _shapes(found: Shape) -> Iterator[Shape]:
    """The shape and every shape inside it that an import reads."""
    yield found
    for field in found.fields.values():
        inner = getattr(field, "child", field)
        if isinstance(inner, Shape) and not field.read_only:
            yield from _shapes(inner)


def _reference(kind: type[Shape]) -> str:
    return f"#/$defs/{kind.__name__}"


def _object(kind: type[Shape], found: Shape) -> Json:
    """An object with every member that may be there; what code derives may say anything."""
    rules = RULES.get(kind)
    return {
        "type": "object",
        "description": getdoc(kind),
        "additionalProperties": False,
        "required": [name for name, field in found.fields.items() if field.required and not field.read_only],
        "properties": {name: _member(kind, name, field) for name, field in found.fields.items()},
        **({} if rules is None else {"allOf": rules}),
    }


def _member(kind: type[Shape], name: str, field: Any) -> Json:
    told = {"description": field.help_text} if field.help_text else {}
    if field.read_only:
        return {**told, "readOnly": True}
    values = {**_values(field), **LIMITS.get((kind, name), {})}
    return {
        **told,
        **(_or_null(values) if field.allow_null else values),
        **({"writeOnly": True} if field.write_only else {}),
    }


def _or_null(values: Json) -> Json:
    if "enum" in values:
        return {**values, "enum": [*values["enum"], None]}
    if "type" in values:
        return {**values, "type": [values["type"], "null"]}
    return {"anyOf": [values, {"type": "null"}]}


FIXED: Mapping[type, Json] = {
    Key: {"type": "string", "maxLength": KEY_LENGTH, "pattern": KEY_PATTERN.replace(r"\Z", END)},
    Flag: {"type": "boolean"},
    serializers.DateField: {"type": "string", "format": "date", "pattern": DATE},
}


def _values(field: Any) -> Json:
    """The values of the field, apart from null."""
    match field:
        case Shape():
            return {"$ref": _reference(type(field))}
        case serializers.ListSerializer():
            return {"type": "array", "items": _values(field.child)}
        case serializers.ListField():
            return {"type": "array", "items": _values(field.child), "maxItems": field.max_length, "uniqueItems": True}
        case Choice():
            return {"enum": list(field.choices)}
        case Text():
            return {
                "type": "string",
                **_given(minLength=field.min_length, maxLength=field.max_length),
                "pattern": r"\S",
            }
        case Integer():
            return {"type": "integer", **_given(minimum=field.min_value, maximum=field.max_value)}
        case Number():
            return {"type": "number", **_range(field)}
    return FIXED[type(field)]


def _range(field: Number) -> Json:
    beyond = 10 ** (DIGITS - PLACES)
    least = {"minimum": field.min_value} if field.min_value is not None else {"exclusiveMinimum": -beyond}
    most = {"maximum": field.max_value} if field.max_value is not None else {"exclusiveMaximum": beyond}
    return {**least, **most}


def _given(**limits: int | None) -> Json:
    return {name: limit for name, limit in limits.items() if limit is not None}
