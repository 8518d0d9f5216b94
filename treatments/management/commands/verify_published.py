"""Verify what is published: checksums, the feed, the releases, the triggers, the index, the search."""

from collections.abc import Iterator
from gzip import decompress
from hashlib import sha256
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from treatments import index, search
from treatments.document.canonical import checksum
from treatments.document.content import content_checksum
from treatments.document.render import content_of, read
from treatments.models import Change, Feed, Publication, Release, ReleaseFile, Version
from treatments.models.immutable import missing_triggers
from treatments.vocabulary import ChangeType, PublicState


class Command(BaseCommand):
    """Re-hash versions and releases, look for gaps in the feed and missing triggers, rebuild the index to compare."""

    help = __doc__

    def handle(self, *_: Any, **__: Any) -> None:
        versions = list(_version_faults())
        faults = [
            *versions,
            *_feed_faults(),
            *_publication_faults(),
            *_release_faults(),
            *(f"trigger: {name} is missing" for name in missing_triggers()),
            *([] if versions else index.faults()),  # the index follows from the versions
            *search.faults(),
        ]
        for fault in faults:
            self.stderr.write(fault)
        if faults:
            raise CommandError(f"{len(faults)} faults: restore from a backup and find out who wrote to the database.")
        self.stdout.write(f"{Version.objects.count()} versions, {Change.objects.count()} changes: all as published.")


def _version_faults() -> Iterator[str]:
    for version in (
        Version.objects.select_related("redaction").order_by("publication_id", "number").iterator(chunk_size=100)
    ):
        body = bytes(version.body)
        if hasattr(version, "redaction"):
            if body or version.gzip:
                yield f"{version}: it is redacted, but its bytes are there"
            continue
        if checksum(body) != version.checksum:
            yield f"{version}: its bytes do not have its checksum"
            continue
        if decompress(bytes(version.gzip)) != body:
            yield f"{version}: its compressed bytes are not its bytes"
        document = read(body)
        if content_checksum(content_of(document)) != version.content_checksum:
            yield f"{version}: its content does not have its content checksum"
        if (document["id"], document["version"]) != (version.publication_id, version.number):
            yield f"{version}: its document is of {document['id']} version {document['version']}"


def _feed_faults() -> Iterator[str]:
    sequences = list(Change.objects.order_by("sequence").values_list("sequence", flat=True))
    if sequences != list(range(1, len(sequences) + 1)):
        yield "feed: the sequence of changes has a gap"
    feed = Feed.objects.first()
    if feed is None or feed.sequence != len(sequences):
        yield "feed: its head is not the newest change"
    for change in Change.objects.select_related("version").iterator(chunk_size=100):
        body = read(change.body)
        told = (body["sequence"], body["type"], body["treatment"], body["version"], body["etag"])
        version = change.version
        if told != (change.sequence, change.type, change.publication_id, version.number, version.checksum):
            yield f"change {change.sequence}: its document is of another change"


def _publication_faults() -> Iterator[str]:
    for publication in Publication.objects.select_related("current"):
        last = publication.versions.order_by("number").last()
        if publication.current != last:
            yield f"{publication.id}: its current version is not its last"
        change = publication.changes.order_by("sequence").last()
        if change and (change.type == ChangeType.WITHDRAWN) != (publication.state == PublicState.WITHDRAWN):
            yield f"{publication.id}: it is {publication.state}, but the newest change says {change.type}"


def _release_faults() -> Iterator[str]:
    for release in Release.objects.select_related("redaction"):
        files = {file.name: file for file in release.files.all()}
        told = {file["name"]: (file["bytes"], file["sha256"]) for file in read(release.body)["files"]}
        if told != {name: (file.size, file.sha256) for name, file in files.items()}:
            yield f"release {release}: its files are not those that it names"
        for file in files.values():
            yield from _file_faults(file, erased=hasattr(release, "redaction"))


def _file_faults(file: ReleaseFile, *, erased: bool) -> Iterator[str]:
    size, digest = 0, sha256()
    for body in file.chunks.order_by("number").values_list("body", flat=True).iterator(chunk_size=1):
        size += len(body)
        digest.update(body)
    if erased and size:
        yield f"release {file}: it is redacted, but its bytes are there"
    if not erased and (size, digest.hexdigest()) != (file.size, file.sha256):
        yield f"release {file}: its bytes do not have its checksum"
