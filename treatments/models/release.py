"""Releases: dated, frozen snapshots of everything that was public, kept in the database like the versions they hold."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import OuterRef, Subquery

from treatments.models.fields import CodePointField
from treatments.models.immutable import Immutable, ImmutableQuerySet
from treatments.models.record import Change, Redaction, Version
from treatments.vocabulary import ChangeType

PIECE = 2**20  # bytes in every piece of a file but its last


class ReleaseQuerySet(ImmutableQuerySet["Release"]):
    """Reads of releases."""

    def holding(self, version: Version) -> "ReleaseQuerySet":
        """Those in which this version stands."""
        then = Change.objects.filter(publication=version.publication_id, sequence__lte=OuterRef("data_version"))
        last = then.order_by("-sequence")
        return self.annotate(
            version_then=Subquery(last.values("version")[:1]), type_then=Subquery(last.values("type")[:1])
        ).filter(version_then=version.pk, type_then__in=set(ChangeType) - {ChangeType.WITHDRAWN})


class Release(Immutable):
    """A snapshot of the public side after the change `data_version`.

    `tag` is its day; `body` is what the API says of it, as canonical JSON.
    """

    tag = CodePointField(primary_key=True, max_length=10)
    data_version = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    by = models.CharField(max_length=150)
    body = models.BinaryField()

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        ordering = ["-tag"]
        permissions = [("make_release", "Can make a release")]

    def __str__(self) -> str:
        return self.tag


class ReleaseFile(Immutable):
    """One file of a release; `size` is in bytes, `sha256` in hex."""

    release = models.ForeignKey(Release, models.PROTECT, related_name="files")
    name = models.CharField(max_length=100)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)

    objects = ImmutableQuerySet["ReleaseFile"].as_manager()

    if TYPE_CHECKING:
        release_id: str

    class Meta:
        ordering = ["release", "name"]
        constraints = [models.UniqueConstraint(fields=["release", "name"], name="releasefile_unique")]

    def __str__(self) -> str:
        return f"{self.release_id}/{self.name}"

    def read(self, first: int = 0, last: int | None = None) -> Iterator[bytes]:
        """Its bytes from the first to the last of these places, a piece at a time and in a query each."""
        end = self.size if last is None else last + 1
        for begin in range(first - first % PIECE, end, PIECE):
            bodies = self.chunks.filter(number=begin // PIECE + 1).values_list("body", flat=True)
            yield bytes(bodies.get())[max(first - begin, 0) : end - begin]


class ReleaseChunk(Immutable):
    """A piece of a file, so that neither writing nor serving it needs the whole of it in memory.

    `number` counts from 1; a file of no bytes has no piece.
    """

    file = models.ForeignKey(ReleaseFile, models.PROTECT, related_name="chunks")
    number = models.PositiveIntegerField()
    body = models.BinaryField()

    objects = ImmutableQuerySet["ReleaseChunk"].as_manager()

    class Meta:
        ordering = ["file", "number"]
        constraints = [models.UniqueConstraint(fields=["file", "number"], name="releasechunk_unique")]

    def __str__(self) -> str:
        return f"{self.file}, piece {self.number}"


class ReleaseRedaction(Immutable):
    """That the files of a release were erased, because they held a version that was redacted."""

    release = models.OneToOneField(Release, models.PROTECT, related_name="redaction")
    redaction = models.ForeignKey(Redaction, models.PROTECT, related_name="+")

    objects = ImmutableQuerySet["ReleaseRedaction"].as_manager()

    def __str__(self) -> str:
        return f"{self.release}: redacted"
