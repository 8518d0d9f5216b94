"""One row as a line says it, beside the stored one: where they differ, and what is wrong with it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, models, transaction

BOOKKEEPING = {"edition", "desk_state", "publication"}


@dataclass(eq=False, slots=True)
class Entry:
    """A row as the line says it, with the ids it is linked to, beside the stored one, if any.

    `part` is the list of the record in which it stands; `differing` names the columns and links in which the stored
    row is another.
    """

    part: str
    row: Any
    links: dict[str, list[str]] = field(default_factory=dict)
    stored: Any = None
    differing: list[str] = field(init=False, default_factory=list)

    def __post_init__(self) -> None:
        if self.stored is not None:
            row, stored = self.row, self.stored
            self.differing = [name for name in own_columns(type(row)) if getattr(stored, name) != getattr(row, name)]
            for name, keys in self.links.items():
                if {*keys} != {linked.pk for linked in getattr(stored, name).all()}:
                    self.differing.append(name)

    @property
    def is_to_be_written(self) -> bool:
        """Whether the desk says something else, or nothing."""
        return self.stored is None or bool(self.differing)

    def faults(self) -> Iterator[str]:
        """What the row's form would say. That the rows it names exist is the line's own matter."""
        relations = {column.name for column in self.row._meta.concrete_fields if column.is_relation}
        try:
            self.row.full_clean(exclude=relations, validate_unique=False, validate_constraints=False)
        except ValidationError as error:
            yield from self._messages(error)

    def refusals(self) -> Iterator[str]:
        """What the database says to the row alone. It is saved if there is nothing."""
        try:
            with transaction.atomic():
                self.row.save(force_insert=self.stored is None)
        except IntegrityError:
            same = type(self.row)._default_manager.filter(pk=self.row.pk).first()
            if self.stored is None and (owner := getattr(same, "treatment_id", None)):
                yield f"{self._label}: this id belongs to {owner}; ids are unique on the server"
                return
            try:
                self.row.validate_constraints()
            except ValidationError as error:
                yield from self._messages(error)

    def update(self, *more: str) -> None:
        """Save what differs over the stored row, and these columns."""
        columns = [name for name in self.differing if name not in self.links]
        if columns:
            self.row.save(update_fields=[*columns, *more])
        for name, keys in self.links.items():
            getattr(self.row, name).set(keys)

    @property
    def _label(self) -> str:
        return f"{self.part} {self.row.pk}" if isinstance(self.row.pk, str) else self.part

    def _messages(self, error: ValidationError) -> Iterator[str]:
        for column, messages in error.message_dict.items():
            place = "" if column == NON_FIELD_ERRORS else f"{column}: "
            yield f"{self._label}: {place}{' '.join(messages)}"


def own_columns(model: type[models.Model]) -> list[str]:
    """The columns that a line speaks of."""
    return [
        column.attname
        for column in model._meta.concrete_fields
        if not column.primary_key and column.name not in BOOKKEEPING
    ]
