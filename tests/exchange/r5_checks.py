"""What is wrong with a bundle by the rules of FHIR R5 that stand in `r5`."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from tests.exchange.r5 import CODED, DEFINITIONS, DISPLAYS, OTHERS, PLAIN, RESOURCES

Json = dict[str, Any]

DATE = r"\d{4}(-\d\d(-\d\d(T\d\d:\d\d:\d\d(\.\d{1,9})?Z)?)?)?"
FORMS = {
    "id": r"[A-Za-z0-9\-.]{1,64}",
    "code": r"\S+( \S+)*",
    "uri": r"\S+",
    "url": r"\S+",
    "canonical": r"\S+",
    "instant": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z",
    "dateTime": DATE,
    "string": r"(?s)[\t\n\r\x20-\U0010ffff]+",
    "markdown": r"(?s)[\t\n\r\x20-\U0010ffff]+",
}
LEAST = {"unsignedInt": 0, "positiveInt": 1}


def faults(bundle: Json) -> list[str]:
    """Everything in the bundle that R5 forbids, each with its place."""
    found = [*_object("Bundle", "Bundle", bundle)]
    entries = bundle.get("entry", [])
    urls = [entry.get("fullUrl") for entry in entries]
    found += [f"{url}: stands twice" for url in sorted({str(url) for url in urls if urls.count(url) > 1})]
    for entry in entries:
        if entry.get("fullUrl") != f"urn:uuid:{entry['resource'].get('id')}":
            found.append(f"{entry.get('fullUrl')}: is not that of the resource")
    found += [f"{reference}: is not in the bundle" for reference in _references(bundle) if reference not in urls]
    return found


def _references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("reference"), str):
            yield value["reference"]
        for item in value.values():
            yield from _references(item)
    elif isinstance(value, list):
        for item in value:
            yield from _references(item)


def _object(type_: str, place: str, value: Any) -> Iterator[str]:
    if not isinstance(value, dict):
        yield f"{place}: is no object"
        return
    if not value:
        yield f"{place}: is empty"
    elements = DEFINITIONS[type_]
    for name, (cardinality, *_) in elements.items():
        if cardinality.startswith("1") and name not in value:
            yield f"{place}.{name}: is missing"
    for name, item in value.items():
        if name == "resourceType" and "." not in type_:
            continue
        if name not in elements:
            yield f"{place}.{name}: is not known"
            continue
        yield from _element(elements[name], f"{place}.{name}", item)
    yield from _rules(type_, place, value)


def _element(definition: list[str], place: str, value: Any) -> Iterator[str]:
    cardinality, type_, *binding = definition
    if not cardinality.endswith("*"):
        yield from _value(type_, binding, place, value)
    elif not isinstance(value, list):
        yield f"{place}: is no array"
    else:
        if not value:
            yield f"{place}: is empty"
        for number, item in enumerate(value):
            yield from _value(type_, binding, f"{place}[{number}]", item)


def _value(type_: str, binding: list[str], place: str, value: Any) -> Iterator[str]:
    if type_ == "Resource":
        kind = value.get("resourceType")
        yield from _object(kind, kind, value) if kind in RESOURCES else [f"{place}: {kind} is not known"]
    elif type_ in DEFINITIONS:
        yield from _object(type_, place, value)
        if type_ == "CodeableConcept":
            yield from _concept(binding, place, value)
    elif not _is_primitive(type_, value):
        yield f"{place}: {value!r} is no {type_}"
    elif binding and value not in PLAIN[binding[1]].split():
        yield f"{place}: {value} is not in {binding[1]}"


def _is_primitive(type_: str, value: Any) -> bool:
    if type_ in FORMS:
        return isinstance(value, str) and re.fullmatch(FORMS[type_], value) is not None
    if type_ == "boolean" or isinstance(value, bool):
        return type_ == "boolean" and isinstance(value, bool)
    if type_ in LEAST:
        return isinstance(value, int) and value >= LEAST[type_]
    return isinstance(value, int | Decimal)


def _concept(binding: list[str], place: str, value: Any) -> Iterator[str]:
    """A coding of the value set, or text where the value set has none; where none is bound, a known vocabulary."""
    systems = {system: codes.split() for system, codes in [CODED[binding[1]]]} if binding else {}
    for coding in value.get("coding", []) if isinstance(value, dict) else []:
        system, code = coding.get("system"), coding.get("code")
        if system not in (systems or OTHERS):
            yield f"{place}: {system} is not its code system"
        elif systems and code not in systems[system]:
            yield f"{place}: {code} is not in {system}"
        elif systems and coding.get("display") != DISPLAYS.get(str(code)):
            yield f"{place}: {code} is not called {coding.get('display')}"


def _rules(type_: str, place: str, value: Json) -> Iterator[str]:
    """Invariants: bdl-8, evv-1, qty-3, rng-2, ref-2, cnl-1, and choices of which one is required."""
    if type_ == "EvidenceVariable.characteristic" and sum(name.startswith("definition") for name in value) > 1:
        yield f"{place}: has two definitions"
    if type_.endswith(".definitionByTypeAndValue") and sum(name.startswith("value") for name in value) != 1:
        yield f"{place}: has not one value"
    if type_ == "Quantity" and "code" in value and "system" not in value:
        yield f"{place}: has a code without a system"
    if type_ == "Range" and {"low", "high"} <= set(value) and value["low"]["value"] > value["high"]["value"]:
        yield f"{place}: is reversed"
    if type_ == "Reference" and not {"reference", "display"} & set(value):
        yield f"{place}: refers to nothing"
    if type_ in RESOURCES and re.search(r"[|#]", value.get("url", "")):
        yield f"{place}.url: holds | or #"
    if type_ == "Bundle.entry" and "/_history/" in value.get("fullUrl", ""):
        yield f"{place}.fullUrl: names a version"
