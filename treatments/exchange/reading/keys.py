"""Proposals for ids of citations: `cashin-2021`, then `cashin-2021-b`."""

import re
import unicodedata
from collections.abc import Collection, Iterator
from itertools import count
from typing import Any

Json = dict[str, Any]

OWN = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)+")  # a key as this server gives them out: other programs use no hyphen
MAX_STEM = 60  # of the 100 characters of a key: the rest is for the year and what tells twins apart
LATIN = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})


class Keys:
    """Gives out each key once; `taken` are those that are in use already."""

    def __init__(self, taken: Collection[str] = ()) -> None:
        self._taken = set(taken)
        self._suffixes: dict[str, Iterator[str]] = {}

    def proposed(self, citation: Json, given: str = "") -> str:
        """A free key: the given one if it is of the server's form, else the first author and the year."""
        stem = (
            given
            if OWN.fullmatch(given) and len(given) <= MAX_STEM
            else f"{_name(citation)}-{citation['year'] or 'nd'}"
        )
        key = stem
        while key in self._taken:
            key = f"{stem}-{next(self._suffixes.setdefault(stem, _suffixes()))}"
        self._taken.add(key)
        return key


def _name(citation: Json) -> str:
    """The first author's name in a–z, 0–9 and hyphens; where its script has none of these, the title or an id."""
    first = citation["authors"][0] if citation["authors"] else {}
    candidates = (
        first.get("family"), first.get("literal"), " ".join(citation["title"].split()[:3]), citation["pmid"],
    )  # fmt: skip
    slugs = (_slug(text) for text in candidates if text)
    return next(filter(None, slugs), "source")


def _slug(text: str) -> str:
    ascii_ = unicodedata.normalize("NFKD", text.lower().translate(LATIN)).encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9]+", "-", re.sub(r"['’`]", "", ascii_)).strip("-")
    return words if len(words) <= MAX_STEM else words[:MAX_STEM].rpartition("-")[0] or words[:MAX_STEM]


def _suffixes() -> Iterator[str]:
    """b … z, then 27, 28 …"""
    yield from "bcdefghijklmnopqrstuvwxyz"
    yield from map(str, count(27))
