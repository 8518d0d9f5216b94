"""Pages by keyset: the next page begins behind the last entry of this one, however deep it lies.

A record that is public throughout is neither missed nor repeated. A cursor belongs to its path, filters and sort.
"""

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db import models
from django.db.models import Q
from django.http import HttpRequest

from treatments.api.parameters import invalid_parameter

M = TypeVar("M", bound=models.Model)
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

    def behind(self, values: tuple[Any, ...], *, backward: bool) -> Q:
        """What comes behind the values in this order, or before them."""
        operator = "lt" if self.descending != backward else "gt"
        *heads, last = self.keys
        condition = Q(**{f"{last}__{operator}": values[-1]})
        for key, value in zip(reversed(heads), reversed(values[:-1]), strict=True):
            condition = Q(**{f"{key}__{operator}e": value}) & (Q(**{f"{key}__{operator}": value}) | condition)
        return condition


@dataclass(frozen=True, slots=True)
class Page(Generic[M]):
    """Entries of one page and the cursors of its neighbours, null where there is none."""

    rows: list[M]
    previous: str | None
    next: str | None


def read_page(rows: "models.QuerySet[M]", order: Order, request: HttpRequest, given: Mapping[str, Any]) -> Page[M]:
    """One page, in one query.

    Raises:
        Problem: invalid-parameter, for a cursor that is broken or of another list.
    """
    question = _question(request, given)
    size, values, backward = given["page_size"], None, False
    if "cursor" in given:
        values, backward = _decoded(given["cursor"], question, rows.model, order)
        rows = rows.filter(order.behind(values, backward=backward))
    found = list(order.sorted(rows, backward=backward)[: size + 1])
    more, found = len(found) > size, found[:size]
    if backward:
        found.reverse()
    ends = [_values(found[0], order), _values(found[-1], order)] if found else [values, values]
    has_previous, has_next = (more, True) if backward else (values is not None, more)
    return Page(
        found,
        previous=_encoded(ends[0], question, backward=True) if has_previous else None,
        next=_encoded(ends[1], question, backward=False) if has_next else None,
    )


def neighbours(request: HttpRequest, parameter: str, previous: str | None, next_: str | None) -> dict[str, str | None]:
    """`next` and `previous`: the same question at another place, as absolute addresses."""

    def address(place: str | None) -> str | None:
        if place is None:
            return None
        query = request.GET.copy()
        query[parameter] = place
        return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")

    return {"next": address(next_), "previous": address(previous)}


def link(members: Mapping[str, str | None]) -> str:
    """The `Link` header (RFC 8288) of a page's neighbours."""
    names = {"next": "next", "previous": "prev"}
    return ", ".join(f'<{members[name]}>; rel="{rel}"' for name, rel in names.items() if members[name] is not None)


def _question(request: HttpRequest, given: Mapping[str, Any]) -> str:
    asked = {name: value for name, value in given.items() if name not in NOT_OF_THE_QUESTION}
    text = json.dumps([request.path, sorted(asked.items())], default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _values(row: models.Model, order: Order) -> tuple[Any, ...]:
    return tuple(row._meta.get_field(key).value_to_string(row) for key in order.keys)  # type: ignore[union-attr]


def _encoded(values: Any, question: str, *, backward: bool) -> str:
    text = json.dumps([question, int(backward), *values], separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _decoded(cursor: str, question: str, model: type[models.Model], order: Order) -> tuple[tuple[Any, ...], bool]:
    broken = invalid_parameter("cursor", "invalid", "This cursor is broken: take `next` or `previous` as they are.")
    try:
        found, backward, *texts = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        values = tuple(
            model._meta.get_field(key).to_python(text)  # type: ignore[union-attr]
            for key, text in zip(order.keys, texts, strict=True)
        )
    except Exception:  # noqa: BLE001 - whatever fails, the cursor is not one that we made
        raise broken from None
    if found != question:
        raise invalid_parameter("cursor", "foreign", "This cursor belongs to another list, filter or sort.")
    if backward not in (0, 1) or not all(isinstance(text, str) and "\0" not in text for text in texts):
        raise broken
    return values, bool(backward)
