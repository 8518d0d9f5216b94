"""Errors: problem documents for every path and cause, whatever DEBUG says, and their pages."""

import logging
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.db import DatabaseError, InterfaceError, OperationalError, connection, connections
from django.http import Http404
from django.utils.html import escape
from rest_framework.exceptions import APIException, UnsupportedMediaType

from tests.api.contract import HOST, PROBLEM, Client, check_is_problem, document
from tests.conftest import Publish
from treatments.api.problems import BY_STATUS, TYPES, problem_of
from treatments.models.record import Feed

FAILED = "The server failed; the fault is logged under the request id."
NOTHING = "Nothing is published at this address."


@pytest.fixture(params=[False, True], autouse=True)
def _debug(request: pytest.FixtureRequest, settings: Any) -> None:
    """Everything here holds with DEBUG off and on."""
    settings.DEBUG = request.param


@pytest.mark.parametrize(
    "path",
    [
        *("/api", "/api/", "/api/v1/none", "/api/v2", "/api/v1/treatments/a/b", "/api/v1/treatments/a/versions/x"),
        *("/api//", "/api//v1", "/api/v1//treatments", "/api/.env", "/api/%00", "/api/v1/é", "/api/v1%2Ftreatments"),
    ],
)
def test_outside_the_router(client: Client, path: str) -> None:
    response = client.get(path)
    if path == "/api/v1%2Ftreatments":  # the server decodes it before Django sees it
        assert response.status_code == 200
    else:
        assert (response.status_code, response["Content-Type"]) == (404, PROBLEM)
        assert document(response)["detail"] == NOTHING


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "HEAD"])
def test_outside_the_router_by_any_method(client: Client, method: str) -> None:
    assert client.generic(method, "/api/v1/none").status_code == 404


def test_the_instance_is_a_path_that_can_be_asked(client: Client) -> None:
    response = client.get("/api/v1/%C3%A9%20%3F%23")
    assert document(response)["instance"] == "/api/v1/%C3%A9%20%3F%23"


@pytest.mark.parametrize("path", ["/api/v1", "/api/v1/treatments", "/api/v1/none", "/healthz", "/readyz"])
@pytest.mark.parametrize("host", ["evil.com", "testserver.evil.com", "a b", "", "testserver:x"])
def test_a_wrong_host(client: Client, path: str, host: str) -> None:
    response = client.get(path, headers={"host": host})
    found = document(response)
    assert (response.status_code, found["type"].removeprefix(HOST)) == (400, "/docs/problems/bad-request")
    assert "evil" not in response.content.decode()


class SecretError(Exception):
    """What must not be seen."""


def failing(error: Exception) -> Any:
    def get(*_: Any, **__: Any) -> Any:
        raise error

    return get


@pytest.mark.parametrize("path", ["/api/v1", "/api/v1/treatments", "/api/v1/changes"])
def test_an_exception_in_a_view(
    client: Client, path: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(Feed.objects, "get", failing(SecretError("password 1234")))
    with caplog.at_level(logging.ERROR, logger="treatments"):
        response = client.get(path, headers={"x-request-id": "mine"})
    check_is_problem(response, "internal-error", detail=FAILED)
    assert document(response)["request_id"] == "mine"
    for internal in (b"1234", b"SecretError", b"Traceback", b".py"):
        assert internal not in response.content
    (record,) = [record for record in caplog.records if record.name == "treatments.api.problems"]
    assert record.getMessage() == f"mine {path}"
    assert record.exc_info is not None
    assert record.exc_info[0] is SecretError


def test_an_exception_outside_the_views(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("treatments.api.views.operations._exists", failing(SecretError("password 1234")))
    client.raise_request_exception = False
    response = client.get("/api/v1/treatments/")
    check_is_problem(response, "internal-error")
    assert b"1234" not in response.content


@pytest.mark.parametrize("path", ["/api/v1", "/api/v1/treatments/rest", "/api/v1/changes", "/readyz"])
def test_a_broken_database(client: Client, path: str) -> None:
    gone = {**connection.settings_dict, "NAME": "/nowhere/db", "HOST": "/nowhere", "OPTIONS": {}}
    other = type(connections["default"])(gone, alias="default")

    def broken(*_: Any) -> Any:
        other.ensure_connection()  # raises what the driver raises

    with connection.execute_wrapper(broken):
        response = client.get(path)
    check_is_problem(response, "unavailable", detail="The database does not answer. Try again later.")


@pytest.mark.parametrize("path", ["/healthz", "/api/v1/openapi.json", "/docs"])
def test_what_needs_no_database_outlives_it(client: Client, path: str) -> None:
    with connection.execute_wrapper(failing(OperationalError("gone"))):
        assert client.get(path).status_code == 200


@pytest.mark.parametrize(
    ("error", "name"),
    [
        (Http404(), "not-found"),
        (PermissionDenied(), "forbidden"),
        (SuspiciousOperation(), "bad-request"),
        (RequestDataTooBig(), "payload-too-large"),
        (UnsupportedMediaType("x"), "unsupported-media-type"),
        (APIException(), "internal-error"),
        (DatabaseError(), "unavailable"),
        (InterfaceError(), "unavailable"),
        (KeyError(), "internal-error"),
    ],
)
def test_which_problem_an_exception_is(error: Exception, name: str) -> None:
    assert problem_of(error).name == name


def test_each_status_has_a_general_problem() -> None:
    assert {TYPES[name].status for name in BY_STATUS.values()} == {type_.status for type_ in TYPES.values()}
    for status, name in BY_STATUS.items():
        assert TYPES[name].status == status


@pytest.mark.parametrize("name", TYPES)
def test_each_type_resolves_to_its_page(client: Client, name: str) -> None:
    response = client.get(f"/docs/problems/{name}")
    assert (response.status_code, response["Content-Type"]) == (200, "text/html; charset=utf-8")
    page = response.content.decode()
    assert f"<code>{name}</code>, HTTP status {TYPES[name].status}" in page
    assert f"<h1>{escape(TYPES[name].title)}</h1>" in page


def test_the_list_of_types_leads_to_each(client: Client) -> None:
    page = client.get("/docs/problems").content.decode()
    for name in TYPES:
        assert f'href="/docs/problems/{name}"' in page


def test_the_type_of_a_real_problem_resolves(client: Client) -> None:
    type_ = document(client.get("/api/v1/treatments/none"))["type"]
    assert type_.startswith(f"{HOST}/")
    assert client.get(type_).status_code == 200


@pytest.mark.parametrize("name", ["none", "Withdrawn", "not_found"])
def test_a_type_that_is_none(client: Client, name: str) -> None:
    assert client.get(f"/docs/problems/{name}").status_code == 404


def test_a_problem_is_not_kept_by_caches(client: Client, publish: Publish) -> None:
    publish()
    for path in ("/api/v1/none", "/api/v1/treatments?x=1", "/api/v1/changes?after=9"):
        response = client.get(path)
        assert response["Cache-Control"] == "no-store"
        assert "ETag" not in response


def test_no_endpoint_shows_debug_pages(client: Client) -> None:
    assert django_settings.ROOT_URLCONF.encode() not in client.get("/api/v1/none").content
