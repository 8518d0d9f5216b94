"""The body of a request: JSON, read as strictly as the parameters."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.http import HttpRequest
from rest_framework import serializers

from treatments.api.parameters import MAX_ECHO, MAX_ERRORS
from treatments.api.problems import Problem
from treatments.document.canonical import ParseError, parse

MAX_BODY = 512 * 1024
JSON_TYPES = ("application/json",)


def read_body(request: HttpRequest, shape: type[serializers.Serializer[Any]]) -> dict[str, Any]:
    """The checked values.

    Raises:
        Problem: unsupported-media-type, payload-too-large, or invalid-body with every fault and its place.
    """
    if request.content_type not in JSON_TYPES:
        raise Problem("unsupported-media-type", "Send the body as application/json.")
    if int(request.headers.get("Content-Length") or 0) > MAX_BODY:
        raise _too_large()
    body = request.read(MAX_BODY + 1)
    if len(body) > MAX_BODY:
        raise _too_large()
    try:
        given = shape(data=parse(body))
    except ParseError as error:
        raise _invalid([{"detail": f"The body cannot be read: {error}.", "pointer": "", "code": "not_json"}]) from None
    if not given.is_valid():
        raise _invalid(list(_faults(given.errors)))
    return dict(given.validated_data)


def _too_large() -> Problem:
    return Problem("payload-too-large", f"The body is larger than {MAX_BODY:,} bytes: send fewer at a time.")


def _invalid(errors: list[dict[str, str]]) -> Problem:
    told = errors[:MAX_ERRORS]
    detail = " ".join(f"{error['pointer'] or 'body'}: {error['detail']}" for error in told)
    return Problem("invalid-body", detail[:MAX_ECHO], errors=told)


def _faults(errors: Any, pointer: str = "") -> Iterator[dict[str, str]]:
    """The serializer's nested errors, each with its place (RFC 6901)."""
    if isinstance(errors, Mapping):
        for name, nested in errors.items():
            step = "" if name == "non_field_errors" else "/" + str(name).replace("~", "~0").replace("/", "~1")
            yield from _faults(nested, pointer + step)
        return
    for position, nested in enumerate(errors):
        if isinstance(nested, Mapping):
            yield from _faults(nested, f"{pointer}/{position}")
        else:
            yield {"detail": str(nested)[:MAX_ECHO], "pointer": pointer[:MAX_ECHO], "code": str(nested.code)}
