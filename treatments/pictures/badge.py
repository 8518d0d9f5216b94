"""The certainty of evidence as GRADE's symbol and in words."""

from treatments.grading.certainty import SYMBOLS
from treatments.pictures.svg import Picture, element
from treatments.vocabulary import Certainty


def badge(certainty: str | None) -> Picture:
    """The rating; None: not graded."""
    words = "not graded" if certainty is None else f"{certainty.replace('_', ' ')} certainty"
    symbol = "" if certainty is None else f"{SYMBOLS[Certainty(certainty)]} "
    return Picture("badge", words, f"{symbol}{words}", 220, 22, element("text", symbol + words, x=1, y=16))
