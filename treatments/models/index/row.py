"""What the index rows have in common, and how texts are compared."""

import hashlib
import unicodedata
from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self, TypeVar

from django.db import models
from django.db.models import Q

from treatments.models.fields import KeyField

R = TypeVar("R", bound="IndexedRow")


def folded(text: str) -> str:
    """What stands for a text that is compared whole, ignoring case: of one length, however long the text."""
    return hashlib.sha256(unicodedata.normalize("NFC", text.casefold()).encode()).hexdigest()[:32]


class FoldedField(models.CharField):  # type: ignore[type-arg]
    """A text in the form of `folded`; empty where there is none."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": 32, "blank": True, "default": "", **kwargs})


class RowQuerySet(models.QuerySet[R]):
    """The filters that rows have in common."""

    def shown(self) -> Self:
        """One copy of each row."""
        return self.filter(shown=True)

    def of_treatments(self, treatments: Collection[str]) -> Self:
        """Those of any of the records."""
        return self.filter(treatment__in=treatments)

    def for_conditions(self, conditions: Collection[str]) -> Self:
        """Those that speak of any of the conditions."""
        return self.filter(condition__in=conditions)

    def published_since(self, moment: datetime) -> Self:
        """Those of which the record's current version was published then or later."""
        return self.filter(treatment__published_at__gte=moment)


class IndexedRow(models.Model):
    """A row of a current record that lists across treatments show; `entry` is its entry there, as canonical JSON."""

    treatment = models.ForeignKey("treatments.IndexedTreatment", models.CASCADE, related_name="+")
    key = KeyField()
    sequence = models.PositiveBigIntegerField()
    shown = models.BooleanField()
    entry = models.BinaryField()

    if TYPE_CHECKING:
        treatment_id: str

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(fields=["key", "treatment"], name="%(class)s_unique"),
            models.UniqueConstraint(fields=["key"], condition=Q(shown=True), name="%(class)s_shown_once"),
        ]

    def __str__(self) -> str:
        return f"{self.key} of {self.treatment_id}"
