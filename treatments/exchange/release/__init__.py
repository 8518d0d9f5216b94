"""Releases: dated, frozen snapshots of everything that was public after one change, put together out of the feed.

No lock is held meanwhile: what the feed says up to that change stays so, whatever is published behind it.
"""

from collections.abc import Iterable
from datetime import UTC
from typing import Any

from django.utils import timezone

from treatments import workflow
from treatments.document.canonical import canonical
from treatments.document.derived import API
from treatments.document.render import timestamp
from treatments.exchange.release.drafts import Draft, Drafts
from treatments.exchange.release.files import write_changes, write_licence, write_manifest, write_records
from treatments.models import Feed, Release

Json = dict[str, Any]


def make(*, by: Any, tag: str | None = None) -> Release:
    """Make the release of today (UTC), or of the day `tag`.

    Raises:
        Refused: when there is one already, when the person may not.
    """
    tag = tag or timezone.now().astimezone(UTC).date().isoformat()
    workflow.check_release(tag=tag, by=by)  # before the work; once more when it is stored
    feed, previous = Feed.objects.get(), Release.objects.first()
    since = 0 if previous is None else previous.data_version
    told: Json = {"data_version": feed.sequence, "previous": None if previous is None else previous.tag}
    with Drafts() as drafts:
        contents = write_records(drafts, feed.sequence)
        told["counts"] = contents.counts
        write_changes(drafts, since, feed.sequence)
        write_licence(drafts, contents.attributions)
        write_manifest(drafts, {"tag": tag, "feed": str(feed.feed), **told}, since)
        files, at = list(drafts.files.values()), timezone.now()
        release = Release(tag=tag, data_version=feed.sequence, at=at, by=by.get_username())
        release.body = canonical(_body(release, told, files))
        return workflow.release(release=release, files=((file.row(), file.pieces()) for file in files), by=by)


def _body(release: Release, told: Json, files: Iterable[Draft]) -> Json:
    """What the API says of the release."""
    url = f"{API}/releases/{release.tag}"
    described = [{"name": file.name, "url": f"{url}/files/{file.name}", **file.described()} for file in files]
    return {"tag": release.tag, "url": url, "published_at": timestamp(release.at), **told, "files": described}
