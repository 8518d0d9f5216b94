"""Answers: stored bytes or computed JSON, with their validators and their life in caches (RFC 9110, RFC 9111)."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.http import http_date, parse_etags

from treatments import RELEASE
from treatments.api.pagination import link
from treatments.document.canonical import canonical, parse
from treatments.models.record import Feed

JSON = "application/json"
RECORD = "public, max-age=60, stale-while-revalidate=30, stale-if-error=86400"
FROZEN = "public, immutable, max-age=31536000"
NO_CACHE = "no-cache"
CHECKSUM = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Form:
    """How a stored document leaves: the column it comes from, and what its ETag has behind the checksum."""

    column: str
    suffix: str


PLAIN = Form("body", "")
GZIPPED = Form("gzip", "-gzip")
THINNED = Form("body", f"-fields-{RELEASE}")


def form(request: HttpRequest, fields: Collection[str] | None) -> Form:
    """The form in which this request gets a stored document; `fields` are the members asked for, if any."""
    if fields is not None:
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


def to_read(request: HttpRequest, fields: Collection[str] | None) -> tuple[str, list[str]]:
    """The column to read, and the checksums of the documents that the client says it holds, which are not read."""
    asked = form(request, fields)
    tags = _held(request)
    if "*" in tags:  # it holds whatever there is: a column that costs nothing stands in for the document
        return "checksum", []
    checksums = [tag.strip('"').removesuffix(asked.suffix) for tag in tags if tag.endswith(f'{asked.suffix}"')]
    return asked.column, [checksum for checksum in checksums if CHECKSUM.fullmatch(checksum)]


def stored(request: HttpRequest, row: Mapping[str, Any], fields: Collection[str] | None, *, cache: str) -> HttpResponse:
    """A stored document, or those members of it.

    `row` has its `checksum`, `published_at` and `document` (null when the client holds it).
    """
    asked = form(request, fields)
    etag = f'"{row["checksum"]}{asked.suffix}"'
    answer: HttpResponse
    if row["document"] is None or _holds(request, etag):
        answer = HttpResponseNotModified()
    elif fields is not None:
        answer = HttpResponse(canonical(_thinned(row["document"], fields)), content_type=JSON)
    else:
        answer = HttpResponse(bytes(row["document"]), content_type=JSON)
        if asked is GZIPPED:
            answer["Content-Encoding"] = "gzip"
    answer["Last-Modified"] = http_date(int(row["published_at"].timestamp()))
    return _finished(answer, etag, cache)


def etag_of(base: object, kind: str) -> str:
    """The validator of what is computed from the document with that checksum."""
    return f'"{base}-{kind}-{RELEASE}"'


def feed_etag(feed: Feed, kind: str) -> str:
    """The validator of what is computed from all documents. A restored history comes to the same sequences again."""
    return etag_of(feed.sequence, f"{kind}.{feed.feed.hex[:8]}")


def not_modified(request: HttpRequest, etag: str, *, cache: str) -> HttpResponse | None:
    """304 when the client holds what it asks for."""
    return _finished(HttpResponseNotModified(), etag, cache) if _holds(request, etag) else None


def computed(body: bytes, etag: str, *, cache: str, media_type: str = JSON) -> HttpResponse:
    """A computed answer."""
    return _finished(HttpResponse(body, content_type=media_type), etag, cache)


def listed(
    members: Mapping[str, Any],
    entries: Iterable[bytes | memoryview],
    fields: Collection[str] | None,
    etag: str,
    *,
    cache: str,
) -> HttpResponse:
    """A list put together from its entries' stored bytes; with `fields`, of those members of each."""
    bodies = [bytes(entry) if fields is None else canonical(_thinned(entry, fields)) for entry in entries]
    head = canonical(dict(members))[:-1]
    answer = computed(head + b',"results":[' + b",".join(bodies) + b"]}", etag, cache=cache)
    if neighbours := link(members):
        answer["Link"] = neighbours
    return answer


def _thinned(document: bytes | memoryview, fields: Collection[str]) -> dict[str, Any]:
    return {name: member for name, member in parse(bytes(document)).items() if name in fields}


def _held(request: HttpRequest) -> list[str]:
    """The tags of `If-None-Match`, for weak comparison."""
    return [tag.removeprefix("W/") for tag in parse_etags(request.headers.get("If-None-Match", ""))]


def _holds(request: HttpRequest, etag: str) -> bool:
    tags = _held(request)
    return "*" in tags or etag in tags


def _finished(answer: HttpResponse, etag: str, cache: str) -> HttpResponse:
    answer["ETag"] = etag
    answer["Cache-Control"] = cache
    answer["Vary"] = "Accept, Accept-Encoding"
    return answer
