"""The part of a text around what was found, as harmless HTML."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection
from html import escape
from itertools import accumulate, islice, takewhile
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
LOOKED_AT = 10  # hits of each phrase, to find the best place

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

    The best is that with the most different ones behind it, among the first hits. In a run of more than 100 letters
    (see `WORD`) nothing can be marked: then it is the beginning.
    """
    if hits := _hits(question.phrases, text):
        return _html(text, hits)
    hits = _hits(question.phrases, title)
    return _html(title, hits) if hits else _html(text or title, [])


def _hits(phrases: tuple[Phrase, ...], text: str) -> list[Found]:
    """The first hits of each phrase, in the order of the text."""
    folded, written = fold(text), _written(text)
    return sorted(
        Found(*written(*match.span()), number)
        for number, phrase in enumerate(phrases)
        for match in islice(_pattern(phrase).finditer(folded), LOOKED_AT)
    )


def _pattern(phrase: Phrase) -> re.Pattern[str]:
    """Finds the phrase in a folded text. What stands before it is looked at last: a search for letters is fast."""
    first, *others = phrase.words
    rest = r"[^\W_]*" if phrase.prefix else "".join(rf"[\W_]+{word}" for word in others)
    return re.compile(rf"{first}(?<![^\W_]{first}){rest}(?![^\W_])")


def _written(text: str) -> Callable[[int, int], tuple[int, int]]:
    """Finds the stretch of the text as written that a stretch of the folded text stands for."""
    if all(len(FOLDING[ord(character)]) == 1 for character in set(text)):
        return lambda start, end: (start, end)
    # Where each character begins in the folded text; one that folds to nothing belongs to the character before it.
    starts = [0, *accumulate(len(FOLDING[ord(character)]) for character in text)]

    def written(start: int, end: int) -> tuple[int, int]:
        last = bisect_right(starts, end) - 1
        return bisect_right(starts, start) - 1, last if starts[last] == end else last + 1

    return written


def _html(text: str, hits: list[Found]) -> str:
    """The stretch of the text around the best hit; without hits its beginning."""
    best = max(hits, key=lambda hit: _different(hits, hit), default=Found(0, 0, 0))
    start = max(0, min(best.start - BEFORE, len(text) - LENGTH))
    end = min(len(text), start + LENGTH)
    if start > 0:  # between words, where there is such a place
        start = text.find(" ", start, best.start) + 1 or start
    if end < len(text):
        end = max(text.rfind(" ", best.end, end), 0) or end
    parts, place = ["…" if start > 0 else ""], start
    for hit in hits:
        low, high = max(hit.start, place), min(hit.end, end)
        if low < high:
            parts += [escape(text[place:low]), "<mark>", escape(text[low:high]), "</mark>"]
            place = high
    html = "".join([*parts, escape(text[place:end]), "…" if end < len(text) else ""])
    return html.replace("</mark><mark>", "")  # of hits that overlap


def _different(hits: list[Found], first: Found) -> int:
    """How many different phrases the snippet around a hit shows from there on."""
    behind = takewhile(lambda hit: hit.start < first.start + LENGTH - BEFORE, hits[bisect_left(hits, first) :])
    return len({hit.phrase for hit in behind})
