"""The findings, adverse events, recommendations and claims of the current records."""

from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef

from treatments.models.fields import KeyField
from treatments.models.index.row import FoldedField, IndexedRow, RowQuerySet, folded
from treatments.models.index.shared import IndexedCitation
from treatments.vocabulary import (
    Certainty,
    Design,
    Direction,
    FrequencyClass,
    Importance,
    Measure,
    RecommendationDirection,
    Strength,
    Verdict,
)

NARRATIVE = "none"  # the measure of a finding described in words


class IndexedFindingQuerySet(RowQuerySet["IndexedFinding"]):
    """The filters of `/findings`."""

    def on_outcome(self, outcome: str) -> Self:
        """Those on the outcome of this name."""
        return self.filter(outcome=folded(outcome))

    def counted(self) -> Self:
        """Those that no other supersedes."""
        return self.filter(superseded=False)

    def citing(self, citation: str) -> Self:
        """Those that cite the source with this id, DOI or PMID."""
        named = IndexedCitation.objects.named(citation).values("key")
        return self.filter(Exists(IndexedReference.objects.filter(finding=OuterRef("pk"), citation__in=named)))


class IndexedFinding(IndexedRow):
    """A finding of a current record; `certainty` and `design` are empty when there is none.

    `profile` is its row in the summary of findings, as canonical JSON.
    """

    condition = KeyField()
    outcome = FoldedField()
    importance = models.CharField(max_length=10, choices=Importance.choices())
    measure = models.CharField(max_length=10, choices=[*Measure.choices(), (NARRATIVE, NARRATIVE)])
    certainty = models.CharField(max_length=10, choices=Certainty.choices(), blank=True, default="")
    direction = models.CharField(max_length=20, choices=Direction.choices())
    design = models.CharField(max_length=30, choices=Design.choices(), blank=True, default="")
    superseded = models.BooleanField()
    profile = models.BinaryField()

    objects = IndexedFindingQuerySet.as_manager()

    class Meta(IndexedRow.Meta):
        indexes = [
            models.Index(fields=["condition", "key"], name="indexed_finding_condition"),
            models.Index(fields=["outcome", "key"], name="indexed_finding_outcome"),
            models.Index(fields=["certainty", "key"], name="indexed_finding_certainty"),
        ]


class IndexedReference(models.Model):
    """That a finding of a current record rests on a citation."""

    finding = models.ForeignKey(IndexedFinding, models.CASCADE, related_name="+")
    citation = KeyField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["citation", "finding"], name="indexedreference_unique")]

    def __str__(self) -> str:
        return f"{self.citation} in {self.finding}"


class IndexedAdverseEventQuerySet(RowQuerySet["IndexedAdverseEvent"]):
    """The filters of `/adverse-events`."""

    def of_term(self, term: str) -> Self:
        """Those of this term."""
        return self.filter(term=folded(term))

    def of_seriousness(self, serious: bool) -> Self:  # noqa: FBT001 - the parameter's value
        """Those that are serious, or those that are not."""
        return self.filter(serious=serious)

    def of_class(self, system_organ_class: str) -> Self:
        """Those of this system organ class."""
        return self.filter(system_organ_class=folded(system_organ_class))


class IndexedAdverseEvent(IndexedRow):
    """An adverse event of a current record."""

    term = FoldedField()
    serious = models.BooleanField()
    frequency = models.CharField(max_length=15, choices=FrequencyClass.choices())
    system_organ_class = FoldedField()

    objects = IndexedAdverseEventQuerySet.as_manager()

    class Meta(IndexedRow.Meta):
        indexes = [models.Index(fields=["term", "key"], name="indexed_adverse_event_term")]


class IndexedRecommendationQuerySet(RowQuerySet["IndexedRecommendation"]):
    """The filters of `/recommendations`."""

    def by_organisation(self, organisation: str) -> Self:
        """Those of this organisation."""
        return self.filter(organisation=folded(organisation))


class IndexedRecommendation(IndexedRow):
    """A recommendation of a current record."""

    condition = KeyField()
    organisation = FoldedField()
    direction = models.CharField(max_length=10, choices=RecommendationDirection.choices())
    strength = models.CharField(max_length=15, choices=Strength.choices())

    objects = IndexedRecommendationQuerySet.as_manager()

    class Meta(IndexedRow.Meta):
        indexes = [models.Index(fields=["condition", "key"], name="indexed_recommend_condition")]


class IndexedClaim(IndexedRow):
    """A claim of a current record."""

    condition = KeyField()
    verdict = models.CharField(max_length=20, choices=Verdict.choices())

    objects = RowQuerySet["IndexedClaim"].as_manager()

    class Meta(IndexedRow.Meta):
        indexes = [
            models.Index(fields=["condition", "key"], name="indexed_claim_condition"),
            models.Index(fields=["verdict", "key"], name="indexed_claim_verdict"),
        ]
