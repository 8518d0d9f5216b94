"""The conditions and citations of the current records."""

from collections.abc import Collection
from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery

from treatments.models.fields import CodePointField
from treatments.models.index.row import FoldedField, IndexedRow, RowQuerySet, folded
from treatments.models.record import Publication
from treatments.vocabulary import Certainty, Design, RetractionStatus


class IndexedConditionQuerySet(RowQuerySet["IndexedCondition"]):
    """Reads of the conditions."""

    def to_compare(self, condition: str) -> Self:
        """The treatments for the condition, each with its current `document`.

        Beside it `treatment_name`, and as `condition` the entry of the condition's public copy.
        """
        current = Publication.objects.filter(pk=OuterRef("treatment")).values("current__body")
        public = IndexedCondition.objects.shown().filter(key=condition).values("entry")
        return (
            self.filter(key=condition)
            .only("key", "treatment", "rank", "benefits", "serious")
            .annotate(
                treatment_name=F("treatment__name"), document=Subquery(current[:1]), condition=Subquery(public[:1])
            )
        )


class IndexedCondition(IndexedRow):
    """A condition of a current record with the record's grade for it; `certainty` is empty when there is none.

    `grade` is the record's entry among the condition's treatments, as canonical JSON. `rank` is the place of its
    certainty, the highest first (0) and none at the end; `benefits` counts the critical findings in favour of the
    treatment, `serious` the record's serious adverse events.
    """

    name = CodePointField(max_length=300)
    certainty = models.CharField(max_length=10, choices=Certainty.choices(), blank=True, default="")
    rank = models.PositiveSmallIntegerField()
    benefits = models.PositiveIntegerField()
    serious = models.PositiveIntegerField()
    grade = models.BinaryField()

    objects = IndexedConditionQuerySet.as_manager()

    class Meta(IndexedRow.Meta):
        indexes = [
            models.Index(fields=["name", "key"], condition=Q(shown=True), name="indexed_condition_name"),
            models.Index(fields=["key", "certainty", "treatment"], name="indexed_condition_certainty"),
            models.Index(fields=["key", "rank", "treatment"], name="indexed_condition_rank"),
            models.Index(fields=["key", "benefits", "treatment"], name="indexed_condition_benefits"),
            models.Index(fields=["key", "serious", "treatment"], name="indexed_condition_serious"),
        ]


class IndexedCitationQuerySet(RowQuerySet["IndexedCitation"]):
    """The filters of `/citations`."""

    def named(self, name: str) -> Self:
        """Those with this id, DOI or PMID."""
        return self.filter(Q(key=name.lower()) | Q(doi=folded(name)) | Q(pmid=name))

    def with_doi(self, doi: str) -> Self:
        """Those with this DOI."""
        return self.filter(doi=folded(doi))

    def with_pmid(self, pmid: str) -> Self:
        """Those with this PMID."""
        return self.filter(pmid=pmid) if pmid else self.none()

    def from_year(self, year: int) -> Self:
        """Those of this year or a later one."""
        return self.filter(year__gte=year)

    def until_year(self, year: int) -> Self:
        """Those of this year or an earlier one."""
        return self.filter(year__lte=year)

    def cited_by(self, treatments: Collection[str]) -> Self:
        """Those that any of the records cites, whichever copy is shown."""
        cited = IndexedCitation.objects.filter(key=OuterRef("key"), treatment__in=treatments)
        return self.filter(Exists(cited))


class IndexedCitation(IndexedRow):
    """A citation of a current record."""

    year = models.PositiveSmallIntegerField(null=True)
    doi = FoldedField()
    pmid = models.CharField(max_length=10, blank=True, default="")
    design = models.CharField(max_length=30, choices=Design.choices(), blank=True, default="")
    retraction_status = models.CharField(max_length=25, choices=RetractionStatus.choices())

    objects = IndexedCitationQuerySet.as_manager()

    class Meta(IndexedRow.Meta):
        indexes = [
            models.Index(fields=["doi"], name="indexed_citation_doi"),
            models.Index(fields=["pmid"], name="indexed_citation_pmid"),
            models.Index(fields=["retraction_status", "key"], name="indexed_citation_retraction"),
        ]
