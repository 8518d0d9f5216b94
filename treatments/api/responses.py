"""Answers: stored bytes or computed JSON, with their validators and their life in caches (RFC 9110, RFC 9111)."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.cache import patch_vary_headers
from django.utils.http import http_date, parse_etags

from treatments import RELEASE
from treatments.api.pagination import link
from treatments.document.canonical import canonical, parse

RECORD = "public, max-age=60, stale-while-revalidate=30, stale-if-error=86400"
FROZEN = "public, immutable, max-age=31536000"
NO_CACHE = "no-cache"
GZIP = "-gzip"


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


def column(request: HttpRequest) -> str:
    """The stored form to read for this request."""
    return "gzip" if accepts_gzip(request) else "body"


def known(request: HttpRequest) -> list[str]:
    """Checksums of the documents that the client says it holds, in the form that it would get."""
    gzip = accepts_gzip(request)
    tags = [tag.removeprefix("W/").strip('"') for tag in parse_etags(request.headers.get("If-None-Match", ""))]
    return [tag.removesuffix(GZIP) for tag in tags if tag.endswith(GZIP) == gzip]


def stored(request: HttpRequest, row: Mapping[str, Any], *, cache: str) -> HttpResponse:
    """A stored document out of `checksum`, `document` (null when the client holds it) and `published_at`."""
    gzip = accepts_gzip(request)
    etag = f'"{row["checksum"]}{GZIP if gzip else ""}"'
    if row["document"] is None or _holds(request, etag):
        answer: HttpResponse = HttpResponseNotModified()
    else:
        answer = HttpResponse(bytes(row["document"]), content_type="application/json")
        if gzip:
            answer["Content-Encoding"] = "gzip"
    answer["Last-Modified"] = http_date(_seconds(row["published_at"]))
    return _finished(answer, etag, cache)


def etag_of(base: object, kind: str) -> str:
    """The validator of what is computed from a document or from all of them."""
    return f'"{base}-{kind}-{RELEASE}"'


def not_modified(request: HttpRequest, etag: str, *, cache: str) -> HttpResponse | None:
    """304 when the client holds what it asks for."""
    return _finished(HttpResponseNotModified(), etag, cache) if _holds(request, etag) else None


def computed(value: Any, etag: str, *, cache: str) -> HttpResponse:
    """A computed answer."""
    return _finished(HttpResponse(canonical(value), content_type="application/json"), etag, cache)


def listed(
    members: Mapping[str, Any],
    entries: Iterable[bytes | memoryview],
    fields: Collection[str] | None,
    etag: str,
    *,
    cache: str,
) -> HttpResponse:
    """A list put together from its entries' stored bytes; with `fields`, of those members of each."""
    bodies = [bytes(entry) if fields is None else canonical(thinned(parse(bytes(entry)), fields)) for entry in entries]
    head = canonical(dict(members))[:-1]
    body = head + b',"results":[' + b",".join(bodies) + b"]}"
    answer = _finished(HttpResponse(body, content_type="application/json"), etag, cache)
    if neighbours := link(members):
        answer["Link"] = neighbours
    return answer


def thinned(value: Mapping[str, Any], fields: Collection[str]) -> dict[str, Any]:
    """Those members of the value."""
    return {name: member for name, member in value.items() if name in fields}


def _holds(request: HttpRequest, etag: str) -> bool:
    tags = [tag.removeprefix("W/") for tag in parse_etags(request.headers.get("If-None-Match", ""))]
    return "*" in tags or etag in tags


def _finished(answer: HttpResponse, etag: str, cache: str) -> HttpResponse:
    answer["ETag"] = etag
    answer["Cache-Control"] = cache
    patch_vary_headers(answer, ["Accept", "Accept-Encoding"])
    return answer


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())
