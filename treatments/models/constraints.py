"""Constraints of the database that speak to people, too."""

from collections.abc import Collection, Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q


class Check(models.CheckConstraint):
    """A constraint whose message stands beside `field` in forms. To migrations it is a plain CheckConstraint."""

    def __init__(self, *, field: str = "", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.field = field

    def deconstruct(self) -> Any:
        _, args, kwargs = super().deconstruct()
        return "django.db.models.CheckConstraint", args, kwargs

    def clone(self) -> "Check":
        copy: Check = super().clone()
        copy.field = self.field
        return copy

    def validate(
        self,
        model: type[models.Model],
        instance: models.Model,
        exclude: Collection[str] | None = None,
        using: str = "default",
    ) -> None:
        """Ask the database, telling it no more columns than the constraint names.

        Raises:
            ValidationError: beside the field.
        """
        named = set(_columns(Q(self.condition)))
        others = {column.name for column in model._meta.concrete_fields} - named
        try:
            super().validate(model, instance, {*others, *(exclude or ())}, using)
        except ValidationError as error:
            raise ValidationError({self.field: error}) from None


def _columns(condition: Q) -> Iterator[str]:
    """Every column that the condition names, on either side of a comparison."""
    for child in condition.children:
        if isinstance(child, Q):
            yield from _columns(child)
        elif isinstance(child, tuple):
            path, value = child
            yield path.partition("__")[0]
            if isinstance(value, F):
                yield value.name  # type: ignore[attr-defined]
