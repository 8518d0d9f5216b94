"""Building blocks of several parts: short lists, unknown numbers and days, codes, where a row was read."""

from typing import Any

from rest_framework import serializers
from rest_framework.fields import empty

from treatments.document.fields import Choice, Flag, Group, Integer, Number, Shape, Text
from treatments.models.lists import MAX_ITEMS, TEXT_LENGTH
from treatments.vocabulary import CodingSystem


def texts(**kwargs: Any) -> serializers.ListField:
    """A list of short texts."""
    return serializers.ListField(child=Text(max_length=TEXT_LENGTH), max_length=MAX_ITEMS, **kwargs)


def count(**kwargs: Any) -> Integer:
    """A number of people, studies or events."""
    return Integer(min_value=0, allow_null=True, **kwargs)


def number(**kwargs: Any) -> Number:
    """A number that may be unknown."""
    return Number(allow_null=True, **kwargs)


def date(**kwargs: Any) -> serializers.DateField:
    """A day (ISO 8601) that may be unknown."""
    return serializers.DateField(allow_null=True, **kwargs)


class Coding(Shape):
    """A code of a vocabulary, stored as given."""

    system = Choice(CodingSystem)
    code = Text(max_length=TEXT_LENGTH)
    display = Text(max_length=TEXT_LENGTH)
    verified = Flag(help_text="Whether a person saw the code with this label.")


class Read(Group):
    """Who read the row where and when; without it the row is unverified."""

    by = Text(allow_null=True, source="read_by", max_length=200)
    where = Text(source="read_where")
    on = date(source="read_on")

    def run_validation(self, data: Any = empty) -> Any:
        # Null says that nobody read the row; a row that says nothing of it leaves what is known.
        return {"read_by": "", "read_where": "", "read_on": None} if data is None else super().run_validation(data)


def read() -> Read:
    """What makes a row verified; imports say it, documents do not."""
    return Read(write_only=True, required=False, allow_null=True)


def withheld() -> Text:
    """The reason for withholding a row; imports say it, documents do not hold such rows."""
    return Text(write_only=True, required=False, allow_null=True)
