"""One line of a file: its record by column names, and everything that keeps it from being loaded."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from rest_framework.exceptions import ValidationError

from treatments.document import shape
from treatments.document.canonical import ParseError, parse

Json = dict[str, Any]

KEYED = ("findings", "adverse_events", "recommendations", "claims")
UNKEYED = ("regulatory", "warnings", "evidence_gaps")
SHARED = ("conditions", "citations")


class Unloadable(Exception):  # noqa: N818 - it reads as what it is
    """A record, `key` where it is known, that cannot be loaded, with every reason found."""

    def __init__(self, *reasons: str, key: str = "") -> None:
        super().__init__("; ".join(reasons))
        self.reasons = reasons
        self.key = key


@dataclass(frozen=True, slots=True)
class Line:
    """A line's number, counted from 1, and its record by column names.

    `sequence` is the record's place in the feed from which it was taken, None where the line does not say it.
    """

    number: int
    record: Json
    sequence: int | None = None

    @property
    def key(self) -> str:
        """Id of the record."""
        return str(self.record["id"])

    @property
    def named(self) -> list[tuple[str, str]]:
        """Where the record names another treatment, and its id."""
        named = [("member_of", self.record["member_of_id"])]
        for position, row in enumerate(self.record["findings"]):
            named.append((f"findings[{position}].comparator.treatment", row["comparator_treatment_id"]))
        return [(where, other) for where, other in named if other and other != self.key]


def line_of(number: int, data: bytes) -> Line:
    """The line, checked.

    Raises:
        Unloadable: for what is no JSON, not of the shape, or names what it does not hold.
    """
    try:
        value = parse(data)
    except ParseError as error:
        raise Unloadable(str(error)) from None
    if not isinstance(value, dict):
        raise Unloadable("not a record: a JSON object is expected")
    try:
        record: Json = shape.RECORD.run_validation(value)
    except ValidationError as error:
        raise Unloadable(*_flattened(error.detail)) from None
    if faults := list(_reference_faults(record)):
        raise Unloadable(*faults)
    return Line(number, record, _sequence(value))


def _sequence(document: Json) -> int | None:
    """`meta.sequence`, which only documents as the API gives them out have."""
    meta = document.get("meta")
    sequence = meta.get("sequence") if isinstance(meta, dict) else None
    return sequence if isinstance(sequence, int) else None


def _flattened(errors: Any, path: str = "") -> Iterator[str]:
    """`findings[3].effect.ci_low: message` out of the serializer's nested errors."""
    if isinstance(errors, Mapping):
        for name, nested in errors.items():
            step = f"[{name}]" if isinstance(name, int) else f".{name}" if path else str(name)
            yield from _flattened(nested, path if name == "non_field_errors" else path + step)
    elif isinstance(errors, list):
        for position, nested in enumerate(errors):
            yield from _flattened(nested, f"{path}[{position}]" if isinstance(nested, Mapping | list) else path)
    else:
        yield f"{path}: {errors}" if path else str(errors)


def _reference_faults(record: Json) -> Iterator[str]:
    """Every id that a row names and the record does not hold, and every id that stands twice."""
    known = {name: {row["id"] for row in record[name]} for name in (*SHARED, *KEYED)}
    for name, ids in known.items():
        if len(ids) < len(record[name]):
            yield f"{name}: an id stands twice"
    for name in (*UNKEYED, *KEYED):
        for position, row in enumerate(record[name]):
            named = {
                "conditions": [row.get("condition_id")],
                "citations": [*row["public_citations"], row.get("mid_citation_id"), row.get("location_citation_id")],
                "findings": [*row.get("public_findings", ()), row.get("superseded_by_id")],
            }
            for target, keys in named.items():
                for key in keys:
                    if key and key not in known[target]:
                        yield f"{name}[{position}]: {key} is not among the record's {target}"
    for position, row in enumerate(record["findings"]):
        domains = [judgement["domain"] for judgement in row.get("judgements") or ()]
        if len(set(domains)) < len(domains):
            yield f"findings[{position}].certainty.domains: a domain stands twice"
