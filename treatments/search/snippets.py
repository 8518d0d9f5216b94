"""The part of a text around what was found, as harmless HTML."""

import re
from bisect import bisect_right
from collections.abc import Callable, Collection
from html import escape
from itertools import accumulate, islice
from typing import NamedTuple

from django.db.models import Exists, OuterRef

from treatments.models.index import (
    IndexedAdverseEvent,
    IndexedCitation,
    IndexedClaim,
    IndexedCondition,
    IndexedFinding,
    IndexedRow,
    IndexedText,
)
from treatments.models.index.text import Phrase
from treatments.search.question import Question
from treatments.search.words import FOLDING, fold

LENGTH = 200
BEFORE = 60  # characters kept before the hit
LOOKED_AT = 50  # hits, to find the best place

ROWS: dict[str, type[IndexedRow]] = {
    "conditions": IndexedCondition,
    "findings": IndexedFinding,
    "adverse_events": IndexedAdverseEvent,
    "claims": IndexedClaim,
    "citations": IndexedCitation,
}


class Found(NamedTuple):
    """A hit in a text as written, and which phrase it is."""

    start: int
    end: int
    phrase: int


def snippets(question: Question, kind: str, keys: Collection[str]) -> dict[str, str]:
    """The snippet of each of these entries of a list, in one query."""
    texts = IndexedText.objects.filter(kind=kind, key__in=keys)
    if kind in ROWS:  # several records may hold a copy
        shown = ROWS[kind]._default_manager.filter(shown=True, key=OuterRef("key"), treatment=OuterRef("treatment"))
        texts = texts.filter(Exists(shown))
    return {key: snippet(question, title, text) for key, title, text in texts.values_list("key", "title", "text")}


def snippet(question: Question, title: str, text: str) -> str:
    """Some 200 characters around the best hit, escaped, hits in `<mark>`: of the text, or of the title alone.

    In a run of more than 100 letters without a break (see `WORD`) nothing can be marked: then it is the beginning.
    """
    if not question.phrases:
        return _html(text or title, [])
    pattern = _pattern(question.phrases)
    if hits := _hits(pattern, text):
        return _html(text, hits)
    hits = _hits(pattern, title)
    return _html(title, hits) if hits else _html(text or title, [])


def _pattern(phrases: tuple[Phrase, ...]) -> re.Pattern[str]:
    """Finds any of the phrases in a folded text, the longest first; the group that matched tells which."""
    longest = sorted(phrases, key=lambda phrase: (-len(phrase.words), -len(phrase.words[0])))
    each = ("(" + r"[\W_]+".join(phrase.words) + (r"[^\W_]*" if phrase.prefix else "") + ")" for phrase in longest)
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(each)})(?![^\W_])")


def _hits(pattern: re.Pattern[str], text: str) -> list[Found]:
    """The first hits in the text."""
    folded = fold(text)
    written = _written(text, folded)
    return [
        Found(*written(*match.span()), match.lastindex or 0) for match in islice(pattern.finditer(folded), LOOKED_AT)
    ]


def _written(text: str, folded: str) -> Callable[[int, int], tuple[int, int]]:
    """Finds the stretch of the text as written that a stretch of the folded text stands for."""
    if len(folded) == len(text) and all(len(FOLDING[ord(character)]) == 1 for character in set(text)):
        return lambda start, end: (start, end)
    # Where each character begins in the folded text; one that folds to nothing belongs to the character before it.
    starts = [0, *accumulate(len(FOLDING[ord(character)]) for character in text)]

    def written(start: int, end: int) -> tuple[int, int]:
        last = bisect_right(starts, end) - 1
        return bisect_right(starts, start) - 1, last if starts[last] == end else last + 1

    return written


def _html(text: str, hits: list[Found]) -> str:
    """The stretch of the text with the most different hits; without hits its beginning."""
    start = 0 if not hits else max(hits, key=lambda hit: _different(hits, hit.start)).start
    first = max(0, min(start - BEFORE, len(text) - LENGTH))
    end = min(len(text), first + LENGTH)
    if first > 0:
        first = text.find(" ", first, start) + 1 or first
    if end < len(text):
        end = max(text.rfind(" ", start + 1, end), start) if " " in text[start + 1 : end] else end
    parts, place = ["…" if first > 0 else ""], first
    for hit in hits:
        low, high = max(hit.start, place), min(hit.end, end)
        if low < high:
            parts += [escape(text[place:low]), "<mark>", escape(text[low:high]), "</mark>"]
            place = high
    return "".join([*parts, escape(text[place:end]), "…" if end < len(text) else ""])


def _different(hits: list[Found], start: int) -> int:
    """How many different phrases stand in the snippet around a hit."""
    return len({hit.phrase for hit in hits if start <= hit.start and hit.end <= start - BEFORE + LENGTH})
