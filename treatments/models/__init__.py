"""The tables: the desk that curators edit, the records that the public reads, the index over the current ones."""

from treatments.models.access import ApiKey
from treatments.models.adverse_event import AdverseEvent
from treatments.models.citation import Citation
from treatments.models.claim import Claim
from treatments.models.condition import Condition
from treatments.models.finding import Finding
from treatments.models.index import (
    IndexedAdverseEvent,
    IndexedCitation,
    IndexedClaim,
    IndexedCondition,
    IndexedFinding,
    IndexedRecommendation,
    IndexedReference,
    IndexedStatus,
    IndexedText,
    IndexedTreatment,
)
from treatments.models.recommendation import Recommendation
from treatments.models.record import Change, Feed, Publication, Redaction, Version
from treatments.models.release import Release, ReleaseChunk, ReleaseFile, ReleaseRedaction
from treatments.models.review import ConflictStatement, Step
from treatments.models.treatment import EvidenceGap, RegulatoryStatus, Treatment, Warning

__all__ = [
    "AdverseEvent",
    "ApiKey",
    "Change",
    "Citation",
    "Claim",
    "Condition",
    "ConflictStatement",
    "EvidenceGap",
    "Feed",
    "Finding",
    "IndexedAdverseEvent",
    "IndexedCitation",
    "IndexedClaim",
    "IndexedCondition",
    "IndexedFinding",
    "IndexedRecommendation",
    "IndexedReference",
    "IndexedStatus",
    "IndexedText",
    "IndexedTreatment",
    "Publication",
    "Recommendation",
    "Redaction",
    "RegulatoryStatus",
    "Release",
    "ReleaseChunk",
    "ReleaseFile",
    "ReleaseRedaction",
    "Step",
    "Treatment",
    "Version",
    "Warning",
]
