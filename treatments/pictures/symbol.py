"""GRADE's symbol, drawn: the fonts of many systems lack its circles."""

from decimal import Decimal

from django.utils.safestring import SafeString

from treatments.grading.certainty import SYMBOLS
from treatments.pictures.svg import coordinate, element
from treatments.vocabulary import Certainty

WIDTH = 61  # of its four circles and the space after them, in units
_APART = 14


def symbol(certainty: str, x: int | Decimal, middle: int | Decimal) -> SafeString:
    """From `x` on, around the height `middle`."""
    path = ""
    for place, sign in enumerate(SYMBOLS[Certainty(certainty)]):
        left = x + place * _APART + 1
        path += f"M{coordinate(left)} {coordinate(middle)}a5.5 5.5 0 1 0 11 0a5.5 5.5 0 1 0 -11 0"
        if sign == "⊕":
            path += "h11m-5.5 -5.5v11"
    return element("path", d=path, class_="symbol", fill="none", stroke="#1b1b1b", stroke_width="1.5")
