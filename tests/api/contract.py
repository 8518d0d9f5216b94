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
COMMITTED: Json = yaml.safe_load((Path(__file__).parents[2] / "openapi.yaml").read_text())
PROBLEM = "application/problem+json"
NDJSON = "application/x-ndjson"
PUBLIC = "public, max-age=60, stale-while-revalidate=30, stale-if-error=86400"
FROZEN = "public, immutable, max-age=31536000"
# Headers of HTTP and of Django's security middleware, which no operation lists.
COMMON = {
    *("Content-Type", "Content-Length", "Content-Encoding", "Vary", "Cache-Control", "X-Request-Id"),
    *("X-Content-Type-Options", "X-Frame-Options", "Referrer-Policy", "Cross-Origin-Opener-Policy"),
    "Access-Control-Expose-Headers",
}
OPTIONAL = {"Link"}
# One row of each kind, as `full_record` has it.
CONCRETE = {
    "treatments": "rest",
    "conditions": "back-pain",
    "findings": "rest-any",
    "adverse-events": "rest-nausea",
    "recommendations": "rest-nice",
    "claims": "rest-claim",
    "citations": "smith-2020",
}


def followed(value: Json) -> Json:
    """The value, or what it points at."""
    if "$ref" not in value:
        return value
    *_, kind, name = value["$ref"].split("/")
    found: Json = COMMITTED["components"][kind][name]
    return found


def inlined(openapi: Json) -> Json:
    """The description, with the answers that operations share in each of them."""
    openapi = deepcopy(openapi)
    for operations in openapi["paths"].values():
        for described in operations.values():
            described["responses"] = {status: followed(answer) for status, answer in described["responses"].items()}
    return openapi


OPENAPI = inlined(COMMITTED)


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


def concrete(template: str) -> str:
    """One address of the template."""
    kind = template.removeprefix("/api/v1/").partition("/")[0]
    return template.format(id=CONCRETE.get(kind), number="1", tag="2026-01-01", name="records.ndjson")


def paths() -> list[str]:
    """Every documented path that can be read, its templates filled."""
    return [concrete(template) for template, operations in OPENAPI["paths"].items() if "get" in operations]


def parameters(path: str) -> list[Json]:
    """The query parameters of a documented path."""
    for template, operations in OPENAPI["paths"].items():
        if concrete(template) == path:
            return [each for each in operations["get"].get("parameters", ()) if each["in"] == "query"]
    raise LookupError(path)


def formats(path: str) -> list[str]:
    """The formats of a documented path, the default first; none where there is no such parameter."""
    return next((followed(each["schema"])["enum"] for each in parameters(path) if each["name"] == "format"), [])


def lists() -> list[str]:
    """Every list, its templates filled."""
    return [
        concrete(template)
        for template, operations in OPENAPI["paths"].items()
        if "text/csv" in operations.get("get", {}).get("responses", {}).get("200", {}).get("content", ())
    ]


def operation(path: str, method: str) -> tuple[str, str, Json] | None:
    """The template of the path, and its operation with the method, if the path is documented."""
    for pattern, template in EXACT_FIRST:
        if pattern.match(path):
            name = "get" if method == "HEAD" else method.lower()
            return template, name, OPENAPI["paths"][template].get(name, {})
    return None


def allowed(template: str) -> str:
    """What `Allow` says of the path."""
    return "GET, HEAD, OPTIONS" if "get" in OPENAPI["paths"][template] else "POST, OPTIONS"


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


def check_answer(response: HttpResponse, template: str, method: str, described: Json) -> None:
    status = str(response.status_code)
    assert status in described["responses"], f"{template} answers {status}, which is not documented"
    answer = described["responses"][status]
    headers = set(answer.get("headers", {}))
    # What depends on today has no validator.
    optional = OPTIONAL | ({"ETag"} if "currency=" in response.request["QUERY_STRING"] else set())  # type: ignore[attr-defined]
    assert headers - optional <= set(response.headers), (
        f"{template} {status} lacks {headers - optional - set(response.headers)}"
    )
    assert set(response.headers) <= headers | COMMON, f"not documented: {set(response.headers) - headers - COMMON}"
    if "content" not in answer:
        assert (content(response), "Content-Type" in response, "Content-Length" in response) == (b"", False, False)
        return
    media_type = response["Content-Type"]
    assert media_type in answer["content"]
    if response.request["REQUEST_METHOD"] == "HEAD":  # type: ignore[attr-defined]
        assert content(response) == b""
        return
    if not media_type.endswith(("json", "yaml")) or media_type == NDJSON:
        content(response).decode()
        return
    escaped, media = template.replace("/", "~1"), media_type.replace("/", "~1")
    value = yaml.safe_load(content(response)) if media.endswith("yaml") else document(response)
    # In a fragment, braces are percent-encoded.
    pointer = f"/paths/{escaped}/{method}/responses/{status}/content/{media}/schema".replace("{", "%7B").replace(
        "}", "%7D"
    )
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
    found = operation(path, method)
    if found is None:
        if response.status_code >= 400 and path.startswith("/api/") and method != "HEAD":
            check_problem(response)
    elif found[2] and response.status_code != 405:
        check_answer(response, *found)
        if response.status_code >= 400 and method != "HEAD":
            check_problem(response)
    elif method == "OPTIONS":
        assert (response.status_code, response.content) == (204, b"")
        assert response["Allow"] == allowed(found[0])
    elif response.status_code != 400:  # a wrong host comes first
        assert (response.status_code, response["Allow"]) == (405, allowed(found[0]))
        if method != "HEAD":
            check_problem(response)


class Client(DjangoClient):
    """Checks every answer against openapi.yaml."""

    def request(self, **request: Any) -> Any:
        response = super().request(**request)
        check_all(response)  # type: ignore[arg-type]
        return response


def content(response: Any) -> bytes:
    """The body, also of a stream; it can be read again."""
    if not hasattr(response, "whole"):
        response.whole = b"".join(response.streaming_content) if response.streaming else response.content
    whole: bytes = response.whole
    return whole


def document(response: Any) -> Any:
    """The JSON of an answer, numbers as Decimal."""
    body = content(response)
    return json.loads(
        gzip.decompress(body) if response.get("Content-Encoding") == "gzip" else body, parse_float=Decimal
    )


def documents(response: Any) -> list[Any]:
    """The JSON of each line of an answer."""
    return [json.loads(line, parse_float=Decimal) for line in content(response).splitlines()]


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
