"""What the public sees: publications, their frozen versions, and the feed of changes.

Nothing here points at a desk row or at a user: the public side is append-only, and can be replicated alone.
"""

import uuid
from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When

from treatments.models.fields import KeyField, LongTextField
from treatments.models.immutable import Immutable, ImmutableQuerySet
from treatments.vocabulary import ChangeType, PublicState


class PublicationQuerySet(models.QuerySet["Publication"]):
    """Reads of the public state."""

    def to_read(self, column: str, known: list[str]) -> "models.QuerySet[Publication, Any]":
        """State and current version, with its `body` or `gzip` as `document` unless the reader knows it."""
        return self.values(
            "id",
            "state",
            "withdrawn_at",
            "withdrawal_reason",
            "successor",
            number=F("current__number"),
            checksum=F("current__checksum"),
            published_at=F("current__published_at"),
            document=unless_known("current__", column, known),
        )

    def checked(self, ids: Collection[str]) -> dict[str, dict[str, Any]]:
        """State, number and checksum of the last version of those records that were ever published, by id."""
        rows = self.filter(id__in=ids, current__isnull=False).values(
            "id", "state", number=F("current__number"), checksum=F("current__checksum")
        )
        return {row["id"]: dict(row) for row in rows}


def unless_known(prefix: str, column: str, known: list[str]) -> Case:
    """The column, or null where the version's checksum is among those that the reader holds."""
    return Case(When(Q(**{f"{prefix}checksum__in": known}), then=Value(None)), default=F(f"{prefix}{column}"))


class Publication(models.Model):
    """The public side of one record: whether it is current or withdrawn, and which version is the last."""

    id = KeyField(primary_key=True)
    state = models.CharField(max_length=10, choices=PublicState.choices(), default=PublicState.NONE)
    current = models.ForeignKey("Version", models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.CharField(max_length=150, blank=True, default="")
    withdrawal_reason = LongTextField()
    successor = KeyField(blank=True, default="")

    objects = PublicationQuerySet.as_manager()

    if TYPE_CHECKING:
        current_id: int | None

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state=PublicState.NONE, current__isnull=True)
                | ~Q(state=PublicState.NONE) & Q(current__isnull=False),
                name="publication_has_version",
            ),
            models.CheckConstraint(
                condition=Q(state=PublicState.WITHDRAWN, withdrawn_at__isnull=False)
                & ~Q(withdrawn_by="")
                & ~Q(withdrawal_reason="")
                | ~Q(state=PublicState.WITHDRAWN)
                & Q(withdrawn_at__isnull=True, withdrawn_by="", withdrawal_reason="", successor=""),
                name="publication_withdrawal",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.id} ({self.state})"


class Place(models.Func):
    """Where bytes stand in a column of bytes; 0 where they do not."""

    function = "INSTR"
    output_field = models.IntegerField()

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """PostgreSQL's name of it, with the two the other way round."""
        return Place(*reversed(self.get_source_expressions())).as_sql(
            compiler, connection, function="POSITION", arg_joiner=" IN ", **context
        )


class VersionQuerySet(ImmutableQuerySet["Version"]):
    """Reads of frozen versions."""

    def naming(self, id_: str) -> "VersionQuerySet":
        """The versions in which something has that id; their documents tell what."""
        sought = Value(f'"id":"{id_}"'.encode(), output_field=models.BinaryField())
        return self.alias(place=Place(F("body"), sought)).filter(place__gt=0)

    def of(self, treatment: str) -> "VersionQuerySet":
        """The versions of one record, the first one first."""
        return self.filter(publication_id=treatment).order_by("number")

    def to_read(self, column: str, known: list[str]) -> "models.QuerySet[Version, Any]":
        """Checksum and time, with the `body` or `gzip` as `document` unless the reader knows it."""
        return self.values(
            "checksum",
            "published_at",
            redacted_at=F("redaction__at"),
            redaction_reason=F("redaction__reason"),
            document=unless_known("", column, known),
        )

    def to_show(self) -> "models.QuerySet[Version, Any]":
        """Checksum, time and body, with what became of the record since."""
        return self.values(
            "number",
            "checksum",
            "published_at",
            redacted_at=F("redaction__at"),
            redaction_reason=F("redaction__reason"),
            document=F("body"),
            state=F("publication__state"),
            last=F("publication__current__number"),
            withdrawn_at=F("publication__withdrawn_at"),
            withdrawal_reason=F("publication__withdrawal_reason"),
            successor=F("publication__successor"),
        )


class Version(Immutable):
    """One frozen document.

    `body` is the canonical JSON, `checksum` its SHA-256 in hex; `content_checksum` is that of its content part alone.
    """

    publication = models.ForeignKey(Publication, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    type = models.CharField(max_length=20, choices=ChangeType.choices())
    sequence = models.PositiveBigIntegerField(unique=True)
    content_checksum = models.CharField(max_length=64)
    checksum = models.CharField(max_length=64)
    body = models.BinaryField()
    gzip = models.BinaryField()
    published_at = models.DateTimeField()
    published_by = models.CharField(max_length=150)
    note = LongTextField()

    objects = VersionQuerySet.as_manager()

    if TYPE_CHECKING:
        publication_id: str

    class Meta:
        constraints = [models.UniqueConstraint(fields=["publication", "number"], name="version_number_unique")]

    def __str__(self) -> str:
        return f"{self.publication_id} version {self.number}"


class Redaction(Immutable):
    """That two people erased the bytes of a version, and why. Its checksum stays."""

    version = models.OneToOneField(Version, models.PROTECT, related_name="redaction")
    at = models.DateTimeField()
    by = models.CharField(max_length=150)
    seconded_by = models.CharField(max_length=150)
    reason = LongTextField()

    objects = ImmutableQuerySet["Redaction"].as_manager()

    def __str__(self) -> str:
        return f"{self.version}: redacted"


class ChangeQuerySet(ImmutableQuerySet["Change"]):
    """Reads of the feed."""

    def after(self, sequence: int) -> "ChangeQuerySet":
        """The feed from behind that sequence, in order."""
        return self.filter(sequence__gt=sequence).order_by("sequence")

    def newest(self, most: int) -> "ChangeQuerySet":
        """So many of them, the newest first."""
        return self.order_by("-sequence")[:most]

    def current_after(self, sequence: int) -> "ChangeQuerySet":
        """Of each record that was public right after that sequence the change that left it so, by record."""
        later = Change.objects.filter(
            publication=OuterRef("publication"), sequence__gt=OuterRef("sequence"), sequence__lte=sequence
        )
        known = self.filter(sequence__lte=sequence).exclude(type=ChangeType.WITHDRAWN)
        return known.filter(~Exists(later)).order_by("publication_id")

    def last_at(
        self, treatment: str, moment: datetime, column: str, known: list[str]
    ) -> "models.QuerySet[Change, Any]":
        """What last happened to the record at or before the moment (one row at most), with the version it left."""
        return (
            self.filter(publication_id=treatment, at__lte=moment)
            .order_by("-sequence")[:1]
            .values(
                "type",
                "at",
                "note",
                withdrawn_at=F("publication__withdrawn_at"),
                successor=F("publication__successor"),
                number=F("version__number"),
                checksum=F("version__checksum"),
                published_at=F("version__published_at"),
                redacted_at=F("version__redaction__at"),
                redaction_reason=F("version__redaction__reason"),
                document=unless_known("version__", column, known),
            )
        )


class Change(Immutable):
    """One step of the feed. `body` is its canonical JSON; `version` the version it made, or that it withdrew."""

    sequence = models.PositiveBigIntegerField(primary_key=True)
    type = models.CharField(max_length=20, choices=ChangeType.choices())
    publication = models.ForeignKey(Publication, models.PROTECT, related_name="changes")
    version = models.ForeignKey(Version, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by = models.CharField(max_length=150)
    note = LongTextField()
    body = models.BinaryField()

    objects = ChangeQuerySet.as_manager()

    if TYPE_CHECKING:
        publication_id: str

    class Meta:
        ordering = ["sequence"]
        indexes = [models.Index(fields=["publication", "at"], name="change_publication_at")]

    def __str__(self) -> str:
        return f"{self.sequence}: {self.type} {self.publication_id}"


class Feed(models.Model):
    """The one row that numbers the changes; locked last in a transaction, so that they are committed in order."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    feed = models.UUIDField(default=uuid.uuid4, help_text="Names this history: a restored one gets another.")
    sequence = models.PositiveBigIntegerField(default=0)
    last_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="feed_one_row")]

    def __str__(self) -> str:
        return f"{self.feed} at {self.sequence}"
