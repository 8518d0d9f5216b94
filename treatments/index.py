"""The index rows of one document, and what the index of all current versions ought to be."""

from datetime import date, datetime
from typing import Any

from django.db import models

from treatments import search
from treatments.document.canonical import canonical
from treatments.document.entries import condition_entry, condition_of, grade_entry, profile_row, row_entry, summary
from treatments.document.render import read
from treatments.models.index import (
    NARRATIVE,
    IndexedAdverseEvent,
    IndexedCitation,
    IndexedClaim,
    IndexedCondition,
    IndexedFinding,
    IndexedRecommendation,
    IndexedReference,
    IndexedRow,
    IndexedStatus,
    IndexedText,
    IndexedTreatment,
    folded,
)
from treatments.models.record import Publication
from treatments.vocabulary import Certainty, PublicState

Json = dict[str, Any]
RANKED = list(Certainty)

# Rows that may stand in several records.
ROWS: tuple[type[IndexedRow], ...] = (
    IndexedCondition,
    IndexedCitation,
    IndexedFinding,
    IndexedAdverseEvent,
    IndexedRecommendation,
    IndexedClaim,
)
# Every table of the index, parents first.
MODELS: tuple[type[models.Model], ...] = (IndexedTreatment, IndexedStatus, *ROWS, IndexedReference, IndexedText)


def entries(document: Json, checksum: str) -> list[models.Model]:
    """The unsaved index rows of a current version, parents first; none is marked as shown yet."""
    treatment = IndexedTreatment(
        id=document["id"],
        name=document["name"],
        kind=document["kind"],
        member_of=document["member_of"] or "",
        review_due=document["review_due"] and date.fromisoformat(document["review_due"]),
        published_at=datetime.fromisoformat(document["published_at"]),
        summary=canonical(summary(document, checksum)),
    )
    statuses = {(status["jurisdiction"], status["status"]) for status in document["regulatory"]}
    findings = [_finding(document, row) for row in document["findings"]]
    return [
        treatment,
        *(IndexedStatus(treatment=treatment, jurisdiction=place, status=status) for place, status in sorted(statuses)),
        *(_condition(document, grade) for grade in document["evidence_grades"]),
        *(_citation(document, row) for row in document["citations"]),
        *findings,
        *(_adverse_event(document, row) for row in document["adverse_events"]),
        *(_recommendation(document, row) for row in document["recommendations"]),
        *(_claim(document, row) for row in document["claims"]),
        *(
            IndexedReference(finding=finding, citation=citation)
            for finding, row in zip(findings, document["findings"], strict=True)
            for citation in row["citations"]
        ),
        *search.texts(document),
    ]


def is_empty() -> bool:
    """Whether there is no index although there are current versions: a migration may leave it so."""
    current = Publication.objects.filter(state=PublicState.CURRENT)
    return current.exists() and not IndexedTreatment.objects.exists()


def faults() -> list[str]:
    """Where the stored index differs from one rebuilt out of the current versions; empty when it does not."""
    stored = {
        _values(row)
        for model in MODELS
        for row in model._default_manager.select_related(*("finding",) if model is IndexedReference else ()).iterator()
    }
    rebuilt = {_values(row) for row in _rebuilt()}
    found = [f"index: {row[0]} {row[1]} is stored but follows from no current version" for row in stored - rebuilt]
    found += [f"index: {row[0]} {row[1]} is missing" for row in rebuilt - stored]
    return sorted(found)


def _rebuilt() -> list[models.Model]:
    rows: list[models.Model] = []
    newest: dict[tuple[type[IndexedRow], str], IndexedRow] = {}
    for publication in Publication.objects.filter(state=PublicState.CURRENT).select_related("current").iterator():
        version = publication.current
        if version is not None:
            rows += entries(read(version.body), version.checksum)
    for row in rows:
        if isinstance(row, IndexedRow):
            other = newest.setdefault((type(row), row.key), row)
            newest[type(row), row.key] = max(other, row, key=lambda copy: copy.sequence)
    for row in newest.values():
        row.shown = True
    return rows


def _values(row: models.Model) -> tuple[Any, ...]:
    """Model, record and every column but a generated key."""
    if isinstance(row, IndexedReference):
        return (type(row).__name__, row.finding.treatment_id, row.finding.key, row.citation)
    columns = [field for field in row._meta.local_fields if not isinstance(field, models.AutoField)]
    values = [getattr(row, field.attname) for field in columns]
    plain = tuple(bytes(value) if isinstance(value, memoryview) else value for value in values)
    return (type(row).__name__, getattr(row, "treatment_id", row.pk), *plain)


def _common(document: Json, name: str, row: Json) -> Json:
    """The columns that every indexed row has."""
    return {
        "treatment_id": document["id"],
        "key": row["id"],
        "sequence": document["meta"]["sequence"],
        "shown": False,
        "entry": canonical(row if name == "citations" else row_entry(document, name, row)),
    }


def _condition(document: Json, grade: Json) -> IndexedCondition:
    condition = condition_of(document, grade["condition"])
    return IndexedCondition(
        treatment_id=document["id"],
        key=condition["id"],
        sequence=document["meta"]["sequence"],
        shown=False,
        entry=canonical(condition_entry(condition)),
        name=condition["name"],
        certainty=grade["certainty"] or "",
        rank=len(Certainty) if grade["certainty"] is None else RANKED.index(grade["certainty"]),
        benefits=grade["critical"]["benefit"],
        serious=sum(event["serious"] for event in document["adverse_events"]),
        grade=canonical(grade_entry(document, grade)),
    )


def _citation(document: Json, row: Json) -> IndexedCitation:
    return IndexedCitation(
        **_common(document, "citations", row),
        year=row["year"],
        doi=folded(row["doi"]) if row["doi"] else "",
        pmid=row["pmid"] or "",
        design=row["design"] or "",
        retraction_status=row["retraction"]["status"],
    )


def _finding(document: Json, row: Json) -> IndexedFinding:
    return IndexedFinding(
        **_common(document, "findings", row),
        condition=row["condition"],
        outcome=folded(row["outcome"]["name"]),
        importance=row["outcome"]["importance"],
        measure=NARRATIVE if row["effect"] is None else row["effect"]["measure"],
        certainty="" if row["certainty"] is None else row["certainty"]["rating"],
        direction=row["interpretation"]["direction"],
        design=row["design"] or "",
        superseded=row["superseded_by"] is not None,
        profile=canonical(profile_row(document, row)),
    )


def _adverse_event(document: Json, row: Json) -> IndexedAdverseEvent:
    return IndexedAdverseEvent(
        **_common(document, "adverse_events", row),
        term=folded(row["term"]),
        serious=row["serious"],
        frequency=row["frequency"]["class"],
        system_organ_class=folded(row["system_organ_class"]) if row["system_organ_class"] else "",
    )


def _recommendation(document: Json, row: Json) -> IndexedRecommendation:
    return IndexedRecommendation(
        **_common(document, "recommendations", row),
        condition=row["condition"],
        organisation=folded(row["organisation"]),
        direction=row["direction"],
        strength=row["strength"],
    )


def _claim(document: Json, row: Json) -> IndexedClaim:
    return IndexedClaim(**_common(document, "claims", row), condition=row["condition"], verdict=row["verdict"])
