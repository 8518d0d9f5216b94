"""The OpenAPI description: parts that stand once, under a name, so that generated clients have one type for each."""

import json
import re
from collections.abc import Iterator
from typing import Any

from drf_spectacular.extensions import OpenApiSerializerFieldExtension
from drf_spectacular.plumbing import ResolvedComponent
from drf_spectacular.settings import spectacular_settings
from rest_framework.serializers import ChoiceField

from treatments.api.parameters import Flag, TermWord
from treatments.api.problems import MEDIA_TYPE
from treatments.document.fields import Choice
from treatments.document.shape.parts import Read
from treatments.vocabulary import Term

Json = dict[str, Any]
INT32 = 2**31 - 1
LENGTHS = {"date": 10, "date-time": 35, "uuid": 36}
PROBLEMS = re.compile(r"\(`([a-z-]+)`\)")  # as they stand in the description of an answer
# What is not this API's own JSON, of any length.
FORMATS: dict[str, Json] = {
    "ndjson": {"type": "string", "description": "A line of JSON for each entry."},
    "csv": {"type": "string", "description": "A table (RFC 4180); its first line has the names of the columns."},
    "bibtex": {"type": "string", "description": "References in BibTeX."},
    "ris": {"type": "string", "description": "References in RIS."},
    "csl": {"type": "array", "items": {"type": "object"}, "description": "References in CSL-JSON."},
    "fhir": {"type": "object", "description": "A Bundle of FHIR R5."},
    "text": {"type": "string", "description": "Plain text."},
    "etags": {"type": "string", "description": "ETags, with commas between them."},
}


def format_schema(name: str) -> Json:
    """A reference to the schema of a format."""
    return {"$ref": f"#/components/schemas/{name.capitalize()}"}


class Enumeration(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    """A closed list of values: a vocabulary, or what a parameter may be."""

    target_class = ChoiceField
    match_subclasses = True

    def map_serializer_field(self, auto_schema: Any, _direction: Any) -> Json:
        field = self.target
        if isinstance(field, Flag):
            return {"type": "boolean"}
        if isinstance(field, Choice | TermWord):
            return _named(auto_schema, field.terms.__name__, _of_terms(field.terms))
        return _named(auto_schema, field.name, _enumeration(field.words))


def _named(auto_schema: Any, name: str, schema: Json) -> Json:
    """A reference to the schema, which is kept under its name."""
    component = ResolvedComponent(name, ResolvedComponent.SCHEMA, schema, object=name)  # type: ignore[no-untyped-call]
    auto_schema.registry.register_on_missing(component)
    reference: Json = component.ref
    return reference


def _of_terms(terms: type[Term]) -> Json:
    meaning = vars(terms).get("__doc__")
    return _enumeration([term.value for term in terms]) | ({"description": meaning} if meaning else {})


def _enumeration(values: list[str]) -> Json:
    schema: Json = {"type": "string", "enum": values}
    if any(value.startswith("-") for value in values):  # no name in any language
        schema["x-enum-varnames"] = [
            f"{value[1:]}_descending".upper() if value.startswith("-") else value.upper() for value in values
        ]
    return schema


def formats(result: Any, **_: Any) -> Any:
    """The formats, as schemas."""
    result["components"]["schemas"] |= {name.capitalize(): schema for name, schema in FORMATS.items()}
    return result


def shared_headers(result: Any, **_: Any) -> Any:
    """Each header is described once, and pointed at."""
    shared = result["components"].setdefault("headers", {})
    for answer in _answers(result):
        shared |= answer.get("headers", {})
        for name in answer.get("headers", {}):
            answer["headers"][name] = {"$ref": f"#/components/headers/{name}"}
    return result


def shared_problems(result: Any, **_: Any) -> Any:
    """The same for the answers that are problems; each is named after what it may be."""
    shared = result["components"].setdefault("responses", {})
    for operation in _operations(result):
        for status, answer in operation["responses"].items():
            if MEDIA_TYPE in answer.get("content", {}):
                name = ".".join(PROBLEMS.findall(answer["description"]))
                if shared.setdefault(name, answer) == answer:
                    operation["responses"][status] = {"$ref": f"#/components/responses/{name}"}
    return result


def problems_of(operation: Json) -> set[str]:
    """The problems that a described operation may answer with."""
    answers = operation["responses"].values()
    shared = [answer["$ref"].rpartition("/")[2].split(".") for answer in answers if "$ref" in answer]
    return {name for names in shared for name in names} | set(PROBLEMS.findall(json.dumps(operation["responses"])))


def comma_separated(result: Any, **_: Any) -> Any:
    """Lists in the query are one parameter with commas, not one repeated."""
    for operation in _operations(result):
        for parameter in operation.get("parameters", ()):
            if parameter["schema"].get("type") == "array":
                parameter |= {"style": "form", "explode": False}
    return result


def plain_schemas(result: Any, **_: Any) -> Any:
    """A reference stands beside its description (OpenAPI 3.1), numbers and times say how long they are."""
    for schema in _objects(result):
        if list(map(list, schema.get("allOf", ()))) == [["$ref"]]:
            schema |= schema.pop("allOf")[0]
        if "integer" in _types(schema):
            schema["format"] = "int32" if schema.get("maximum", 0) <= INT32 else "int64"
        if schema.get("format") in LENGTHS and "string" in _types(schema):
            schema["maxLength"] = LENGTHS[schema["format"]]
    return result


def optional_key(result: Any, **_: Any) -> Any:
    """The key is optional everywhere. Said at each operation, generated clients would take it for required there."""
    result["security"] = spectacular_settings.SECURITY
    for operation in _operations(result):
        if operation["security"] == result["security"]:
            del operation["security"]
        else:
            operation["security"] = []
    return result


def only_read(result: Any, **_: Any) -> Any:
    """Documents do not have what imports alone may say, so the API's schemas have not either."""
    for schema in result["components"]["schemas"].values():
        if "properties" in schema:
            schema["properties"] = {
                name: value for name, value in schema["properties"].items() if not value.get("writeOnly")
            }
    del result["components"]["schemas"][Read.__name__]
    return result


def _operations(result: Any) -> Iterator[Json]:
    for path in result["paths"].values():
        yield from path.values()


def _answers(result: Any) -> Iterator[Json]:
    for operation in _operations(result):
        yield from operation["responses"].values()


def _objects(value: Any) -> Iterator[Json]:
    """Every object in the description, whatever it stands for."""
    if isinstance(value, dict):
        yield value
        for nested in list(value.values()):
            yield from _objects(nested)
    elif isinstance(value, list):
        for nested in value:
            yield from _objects(nested)


def _types(schema: Json) -> list[str]:
    types = schema.get("type", [])
    return [types] if isinstance(types, str) else list(types) if isinstance(types, list) else []
