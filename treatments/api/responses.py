"""Answers: stored bytes or computed JSON, with their validators and their life in caches (RFC 9110, RFC 9111)."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.utils.http import http_date, parse_etags

from treatments import RELEASE
from treatments.api.formats import MEDIA_TYPES
from treatments.api.pagination import link
from treatments.api.streams import converted, thinned
from treatments.document.canonical import canonical
from treatments.document.render import read
from treatments.models.record import Feed

JSON = "application/json"
RECORD = "public, max-age=60, stale-while-revalidate=30, stale-if-error=86400"
FROZEN = "public, immutable, max-age=31536000"
NO_CACHE = "no-cache"
A = TypeVar("A", bound=HttpResponseBase)
CHECKSUM = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Form:
    """How a stored document leaves: the column it comes from, and what its ETag has behind the checksum."""

    column: str
    suffix: str


PLAIN = Form("body", "")
GZIPPED = Form("gzip", "-gzip")
THINNED = Form("body", f"-fields-{RELEASE}")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of a stored document: the members to show (None: all of them), and the format."""

    fields: Collection[str] | None = None
    format: str = "json"

    @property
    def is_whole(self) -> bool:
        """Whether the document is wanted as it is stored."""
        return self.fields is None and self.format == "json"


def form(request: HttpRequest, wanted: Wanted) -> Form:
    """The form in which this request gets a stored document."""
    if wanted.format != "json":
        return Form("body", f"-{wanted.format}-{RELEASE}")
    if wanted.fields is not None:
        return THINNED
    return GZIPPED if accepts_gzip(request) else PLAIN


def accepts_gzip(request: HttpRequest) -> bool:
    """Whether `Accept-Encoding` names gzip (or anything) with a weight above 0."""
    weights: dict[str, float] = {}
    for part in request.headers.get("Accept-Encoding", "").split(","):
        coding, _, parameter = part.strip().lower().partition(";")
        name, _, weight = parameter.strip().partition("=")
        try:
            weights[coding.strip()] = float(weight) if name == "q" else 1.0
        except ValueError:
            weights[coding.strip()] = 0.0
    return weights.get("gzip", weights.get("*", 0.0)) > 0


def to_read(request: HttpRequest, asked: Form) -> tuple[str, list[str]]:
    """The column to read, and the checksums of the documents that the client says it holds, which are not read."""
    tags = _held(request)
    if "*" in tags:  # it holds whatever there is: a column that costs nothing stands in for the document
        return "checksum", []
    checksums = [tag.strip('"').removesuffix(asked.suffix) for tag in tags if tag.endswith(f'{asked.suffix}"')]
    return asked.column, [checksum for checksum in checksums if CHECKSUM.fullmatch(checksum)]


def stored(request: HttpRequest, row: Mapping[str, Any], wanted: Wanted, *, cache: str) -> HttpResponse:
    """A stored document, those members of it, or what a format makes of it.

    `row` has its `checksum`, `published_at` and `document` (null when the client holds it).
    """
    asked = form(request, wanted)
    etag = f'"{row["checksum"]}{asked.suffix}"'
    answer: HttpResponse
    if row["document"] is None or holds(request, etag):
        answer = HttpResponseNotModified()
    elif wanted.format != "json":
        body = converted(read(row["document"]), wanted.format, request.build_absolute_uri("/").rstrip("/"))
        answer = HttpResponse(body, content_type=MEDIA_TYPES[wanted.format])
    elif wanted.fields is not None:
        answer = HttpResponse(thinned(bytes(row["document"]), wanted.fields), content_type=JSON)
    else:
        answer = HttpResponse(bytes(row["document"]), content_type=JSON)
        if asked is GZIPPED:
            answer["Content-Encoding"] = "gzip"
    answer["Last-Modified"] = http_date(int(row["published_at"].timestamp()))
    return finished(answer, etag, cache)


def etag_of(base: object, kind: str) -> str:
    """The validator of what is computed from the document with that checksum."""
    return f'"{base}-{kind}-{RELEASE}"'


def kind_of(name: str, format_: str) -> str:
    """What stands for the format in a validator; the default format is not named."""
    return name if format_ == "json" else f"{name}-{format_}"


def feed_etag(feed: Feed, name: str, format_: str = "json") -> str:
    """The validator of what is computed from all documents. A restored history comes to the same sequences again.

    Read the feed before the rows: read behind them, it may have come further, and a client would hold old rows for new.
    """
    return etag_of(feed.sequence, f"{kind_of(name, format_)}.{feed.feed.hex[:8]}")


def not_modified(request: HttpRequest, etag: str | None, *, cache: str) -> HttpResponse | None:
    """304 when the client holds what it asks for."""
    if etag is None or not holds(request, etag):
        return None
    return finished(HttpResponseNotModified(), etag, cache)


def computed(body: bytes, etag: str | None, *, cache: str, media_type: str = JSON) -> HttpResponse:
    """A computed answer."""
    return finished(HttpResponse(body, content_type=media_type), etag, cache)


def listed(
    members: Mapping[str, Any],
    entries: Iterable[bytes | memoryview],
    fields: Collection[str] | None,
    etag: str | None,
    *,
    cache: str,
) -> HttpResponse:
    """A list put together from its entries' stored bytes; with `fields`, of those members of each."""
    bodies = [bytes(entry) if fields is None else thinned(bytes(entry), fields) for entry in entries]
    head = canonical(dict(members))[:-1]
    answer = computed(head + b',"results":[' + b",".join(bodies) + b"]}", etag, cache=cache)
    if neighbours := link(members):
        answer["Link"] = neighbours
    return answer


def _held(request: HttpRequest) -> list[str]:
    """The tags of `If-None-Match`, for weak comparison."""
    return [tag.removeprefix("W/") for tag in parse_etags(request.headers.get("If-None-Match", ""))]


def holds(request: HttpRequest, etag: str) -> bool:
    """Whether the client says that it holds what has this validator."""
    tags = _held(request)
    return "*" in tags or etag in tags


def finished(answer: A, etag: str | None, cache: str) -> A:
    """The answer with its validator, if it has one, and its life in caches."""
    if etag is not None:
        answer["ETag"] = etag
    answer["Cache-Control"] = cache
    answer["Vary"] = "Accept, Accept-Encoding"
    return answer
