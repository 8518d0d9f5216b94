"""What every desk row has in common: history, editions, where it was read, why it is withheld."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import models
from simple_history.models import HistoricalRecords

from treatments.grading.effect import Fault
from treatments.models.fields import LongTextField


class DeskModel(models.Model):
    """A row that curators edit; every save and deletion leaves its old values in `history`."""

    history = HistoricalRecords(inherit=True)

    class Meta:
        abstract = True


class Shared(DeskModel):
    """A row used by several records. `edition` counts its saves, so that two open forms do not overwrite each other."""

    edition = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True


class Read(models.Model):
    """Where a row was read, which makes it verified, and why it is withheld from publication, if it is."""

    read_by = models.CharField("read by", max_length=200, blank=True, default="")
    read_where = LongTextField(help_text="The page or place where a person read this. Empty: unverified.")
    read_on = models.DateField("read on", null=True, blank=True)
    withheld = LongTextField(help_text="Why this is kept from publication. Empty: it is not.")

    class Meta:
        abstract = True

    @property
    def is_verified(self) -> bool:
        """Whether it is said where this was read."""
        return self.read_where != ""

    @property
    def withheld_reason(self) -> str:
        """Why this is not published; empty when it may be."""
        if self.withheld:
            return self.withheld
        return "" if self.is_verified else "unverified: where it was read is not recorded"


def raise_faults(faults: Iterable[Fault], prefix: str = "") -> None:
    """Turn grading's faults into messages beside the fields.

    Raises:
        ValidationError: when there is a fault.
    """
    messages: dict[str, list[str]] = {}
    for fault in faults:
        messages.setdefault(prefix + fault.field, []).append(fault.message)
    if messages:
        raise ValidationError(messages)
