"""Columns with one meaning each, used by every table."""

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.core.validators import MaxLengthValidator, RegexValidator
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

if TYPE_CHECKING:  # Django's fields take type arguments in the stubs alone.
    Characters = models.CharField[str, str]
    Number = models.DecimalField[Decimal | int | None, Decimal | None]
    LongText = models.TextField[str, str]
else:
    Characters, Number, LongText = models.CharField, models.DecimalField, models.TextField

KEY_PATTERN = r"^[a-z0-9]+(?:-[a-z0-9]+)*\Z"
KEY_LENGTH = 100
DIGITS, PLACES = 15, 8

validate_key = RegexValidator(
    KEY_PATTERN, "Use lower-case letters a–z, digits and single hyphens between them, for example “muscle-relaxants”."
)


class CodePointField(Characters):
    """Text that is compared and sorted by code point on every database, whatever its locale.

    PostgreSQL would otherwise sort by its language's rules, and a cursor made on one host would skip rows on another.
    """

    def db_parameters(self, connection: BaseDatabaseWrapper) -> dict[str, Any]:
        parameters: dict[str, Any] = super().db_parameters(connection)
        if connection.vendor == "postgresql":
            parameters["collation"] = "C"
        return parameters


class KeyField(CodePointField):
    """Id of a record: lower-case key of at most 100 characters."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", KEY_LENGTH)
        super().__init__(**kwargs)
        self.validators.append(validate_key)


class NumberField(Number):
    """A number of at most 15 digits, 8 of them decimals: SQLite keeps no more. Null is unknown; 0 is a value."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs |= {"max_digits": DIGITS, "decimal_places": PLACES}
        super().__init__(**kwargs)


class LongTextField(LongText):
    """Text without a length limit of the database's, held to a sane one by forms and imports."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("blank", True)
        kwargs.setdefault("default", "")
        super().__init__(**kwargs)
        self.validators.append(MaxLengthValidator(20_000))
