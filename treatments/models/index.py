"""The current versions' rows for filters and lists. Everything here is rebuilt from versions alone."""

from django.db import models

from treatments.models.fields import CodePointField, KeyField
from treatments.vocabulary import Certainty, TreatmentKind


class IndexedTreatmentQuerySet(models.QuerySet["IndexedTreatment"]):
    """The filters of `/treatments`."""

    def of_kind(self, kinds: list[str]) -> "IndexedTreatmentQuerySet":
        """Those of any of the kinds."""
        return self.filter(kind__in=kinds)

    def graded(self, conditions: list[str], certainties: list[str]) -> "IndexedTreatmentQuerySet":
        """Those with a grade for any of the conditions and with any of the certainties; empty lists do not filter."""
        grades = IndexedGrade.objects.filter(treatment=models.OuterRef("pk"))
        if conditions:
            grades = grades.filter(condition__in=conditions)
        if certainties:
            grades = grades.filter(certainty__in=certainties)
        return self.filter(models.Exists(grades))


class IndexedTreatment(models.Model):
    """One current record; `summary` is its entry in lists, as canonical JSON."""

    id = KeyField(primary_key=True)
    name = CodePointField(max_length=300)
    kind = models.CharField(max_length=20, choices=TreatmentKind.choices())
    published_at = models.DateTimeField()
    summary = models.BinaryField()

    objects = IndexedTreatmentQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["name", "id"], name="indexed_treatment_name"),
            models.Index(fields=["published_at", "id"], name="indexed_treatment_published_at"),
            models.Index(fields=["kind", "id"], name="indexed_treatment_kind"),
        ]

    def __str__(self) -> str:
        return self.id


class IndexedGrade(models.Model):
    """The evidence grade of a current record for one of its conditions; `certainty` is empty when there is none."""

    treatment = models.ForeignKey(IndexedTreatment, models.CASCADE, related_name="grades")
    condition = KeyField()
    certainty = models.CharField(max_length=10, choices=Certainty.choices(), blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["treatment", "condition"], name="indexed_grade_unique")]
        indexes = [models.Index(fields=["condition", "certainty", "treatment"], name="indexed_grade_condition")]

    def __str__(self) -> str:
        return f"{self.treatment_id} for {self.condition}"


class IndexedCitation(models.Model):
    """A citation of a current record."""

    treatment = models.ForeignKey(IndexedTreatment, models.CASCADE, related_name="citations")
    citation = KeyField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["citation", "treatment"], name="indexed_citation_unique")]

    def __str__(self) -> str:
        return f"{self.citation} in {self.treatment_id}"
