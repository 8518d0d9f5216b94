"""The current versions' rows for filters and lists. Everything here is rebuilt from versions alone."""

from treatments.models.index.row import IndexedRow, folded
from treatments.models.index.rows import (
    NARRATIVE,
    IndexedAdverseEvent,
    IndexedClaim,
    IndexedFinding,
    IndexedRecommendation,
    IndexedReference,
)
from treatments.models.index.shared import IndexedCitation, IndexedCondition
from treatments.models.index.text import IndexedText
from treatments.models.index.treatment import IndexedStatus, IndexedTreatment, IndexedTreatmentQuerySet

__all__ = [
    "NARRATIVE",
    "IndexedAdverseEvent",
    "IndexedCitation",
    "IndexedClaim",
    "IndexedCondition",
    "IndexedFinding",
    "IndexedRecommendation",
    "IndexedReference",
    "IndexedRow",
    "IndexedStatus",
    "IndexedText",
    "IndexedTreatment",
    "IndexedTreatmentQuerySet",
    "folded",
]
