"""A picture as SVG: inside a page, and as a file of its own."""

import base64
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from treatments.document.canonical import plain

Number = Decimal | int
Child = SafeString | str

# Stands in a picture's marks where the id goes that only the page knows; no text can hold it, see `readable`.
ID = mark_safe("\0")

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_STYLE = (Path(__file__).parents[1] / "static" / "treatments" / "pictures.css").read_text(encoding="utf-8")

# What a Content-Security-Policy must allow for the `<style>` of a standalone picture.
STYLE_HASH = f"sha256-{base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()}"


def readable(text: str) -> str:
    """The text with U+FFFD for every character that XML forbids."""
    return _NOT_XML.sub("\ufffd", text)


def coordinate(value: Number) -> str:
    """To 2 places, halves away from zero, in plain digits."""
    return plain(Decimal(value).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP))


def element(name: str, *children: Child, **attributes: Number | str) -> SafeString:
    """`<name …>children</name>`, escaped. In a name of an attribute `_` is `-`, one at its end falls off."""
    written = joined(
        format_html(' {}="{}"', key.rstrip("_").replace("_", "-"), _attribute(value))
        for key, value in attributes.items()
    )
    if not children:
        return format_html("<{}{}/>", name, written)
    return format_html("<{}{}>{}</{}>", name, written, joined(children), name)


def joined(children: Iterable[Child]) -> SafeString:
    """All of them, text escaped."""
    return mark_safe("".join(_child(child) for child in children))  # noqa: S308 - each was escaped


def _attribute(value: Number | str) -> Child:
    if not isinstance(value, str):
        return coordinate(value)
    return value if isinstance(value, SafeString) else readable(value)


def _child(child: Child) -> str:
    return child if isinstance(child, SafeString) else conditional_escape(readable(child))


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of `width` × `height` units. `title` and `description` say in plain text all that it shows.

    `kind` is its class in pictures.css; in `marks`, ID stands for the id that the page gives.
    """

    kind: str
    title: str
    description: str
    width: Number
    height: Number
    marks: SafeString

    def inline(self, id_: str) -> SafeString:
        """The picture inside a page that links pictures.css. `id_` is unique on the page; parts take theirs from it."""
        return self._drawn(id_)

    def standalone(self) -> bytes:
        """A complete SVG file with its style."""
        style = element("style", mark_safe(_STYLE))  # noqa: S308 - our own file, without & and <
        paper = element("rect", class_="paper", width=self.width, height=self.height, fill="#fff")
        extra = {"xmlns": "http://www.w3.org/2000/svg", "xml:lang": "en-GB"}
        return self._drawn("picture", style, paper, kind=f"{self.kind} whole", **extra).encode()

    def _drawn(self, id_: str, *first: SafeString, kind: str | None = None, **extra: str) -> SafeString:
        title, description = f"{id_}-title", f"{id_}-desc"
        drawn = element(
            "svg",
            element("title", self.title, id=title),
            element("desc", self.description, id=description),
            *first,
            self.marks,
            **extra,
            class_=f"picture {kind or self.kind}",
            role="img",
            aria_labelledby=title,
            aria_describedby=description,
            width=self.width,
            height=self.height,
            viewBox=f"0 0 {coordinate(self.width)} {coordinate(self.height)}",
            font_family="system-ui, sans-serif",
            font_size=14,
            fill="#1b1b1b",
        )
        return mark_safe(drawn.replace(ID, conditional_escape(readable(id_))))  # noqa: S308 - escaped here
