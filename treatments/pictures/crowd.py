"""People as marks in a grid, with a legend.

The marks are tiles of patterns: a thousand of them take no more than a few rectangles, and each kind has a shape of its
own, so that nothing depends on colour.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from django.utils.safestring import SafeString

from treatments.pictures.sheet import EDGE, ROOM, Sheet
from treatments.pictures.svg import ID, coordinate, element, joined
from treatments.vocabulary import Direction

_COLUMNS = {100: 20, 1000: 40}
_LEGEND = 14  # size of a mark there
_INDENT = 22

# Each shape in a square of 10 units: a disc, a ring, a tick, a cross, a rhombus.
_SHAPES = {
    "with": "M1.5 5a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0 -7 0z",
    "without": "M2 5a3 3 0 1 0 6 0a3 3 0 1 0 -6 0z",
    Direction.BENEFIT: "M1.5 5.5l2.5 2.8l4.5 -6.6",
    Direction.HARM: "M2 2l6 6m0 -6l-6 6",
    Direction.NO_CLEAR_DIFFERENCE: "M5 1l4 4l-4 4l-4 -4z",
    Direction.NOT_ESTIMABLE: "M5 1l4 4l-4 4l-4 -4z",
}
_COLOURS = {"with": "#1b1b1b", "without": "#5b646d", Direction.BENEFIT: "#14613f", Direction.HARM: "#9b2c1f"}


class Kind(NamedTuple):
    """One kind of people: the name of its shape, how many they are, and what they are in words."""

    shape: str
    people: int
    words: str


def crowd(sheet: Sheet, kinds: list[Kind], people: int) -> None:
    """Draw them in this order, row by row, `people` in all, and say below what each shape is."""
    columns = _COLUMNS[people]
    cell = Decimal(ROOM) / columns
    top = sheet.space(int(people // columns * cell) + EDGE)
    first = 0
    for kind in kinds:
        if kind.people > 0:
            shape = _shape(kind.shape, Decimal(0), Decimal(0), cell)
            name = joined([ID, f"-{kind.shape}"])
            sheet.add(_pattern(shape, name, top, cell))
            area = "".join(_rectangles(first, first + kind.people, columns, cell, top))
            sheet.add(element("path", d=area, class_="people", fill=joined(["url(#", name, ")"])))
        first += kind.people
    for kind in kinds:
        sheet.add(_shape(kind.shape, Decimal(EDGE), Decimal(sheet.y + 2), Decimal(_LEGEND)))
        sheet.text(kind.words, "legend", x=EDGE + _INDENT, room=ROOM - _INDENT)


def _rectangles(first: int, end: int, columns: int, cell: Decimal, top: int) -> Iterator[str]:
    """The cells from the first to before `end`: the rest of a row, whole rows, the beginning of a row."""
    while first < end:
        row, column = divmod(first, columns)
        rows = (end - first) // columns if column == 0 else 0
        across = columns if rows > 0 else min(columns - column, end - first)
        down = max(rows, 1)
        x, y = coordinate(EDGE + column * cell), coordinate(top + row * cell)
        yield f"M{x} {y}h{coordinate(across * cell)}v{coordinate(down * cell)}h{coordinate(-across * cell)}z"
        first += across * down


def _pattern(shape: SafeString, name: SafeString, top: int, cell: Decimal) -> SafeString:
    units = "userSpaceOnUse"
    return element("pattern", shape, id=name, x=EDGE, y=top, width=cell, height=cell, patternUnits=units)


def _shape(name: str, x: Decimal, y: Decimal, size: Decimal) -> SafeString:
    filled = name == "with"
    colour = _COLOURS.get(name, "#1b1b1b")
    return element(
        "path",
        d=_SHAPES[name],
        class_=name,
        transform=f"translate({coordinate(x)} {coordinate(y)}) scale({coordinate(size / 10)})",
        fill=colour if filled else "none",
        stroke="none" if filled else colour,
        stroke_width="2" if name in (Direction.BENEFIT, Direction.HARM) else "1",
    )
