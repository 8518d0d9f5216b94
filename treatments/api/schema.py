"""The OpenAPI description: what every operation has in common."""

from collections.abc import Callable
from itertools import groupby
from typing import Any, TypeVar

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, PolymorphicProxySerializer, extend_schema

from treatments.api.asked import FormatParameters
from treatments.api.formats import MEDIA_TYPES
from treatments.api.parameters import Parameters, formats_of
from treatments.api.problems import MEDIA_TYPE, TYPES
from treatments.api.shapes import ProblemDocument, Redacted, Withdrawn
from treatments.models.fields import KEY_LENGTH

SHAPES = {"withdrawn": Withdrawn, "redacted": Redacted}
F = TypeVar("F", bound=Callable[..., Any])
HEADERS = {
    "ETag": "Strong validator: send it back in `If-None-Match`.",
    "Cache-Control": "How long the answer may be kept.",
    "Last-Modified": "When the version was published; for information only.",
    "Link": "Related addresses (RFC 8288): of a list, `next` and `previous`.",
    "X-Request-Id": "Names this request in the server's log; your own if you sent a well-formed one.",
    "RateLimit": "How many requests are left (`r`) for how many seconds (`t`). Approximate.",
    "RateLimit-Policy": "The quota: `q` requests in `w` seconds, of each address, or of the API key.",
    "Retry-After": "For how many seconds to wait.",
    "Accept-Ranges": "`bytes`: a part of the file can be asked for with `Range`.",
    "Content-Range": "Which bytes these are, and how many the file has.",
    "WWW-Authenticate": "The scheme that `Authorization` may have: `Api-Key`.",
}
# The answers that have a header which is not on every answer with a body, nor on 304.
STATUSES = {"Link": [200], "Accept-Ranges": [200, 206], "Content-Range": [206, 416]}
COUNTED = ("RateLimit-Policy", "RateLimit")
CACHING = ("ETag", "Cache-Control")
# Formats that are JSON, too; the others are text.
OTHERS: dict[str, Any] = {"fhir": OpenApiTypes.OBJECT, "csl": {"type": "array", "items": {"type": "object"}}}


def _id(what: str, example: str) -> OpenApiParameter:
    schema = {"type": "string", "maxLength": KEY_LENGTH, "pattern": ID, "examples": [example]}
    return OpenApiParameter("id", schema, OpenApiParameter.PATH, description=f"Id of the {what}.")


ID = "^[-a-zA-Z0-9_]+$"  # what the addresses take; an id that does not exist is 404
PATH = {
    "record": _id("record", "muscle-relaxants"),
    "condition": _id("condition", "acute-low-back-pain"),
    "finding": _id("finding", "mr-acute-pain"),
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


def comma_separated(result: Any, **_: Any) -> Any:
    """Lists in the query are one parameter with commas, not one repeated."""
    for path in result["paths"].values():
        for operation in path.values():
            for parameter in operation.get("parameters", ()):
                if parameter["schema"].get("type") == "array":
                    parameter |= {"style": "form", "explode": False}
    return result


def shared_headers(result: Any, **_: Any) -> Any:
    """Each header is described once, and pointed at."""
    shared = result["components"].setdefault("headers", {})
    for path in result["paths"].values():
        for operation in path.values():
            for answer in operation["responses"].values():
                shared |= answer.get("headers", {})
                for name in answer.get("headers", {}):
                    answer["headers"][name] = {"$ref": f"#/components/headers/{name}"}
    return result


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
        responses[(200, MEDIA_TYPES[name])] = OpenApiResponse(OTHERS.get(name, OpenApiTypes.STR))
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
    return OpenApiParameter(
        name, OpenApiTypes.STR, OpenApiParameter.HEADER, description=HEADERS[name], response=statuses
    )
