"""308 from the slash form of a path that exists: query kept, never to another host, never in a loop."""

from urllib.parse import urljoin, urlsplit

import pytest

from tests.api.contract import HOST, Client, paths


@pytest.mark.parametrize("path", [path for path in paths() if path.startswith("/api/")])
def test_the_slash_form(client: Client, one: None, path: str) -> None:
    response = client.get(f"{path}/")
    assert (response.status_code, response["Location"], response.content) == (308, path, b"")
    assert client.get(response["Location"]).status_code == (404 if "/releases/" in path else 200)


@pytest.mark.parametrize(
    "query", ["a=1&b=2", "a=%26%3D%20", "fields=id,name", "a=//evil.com/", "a=%0d%0aX:y", "é", "?", "a=1#b"]
)
def test_the_query_is_kept(client: Client, query: str) -> None:
    response = client.get("/api/v1/treatments/", QUERY_STRING=query.encode().decode("latin-1"))
    kept = {"é": "%C3%A9"}.get(query, query)
    assert response["Location"] == f"/api/v1/treatments?{kept}"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "HEAD", "OPTIONS"])
def test_every_method_is_sent_on(client: Client, method: str) -> None:
    assert client.generic(method, "/api/v1/treatments/").status_code == 308


EVIL = [
    *("//evil.com/", "//evil.com/api/v1/", "/api//evil.com/", "/api/v1//evil.com/", "/api/v1/treatments//"),
    *("/api/v1/treatments///", "/\\evil.com/", "/api\\evil.com/", "/api/v1/\\evil.com/", "/api/v1/treatments\\/"),
    *("/api/%2F/evil.com/", "/api/%2Fevil.com/", "/%2Fevil.com/", "/%5Cevil.com/", "/api/v1/%5C/", "/api/%0d%0aX:y/"),
    *(
        "/api/v1/treatments/%2F%2Fevil.com/",
        "/api/./v1/",
        "/api/../api/v1/",
        "/api/v1/%2e%2e/",
        "/api/v1/treatments/ /",
    ),
    *(
        "/api/@evil.com/",
        "/api/http:/evil.com/",
        "/api/http://evil.com/",
        "///evil.com/",
        "/api/v1/;evil.com/",
        "/api//",
    ),
    *("/api/v1/treatments/%00/", "/api/v1/treatments/é/", "/api/", "/api/v1/none/", "/api/v1/treatments/rest/none/"),
]


@pytest.mark.parametrize("path", EVIL)
def test_never_to_another_host_and_never_in_a_loop(client: Client, path: str) -> None:
    seen: list[str] = []
    while path not in seen:
        seen.append(path)
        response = client.get(path) if not path.startswith("//") else client.get("/", PATH_INFO=path)
        if response.status_code < 300 or response.status_code >= 400:
            break
        target = urljoin(f"{HOST}/", response["Location"])
        assert (response.status_code, urlsplit(target).netloc) == (308, "testserver")
        path = urlsplit(target).path
    else:
        pytest.fail(f"a loop: {seen}")
    assert response.status_code in (200, 404)
    assert len(seen) <= 2


def test_several_slashes_lead_to_the_path_itself(client: Client) -> None:
    assert client.get("/api/v1/treatments//")["Location"] == "/api/v1/treatments"


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/docs", "/treatments/nobody"])
def test_also_elsewhere(client: Client, path: str) -> None:
    response = client.get(f"{path}/")
    assert (response.status_code, response["Location"]) == (308, path)


@pytest.mark.parametrize("path", ["/none/", "/admin/none/"])
def test_what_does_not_exist_is_not_sent_on(client: Client, path: str) -> None:
    response = client.get(path)
    assert (response.status_code, response.get("Location", "")) in ((404, ""), (302, f"/admin/login/?next={path}"))
