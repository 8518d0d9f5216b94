"""The OpenAPI description: what every operation has in common."""

from collections.abc import Callable
from itertools import groupby
from typing import Any, TypeVar

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, PolymorphicProxySerializer, extend_schema

from treatments.api.asked import FormatParameters
from treatments.api.components import format_schema
from treatments.api.formats import MEDIA_TYPES
from treatments.api.parameters import Parameters, formats_of
from treatments.api.problems import MEDIA_TYPE, TYPES
from treatments.api.quota import WINDOW
from treatments.api.shapes import MAX_ADDRESS, ProblemDocument, Redacted, Withdrawn
from treatments.models.fields import KEY_LENGTH

SHAPES = {"withdrawn": Withdrawn, "redacted": Redacted}
F = TypeVar("F", bound=Callable[..., Any])


def _text(longest: int) -> dict[str, Any]:
    return {"type": "string", "maxLength": longest}


# What each says, and its schema.
HEADERS: dict[str, tuple[str, dict[str, Any]]] = {
    "ETag": ("Strong validator: send it back in `If-None-Match`.", _text(200)),
    "Cache-Control": ("How long the answer may be kept.", _text(200)),
    "Last-Modified": ("When the version was published; for information only.", _text(29)),
    "Link": ("Related addresses (RFC 8288): of a list, `next` and `previous`.", _text(2 * MAX_ADDRESS)),
    "X-Request-Id": ("Names this request in the server's log; your own if you sent a well-formed one.", _text(100)),
    "RateLimit": ("How many requests are left (`r`) for how many seconds (`t`). Approximate.", _text(100)),
    "RateLimit-Policy": ("The quota: `q` requests in `w` seconds, of each address, or of the API key.", _text(100)),
    "Retry-After": ("For how many seconds to wait.", {"type": "integer", "minimum": 1, "maximum": WINDOW}),
    "Accept-Ranges": ("A part of the file can be asked for with `Range`.", {"type": "string", "const": "bytes"}),
    "Content-Range": ("Which bytes these are, and how many the file has.", _text(100)),
    "WWW-Authenticate": ("The scheme that `Authorization` may have.", {"type": "string", "const": "Api-Key"}),
    "Access-Control-Allow-Origin": ("Pages of every site may read this.", {"type": "string", "const": "*"}),
}
CONDITIONAL = OpenApiParameter(
    "If-None-Match",
    format_schema("etags"),
    OpenApiParameter.HEADER,
    description="The `ETag` of what you hold: 304 says that it is current.",
)
# The answers that have a header which is not on every answer with a body, nor on 304.
STATUSES = {"Link": [200], "Accept-Ranges": [200, 206], "Content-Range": [206, 416]}
COUNTED = ("RateLimit-Policy", "RateLimit", "Access-Control-Allow-Origin")
CACHING = ("ETag", "Cache-Control")


def _id(what: str, example: str) -> OpenApiParameter:
    schema = {"type": "string", "maxLength": KEY_LENGTH, "pattern": ID, "examples": [example]}
    return OpenApiParameter("id", schema, OpenApiParameter.PATH, description=f"Id of the {what}.")


ID = "^[-a-zA-Z0-9_]+$"  # what the addresses take; an id that does not exist is 404
PATH = {
    "record": _id("record", "muscle-relaxants"),
    "condition": _id("condition", "acute-low-back-pain"),
    "finding": _id("finding", "mr-acute-any-ae"),
    "adverse event": _id("adverse event", "ae-cyclobenzaprine-somnolence-drowsiness"),
    "recommendation": _id("recommendation", "acp-acute-superficial-heat"),
    "claim": _id("claim", "claim-mr-short-term-relief"),
    "citation": _id("citation", "cashin-2021"),
    "number": OpenApiParameter(
        "number",
        {"type": "integer", "minimum": 1, "maximum": 999_999_999, "examples": [1]},
        OpenApiParameter.PATH,
        description="Number of the version.",
    ),
    "tag": OpenApiParameter(
        "tag",
        {"type": "string", "maxLength": KEY_LENGTH, "pattern": ID, "examples": ["2026-11-23"]},
        OpenApiParameter.PATH,
        description="The day that names the release.",
    ),
    "file": OpenApiParameter(
        "name",
        {"type": "string", "maxLength": 100, "pattern": "^[^/]+$", "examples": ["records.ndjson"]},
        OpenApiParameter.PATH,
        description="Name of the file.",
    ),
}


class Schema(AutoSchema):
    """Our views say everything in `describe`."""

    def get_operation_id(self) -> str:
        raise LookupError(f"{self.view}: describe this operation.")

    def _map_basic_serializer(self, serializer: Any, direction: Any) -> dict[str, Any]:
        """What is sent may have no other members."""
        mapped: dict[str, Any] = super()._map_basic_serializer(serializer, direction)  # type: ignore[no-untyped-call]
        return {**mapped, "additionalProperties": False} if direction == "request" else mapped

    def _unwrap_list_serializer(self, serializer: Any, direction: Any) -> dict[str, Any] | None:
        """With how many items there may be, which drf-spectacular leaves out."""
        array: dict[str, Any] | None = super()._unwrap_list_serializer(serializer, direction)
        longest = getattr(serializer, "max_length", None)
        return array if array is None or longest is None else {**array, "maxItems": longest}


def _problem_response(names: list[str]) -> OpenApiResponse:
    """The answer of a status, whichever of these problems it is."""
    shapes = list(dict.fromkeys(SHAPES.get(name, ProblemDocument) for name in names))
    text = " Or: ".join(f"{TYPES[name].title} (`{name}`)." for name in names)
    if len(shapes) == 1:
        return OpenApiResponse(shapes[0], description=text)
    return OpenApiResponse(PolymorphicProxySerializer("Gone", shapes, resource_type_field_name=None), description=text)


def describe(
    operation: str,
    summary: str,
    description: str,
    *,
    tag: str,
    answer: Any,
    path: tuple[str, ...] = (),
    parameters: type[Parameters] | None = FormatParameters,
    problems: tuple[str, ...] = (),
    headers: tuple[str, ...] = (),
    caching: bool = True,
    counted: bool = True,
    media_type: str = "application/json",
    request: Any = None,
) -> Callable[[F], F]:
    """Decorator of a view's `get`: id, texts, parameters, answer, headers, and the problems that may come instead.

    `answer` is a shape, or an OpenApiResponse for each status and media type. `parameters` is None where the query is
    not looked at, and neither is `Accept`. `counted`: whether requests use up the caller's quota.
    """
    strict = ("bad-request",) if parameters is None else ("invalid-parameter", "bad-request", "not-acceptable")
    whole = {(200, media_type): OpenApiResponse(answer, description="The answer.")}
    responses: dict[Any, Any] = dict(answer if isinstance(answer, dict) else whole)
    for name in () if parameters is None else formats_of(parameters)[1:]:
        responses[(200, MEDIA_TYPES[name])] = OpenApiResponse(format_schema(name))
    if caching:
        responses[304] = OpenApiResponse(description="What the client holds is current.")
    quota = ("invalid-api-key", "too-many-requests") if counted else ()
    names = sorted((*strict, *problems, *quota, "internal-error", "unavailable"), key=lambda name: TYPES[name].status)
    for status, group in groupby(names, key=lambda name: TYPES[name].status):
        responses[(status, MEDIA_TYPE)] = _problem_response(list(group))
    kept = CACHING if caching else ()
    statuses = [key[0] if isinstance(key, tuple) else key for key in responses]
    decorator: Callable[[F], F] = extend_schema(
        operation_id=operation,
        summary=summary,
        description=description,
        tags=[tag],
        auth=None if counted else [{}],  # type: ignore[list-item]
        parameters=[
            *(PATH[name] for name in path),
            *([parameters] if parameters is not None and parameters().fields else []),
            *([CONDITIONAL] if caching else []),
            *(_header(name, STATUSES.get(name, [200, 206, 304])) for name in (*kept, *headers)),
            *(_header(name, statuses) for name in ("X-Request-Id", *(COUNTED if counted else ()))),
            *((_header("WWW-Authenticate", [401]), _header("Retry-After", [429])) if counted else ()),
        ],
        request=request,
        responses=responses,
    )
    return decorator


def _header(name: str, statuses: list[int]) -> OpenApiParameter:
    """A header of the answers with these statuses."""
    description, schema = HEADERS[name]
    return OpenApiParameter(name, schema, OpenApiParameter.HEADER, description=description, response=statuses)
