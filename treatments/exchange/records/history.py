"""Many new desk rows in a few queries, each with the entry in its edit history that a save would leave."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import models

Links = Mapping[str, Sequence[str]]


def create_all(rows: Sequence[tuple[Any, Links]]) -> None:
    """Insert rows of one model with their links: ids by the name of the many-to-many field."""
    if not rows:
        return
    model = type(rows[0][0])
    model._default_manager.bulk_create([row for row, _ in rows])
    entries = model.history.bulk_history_create([row for row, _ in rows], default_change_reason=None)
    for field in model._meta.many_to_many:
        links = _create_links(field, rows)
        past = getattr(model.history.model, field.name).model
        names = [column.attname for column in field.remote_field.through._meta.concrete_fields]
        past._default_manager.bulk_create(
            past(history=entry, **{name: getattr(link, name) for name in names})
            for entry, own in zip(entries, links, strict=True)
            for link in own
        )


def _create_links(field: "models.ManyToManyField[Any, Any]", rows: Sequence[tuple[Any, Links]]) -> list[list[Any]]:
    """Insert the rows between the tables; row by row."""
    through: Any = field.remote_field.through
    near, far = f"{field.m2m_field_name()}_id", f"{field.m2m_reverse_field_name()}_id"
    links = [[through(**{near: row.pk, far: key}) for key in named.get(field.name, ())] for row, named in rows]
    through._default_manager.bulk_create([link for own in links for link in own])
    return links
