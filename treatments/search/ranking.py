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
    """The best of at most 500 candidates among those of the rows that answer the question.

    Whole questions in the title come before everything else, in the order of rank: the title itself, all of it in the
    title, some of it in the text; within each by the number of hits. In two to five queries.
    """
    if not question.phrases:
        return Ranked([], truncated=False)
    found = _candidates(question, kind, rows)
    columns = ("key", "folded_title", Left("folded", RANKED))
    texts = IndexedText.objects.filter(pk__in=found[:MAX_CANDIDATES]).values_list(*columns)
    rank = _ranking(question, kind)
    return Ranked(
        sorted(Hit(rank(title, text), key) for key, title, text in texts), truncated=len(found) > MAX_CANDIDATES
    )


def _candidates(question: Question, kind: str, rows: "QuerySet[M]") -> list[int]:
    """The ids of what is found, one more than are ranked at most: those to be ranked first.

    Where more is found, those with everything in the title are preferred, and the last word whole. SQLite puts the
    words that begin alike together before it gives the first of them: a common one must not cost that.
    """
    if rows.model is IndexedTreatment:
        of_rows = rows.filter(pk=OuterRef("key"))
    else:
        of_rows = rows.filter(key=OuterRef("key"), treatment=OuterRef("treatment"))
    texts = IndexedText.objects.filter(Exists(of_rows))
    readings = list(dict.fromkeys([question.whole(), question]))

    def first(places: list[Sought]) -> list[int]:
        found: dict[int, None] = {}
        for sought in places:
            if len(found) <= MAX_CANDIDATES:
                found |= dict.fromkeys(texts.in_order(sought).values_list("pk", flat=True)[: MAX_CANDIDATES + 1])
        return list(found)

    anywhere = first([reading.anywhere(kind) for reading in readings])
    if len(anywhere) <= MAX_CANDIDATES:
        return anywhere
    in_title = first([reading.in_title(kind) for reading in readings])
    return list(dict.fromkeys([*in_title, *anywhere]))[: MAX_CANDIDATES + 1]


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
