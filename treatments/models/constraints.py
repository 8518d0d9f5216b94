"""Constraints of the database that speak to people, too."""

from collections.abc import Collection
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q


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
        named = Q(self.condition).referenced_base_fields
        others = {column.name for column in model._meta.concrete_fields} - named
        try:
            super().validate(model, instance, {*others, *(exclude or ())}, using)
        except ValidationError as error:
            raise ValidationError({self.field: error}) from None
