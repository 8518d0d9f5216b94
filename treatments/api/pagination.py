"""Pages by keyset: the next page begins behind the last entry of this one, however deep it lies.

A record that is public throughout is neither missed nor repeated. A cursor belongs to its path, filters and sort.
"""

import base64
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeAlias, TypeVar, cast

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.http import HttpRequest

from treatments.api.parameters import invalid_parameter
from treatments.document.canonical import canonical, parse

M = TypeVar("M", bound=models.Model)
H = TypeVar("H")
Field: TypeAlias = "models.Field[Any, Any]"
Query = Mapping[str, str]
NOT_OF_THE_QUESTION = {"cursor", "page_size", "count", "fields", "format"}


@dataclass(frozen=True, slots=True)
class Order:
    """A sort key and the unique key that breaks its ties (or, where the key is unique, that key alone)."""

    keys: tuple[str, ...]
    descending: bool = False

    def sorted(self, rows: "models.QuerySet[M]", *, backward: bool) -> "models.QuerySet[M]":
        """The rows in this order, or against it."""
        minus = "-" if self.descending != backward else ""
        return rows.order_by(*(f"{minus}{key}" for key in self.keys))


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place in an order: behind the entry with these values, or with it; or, `backward`, before it."""

    values: tuple[Any, ...]
    backward: bool = False
    inclusive: bool = False

    def condition(self, order: Order) -> Q:
        """What lies on the cursor's side of its place."""
        operator = "lt" if order.descending != self.backward else "gt"
        *heads, last = order.keys
        condition = Q(**{f"{last}__{operator}{'e' if self.inclusive else ''}": self.values[-1]})
        for key, value in zip(reversed(heads), reversed(self.values[:-1]), strict=True):
            condition = Q(**{f"{key}__{operator}e": value}) & (Q(**{f"{key}__{operator}": value}) | condition)
        return condition

    def lies_before(self, values: tuple[Any, ...]) -> bool:
        """Whether an entry with these values, sorted ascending, lies on the cursor's side of its place."""
        if self.inclusive and values == self.values:
            return True
        return values < self.values if self.backward else values > self.values

    def encoded(self, question: str) -> str:
        """The cursor as clients see it."""
        text = canonical([question, self.backward, self.inclusive, *map(_text, self.values)])
        return base64.urlsafe_b64encode(text).decode().rstrip("=")


def read_cursor(fields: Sequence[Field], request: HttpRequest, given: Mapping[str, Any]) -> Cursor | None:
    """The place that the request names, if it names one; read before any conditional answer, since it may be wrong.

    `fields` are those of the order's keys.

    Raises:
        Problem: invalid-parameter, for a cursor that is broken or of another list.
    """
    return _decoded(given["cursor"], _question(request, given), fields) if "cursor" in given else None


def fields_of(model: type[models.Model], order: Order) -> list[Field]:
    """The columns of the order's keys."""
    return [cast("Field", model._meta.get_field(key)) for key in order.keys]


def read_page(
    rows: "models.QuerySet[M]", order: Order, cursor: Cursor | None, request: HttpRequest, given: Mapping[str, Any]
) -> tuple[list[M], dict[str, Any]]:
    """The entries of one page, and the list's members beside them, in one query; `count` takes one more."""
    stretch = rows if cursor is None else rows.filter(cursor.condition(order))
    backward = cursor is not None and cursor.backward
    found = list(order.sorted(stretch, backward=backward)[: given["page_size"] + 1])
    return _page(found, order, cursor, request, given)


def read_ranked(
    hits: Sequence[H], order: Order, cursor: Cursor | None, request: HttpRequest, given: Mapping[str, Any]
) -> tuple[list[H], dict[str, Any]]:
    """The same of hits that are at hand, sorted."""
    found = [hit for hit in hits if cursor is None or cursor.lies_before(_values(hit, order))]
    if cursor is not None and cursor.backward:
        found.reverse()
    return _page(found[: given["page_size"] + 1], order, cursor, request, given)


def _page(
    found: list[H], order: Order, cursor: Cursor | None, request: HttpRequest, given: Mapping[str, Any]
) -> tuple[list[H], dict[str, Any]]:
    """The page that begins at the cursor; `found` has one entry more than it if there are more."""
    question, size = _question(request, given), given["page_size"]
    more, found = len(found) > size, found[:size]
    if cursor is not None and cursor.backward:
        found.reverse()
    before, behind = _neighbours(found, cursor, order, more=more)
    previous = None if before is None else {"cursor": before.encoded(question)}
    next_ = None if behind is None else {"cursor": behind.encoded(question)}
    return found, dict(neighbours(request, previous, next_))


def chunks(rows: "models.QuerySet[M]", order: Order, size: int = 500) -> Iterator[list[M]]:
    """All rows in order, so many at a time: none is missed that is there throughout, and memory stays bounded."""
    cursor: Cursor | None = None
    while True:
        stretch = rows if cursor is None else rows.filter(cursor.condition(order))
        found = list(order.sorted(stretch, backward=False)[:size])
        if found:
            yield found
        if len(found) < size:
            return
        cursor = Cursor(_values(found[-1], order))


def _neighbours(
    found: Sequence[object], cursor: Cursor | None, order: Order, *, more: bool
) -> tuple[Cursor | None, Cursor | None]:
    """Where the pages before and behind this one begin, None where there is none."""
    if not found:
        if cursor is None:
            return None, None
        # All that lay here is gone. Turning back must not skip the entry at which the cursor stands.
        turned = Cursor(cursor.values, backward=not cursor.backward, inclusive=not cursor.inclusive)
        return (None, turned) if cursor.backward else (turned, None)
    backward = cursor is not None and cursor.backward
    before, behind = Cursor(_values(found[0], order), backward=True), Cursor(_values(found[-1], order))
    has_previous, has_next = (more, True) if backward else (cursor is not None, more)
    return before if has_previous else None, behind if has_next else None


def neighbours(request: HttpRequest, previous: Query | None, next_: Query | None) -> dict[str, str | None]:
    """`next` and `previous`: the same question with these parameters changed, as absolute addresses."""

    def address(changes: Query | None) -> str | None:
        if changes is None:
            return None
        query = request.GET.copy()
        for name, value in changes.items():
            query[name] = value
        return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")

    return {"next": address(next_), "previous": address(previous)}


def link(members: Mapping[str, str | None]) -> str:
    """The `Link` header (RFC 8288) of a page's neighbours."""
    names = {"next": "next", "previous": "prev"}
    return ", ".join(f'<{members[name]}>; rel="{rel}"' for name, rel in names.items() if members[name] is not None)


def _question(request: HttpRequest, given: Mapping[str, Any]) -> str:
    sort = {"sort": "" if "q" in given else "id"}  # that of a list for which none is asked
    asked = [
        [name, _text(value) if isinstance(value, datetime) else value]
        for name, value in sorted({**sort, **given}.items())
        if name not in NOT_OF_THE_QUESTION
    ]
    return hashlib.sha256(canonical([request.path, asked])).hexdigest()[:16]


def _values(row: object, order: Order) -> tuple[Any, ...]:
    return tuple(getattr(row, key) for key in order.keys)


def _text(value: Any) -> str:
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else str(value)


def _decoded(cursor: str, question: str, fields: Sequence[Field]) -> Cursor:
    broken = invalid_parameter("cursor", "invalid", "This cursor is broken: take `next` or `previous` as they are.")
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        found, backward, inclusive, *texts = parse(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (ValueError, TypeError):
        raise broken from None
    if found != question:
        raise invalid_parameter("cursor", "foreign", "This cursor belongs to another list, filter or sort.")
    try:
        values = tuple(field.clean(text, None) for field, text in zip(fields, texts, strict=True))
        made = Cursor(values, backward=bool(backward), inclusive=bool(inclusive))
        is_ours = made.encoded(question) == cursor  # no other spelling, no time without a zone
    except (ValueError, TypeError, OverflowError, ValidationError):
        raise broken from None
    if not is_ours:
        raise broken
    return made
