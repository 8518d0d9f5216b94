"""Shapes of the API's answers that are no records: summaries, versions, changes, differences, problems."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from treatments.api.parameters import MAX_ERRORS, MAX_PAGE
from treatments.document.fields import Choice, Integer, Key, Shape, Text
from treatments.exchange.release.contents import KEYS
from treatments.vocabulary import ChangeKind, ChangeType, CheckStatus, Part

MAX_SEQUENCE = 2**63 - 1
MAX_VERSION = 2**31 - 1
MAX_HELD = 1000
MAX_ADDRESS = 100_000  # more than the HTTP server takes
MAX_ID = 1000  # of what may be asked; ids are shorter
ETAG = "The ETag of the plain JSON, without its quotes: SHA-256 of the bytes, in hex."


def sequence() -> Integer:
    """A place in the feed."""
    return Integer(min_value=0, max_value=MAX_SEQUENCE)


def address(**kwargs: Any) -> serializers.URLField:
    """The address of a page, which holds what was asked."""
    return serializers.URLField(max_length=MAX_ADDRESS, **kwargs)


def version() -> Integer:
    """A version's number."""
    return Integer(min_value=1, max_value=MAX_VERSION)


class VersionEntry(Shape):
    """A version's entry in the list of versions."""

    version = version()
    type = Choice(ChangeType)
    published_at = serializers.DateTimeField()
    note = Text(allow_null=True)
    etag = Text(help_text=ETAG)
    url = Text()


@extend_schema_field({})
class AnyJson(serializers.JSONField):
    """Any JSON value."""


class DiffChange(Shape):
    """One difference; `from` and `to` are the values on both sides."""

    path = Text(help_text="Names rows by their id, for example findings/rest-pain/effect/estimate.")
    change = Choice(ChangeKind)
    to = AnyJson()
    text = Text(help_text="The difference in words.")

    def get_fields(self) -> dict[str, Any]:
        # `from` is a keyword of Python.
        fields = super().get_fields()
        names = ("path", "change", "from", "to", "text")
        return {name: fields.get(name) or AnyJson() for name in names}


class Diff(Shape):
    """What changed between two versions of a record, envelope apart."""

    treatment = Key()
    to = version()
    changes = DiffChange(many=True)

    def get_fields(self) -> dict[str, Any]:
        fields = super().get_fields()
        earlier = Integer(min_value=1, allow_null=True, help_text="Null: there is no version before.")
        return {"treatment": fields["treatment"], "from": earlier, "to": fields["to"], "changes": fields["changes"]}


class KindOfChange(Shape):
    """What happened to one part of a record."""

    kind = Choice(ChangeKind)
    part = Choice(Part)
    id = Key(allow_null=True)
    to = Text(allow_null=True)

    def get_fields(self) -> dict[str, Any]:
        fields = super().get_fields()
        names = ("kind", "part", "id", "from", "to")
        return {name: fields.get(name) or Text(allow_null=True) for name in names}


class Change(Shape):
    """One step of the feed."""

    sequence = sequence()
    type = Choice(ChangeType)
    treatment = Key()
    version = version()
    previous_version = Integer(
        min_value=1, allow_null=True, help_text="The version before; the same one where none was made. Null: the first."
    )
    at = serializers.DateTimeField()
    note = Text(allow_null=True)
    kinds = KindOfChange(many=True, help_text="What differs from the version before; none where none was made.")
    etag = Text(help_text=ETAG)
    url = Text(help_text="Path of the version.")


def feed() -> serializers.UUIDField:
    """The name of a history."""
    return serializers.UUIDField(help_text="Names this history; after a restore from a backup it differs.")


def data_version() -> Integer:
    """How far the feed has come."""
    return Integer(min_value=0, max_value=MAX_SEQUENCE, help_text="The sequence of the newest change.")


class Changes(Shape):
    """A stretch of the feed."""

    next = address(help_text="What comes behind this stretch. Also at the end: ask it again later.")
    previous = address(allow_null=True, help_text="The stretch before. Null: this is the beginning.")
    count = Integer(
        min_value=0,
        max_value=MAX_SEQUENCE,
        required=False,
        help_text="Only with `count=true`: the changes behind `after`.",
    )
    data_version = data_version()
    feed = feed()
    results = Change(many=True, max_length=MAX_PAGE)  # type: ignore[call-arg]


class Links(Shape):
    """Where the API's resources are."""

    treatments = Text()
    conditions = Text()
    findings = Text()
    adverse_events = Text()
    recommendations = Text()
    claims = Text()
    citations = Text()
    changes = Text()
    check = Text()
    releases = Text()
    openapi = Text()
    docs = Text()


class Counts(Shape):
    """How much is published."""

    treatments = Integer(min_value=0)
    conditions = Integer(min_value=0)
    findings = Integer(min_value=0)
    adverse_events = Integer(min_value=0)
    recommendations = Integer(min_value=0)
    claims = Integer(min_value=0)
    citations = Integer(min_value=0)


class EntryPoint(Shape):
    """Where to begin."""

    links = Links()
    data_version = data_version()
    feed = feed()
    counts = Counts()


class HeldRecord(Shape):
    """A record and the version that the client holds."""

    treatment = Text(min_length=1, max_length=MAX_ID)
    version = Integer(min_value=0, max_value=MAX_VERSION, help_text="0: none is held.")


class Held(Shape):
    """What a client holds."""

    records = HeldRecord(many=True, max_length=MAX_HELD)  # type: ignore[call-arg]


class CheckResult(Shape):
    """How what is held stands against what is public."""

    treatment = Text()
    status = Choice(CheckStatus)
    version = Integer(min_value=1, allow_null=True, help_text="The last version; null: there is none.")
    etag = Text(allow_null=True, help_text=ETAG)
    url = Text(allow_null=True, help_text="Path of the last version.")


class Checked(Shape):
    """The answer to a check, in the order of the question."""

    results = CheckResult(many=True, max_length=MAX_HELD)  # type: ignore[call-arg]
    data_version = data_version()
    feed = feed()


class Health(Shape):
    """How the server is."""

    status = Text(help_text="`ok` or `ready`.")


class ProblemError(Shape):
    """One fault."""

    detail = Text(help_text="What is wrong, and what is allowed.")
    parameter = Text(required=False, help_text="The query parameter that it concerns.")
    pointer = Text(required=False, help_text="The place in the body that it concerns (RFC 6901).")
    code = Text(help_text="The fault in one word, for programs.")


@extend_schema_field({"type": "string", "format": "uri-reference"})
class Reference(Text):
    """An address, or a path on this server."""


class ProblemDocument(Shape):
    """A problem (RFC 9457)."""

    type = Reference(help_text="Address of the page about this type of problem; its last part is the problem's name.")
    title = Text(help_text="What the type means, in a few words.")
    status = Integer(min_value=400, max_value=599, help_text="The HTTP status.")
    detail = Text(help_text="What happened this time.")
    instance = Reference(help_text="The path that was asked for.")
    request_id = Text(help_text="As in `X-Request-Id`: name it when you report the problem.")
    errors = ProblemError(  # type: ignore[assignment, call-arg]
        many=True, max_length=MAX_ERRORS, help_text="Single faults, if they are known."
    )


class Withdrawn(ProblemDocument):
    """A withdrawn record: why, when, and what succeeds it."""

    reason = Text(help_text="Why the record was withdrawn.")
    withdrawn_at = serializers.DateTimeField()
    last_version = version()
    successor = Key(allow_null=True, help_text="The record to use instead, if one was named.")


class Redacted(ProblemDocument):
    """A version whose bytes were erased: why and when."""

    reason = Text()
    redacted_at = serializers.DateTimeField()


class ReleaseCounts(Shape):
    """How many rows each table of a release has."""

    def get_fields(self) -> dict[str, Any]:
        return {name: Integer(min_value=0) for name in KEYS}


class ReleaseFile(Shape):
    """A file of a release."""

    name = Text()
    url = Text(help_text="Path of the file.")
    media_type = Text()
    bytes = Integer(min_value=0, max_value=MAX_SEQUENCE, help_text="How long it is.")
    sha256 = Text(help_text="SHA-256 of its bytes in hex, which is also its ETag.")


class Release(Shape):
    """A frozen snapshot of everything that was public."""

    tag = serializers.DateField(help_text="The day that names it.")
    url = Text()
    published_at = serializers.DateTimeField()
    data_version = Integer(min_value=0, max_value=MAX_SEQUENCE, help_text="It holds what was public after this change.")
    previous = serializers.DateField(allow_null=True, help_text="The release before. Null: there is none.")
    counts = ReleaseCounts()
    files = ReleaseFile(many=True)
