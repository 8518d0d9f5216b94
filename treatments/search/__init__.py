"""Full-text search: what is searched of each record, and how a question is answered."""

from treatments.models.search import missing_search, search_faults
from treatments.search.question import MAX_WORDS, Question, read
from treatments.search.ranking import MAX_CANDIDATES, Hit, Ranked, matching, ranked
from treatments.search.snippets import snippet, snippets
from treatments.search.texts import texts
from treatments.search.words import MARKS

KINDS = tuple(MARKS)
faults = search_faults
missing = missing_search

__all__ = [
    "KINDS",
    "MAX_CANDIDATES",
    "MAX_WORDS",
    "Hit",
    "Question",
    "Ranked",
    "faults",
    "matching",
    "missing",
    "ranked",
    "read",
    "snippet",
    "snippets",
    "texts",
]
