"""Errors as RFC 9457 problem documents. Every type has a page of its own at its URL."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import BadRequest, DisallowedHost, PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.db import DatabaseError, InterfaceError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.encoding import escape_uri_path
from django.utils.http import escape_leading_slashes
from rest_framework.exceptions import APIException
from rest_framework.views import set_rollback

from treatments.document.canonical import canonical

logger = logging.getLogger(__name__)
MEDIA_TYPE = "application/problem+json"


@dataclass(frozen=True, slots=True)
class ProblemType:
    """One kind of problem: its status, its title, and what its page says."""

    status: int
    title: str
    meaning: str
    remedy: str


TYPES: Mapping[str, ProblemType] = {
    "bad-request": ProblemType(
        400,
        "The request cannot be understood",
        "The request is not well formed, or names a host that this server does not serve.",
        "Compare the request with the description of the API. If its host is right, tell the operator, who names the"
        " hosts in the server's settings.",
    ),
    "invalid-parameter": ProblemType(
        400,
        "A parameter is wrong",
        "A query parameter is unknown, repeated, or has a value that is not allowed. Nothing was ignored: an answer"
        " to another question than the one asked could do harm.",
        "Each entry of `errors` names the `parameter` and says what is allowed; its `code` is for programs. A cursor"
        " belongs to its path, filters and sort: if you changed one of them, begin at the beginning.",
    ),
    "invalid-api-key": ProblemType(
        401,
        "The API key is not valid",
        "`Authorization` holds something else than a key that this server made and that was not revoked.",
        "Leave the header out: reading needs no key. To have a larger quota, send `Authorization: Api-Key tea_…` with"
        " your key, and ask the operator for another one if it was revoked. A key in the address is not read.",
    ),
    "invalid-body": ProblemType(
        400,
        "The body is wrong",
        "The body is not the JSON that is taken here, or a value in it is not allowed: duplicate keys, NaN, numbers"
        " without end, half of a surrogate pair and very deep nesting are refused as well.",
        "Each entry of `errors` has a `pointer` (RFC 6901) to the place, and says what is allowed. Numbers are not"
        " taken as text.",
    ),
    "forbidden": ProblemType(
        403,
        "Not allowed",
        "The request is refused whoever sends it.",
        "Read the description of the API. Everything that can be read here can be read without a key.",
    ),
    "not-found": ProblemType(
        404,
        "Nothing is published here",
        "No resource has this address, or the record had no version at the time asked for.",
        "Look the id up in the list it should stand in. Ids never change, so one that you noted was either misspelt, or"
        " comes from another server. A row may also have left its record with a new version.",
    ),
    "method-not-allowed": ProblemType(
        405,
        "The method is not allowed",
        "The API is read-only. The one thing to post is a question: which of the versions held are current.",
        "Use GET or HEAD; the header `Allow` lists what is possible.",
    ),
    "not-acceptable": ProblemType(
        406,
        "The format is not offered",
        "The resource has none of the media types that `Accept` names.",
        "Ask for `application/json`, or leave `Accept` out. The parameter `format` wins over it, and names the formats"
        " that the path has.",
    ),
    "cursor-ahead": ProblemType(
        409,
        "The cursor lies beyond the feed",
        "`after` is greater than the newest change. The server was restored from an older backup, or it is another"
        " server.",
        "Compare `feed` with the one you noted. If it differs, read the feed from the beginning. What you hold from"
        " beyond its end is unknown here.",
    ),
    "withdrawn": ProblemType(
        410,
        "The record is withdrawn",
        "The record was taken from publication. The problem says why, when, and which record succeeds it, if one does.",
        "Stop showing the record; show its `successor` instead if it has one. Its versions stay readable at their own"
        " addresses; `last_version` is the number of the last one.",
    ),
    "redacted": ProblemType(
        410,
        "The version is redacted",
        "Two people erased what this version said; the problem says when and why. Its checksum stays in the list of"
        " versions.",
        "Delete your copies of this version, and of the files of a release that hold it.",
    ),
    "payload-too-large": ProblemType(
        413, "The request is too large", "Its body is over the limit.", "Divide the question, and ask several times."
    ),
    "uri-too-long": ProblemType(
        414, "The address is too long", "It is over the limit.", "Ask for fewer values at a time."
    ),
    "range-not-satisfiable": ProblemType(
        416,
        "The file has no such range",
        "`Range` begins behind the end of the file; `Content-Range` says how long it is.",
        "If you hold that many bytes, the file is complete: compare its SHA-256. Else ask for the whole of it.",
    ),
    "unsupported-media-type": ProblemType(
        415,
        "The body's format is not read",
        "The body has another media type.",
        "Send JSON, with the header `Content-Type: application/json`.",
    ),
    "no-absolute-effect": ProblemType(
        422,
        "There is no absolute effect",
        "The finding's effect does not count people: it is a mean difference, a proportion of one group, or described"
        " in words. No baseline risk would change that.",
        "Show the finding's `interpretation.statement` instead.",
    ),
    "unprocessable-content": ProblemType(
        422, "The request cannot be carried out", "It is well formed but asks for the impossible.", "Read its `detail`."
    ),
    "too-many-requests": ProblemType(
        429,
        "Too many requests",
        "The quota of the minute is used up: that of the API key, or without one that of the address (of an IPv6"
        " address: its network of 64 bits). Each process of the server counts in its own memory, so the number is"
        " approximate: several processes allow more, and a restart forgets.",
        "Wait for the seconds that `Retry-After` gives. Every answer says in `RateLimit` how many requests are left;"
        " 304 answers count too. For a larger quota, ask the operator for an API key. To copy everything, take a"
        " release or a whole list as NDJSON instead of record after record.",
    ),
    "internal-error": ProblemType(
        500,
        "The server failed",
        "The request met a fault of the server's. It was logged under the request id.",
        "Try again later. If it happens again, report the `request_id`, by which the operator finds it in the log.",
    ),
    "unavailable": ProblemType(
        503,
        "The server is not ready",
        "The database does not answer, or is not set up completely.",
        "Try again later. Caches may go on showing what they hold for a day.",
    ),
}
BY_STATUS: Mapping[int, str] = {type_.status: name for name, type_ in reversed(list(TYPES.items()))} | {
    400: "bad-request",
    422: "unprocessable-content",
}


class Problem(APIException):
    """A problem to answer with. `errors` lists single faults; `members` are further members of its type."""

    def __init__(
        self,
        name: str,
        detail: str,
        *,
        errors: Sequence[Mapping[str, str]] = (),
        members: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(detail)
        self.name, self.text = name, detail
        self.errors, self.members = errors, members or {}


def document(problem: Problem, *, type_: str, path: str, request_id: str | None) -> dict[str, Any]:
    """The problem document (RFC 9457); `type_` is the address of its page, `path` what was asked for."""
    type_of = TYPES[problem.name]
    return {
        "type": type_,
        "title": type_of.title,
        "status": type_of.status,
        "detail": problem.text,
        "instance": escape_leading_slashes(escape_uri_path(path)),
        "request_id": request_id,
        "errors": [dict(error) for error in problem.errors],
        **problem.members,
    }


def response(request: HttpRequest, problem: Problem) -> HttpResponse:
    """The problem as an HTTP response."""
    request_id = getattr(request, "request_id", None)
    body = canonical(document(problem, type_=address(request, problem.name), path=request.path, request_id=request_id))
    headers = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "Content-Length": str(len(body))}
    return HttpResponse(body, status=TYPES[problem.name].status, content_type=MEDIA_TYPE, headers=headers)


def exception_handler(error: Exception, context: Mapping[str, Any]) -> HttpResponse:
    """Every exception of a view as a problem; what is our fault is logged with its traceback."""
    request: HttpRequest = context["request"]._request  # noqa: SLF001 - DRF's request wraps Django's
    set_rollback()
    answer = failure(request, error)
    if answer.status_code == 405:
        answer["Allow"] = ", ".join(context["view"].allowed_methods)
    return answer


def failure(request: HttpRequest, error: Exception) -> HttpResponse:
    """The exception as an HTTP response."""
    answer = response(request, problem_of(error))
    if answer.status_code >= 500:
        logger.error("%s %s", getattr(request, "request_id", "-"), request.path, exc_info=error)
    if answer.status_code == 401:
        answer["WWW-Authenticate"] = "Api-Key"
    return answer


def problem_of(error: Exception) -> Problem:
    """The problem that an exception is."""
    match error:
        case Problem():
            return error
        case Http404():
            return Problem("not-found", "Nothing is published at this address.")
        case PermissionDenied():
            return Problem("forbidden", "The request is refused.")
        case DisallowedHost():
            return Problem("bad-request", "This server does not serve the host that the request names.")
        case RequestDataTooBig():
            return Problem("payload-too-large", "The body of the request is too large.")
        case BadRequest():
            return Problem("bad-request", str(error))
        case SuspiciousOperation():
            return Problem("bad-request", "The request is not well formed.")
        case APIException():
            return of_status(error.status_code, str(error.detail))
        case DatabaseError() | InterfaceError():
            return Problem("unavailable", "The database does not answer. Try again later.")
    return Problem("internal-error", "The server failed; the fault is logged under the request id.")


def of_status(status: int, detail: str = "") -> Problem:
    """The general problem of an HTTP status."""
    name = BY_STATUS.get(status, "internal-error" if status >= 500 else "bad-request")
    return Problem(name, detail or TYPES[name].meaning)


def address(request: HttpRequest, name: str) -> str:
    """Address of the type's page."""
    path = f"/docs/problems/{name}"
    try:
        return request.build_absolute_uri(path)
    except DisallowedHost:
        return path
