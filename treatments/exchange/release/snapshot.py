"""What the feed says up to one change: the records that were public then, and how they differ from an earlier time.

Read by keyset in short queries, so that no lock and no transaction lasts while a release is put together.
"""

from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from treatments.models import Change, Publication
from treatments.rules import Refused

Json = dict[str, Any]
AT_A_TIME = 20


def bodies(data_version: int) -> Iterator[bytes]:
    """The stored bytes of every record that was public after that change, by id.

    Raises:
        Refused: when one of them was redacted since.
    """
    current = Change.objects.current_after(data_version)
    columns = current.values_list("publication_id", "version__number", "version__body")
    for id_, number, body in _by_record(columns, "publication_id"):
        if not body:
            raise Refused(f"{id_} version {number} was redacted meanwhile: make the release again.")
        yield bytes(body)


def changes(since: int, data_version: int) -> Iterator[bytes]:
    """The feed's changes from behind one sequence up to the other, in order."""
    while page := list(Change.objects.after(since).filter(sequence__lte=data_version)[:AT_A_TIME]):
        yield from (bytes(change.body) for change in page)
        since = page[-1].sequence


def differences(before: int, data_version: int) -> Iterator[Json]:
    """Every record of which another version was public before, or none, or none any more; by id."""
    concerned = Change.objects.filter(publication=OuterRef("pk"), sequence__gt=before, sequence__lte=data_version)
    records = Publication.objects.filter(Exists(concerned)).order_by("id")
    numbered = records.annotate(old=_number_after(before), new=_number_after(data_version))
    for id_, old, new in _by_record(numbered.values_list("id", "old", "new"), "id"):
        if old != new:
            change = "added" if old is None else "withdrawn" if new is None else "updated"
            yield {"treatment": id_, "change": change, "previous_version": old, "version": new}


def _number_after(sequence: int) -> Subquery:
    """The version of a record that was public after that change."""
    current = Change.objects.current_after(sequence).filter(publication=OuterRef("pk"))
    return Subquery(current.values("version__number")[:1])


def _by_record(rows: "QuerySet[Any, Any]", id_column: str) -> Iterator[tuple[Any, ...]]:
    """The rows, which are ordered by the id of their record and begin with it."""
    after = ""
    while page := list(rows.filter(**{f"{id_column}__gt": after})[:AT_A_TIME]):
        yield from page
        after = page[-1][0]
