"""Texts that are indexed without a record behind them, for a whole module at once."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from tests.search.oracle import Entry
from treatments import search
from treatments.models.index import (
    IndexedAdverseEvent,
    IndexedCitation,
    IndexedClaim,
    IndexedCondition,
    IndexedFinding,
    IndexedText,
    IndexedTreatment,
)

MODELS: dict[str, Any] = {
    "treatments": IndexedTreatment,
    "conditions": IndexedCondition,
    "findings": IndexedFinding,
    "adverse_events": IndexedAdverseEvent,
    "claims": IndexedClaim,
    "citations": IndexedCitation,
}


def rows(kind: str) -> Any:
    """What a list shows."""
    model = MODELS[kind]
    return model.objects.all() if kind == "treatments" else model.objects.filter(shown=True)


def found(kind: str, question: str, among: Any = None) -> list[str]:
    """The keys that match, sorted."""
    matching = search.matching(search.read(question), kind, rows(kind) if among is None else among)
    return sorted(matching.values_list("pk" if kind == "treatments" else "key", flat=True))


def ranked(kind: str, question: str, among: Any = None) -> list[str]:
    """The keys in order, best first."""
    hits = search.ranked(search.read(question), kind, rows(kind) if among is None else among).hits
    return [hit.key for hit in hits]


def document(entry: Entry) -> dict[str, Any]:
    """A record with a name and a description alone."""
    empty = ("synonyms", "codes", "conditions", "regulatory", "warnings", "evidence_gaps", "findings", "adverse_events",
        "recommendations", "claims", "citations")  # fmt: skip
    values = {"id": entry.key, "name": entry.title, "description": entry.text, "kind": "drug"}
    unknown = dict.fromkeys(("member_of", "evidence_current_to", "review_due"))
    return {**values, **unknown, **{name: [] for name in empty}}


def index(entries: Sequence[Entry]) -> None:
    """Write the records' index rows and texts."""
    treatments = [
        IndexedTreatment(id=entry.key, name="", kind="drug", published_at=timezone.now(), summary=b"{}")
        for entry in entries
    ]
    IndexedTreatment.objects.bulk_create(treatments)
    IndexedText.objects.bulk_create([text for entry in entries for text in search.texts(document(entry))])


@contextmanager
def lasting(blocker: DjangoDbBlocker, entries: Sequence[Entry]) -> Iterator[None]:
    """Texts that are there for every test of a module."""
    around = transaction.atomic()
    with blocker.unblock():
        around.__enter__()
        index(entries)
    yield
    with blocker.unblock():
        transaction.set_rollback(True)
        around.__exit__(None, None, None)


def entries(**texts: tuple[str, str]) -> list[Entry]:
    """Entries by their keys: (title, text)."""
    return [Entry(key, title, text) for key, (title, text) in texts.items()]


@pytest.fixture
def indexed(db: None) -> Any:
    """Indexes entries for one test."""
    return index
