"""The OpenAPI description: what every operation has in common."""

from collections.abc import Callable
from itertools import groupby
from typing import Any, TypeVar

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, PolymorphicProxySerializer, extend_schema

from treatments.api.parameters import Parameters
from treatments.api.problems import MEDIA_TYPE, TYPES
from treatments.api.shapes import ProblemDocument, Redacted, Withdrawn

SHAPES = {"withdrawn": Withdrawn, "redacted": Redacted}
F = TypeVar("F", bound=Callable[..., Any])
ANSWER_HEADERS = {
    "ETag": "Validator for `If-None-Match`.",
    "X-Request-Id": "Names this request in the server's log.",
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


def _problem_response(names: list[str]) -> OpenApiResponse:
    """The answer of a status, whichever of these problems it is."""
    shapes = [SHAPES.get(name, ProblemDocument) for name in names]
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
    parameters: type[Parameters] | None = Parameters,
    problems: tuple[str, ...] = (),
    caching: bool = True,
) -> Callable[[F], F]:
    """Decorator of a view's `get`: id, texts, parameters, answer and the problems that may come instead."""
    names = [
        *(["invalid-parameter", "not-acceptable"] if parameters else []),
        *problems,
        "internal-error",
        "unavailable",
    ]
    responses: dict[Any, Any] = {(200, "application/json"): OpenApiResponse(answer, description=summary + ".")}
    if caching:
        responses[304] = OpenApiResponse(description="What the client holds is current.")
    for status, group in groupby(names, key=lambda name: TYPES[name].status):
        responses[(status, MEDIA_TYPE)] = _problem_response(list(group))
    headers = [
        OpenApiParameter(name, OpenApiTypes.STR, "header", description=text, response=[200])
        for name, text in ANSWER_HEADERS.items()
        if caching or name != "ETag"
    ]
    decorator: Callable[[F], F] = extend_schema(
        operation_id=operation,
        summary=summary,
        description=description,
        tags=[tag],
        parameters=[*([parameters] if parameters else []), *headers],
        responses=responses,
    )
    return decorator
