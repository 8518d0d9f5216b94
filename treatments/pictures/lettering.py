"""How much room a text takes, and where its lines break.

No font can be asked: pages use the system's own. The widths are those of a wide one, so that a text may end short of
its room and never beyond it.
"""

import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal
from functools import cache

SIZE = 14  # of every letter, in units of the picture: 11 px when its 400 units are shown on 330 px
LINE = 19  # from one line to the next

_NARROW = Decimal("0.34")
_THIN = Decimal("0.42")
_DIGIT = Decimal("0.64")
_SMALL = Decimal("0.62")
_CAPITAL = Decimal("0.75")
_WIDE = Decimal("1.02")


def width(text: str) -> Decimal:
    """In units, at most."""
    return SIZE * sum((_em(character) for character in text), Decimal(0))


def wrapped(text: str, room: int) -> list[str]:
    """The text in lines of at most `room` units, at least one."""
    return list(_lines(text, room))


def cut(line: str, room: int) -> str:
    """The line's beginning, ending in …, in at most `room` units."""
    return f"{line[: _fitting(line, room - int(width('…')) - 1)].rstrip()}…"


@cache
def _em(character: str) -> Decimal:
    if unicodedata.combining(character):
        return Decimal(0)
    if character in "iIjl.,:;'’|!/ ":
        return _NARROW
    if character in "frt()[]-":
        return _THIN
    if unicodedata.east_asian_width(character) in "WF" or character in "mwMWQO%@&…—" or ord(character) > 0x24F:
        return _WIDE
    if character.isdigit():
        return _DIGIT
    return _CAPITAL if character.isupper() else _SMALL


def _lines(text: str, room: int) -> Iterator[str]:
    line = ""
    for word in _words(text, room):
        longer = f"{line} {word}" if line else word
        if line and width(longer) > room:
            yield line
            longer = word
        line = longer
    yield line


def _words(text: str, room: int) -> Iterator[str]:
    """The words of the text; one that is longer than a line in pieces."""
    for word in re.split(r"[^\S\xa0]+", text.strip()):
        rest = word
        while width(rest) > room:
            end = _fitting(rest, room)
            yield rest[:end]
            rest = rest[end:]
        yield rest


def _fitting(text: str, room: int) -> int:
    """How many characters of the text the room holds, at least one."""
    taken, end = Decimal(0), 0
    for character in text:
        taken += SIZE * _em(character)
        if taken > room:
            break
        end += 1
    return max(end, 1)
