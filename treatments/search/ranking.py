"""Which entries of a list answer a question, and which of them best."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

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


class Hit(NamedTuple):
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
    """The best of at most 500 candidates among those of the rows that answer the question, in four queries at most.

    Where more answer it, those with everything in the title are candidates first, and those with the last word whole
    before those in which it goes on; among equals those that were indexed first.
    """
    found: dict[str, Hit] = {}
    texts = IndexedText.objects.filter(Exists(_rows_of_texts(rows)))
    rank = _ranking(question, kind)
    for sought in _readings(question, kind):
        columns = texts.first_matching(sought, MAX_CANDIDATES + 1)
        for key, title, text in columns.values_list("key", "folded_title", Left("folded", RANKED)):
            if key not in found:
                found[key] = Hit(rank(title, text), key)
        if len(found) > MAX_CANDIDATES:
            break
    return Ranked(sorted(list(found.values())[:MAX_CANDIDATES]), truncated=len(found) > MAX_CANDIDATES)


def _rows_of_texts(rows: "QuerySet[M]") -> "QuerySet[M]":
    if rows.model is IndexedTreatment:
        return rows.filter(pk=OuterRef("key"))
    return rows.filter(key=OuterRef("key"), treatment=OuterRef("treatment"))


def _readings(question: Question, kind: str) -> list[Sought]:
    """What is sought, one after the other until there are enough candidates; the last finds all that answers.

    The whole word comes first for the sake of SQLite too, which gathers all words that begin alike before it gives the
    first of their texts: a common word must not cost that.
    """
    if not question.phrases:
        return []
    whole = question.whole()
    in_title = [whole.in_title(kind), question.in_title(kind)]
    return list(dict.fromkeys([*in_title, whole.anywhere(kind), question.anywhere(kind)]))


def _ranking(question: Question, kind: str) -> Callable[[str, str], int]:
    """Gives the rank of a folded title and the beginning of the folded text."""
    whole = " ".join(marked(kind, TITLE, question.words))
    anywhere = [[phrase.needle() for phrase in phrases] for phrases in question.anywhere(kind)]
    in_title = [phrase.needle() for (phrase,) in question.in_title(kind)]

    def rank(title: str, text: str) -> int:
        both = f"{title} {text} "
        hits = sum(both.count(needle) for needles in anywhere for needle in needles)
        tier = 0 if title == whole else 1 if all(needle in both for needle in in_title) else 2
        return tier * (MAX_HITS + 1) + MAX_HITS - min(hits, MAX_HITS)

    return rank
