"""Recommendations of guideline bodies."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from treatments.models.condition import Condition
from treatments.models.desk import Read
from treatments.models.fields import KeyField, LongTextField
from treatments.models.treatment import Row, Treatment
from treatments.vocabulary import Certainty, RecommendationDirection, RecommendationStatus, Strength


class Recommendation(Row, Read):
    """What an organisation recommends, in our words."""

    id = KeyField(primary_key=True)
    treatment = models.ForeignKey(Treatment, models.CASCADE, related_name="recommendations")
    organisation = models.CharField(max_length=300)
    year = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(1900), MaxValueValidator(2100)]
    )
    condition = models.ForeignKey(Condition, models.PROTECT, related_name="+")
    direction = models.CharField(max_length=10, choices=RecommendationDirection.choices())
    strength = models.CharField(max_length=15, choices=Strength.choices())
    strength_as_printed = models.CharField(max_length=300, blank=True, default="")
    certainty = models.CharField(max_length=10, choices=Certainty.choices(), blank=True, default="")
    text = LongTextField(blank=False, help_text="Paraphrased.")
    status = models.CharField(
        max_length=10, choices=RecommendationStatus.choices(), default=RecommendationStatus.CURRENT
    )
    note = LongTextField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.id}: {self.organisation}"

    @property
    def left_out_reason(self) -> str:
        return self.withheld_reason or super().left_out_reason
