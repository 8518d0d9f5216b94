"""Pages of every site may read the API (CORS of the Fetch standard), one answer for all; nobody may reach the admin."""

from typing import Any

import pytest
from django.test import Client as DjangoClient

from tests.api.contract import Client, paths
from treatments.models.record import Feed

RECORD = "/api/v1/treatments/rest"
ORIGIN = {"origin": "https://app.example"}
EXPOSED = "Content-Range, Deprecation, ETag, Link, RateLimit, RateLimit-Policy, Retry-After, Sunset, X-Request-Id"
READ = {"access-control-allow-origin": "*", "access-control-expose-headers": EXPOSED}
PREFLIGHT = {
    **READ,
    "access-control-allow-methods": "GET, HEAD, OPTIONS, POST",
    "access-control-allow-headers": (
        "Accept, Authorization, Content-Type, If-None-Match, If-Range, Range, X-Request-Id"
    ),
    "access-control-max-age": "86400",
}
OPEN = [path for path in paths() if path.startswith("/api/")] + ["/.well-known/api-catalog", "/llms.txt"]
pytestmark = pytest.mark.usefixtures("one")


def cors(response: Any) -> dict[str, str]:
    headers = {name.lower(): value for name, value in response.headers.items()}
    return {name: value for name, value in headers.items() if name.startswith("access-control-")}


@pytest.mark.parametrize("origin", [ORIGIN, {"origin": "null"}, {}])
@pytest.mark.parametrize("path", OPEN)
def test_every_page_may_read(client: Client, path: str, origin: dict[str, str]) -> None:
    response = client.get(path, headers=origin)
    assert cors(response) == READ
    assert "origin" not in response.get("Vary", "").lower()


def test_caches_keep_one_copy_for_all(client: Client) -> None:
    answers = [dict(client.get(RECORD, headers=headers).headers) for headers in (ORIGIN, {})]
    for answer in answers:
        del answer["X-Request-Id"], answer["RateLimit"]
    assert answers[0] == answers[1]
    assert answers[0]["Vary"] == "Accept, Accept-Encoding"


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        ("/api", {}, 404),
        ("/api/v1/none", {}, 404),
        ("/api/v1/treatments/none", {}, 404),
        ("/api/v1/treatments/", {}, 308),
        ("/api/v1/treatments?x=1", {}, 400),
        ("/api/v1", {"host": "evil.example"}, 400),
        ("/api/v1", {"authorization": "Bearer x"}, 401),
        ("/api/v1", {"accept": "text/html"}, 406),
        (RECORD, {"if-none-match": "*"}, 304),
        ("/.well-known/security.txt", {}, 404),
        ("/.well-known/none", {}, 404),
    ],
)
def test_what_is_not_200_can_be_read_too(client: Client, path: str, headers: dict[str, str], status: int) -> None:
    response = client.get(path, headers={**ORIGIN, **headers})
    assert (response.status_code, cors(response)) == (status, READ)
    assert "origin" not in response.get("Vary", "").lower()


def test_a_refusal_for_too_many_requests_can_be_read(client: Client, settings: Any) -> None:
    settings.ANONYMOUS_QUOTA = 0
    response = client.get(RECORD, headers=ORIGIN)
    assert (response.status_code, cors(response)) == (429, READ)


def test_a_failure_can_be_read(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> Any:
        raise KeyError

    client.raise_request_exception = False
    monkeypatch.setattr("treatments.api.views.operations._exists", fail)
    monkeypatch.setattr(Feed.objects, "get", fail)
    for path in ("/api/v1/treatments/", "/api/v1"):
        response = client.get(path, headers=ORIGIN)
        assert (response.status_code, cors(response)) == (500, READ)


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE", "x"])
@pytest.mark.parametrize("path", [*OPEN, "/api/v1/none", "/api/v1/check"])
def test_a_preflight(path: str, method: str) -> None:
    asked = {**ORIGIN, "access-control-request-method": method, "access-control-request-headers": "authorization"}
    response = DjangoClient().options(path, headers=asked)
    assert (response.status_code, response.content, cors(response)) == (200, b"", PREFLIGHT)
    assert "X-Request-Id" in response


def test_a_preflight_needs_no_database(client: Client, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        response = DjangoClient().options(RECORD, headers={**ORIGIN, "access-control-request-method": "GET"})
    assert response.status_code == 200


@pytest.mark.parametrize(
    "path",
    ["/admin/", "/admin/login/", "/healthz", "/docs", "/", "/none", "/apix", "/admin/api/", "/llms.txt/x", "//api/v1"],
)
@pytest.mark.parametrize("asked", [{}, {"access-control-request-method": "GET"}])
@pytest.mark.usefixtures("db")
def test_what_stays_closed(path: str, asked: dict[str, str]) -> None:
    client = DjangoClient()
    response = client.options(path, headers={**ORIGIN, **asked}) if asked else client.get(path, headers=ORIGIN)
    assert cors(response) == {}
