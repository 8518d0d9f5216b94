"""Query parameters: strict, and described in the OpenAPI document by the same classes that read them.

An unknown or repeated parameter is an error, because an answer to another question than the one asked is a wrong
answer.
"""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from typing import Any

from django.http import QueryDict
from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from treatments.api.problems import Problem
from treatments.api.shapes import MAX_SEQUENCE, Change, Summary, VersionEntry
from treatments.document.shape import Record
from treatments.vocabulary import Certainty, Term, TreatmentKind

DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
TIME = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)", re.ASCII)
MAX_TEXT = 1000
MAX_CURSOR = 4000  # holds the longest name, in base64
MAX_VALUES = 100
MAX_ERRORS = 20  # told of one request, so that a long query does not get a longer answer
MAX_ECHO = 2000
MAX_VERSION = 2**31 - 1


class CommaSeparated(serializers.ListField):
    """Values between commas; any of them may hold."""

    def __init__(self, child: serializers.Field[Any, Any, Any, Any], **kwargs: Any) -> None:
        super().__init__(child=child, required=False, min_length=1, max_length=MAX_VALUES, **kwargs)
        self.value = child

    def to_internal_value(self, data: Any) -> list[Any]:
        return [self.value.run_validation(item) for item in str(data).split(",")]


class Word(serializers.ChoiceField):
    """One of the given values; the error names them all."""

    default_error_messages = {"invalid_choice": "“{input}” is not allowed: use {allowed}."}

    def __init__(self, words: Iterable[str], **kwargs: Any) -> None:
        self.words = list(words)
        super().__init__(choices=self.words, **kwargs)
        self.error_messages["invalid_choice"] = self.error_messages["invalid_choice"].replace(
            "{allowed}", ", ".join(self.words)
        )


def terms(kind: type[Term], help_text: str) -> CommaSeparated:
    """Any of the terms of a vocabulary."""
    return CommaSeparated(Word([term.value for term in kind]), help_text=help_text)


def ids(help_text: str) -> CommaSeparated:
    """Any of the ids; an unknown one finds nothing."""
    return CommaSeparated(serializers.CharField(max_length=MAX_TEXT), help_text=help_text)


class Whole(serializers.IntegerField):
    """Digits and nothing else."""

    def to_internal_value(self, data: Any) -> int:
        if not re.fullmatch(r"[0-9]{1,19}", str(data)):
            self.fail("invalid")
        return super().to_internal_value(data)


@extend_schema_field({"type": "string", "maxLength": 40, "examples": ["2026-11-23", "2026-11-23T12:00:00Z"]})
class Moment(serializers.Field[datetime, str, str, str]):
    """A past moment: an RFC 3339 time, or a date, which stands for its end in UTC (today's: for now)."""

    default_error_messages = {
        "invalid": "Give a time like 2026-11-23T12:00:00Z (a + in it is %2B in an address) or a date like 2026-11-23.",
        "future": "Give a time that is past: nobody knows yet what will be published.",
    }

    def to_internal_value(self, data: str) -> datetime:
        moment, now = self._read(data), timezone.now()
        if moment > now:
            self.fail("future")
        return moment

    def _read(self, data: str) -> datetime:
        now = timezone.now()
        try:
            if DATE.fullmatch(data):
                day = date.fromisoformat(data)
                return now if day == now.astimezone(UTC).date() else datetime.combine(day, time.max, UTC)
            if not TIME.fullmatch(data):
                self.fail("invalid")
            return datetime.fromisoformat(data.upper()).astimezone(UTC)
        except (ValueError, OverflowError):
            self.fail("invalid")


class Parameters(serializers.Serializer[Any]):
    """What a path takes: here nothing."""

    @classmethod
    def read(cls, query: QueryDict) -> dict[str, Any]:
        """The checked values.

        Raises:
            Problem: invalid-parameter, with every fault.
        """
        reader = cls()
        errors = [
            _error(name, "unknown", f"Unknown parameter: use {', '.join(reader.fields) or 'none'}.")
            for name in query
            if name not in reader.fields
        ]
        errors += [
            _error(name, "repeated", "Give it once; where several values are allowed, put commas between them.")
            for name, values in query.lists()
            if len(values) > 1
        ]
        given = cls(data={name: values[0] for name, values in query.lists() if name in reader.fields})
        if not given.is_valid():
            errors += [
                _error(name, str(detail.code), str(detail))
                for name, details in given.errors.items()
                for detail in _details(details)
            ]
        if errors:
            raise invalid(errors)
        return dict(given.validated_data)


def invalid(errors: list[dict[str, str]]) -> Problem:
    """The problem of wrong parameters."""
    told = errors[:MAX_ERRORS]
    detail = " ".join(f"{error['parameter']}: {error['detail']}" for error in told)
    return Problem("invalid-parameter", detail[:MAX_ECHO], errors=told)


def invalid_parameter(parameter: str, code: str, detail: str) -> Problem:
    """The problem of one wrong parameter."""
    return invalid([_error(parameter, code, detail)])


def _error(parameter: str, code: str, detail: str) -> dict[str, str]:
    return {"detail": detail[:MAX_ECHO], "parameter": parameter[:MAX_ECHO], "code": code}


def _details(details: Any) -> list[Any]:
    if isinstance(details, dict):
        return [detail for nested in details.values() for detail in _details(nested)]
    return list(details)


def page_size() -> Whole:
    """How many entries a page has."""
    return Whole(required=False, min_value=1, max_value=100, default=20, help_text="How many entries to show.")


def sparse(shape: type[serializers.Serializer[Any]]) -> Any:
    """`fields`: the top-level members to show."""
    return CommaSeparated(Word(list(shape().fields)), help_text="The members to show; default: all.")


class FormatParameters(Parameters):
    """Of every resource."""

    format = Word(["json"], required=False, help_text="Wins over `Accept`.")


class RecordParameters(FormatParameters):
    """Of one record."""

    fields = sparse(Record)
    as_of = Moment(
        required=False,
        help_text="The version that was current then: an RFC 3339 time, or a date, which stands for its end in UTC.",
    )


class DiffParameters(FormatParameters):
    """Of a comparison."""

    against = Whole(required=False, min_value=1, max_value=MAX_VERSION, help_text="Default: the version before.")


def counted() -> Word:
    """`count`: whether to say how many entries there are."""
    return Word(["true", "false"], required=False, help_text="Whether to count all entries, which may take longer.")


class PageParameters(FormatParameters):
    """Of every list."""

    cursor = serializers.CharField(
        required=False, max_length=MAX_CURSOR, help_text="From `next` or `previous`: take those addresses whole."
    )
    page_size = page_size()
    count = counted()


class VersionParameters(FormatParameters):
    """Of one version."""

    fields = sparse(Record)


class VersionsParameters(PageParameters):
    """Of the list of versions."""

    fields = sparse(VersionEntry)


class ChangesParameters(FormatParameters):
    """Of the feed."""

    fields = sparse(Change)
    count = counted()
    after = Whole(required=False, min_value=0, max_value=MAX_SEQUENCE, default=0, help_text="The last sequence read.")
    page_size = page_size()


class TreatmentsParameters(PageParameters):
    """Of the list of records. Certainty and condition hold for the same evidence grade."""

    fields = sparse(Summary)
    condition = ids("Ids of conditions, any of which the record has.")
    kind = terms(TreatmentKind, "Kinds of treatment.")
    certainty = terms(Certainty, "Certainty of the grade for `condition`, or of any grade.")
    sort = Word(
        ["id", "-id", "name", "-name", "published_at", "-published_at"],
        required=False,
        default="id",
        help_text="By code point; `-` reverses. Entries with the same name come by id.",
    )
