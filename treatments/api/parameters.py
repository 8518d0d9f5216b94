"""Query parameters: strict, and described in the OpenAPI document by the same classes that read them.

An unknown or repeated parameter is an error, because an answer to another question than the one asked is a wrong
answer.
"""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any
from urllib.parse import unquote_to_bytes

from django.http import HttpRequest, QueryDict
from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from treatments.api.problems import Problem
from treatments.models.fields import KEY_LENGTH
from treatments.vocabulary import Term

DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
TIME = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)", re.ASCII)
MAX_TEXT = 1000
MAX_CURSOR = 4000  # holds the longest name, in base64
MAX_VALUES = 100
MAX_PAGE = 100
MAX_ERRORS = 20  # told of one request, so that a long query does not get a longer answer
MAX_ECHO = 2000
Shape = type[serializers.Serializer[Any]]
FRACTION = re.compile(r"[0-9]{1,3}(\.[0-9]{1,15})?([eE][-+]?[0-9]{1,2})?", re.ASCII)
FINEST = Decimal("1e-15")


class CommaSeparated(serializers.ListField):
    """Values between commas; any of them may hold."""

    def __init__(self, child: serializers.Field[Any, Any, Any, Any], **kwargs: Any) -> None:
        super().__init__(child=child, required=False, min_length=1, max_length=MAX_VALUES, **kwargs)
        self.value = child

    def to_internal_value(self, data: Any) -> list[Any]:
        return [self.value.run_validation(item) for item in str(data).split(",")]


class Word(serializers.ChoiceField):
    """One of the given values; the error names them all. `name` is what the description calls them."""

    default_error_messages = {"invalid_choice": "“{input}” is not allowed: use {allowed}."}

    def __init__(self, name: str, words: Iterable[str], **kwargs: Any) -> None:
        self.name, self.words = name, list(words)
        super().__init__(choices=self.words, **kwargs)
        self.error_messages["invalid_choice"] = self.error_messages["invalid_choice"].replace(
            "{allowed}", ", ".join(self.words)
        )


class TermWord(Word):
    """A term of a vocabulary."""

    def __init__(self, terms: type[Term]) -> None:
        self.terms = terms
        super().__init__(terms.__name__, [term.value for term in terms])


def terms(kind: type[Term], help_text: str) -> CommaSeparated:
    """Any of the terms of a vocabulary."""
    return CommaSeparated(TermWord(kind), help_text=help_text)


def ids(help_text: str) -> CommaSeparated:
    """Any of the ids; an unknown one finds nothing."""
    return CommaSeparated(serializers.CharField(min_length=1, max_length=KEY_LENGTH), help_text=help_text)


def texts(help_text: str) -> serializers.CharField:
    """A text taken whole, ignoring case."""
    return serializers.CharField(required=False, max_length=MAX_TEXT, trim_whitespace=False, help_text=help_text)


class Flag(Word):
    """true or false."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__("Flag", ["true", "false"], required=False, **kwargs)

    def to_internal_value(self, data: Any) -> bool:  # type: ignore[override]
        return super().to_internal_value(data) == "true"


class Whole(serializers.IntegerField):
    """Digits and nothing else."""

    def to_internal_value(self, data: Any) -> int:
        if not re.fullmatch(r"[0-9]{1,19}", str(data)):
            self.fail("invalid")
        return super().to_internal_value(data)


@extend_schema_field({"anyOf": [{"type": "string", "format": word} for word in ("date", "date-time")]})
class Moment(serializers.Field[datetime, str, str, str]):
    """An RFC 3339 time, or a date, which stands for its beginning in UTC."""

    default_error_messages = {
        "invalid": "Give a time like 2026-11-23T12:00:00Z (a + in it is %2B in an address) or a date like 2026-11-23.",
    }
    of_day = time.min

    def to_internal_value(self, data: str) -> datetime:
        try:
            if DATE.fullmatch(data):
                return datetime.combine(date.fromisoformat(data), self.of_day, UTC)
            if not TIME.fullmatch(data):
                self.fail("invalid")
            return datetime.fromisoformat(data.upper()).astimezone(UTC)
        except (ValueError, OverflowError):
            self.fail("invalid")


class PastMoment(Moment):
    """A past moment: an RFC 3339 time, or a date, which stands for its end in UTC (today's: for now)."""

    default_error_messages = {"future": "Give a time that is past: nobody knows yet what will be published."}
    of_day = time.max

    def to_internal_value(self, data: str) -> datetime:
        moment, now = super().to_internal_value(data), timezone.now()
        if moment > now and data != now.astimezone(UTC).date().isoformat():
            self.fail("future")
        return min(moment, now)


@extend_schema_field({"type": "number", "minimum": 0, "maximum": 1, "examples": [0.2]})
class Fraction(serializers.Field[Decimal, str, str, str]):
    """A risk as a fraction."""

    default_error_messages = {
        "invalid": "Give a number from 0 to 1 with at most 15 decimals, for example 0.2.",
        "range": "A risk lies between 0 and 1. Enter 20% as 0.2.",
    }

    def to_internal_value(self, data: str) -> Decimal:
        if not FRACTION.fullmatch(data):
            self.fail("invalid")
        risk = Decimal(data)  # programs write small numbers as 5e-05
        if risk > 1:
            self.fail("range")
        if risk != risk.quantize(FINEST):
            self.fail("invalid")
        return risk.quantize(FINEST).normalize()


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


def check_encoding(request: HttpRequest) -> None:
    """Refuse what Django would read as U+FFFD: another question than the one asked.

    Raises:
        Problem: bad-request.
    """
    query = request.META.get("QUERY_STRING", "").encode("latin-1")  # WSGI holds bytes so
    try:
        unquote_to_bytes(query).decode()
    except UnicodeDecodeError:
        raise Problem("bad-request", "The query is not UTF-8: percent-encode its values as UTF-8.") from None


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


def one_of(name: str, *formats: str) -> Word:
    """`format`: the formats of the path, the default first."""
    return Word(name, formats, required=False, help_text="The format of the answer. Wins over `Accept`.")


def formats_of(parameters: type[Parameters]) -> list[str]:
    """The formats that `format` may name, the default first; none where there is no such parameter."""
    word = parameters().fields.get("format")
    return word.words if isinstance(word, Word) else []


def sparse(shape: Shape) -> Any:  # Serializer has `fields` of its own
    """`fields`: the top-level members to show."""
    names = Word(f"{shape.__name__}Field", shape().fields)
    return CommaSeparated(names, help_text="The members to show; default: all.")


def sorted_by(name: str, *keys: str) -> Word:
    """`sort`: one key."""
    return Word(
        name,
        [sign + key for key in keys for sign in ("", "-")],
        required=False,
        help_text="By code point; `-` reverses; ties come by id. Default: id, and with `q` the best hits first.",
    )


def question() -> serializers.CharField:
    """`q`: words to be found."""
    return serializers.CharField(
        required=False,
        max_length=MAX_TEXT,
        help_text="Words that must all stand in the entry's texts, whatever their case and accents; the last one may"
        ' be the beginning of a word; "in quotation marks" they stand together in this order.',
    )


def counted() -> Flag:
    """`count`: whether to say how many entries there are."""
    return Flag(help_text="Whether to count all entries, which may take longer.")


def cursor() -> serializers.CharField:
    """`cursor`: where the page begins."""
    text = "From `next` or `previous`: take those addresses whole."
    return serializers.CharField(required=False, max_length=MAX_CURSOR, help_text=text)


def page_size() -> Whole:
    """How many entries a page has."""
    text = "How many entries a page shows."
    return Whole(required=False, min_value=1, max_value=MAX_PAGE, default=20, help_text=text)
