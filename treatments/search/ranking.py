"""Which entries of a list answer a question, and which of them best."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar

from django.db.models import Exists, Model, OuterRef, QuerySet
from django.db.models.functions import Left

from treatments.models.index import IndexedText, IndexedTreatment
from treatments.models.index.text import Sought
from treatments.search.question import Question
from treatments.search.words import TITLE, marked

MAX_CANDIDATES = 500
RANKED = 2000  # characters of a folded text in which hits are counted
MAX_HITS = 9_999

M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True, order=True)
class Hit:
    """An entry that was found; the smaller the rank, the better, and the key breaks ties."""

    rank: int
    key: str


@dataclass(frozen=True, slots=True)
class Ranked:
    """The best entries first; `truncated` when more matched than were ranked."""

    hits: list[Hit]
    truncated: bool


def matching(question: Question, kind: str, rows: "QuerySet[M]") -> "QuerySet[M]":
    """Those of the rows that answer the question: all of them, in the order they have."""
    if not question.phrases:
        return rows.none()
    texts = IndexedText.objects.matching(question.anywhere(kind))
    if rows.model is IndexedTreatment:
        return rows.filter(Exists(texts.filter(kind=kind, key=OuterRef("pk"))))
    return rows.filter(Exists(texts.filter(kind=kind, key=OuterRef("key"), treatment=OuterRef("treatment"))))


def ranked(question: Question, kind: str, rows: "QuerySet[M]") -> Ranked:
    """The best of the first 500 of the rows that answer the question, in four queries at most.

    Those with every word in the title are the first, then those with the last word whole; among equals the ones that
    were indexed first. So a common word costs no more than a rare one.
    """
    found: dict[str, Hit] = {}
    texts = IndexedText.objects.filter(Exists(_rows_of_texts(rows)))
    for sought, in_title in _stages(question, kind):
        columns = texts.in_order(sought).values_list("key", "folded_title", Left("folded", RANKED))
        for key, title, text in columns[: MAX_CANDIDATES + 1]:
            found.setdefault(key, Hit(_rank(question, kind, title, text, in_title=in_title), key))
        if len(found) > MAX_CANDIDATES:
            break
    hits = list(found.values())[:MAX_CANDIDATES]
    return Ranked(sorted(hits), truncated=len(found) > MAX_CANDIDATES)


def _rows_of_texts(rows: "QuerySet[M]") -> "QuerySet[M]":
    if rows.model is IndexedTreatment:
        return rows.filter(pk=OuterRef("key"))
    return rows.filter(key=OuterRef("key"), treatment=OuterRef("treatment"))


def _stages(question: Question, kind: str) -> "Iterator[tuple[Sought, bool]]":
    """What is sought, narrow to wide: the last holds all that is found, and no one but it lacks a better hit."""
    if not question.phrases:
        return
    whole = question.whole()
    readings = [question] if whole.phrases == question.phrases else [whole, question]
    yield from ((reading.in_title(kind), True) for reading in readings)
    yield from ((reading.anywhere(kind), False) for reading in readings)


def _rank(question: Question, kind: str, title: str, text: str, *, in_title: bool) -> int:
    is_title = title == " ".join(marked(kind, TITLE, question.words))
    tier = 0 if is_title else 1 if in_title else 2
    # Each blank belongs to one word, so that a word that stands twice in a row counts twice.
    both = f" {title} {text} ".replace(" ", "  ")
    hits = sum(both.count(_needle(each.words, prefix=each.prefix)) for any_ in question.anywhere(kind) for each in any_)
    return tier * (MAX_HITS + 1) + MAX_HITS - min(hits, MAX_HITS)


def _needle(words: tuple[str, ...], *, prefix: bool) -> str:
    return f" {'  '.join(words)}" if prefix else f" {'  '.join(words)} "
