"""The certainty of evidence as GRADE's symbol and in words."""

from treatments.grading.certainty import SYMBOLS
from treatments.pictures.lettering import width
from treatments.pictures.svg import Picture, element, joined
from treatments.pictures.symbol import WIDTH, symbol
from treatments.pictures.words import rated
from treatments.vocabulary import Certainty

_HEIGHT = 20


def badge(certainty: str | None) -> Picture:
    """The rating, a value of Certainty; None: nobody has graded it."""
    words = rated(certainty)
    if certainty is None:
        text = element("text", words, x=1, y=15)
        return Picture("badge", words, "The certainty of this evidence is not graded.", width(words) + 2, _HEIGHT, text)
    said = f"GRADE: {SYMBOLS[Certainty(certainty)]} {words} of evidence."
    marks = joined([symbol(certainty, 1, 10), element("text", words, x=1 + WIDTH, y=15)])
    return Picture("badge", words, said, WIDTH + width(words) + 2, _HEIGHT, marks)
