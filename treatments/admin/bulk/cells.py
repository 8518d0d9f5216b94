"""One cell of a table and one column of a row: the value as text, and back without loss."""

import re
from collections.abc import Collection, Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from import_export.widgets import ManyToManyWidget, Widget

from treatments.admin import lists
from treatments.document.canonical import plain

BETWEEN = "|"
NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,2})?")
COUNT = re.compile(r"([+-]?[0-9]{1,15})(\.0*)?")
YES_NO = {"yes": True, "true": True, "no": False, "false": False}


class Cell(Widget):  # type: ignore[misc]
    """Text. `clean` raises a ValueError that says what to write."""

    is_number = False
    help = "text"

    def __init__(self, column: Any) -> None:
        super().__init__()
        self.column = column

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> Any:
        return tidy(value)

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "" if value is None else str(value)


def tidy(text: str) -> str:
    """The text as the forms take it."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


class NumberCell(Cell):
    """A number, exactly; an empty cell is unknown, 0 is a value."""

    is_number = True
    help = "a number with a decimal point"

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> Decimal | None:
        text = _signed(value)
        if text and not NUMBER.fullmatch(text):
            raise ValueError("Write a number with a decimal point, for example 0.85.")
        return Decimal(text) if text else None

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "" if value is None else plain(Decimal(value))


class CountCell(NumberCell):
    """A whole number."""

    help = "a whole number"

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> Any:
        text = _signed(value)
        found = COUNT.fullmatch(text)
        if text and not found:
            raise ValueError("Write a whole number.")
        return int(found[1]) if found else None


class YesNoCell(Cell):
    """Yes or no; an empty cell where nothing is assumed is refused by the column."""

    help = "yes or no"

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> bool:
        word = value.strip().casefold()
        if not word and self.column.has_default():
            return bool(self.column.get_default())
        if word not in YES_NO:
            raise ValueError("Write yes or no.")
        return YES_NO[word]

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "" if value is None else "yes" if value else "no"


class DateCell(Cell):
    """A day."""

    help = "a date, as 2026-11-23"

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> date | None:
        try:
            return date.fromisoformat(value.strip()) if value.strip() else None
        except ValueError:
            raise ValueError("Write the date as 2026-11-23.") from None


class ChoiceCell(Cell):
    """A term: what is stored, or its words."""

    def __init__(self, column: Any) -> None:
        super().__init__(column)
        self.terms = {_term(word): stored for stored, label in column.choices for word in (stored, label)}
        self.help = ", ".join(str(stored) for stored, _ in column.choices)

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> Any:
        word = _term(value)
        if not word:
            return None if self.column.null else ""
        if word not in self.terms:
            raise ValueError(f"There is no “{value.strip()}” here: write one of {self.help}.")
        return self.terms[word]

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "" if value is None else str(value)


class LevelCell(ChoiceCell):
    """A level of a GRADE domain; 0 is one."""

    is_number = True


class KeyCell(Cell):
    """The id of a row, which has to be `known`."""

    known: Collection[str] = ()

    def __init__(self, column: Any) -> None:
        super().__init__(column)
        self.help = f"the id of a {column.related_model._meta.verbose_name}"

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> str | None:
        key = value.strip()
        if key and key not in self.known:
            raise ValueError(f"There is no {self.column.related_model._meta.verbose_name} {key}.")
        return key or None


class LinksCell(ManyToManyWidget):  # type: ignore[misc]
    """The ids of rows, which have to be `known`."""

    is_number = False
    known: Collection[str] = ()

    def __init__(self, column: Any) -> None:
        super().__init__(column.related_model, separator=BETWEEN)
        self.column = column
        self.help = f"ids with {BETWEEN} between them"

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> Any:
        keys = list(dict.fromkeys(filter(None, (key.strip() for key in value.split(BETWEEN)))))
        if missing := [key for key in keys if key not in self.known]:
            raise ValueError(f"There is no {self.model._meta.verbose_name} {', '.join(missing)}.")
        return keys

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return self.joined(link.pk for link in value.all()) if value is not None else ""

    def joined(self, keys: Iterable[str]) -> str:
        """The cell of these ids."""
        return BETWEEN.join(sorted(keys))


class CodesCell(Cell):
    """Codes of terminologies, as the form takes them."""

    help = "one a line: system | code | display | verified (or unverified)"

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> Any:
        try:
            return lists.read(value, lists.CODES)
        except ValidationError as error:
            raise ValueError(" ".join(error.messages)) from None

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return lists.written(value or [], lists.CODES)


class TermsCell(Cell):
    """Several terms, in their order."""

    help = f"terms with {BETWEEN} between them"

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> Any:
        return [_term(term) for term in value.split(BETWEEN) if term.strip()]

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return BETWEEN.join(value or [])


LISTS = {"codes": CodesCell, "seriousness": TermsCell}


def cell_of(column: Any) -> Any:
    """The cell of a column of a row."""
    match column:
        case models.ManyToManyField():
            return LinksCell(column)
        case models.ForeignKey():
            return KeyCell(column)
        case models.JSONField():
            return LISTS[column.name](column)
        case models.SmallIntegerField():
            return LevelCell(column)
        case models.CharField() if column.choices:
            return ChoiceCell(column)
        case models.BooleanField():
            return YesNoCell(column)
        case models.DateField():
            return DateCell(column)
        case models.IntegerField():
            return CountCell(column)
        case models.DecimalField():
            return NumberCell(column)
    return Cell(column)


def _signed(text: str) -> str:
    return text.strip().replace("−", "-")


def _term(word: Any) -> str:
    return _signed(str(word)).casefold().replace(" ", "_").lstrip("+")
