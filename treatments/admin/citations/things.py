"""What was read, carried in the page itself from the preview to the import: no session and no file to lose."""

from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from django.core.exceptions import ValidationError

from treatments.admin import carried
from treatments.exchange.reading import Entry, Fault, Identifier, Scheme, read
from treatments.models import Citation

MAX_ENTRIES = 5000
MAX_FAULTY = 300_000  # characters of faulty text that are kept to be mended
SALT = "citations read, 1"  # another number when what is carried takes another form
CUT = " Its text is too long to be shown here: mend it in the file."


@dataclass(slots=True)
class Thing:
    """One thing read. `note`: why its identifier was not looked up. `mark`: what was shown of it."""

    found: Entry | Identifier | Fault
    note: str = ""
    mark: str = ""


def things(data: bytes) -> list[Thing]:
    """Everything in the bytes.

    Raises:
        ValidationError: for more entries than one import takes.
    """
    taken = Citation.objects.values_list("id", flat=True)
    found = list(islice(read(data, taken), MAX_ENTRIES + 1))
    if len(found) > MAX_ENTRIES:
        raise ValidationError(
            f"This holds more than {MAX_ENTRIES:,} entries: split it and import one part after the other."
        )
    left = MAX_FAULTY
    for position, each in enumerate(found):
        if isinstance(each, Fault):
            left -= len(each.text)
            if left < 0:
                found[position] = replace(each, message=each.message + CUT, text="")
    return [Thing(each) for each in found]


def signed(all_: list[Thing], user: Any) -> str:
    """The things as text, see `carried`."""
    values = [[*_values(each.found), each.note, each.mark] for each in all_]
    return carried.carried(values, salt=SALT, user=user)


def restored(text: str, user: Any) -> list[Thing]:
    """The things out of the text, see `carried`."""
    values = carried.given_back(text, salt=SALT, user=user)
    return [Thing(_found(kind, own), note, mark) for kind, own, note, mark in values]


def _values(found: Entry | Identifier | Fault) -> tuple[str, list[Any]]:
    match found:
        case Entry():
            return "entry", [found.line, found.citation, found.warnings]
        case Identifier():
            return "identifier", [found.line, found.scheme, found.value]
    return "fault", [found.line, found.message, found.text]


def _found(kind: str, values: list[Any]) -> Entry | Identifier | Fault:
    match kind, values:
        case "entry", [line, citation, warnings]:
            return Entry(line, citation, tuple(warnings))
        case "identifier", [line, scheme, value]:
            return Identifier(line, Scheme(scheme), value)
    return Fault(*values)
