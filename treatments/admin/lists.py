"""Short lists as text, one entry a line, and back without loss.

Columns of a line are parted by `|`. A bar, a line break or a backslash within an entry is written `\\|`, `\\n`, `\\\\`.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError

from treatments.models.lists import validate_authors, validate_codes, validate_texts

MEANINGS = {"\\\\": "\\", "\\n": "\n", "\\r": "\r", "\\|": "|"}
ESCAPES = {meaning: escape for escape, meaning in MEANINGS.items()}
VERIFIED, UNVERIFIED = "verified", "unverified"


@dataclass(frozen=True, slots=True)
class Syntax:
    """How one kind of entry stands in a line, and the check of a list of them. `key` says when two are the same."""

    read: Callable[[list[str]], Any]
    write: Callable[[Any], list[str]]
    check: Callable[[object], None]
    key: Callable[[Any], Any] | None
    in_columns: bool = True


def written(entries: list[Any], syntax: Syntax) -> str:
    """The list as people edit it."""
    return "\n".join(_line(syntax.write(entry), syntax) for entry in entries)


def read(text: str, syntax: Syntax) -> list[Any]:
    """The list that was typed.

    Raises:
        ValidationError: naming every line that is no entry.
    """
    entries: dict[int, Any] = {}
    faults: list[str] = []
    for number, line in _lines(text):
        try:
            entry = syntax.read(_columns(line, syntax))
            syntax.check([entry])
        except ValidationError as error:
            faults += [f"Line {number}: {message}" for message in error.messages]
        else:
            entries[number] = entry
    faults += _repetitions(entries, syntax)
    if faults:
        raise ValidationError(faults)
    return list(entries.values())


def _lines(text: str) -> Iterator[tuple[int, str]]:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return ((number, line.strip()) for number, line in enumerate(lines, start=1) if line.strip())


def _columns(line: str, syntax: Syntax) -> list[str]:
    columns = [""]
    for sign in re.findall(r"\\[\\nr|]|.", line, flags=re.DOTALL):
        if sign == "|" and syntax.in_columns:
            columns.append("")
        else:
            columns[-1] += sign
    return [_unescaped(column.strip()) for column in columns]


def _line(columns: list[str], syntax: Syntax) -> str:
    plain = "" if syntax.in_columns else "|"
    return " | ".join(
        "".join(sign if sign in plain else ESCAPES.get(sign, sign) for sign in column) for column in columns
    ).strip()


def _unescaped(text: str) -> str:
    return re.sub(r"\\[\\nr|]", lambda match: MEANINGS[match[0]], text)


def _repetitions(entries: dict[int, Any], syntax: Syntax) -> Iterator[str]:
    if syntax.key is None:
        return
    first: dict[Any, int] = {}
    for number, entry in entries.items():
        before = first.setdefault(syntax.key(entry), number)
        if before != number:
            yield f"Line {number}: this stands in line {before} already."


# The three kinds of entries.


def _coding(columns: list[str]) -> dict[str, Any]:
    if len(columns) not in (3, 4):
        raise ValidationError("Write: system | code | display | verified.")
    word = columns[3] if len(columns) == 4 else UNVERIFIED
    if word not in (VERIFIED, UNVERIFIED):
        raise ValidationError(f"The last column is “{VERIFIED}” or “{UNVERIFIED}”, not “{word}”.")
    return {"system": columns[0], "code": columns[1], "display": columns[2], "verified": word == VERIFIED}


def _author(columns: list[str]) -> dict[str, Any]:
    if len(columns) > 2:
        raise ValidationError("Write: family name | given name; or an organisation alone.")
    if len(columns) == 2:
        return {"family": columns[0], "given": columns[1] or None}
    return {"literal": columns[0]}


TEXTS = Syntax(
    read=lambda columns: columns[0],
    write=lambda text: [text],
    check=validate_texts,
    key=lambda text: text,
    in_columns=False,
)
CODES = Syntax(
    read=_coding,
    write=lambda coding: [
        coding["system"],
        coding["code"],
        coding["display"],
        VERIFIED if coding["verified"] else UNVERIFIED,
    ],
    check=validate_codes,
    key=lambda coding: (coding["system"], coding["code"]),
)
AUTHORS = Syntax(
    read=_author,
    write=lambda author: [author["literal"]] if "literal" in author else [author["family"], author["given"] or ""],
    check=validate_authors,
    key=None,
)
