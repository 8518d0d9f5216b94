"""A client that holds every answer against the committed openapi.yaml, and whole-document comparisons."""

import gzip
import json
import re
from collections.abc import Mapping
from copy import deepcopy
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit
from uuid import UUID

import yaml
from django.http import HttpResponse
from django.test import Client as DjangoClient
from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from treatments.api.problems import TYPES

Json = dict[str, Any]
HOST = "http://testserver"
OPENAPI: Json = yaml.safe_load((Path(__file__).parents[2] / "openapi.yaml").read_text())
PROBLEM = "application/problem+json"
PUBLIC = "public, max-age=60, stale-while-revalidate=30, stale-if-error=86400"
FROZEN = "public, immutable, max-age=31536000"
# Headers of HTTP and of Django's security middleware, which no operation lists.
COMMON = {
    *("Content-Type", "Content-Length", "Content-Encoding", "Vary", "Cache-Control", "X-Request-Id"),
    *("X-Content-Type-Options", "X-Frame-Options", "Referrer-Policy", "Cross-Origin-Opener-Policy"),
}
OPTIONAL = {"Link"}
# One address for each template.
CONCRETE = {"id": "rest", "number": "1"}


def strict(schema: Any) -> Any:
    """The schema of what is given out: without what is only taken in, and closed against what it does not name."""
    if isinstance(schema, list):
        return [strict(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    result = {key: strict(value) for key, value in schema.items()}
    if isinstance(properties := result.get("properties"), dict) and result.get("type") == "object":
        result["properties"] = {name: p for name, p in properties.items() if not p.get("writeOnly")}
        result.setdefault("additionalProperties", False)
    return result


FORMATS = FormatChecker()


@FORMATS.checks("date-time", raises=ValueError)
def is_time(value: object) -> bool:
    return not isinstance(value, str) or datetime.fromisoformat(value).tzinfo is not None


@FORMATS.checks("date", raises=ValueError)
def is_date(value: object) -> bool:
    return not isinstance(value, str) or date.fromisoformat(value).isoformat() == value


@FORMATS.checks("uuid", raises=ValueError)
def is_uuid(value: object) -> bool:
    return not isinstance(value, str) or str(UUID(value)) == value


@FORMATS.checks("uri")
def is_uri(value: object) -> bool:
    return not isinstance(value, str) or bool(urlsplit(value).scheme and urlsplit(value).netloc)


REGISTRY: Registry[Any] = Registry().with_resource(
    "urn:openapi", DRAFT202012.create_resource(strict(deepcopy(OPENAPI)))
)
TEMPLATES = [
    (re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", template) + r"\Z"), template) for template in OPENAPI["paths"]
]
EXACT_FIRST = sorted(TEMPLATES, key=lambda pair: pair[1].count("{"))


def paths() -> list[str]:
    """Every documented path, its templates filled."""
    return [template.format(**CONCRETE) for template in OPENAPI["paths"]]


def operation(path: str) -> tuple[str, Json] | None:
    """The template of the path and its GET, if it is documented."""
    for pattern, template in EXACT_FIRST:
        if pattern.match(path):
            return template, OPENAPI["paths"][template]["get"]
    return None


def check(value: Any, pointer: str) -> None:
    """Hold the value against the schema at the pointer."""
    schema = {"$ref": f"urn:openapi#{pointer}"}
    Draft202012Validator(schema, registry=REGISTRY, format_checker=FORMATS).validate(value)


def check_problem(response: HttpResponse) -> None:
    assert response["Content-Type"] == PROBLEM, (response.status_code, response["Content-Type"])
    assert response["Cache-Control"] == "no-store"
    problem = document(response)
    members = {"withdrawn": "Withdrawn", "redacted": "Redacted"}
    check(problem, f"/components/schemas/{members.get(problem['type'].rpartition('/')[2], 'ProblemDocument')}")
    assert problem["status"] == response.status_code
    assert problem["request_id"] == response["X-Request-Id"]


def check_answer(response: HttpResponse, template: str, described: Json) -> None:
    status = str(response.status_code)
    assert status in described["responses"], f"{template} answers {status}, which is not documented"
    answer = described["responses"][status]
    headers = set(answer.get("headers", {}))
    assert headers - OPTIONAL <= set(response.headers), f"{template} {status} lacks {headers - set(response.headers)}"
    assert set(response.headers) <= headers | COMMON, f"not documented: {set(response.headers) - headers - COMMON}"
    if "content" not in answer:
        assert (response.content, "Content-Type" in response, "Content-Length" in response) == (b"", False, False)
        return
    assert list(answer["content"]) == [response["Content-Type"]]
    if response.request["REQUEST_METHOD"] == "HEAD":  # type: ignore[attr-defined]
        assert response.content == b""
        return
    escaped, media = template.replace("/", "~1"), response["Content-Type"].replace("/", "~1")
    value = yaml.safe_load(response.content) if media.endswith("yaml") else document(response)
    # In a fragment, braces are percent-encoded.
    pointer = f"/paths/{escaped}/get/responses/{status}/content/{media}/schema".replace("{", "%7B").replace("}", "%7D")
    if not has_fields(response):
        check(value, pointer)


def has_fields(response: HttpResponse) -> bool:
    """Whether members were asked for, so that the others may be missing."""
    return response.status_code == 200 and "fields=" in response.request["QUERY_STRING"]  # type: ignore[attr-defined]


def check_all(response: HttpResponse) -> None:
    """Hold an answer against the description, by path and method."""
    request = response.request  # type: ignore[attr-defined]
    path, method = request["PATH_INFO"], request["REQUEST_METHOD"]
    assert "X-Request-Id" in response
    found = operation(path)
    if found is None:
        if response.status_code >= 400 and path.startswith("/api/") and method != "HEAD":
            check_problem(response)
    elif method in ("GET", "HEAD"):
        check_answer(response, *found)
        if response.status_code >= 400 and method == "GET":
            check_problem(response)
    elif method == "OPTIONS":
        assert (response.status_code, response.content) == (204, b"")
        assert response["Allow"] == "GET, HEAD, OPTIONS"
    elif response.status_code != 400:  # a wrong host comes first
        assert (response.status_code, response["Allow"]) == (405, "GET, HEAD, OPTIONS")
        check_problem(response)


class Client(DjangoClient):
    """Checks every answer against openapi.yaml."""

    def request(self, **request: Any) -> Any:
        response = super().request(**request)
        check_all(response)  # type: ignore[arg-type]
        return response


def document(response: Any) -> Any:
    """The JSON of an answer, numbers as Decimal."""
    body = gzip.decompress(response.content) if response.get("Content-Encoding") == "gzip" else response.content
    return json.loads(body, parse_float=Decimal)


def check_document(response: Any, expected: Any, *, status: int = 200) -> None:
    """The answer is exactly this."""
    found = document(response)
    assert (response.status_code, found) == (status, expected)


def check_is_problem(
    response: Any, name: str, *, detail: str | None = None, errors: tuple[Mapping[str, str], ...] = (), **members: Any
) -> None:
    """The answer is exactly this problem; `detail` is that of its type unless given."""
    expected = {
        "type": f"{HOST}/docs/problems/{name}",
        "title": TYPES[name].title,
        "status": TYPES[name].status,
        "detail": TYPES[name].meaning if detail is None else detail,
        "instance": quote(response.request["PATH_INFO"].encode("latin-1")),
        "request_id": response["X-Request-Id"],
        "errors": list(errors),
        **members,
    }
    check_document(response, expected, status=TYPES[name].status)


def check_wrong(response: Any, parameter: str, code: str, detail: str) -> None:
    """The answer is the problem of this one wrong parameter."""
    error = {"detail": detail, "parameter": parameter, "code": code}
    check_is_problem(response, "invalid-parameter", detail=f"{parameter}: {detail}", errors=(error,))


def forwards(client: Client, url: str | None) -> list[list[str]]:
    """The ids on each page, from the address on."""
    pages = []
    while url is not None:
        page = document(client.get(url))
        pages.append([entry["id"] for entry in page["results"]])
        url = page["next"]
    return pages


def backwards(client: Client, url: str) -> list[list[str]]:
    """The ids on each page from the last one back, in the order of the list."""
    while (page := document(client.get(url)))["next"] is not None:
        url = page["next"]
    pages = [[entry["id"] for entry in page["results"]]]
    while page["previous"] is not None:
        page = document(client.get(page["previous"]))
        pages.insert(0, [entry["id"] for entry in page["results"]])
    return pages


def flat(pages: list[list[str]]) -> list[str]:
    return [id_ for page in pages for id_ in page]


def stamp(moment: datetime) -> str:
    """The time as the API writes it."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
