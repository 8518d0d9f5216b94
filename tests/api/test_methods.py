"""What HTTP asks of every path: HEAD, OPTIONS, other methods, Accept and format, X-Request-Id."""

from typing import Any

import pytest

from tests.api.contract import Client, check_is_problem, content, formats, paths
from treatments.api.formats import MEDIA_TYPES

RECORD = "/api/v1/treatments/rest"
pytestmark = pytest.mark.usefixtures("one")
JSON_PATHS = [
    path
    for path in paths()
    if path.startswith("/api/") and not path.endswith(".yaml") and not path.startswith("/api/v1/releases/")
]


PAGES = ["/docs", "/docs/problems", "/docs/problems/withdrawn", "/docs/disclaimer"]
BESIDES = ["/", "/.well-known/api-catalog", "/.well-known/security.txt", "/llms.txt"]


@pytest.mark.parametrize("path", [*paths(), *PAGES, *BESIDES])
def test_head_is_get_without_a_body(client: Client, path: str) -> None:
    got, head = client.get(path), client.head(path)
    assert (head.status_code, content(head)) == (got.status_code, b"")
    for response in (got, head):
        for name in ("X-Request-Id", "RateLimit"):  # of each request its own
            response.headers.pop(name, None)
    assert dict(head.headers) == dict(got.headers)


@pytest.mark.parametrize("path", ["/api/v1/treatments/none", "/api/v1/none", "/api/v1?x=1"])
def test_head_of_what_is_wrong(client: Client, path: str) -> None:
    got, head = client.get(path), client.head(path)
    assert (head.status_code, head["Content-Type"], head.content) == (got.status_code, got["Content-Type"], b"")


@pytest.mark.parametrize("path", [*paths(), "/api/v1/treatments/none", "/api/v1/treatments?kind=none"])
@pytest.mark.parametrize("accept", ["*/*", "text/html"])
def test_options(client: Client, path: str, accept: str) -> None:
    response = client.options(path, headers={"accept": accept})
    assert (response.status_code, response["Allow"], response.content) == (204, "GET, HEAD, OPTIONS", b"")
    assert "Content-Length" not in response


@pytest.mark.parametrize("path", ["/docs", *BESIDES[1:]])
def test_options_of_pages(client: Client, path: str) -> None:
    response = client.options(path)
    assert (response.status_code, response["Allow"], response.content) == (204, "GET, HEAD, OPTIONS", b"")


@pytest.mark.parametrize("path", paths())
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE", "BREW"])
def test_other_methods(client: Client, path: str, method: str) -> None:
    response = client.generic(method, f"{path}?unknown=1", headers={"accept": "text/html"})
    check_is_problem(response, "method-not-allowed", detail=f'Method "{method}" not allowed.')
    assert response["Allow"] == "GET, HEAD, OPTIONS"


def test_a_body_of_any_kind_is_not_read(client: Client) -> None:
    for media in ("application/json", "text/csv", "multipart/form-data; boundary=x", "x"):
        assert client.post(RECORD, data=b"{", content_type=media).status_code == 405


@pytest.mark.parametrize("path", ["/docs/problems", "/docs/problems/withdrawn", "/docs/disclaimer"])
def test_pages_are_read_only(client: Client, path: str) -> None:
    assert client.post(path).status_code == 405


@pytest.mark.parametrize("path", JSON_PATHS)
@pytest.mark.parametrize(
    "accept", ["text/html", "text/csv", "application/xml", "application/fhir+json", "image/*", "x"]
)
def test_what_is_not_offered(client: Client, path: str, accept: str) -> None:
    response = client.get(path, headers={"accept": accept})
    if accept in {MEDIA_TYPES[name] for name in formats(path)}:
        assert (response.status_code, response["Content-Type"]) == (200, accept)
        return
    check_is_problem(response, "not-acceptable", detail="Could not satisfy the request Accept header.")


@pytest.mark.parametrize("path", JSON_PATHS)
@pytest.mark.parametrize(
    "accept", ["*/*", "application/json", "application/*", "text/html, application/json;q=0.1", "APPLICATION/JSON"]
)
def test_what_is_offered(client: Client, path: str, accept: str) -> None:
    assert client.get(path, headers={"accept": accept}).status_code == 200


@pytest.mark.parametrize("accept", ["application/json", "text/html"])
def test_yaml_is_negotiated_as_yaml(client: Client, accept: str) -> None:
    assert client.get("/api/v1/openapi.yaml", headers={"accept": accept}).status_code == 406
    assert client.get("/api/v1/openapi.yaml", headers={"accept": "application/yaml"}).status_code == 200


@pytest.mark.parametrize("path", [path for path in JSON_PATHS if "openapi" not in path])
def test_format_wins_over_accept(client: Client, path: str) -> None:
    response = client.get(f"{path}?format=json", headers={"accept": "text/html"})
    assert (response.status_code, response["Content-Type"]) == (200, "application/json")


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_probes_may_accept_anything(client: Client, path: str) -> None:
    assert client.get(f"{path}?t=1", headers={"accept": "text/plain"}).status_code == 200


@pytest.mark.parametrize("accept", [";", ",", "/", "a/b/c", "*", "text/html;q=x", "\x01", "é", "a" * 5000, "*/*;" * 50])
def test_no_accept_header_breaks_it(client: Client, accept: str) -> None:
    assert client.get(RECORD, headers={"accept": accept}).status_code in (200, 406)


@pytest.mark.parametrize("path", [RECORD, "/api/v1/none", "/docs", "/none", "/healthz"])
@pytest.mark.parametrize("given", ["a", "3f9.A-b_c", "x" * 100])
def test_a_well_formed_request_id_is_kept(client: Client, path: str, given: str) -> None:
    assert client.get(path, headers={"x-request-id": given})["X-Request-Id"] == given


@pytest.mark.parametrize("given", ["", "x" * 101, "a b", "a\nb", "é", '"', "<script>", "a,b", "a\n"])
def test_any_other_request_id_is_replaced(client: Client, given: str) -> None:
    request: dict[str, Any] = {"HTTP_X_REQUEST_ID": given}
    found = client.get(RECORD, **request)["X-Request-Id"]
    assert (len(found), int(found, 16) >= 0) == (32, True)


def test_each_request_has_its_own_id(client: Client) -> None:
    assert client.get(RECORD)["X-Request-Id"] != client.get(RECORD)["X-Request-Id"]


@pytest.mark.parametrize("path", ["/api/v1/nope", "/api/nope"])
def test_a_method_elsewhere_finds_nothing_also_without_a_token(path: str) -> None:
    check_is_problem(
        Client(enforce_csrf_checks=True).post(path), "not-found", detail="Nothing is published at this address."
    )
