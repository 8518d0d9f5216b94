"""A picture that is filled from top to bottom."""

from decimal import Decimal

from django.utils.safestring import SafeString

from treatments.pictures.lettering import LINE, cut, width, wrapped
from treatments.pictures.svg import element, joined
from treatments.pictures.symbol import WIDTH as SYMBOL_WIDTH
from treatments.pictures.symbol import symbol
from treatments.pictures.words import rated

WIDTH = 400
EDGE = 8  # free on both sides
ROOM = WIDTH - 2 * EDGE
HALF = ROOM // 2 - EDGE  # of two texts side by side
_BOLD = {"title", "heading", "label"}
_BOLD_PERCENT = 87  # of the room: bold letters are so much wider
_FOOT = 14  # from the top of a line to the foot of its letters


class Sheet:
    """The marks so far; `y` is where the next line begins."""

    def __init__(self) -> None:
        self.y = 4
        self._marks: list[SafeString] = []

    @property
    def marks(self) -> SafeString:
        """All of them."""
        return joined(self._marks)

    def add(self, *marks: SafeString) -> None:
        """Draw where the marks say."""
        self._marks.extend(marks)

    def space(self, height: int) -> int:
        """Leave room for something, and return where it begins."""
        top = self.y
        self.y += height
        return top

    def text(self, text: str, class_: str, *, most: int = 4, room: int = ROOM, x: int = EDGE) -> None:
        """The text in as many lines as it needs, `most` at most; where it is cut, the whole is its tooltip."""
        self._text(text, class_, most, room, x=x)

    def sides(self, left: str, right: str, class_: str) -> None:
        """Two texts beside each other, at the edges."""
        top = self.y
        self._text(left, class_, 4, HALF, x=EDGE)
        bottom, self.y = self.y, top
        self._text(right, class_, 4, HALF, x=WIDTH - EDGE, text_anchor="end")
        self.y = max(bottom, self.y)

    def rating(self, certainty: str | None, beside: str = "") -> None:
        """The certainty: on the line above, when `beside` is all that stands there and leaves room, or below it."""
        words = rated(certainty)
        sign = 0 if certainty is None else SYMBOL_WIDTH
        taken = sign + width(words)
        fits = beside != "" and width(beside) + EDGE + taken <= ROOM
        x = WIDTH - EDGE - taken if fits else Decimal(EDGE)
        top = self.y - LINE if fits else self.space(LINE)
        if certainty is not None:
            self.add(symbol(certainty, x, top + _FOOT - 5))
        self.add(element("text", words, x=x + sign, y=top + _FOOT))

    def _text(self, text: str, class_: str, most: int, room: int, x: int, **attributes: str) -> None:
        room = room * _BOLD_PERCENT // 100 if class_ in _BOLD else room
        lines = wrapped(text, room)
        tip = []
        if len(lines) > most:
            tip = [element("title", text)]
            lines = [*lines[: most - 1], cut(f"{lines[most - 1]} …", room)]
        spans = [element("tspan", line, x=x, y=self.space(LINE) + _FOOT) for line in lines]
        self.add(element("text", *tip, *spans, class_=class_, **attributes))
