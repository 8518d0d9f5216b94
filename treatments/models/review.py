"""The append-only history of decisions: who did what to a record, when, on which content, and why."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from treatments.models.fields import KeyField, LongTextField
from treatments.models.immutable import Immutable, ImmutableQuerySet
from treatments.vocabulary import Action

CURRENT_FOR = timedelta(days=365)
PUBLISHED = (Action.PUBLISH, Action.IMPORT)


class StepQuerySet(ImmutableQuerySet["Step"]):
    """Reads of the history."""

    def of(self, treatment: str) -> "StepQuerySet":
        """The steps of one record, the first one first."""
        return self.filter(treatment=treatment).order_by("id")

    def publications(self, treatments: Iterable[str]) -> "StepQuerySet":
        """The steps that published the desk of these records, the first one first."""
        return self.filter(treatment__in=list(treatments), action__in=PUBLISHED).order_by("id")

    def since_publication(self, *treatments: str) -> "StepQuerySet":
        """The steps since the desk of each record was last published (or since the beginning)."""
        last = Step.objects.filter(treatment=OuterRef("treatment"), action__in=PUBLISHED).order_by("-id").values("id")
        behind = Coalesce(Subquery(last[:1]), 0)
        return self.filter(treatment__in=treatments, id__gt=behind).order_by("id")

    def with_content(self) -> "StepQuerySet":
        """Those that hold the content that was submitted or approved."""
        return self.exclude(content=b"")


class Step(Immutable):
    """One step. `by` is null when nobody knows who edited. It outlives the treatment, hence no foreign key to it."""

    treatment = KeyField(db_index=True)
    action = models.CharField(max_length=20, choices=Action.choices())
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    content_checksum = models.CharField(max_length=64, blank=True, default="")
    content = models.BinaryField(default=b"", help_text="What was submitted or approved, as canonical JSON.")
    note = LongTextField()

    objects = StepQuerySet.as_manager()

    if TYPE_CHECKING:
        by_id: int | None

    def __str__(self) -> str:
        return f"{self.treatment}: {self.action}"


class ConflictStatementQuerySet(ImmutableQuerySet["ConflictStatement"]):
    """Reads of conflict-of-interest statements."""

    def current(self, user: Any) -> "ConflictStatement | None":
        """The user's newest statement, if it was made within the last year."""
        newest = self.newest(user)
        return newest if newest is not None and newest.valid_until >= timezone.now() else None

    def newest(self, user: Any) -> "ConflictStatement | None":
        """The user's newest statement, however old."""
        return self.filter(by=user).order_by("at", "id").last()


class ConflictStatement(Immutable):
    """A person's statement of their conflicts of interest, published with what they curated or reviewed."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    statement = LongTextField(blank=False, help_text="For example: none; or: speaker's fees from …, 2025.")

    objects = ConflictStatementQuerySet.as_manager()

    class Meta:
        verbose_name = "conflict-of-interest statement"

    def __str__(self) -> str:
        return f"{self.by}: {self.statement[:60]}"

    @property
    def valid_until(self) -> datetime:
        """When it has to be confirmed or changed by a new one."""
        return self.at + CURRENT_FOR
