"""The index rows of one document, and what the index of all current versions ought to be."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import models

from treatments.document.canonical import canonical
from treatments.document.render import read, summary
from treatments.models.index import IndexedCitation, IndexedGrade, IndexedTreatment
from treatments.models.record import Publication
from treatments.vocabulary import PublicState

MODELS: tuple[type[models.Model], ...] = (IndexedTreatment, IndexedGrade, IndexedCitation)


def entries(document: dict[str, Any], checksum: str) -> list[models.Model]:
    """The unsaved index rows of a current version, parents first."""
    treatment = IndexedTreatment(
        id=document["id"],
        name=document["name"],
        kind=document["kind"],
        published_at=datetime.fromisoformat(document["published_at"]),
        summary=canonical(summary(document, checksum)),
    )
    grades = [
        IndexedGrade(treatment=treatment, condition=grade["condition"], certainty=grade["certainty"] or "")
        for grade in document["evidence_grades"]
    ]
    citations = [IndexedCitation(treatment=treatment, citation=citation["id"]) for citation in document["citations"]]
    return [treatment, *grades, *citations]


def faults() -> list[str]:
    """Where the stored index differs from one rebuilt out of the current versions; empty when it does not."""
    found = []
    stored: set[tuple[Any, ...]] = set()
    for model in MODELS:
        stored |= {_values(row) for row in model._default_manager.all()}
    rebuilt = {_values(row) for row in _rebuilt()}
    found += [f"index: {row[0]} {row[1]} is stored but follows from no current version" for row in stored - rebuilt]
    found += [f"index: {row[0]} {row[1]} is missing" for row in rebuilt - stored]
    return sorted(found)


def _rebuilt() -> Iterator[models.Model]:
    for publication in Publication.objects.filter(state=PublicState.CURRENT).select_related("current").iterator():
        version = publication.current
        if version is not None:
            yield from entries(read(version.body), version.checksum)


def _values(row: models.Model) -> tuple[Any, ...]:
    """Model, record and every column but a generated key."""
    columns = [field for field in row._meta.local_fields if not isinstance(field, models.AutoField)]
    values = [getattr(row, field.attname) for field in columns]
    plain = tuple(bytes(value) if isinstance(value, memoryview) else value for value in values)
    return (type(row).__name__, getattr(row, "treatment_id", row.pk), *plain)
