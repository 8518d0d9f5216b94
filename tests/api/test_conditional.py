"""If-None-Match on stored documents: 304 without a document read, and nothing but the right tag gives it."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.api.contract import FROZEN, PUBLIC, Client, paths
from treatments.api import responses
from treatments.api.responses import stored
from treatments.models import Publication, Version

PATHS = [
    "/api/v1/treatments/rest",
    "/api/v1/treatments/rest?as_of={today}",
    "/api/v1/treatments/rest/versions/1",
    "/api/v1/treatments/rest?fields=id",
    "/api/v1/treatments/rest/versions/1?fields=id",
]
pytestmark = pytest.mark.usefixtures("one")
OTHER = '"' + "0" * 64 + '"'


@pytest.fixture(params=PATHS)
def path(request: pytest.FixtureRequest, client: Client) -> str:
    address: str = request.param
    return address.format(today=f"{Version.objects.get().published_at:%Y-%m-%d}")


@pytest.fixture(params=["identity", "gzip"])
def headers(request: pytest.FixtureRequest) -> dict[str, str]:
    return {"accept-encoding": request.param}


@pytest.mark.parametrize("form", ["{}", "W/{}", f"{OTHER}, {{}}", f"{{}}, W/{OTHER}", '"\'", {}', "*"])
def test_what_the_client_holds(client: Client, path: str, headers: dict[str, str], form: str) -> None:
    first = client.get(path, headers=headers)
    response = client.get(path, headers={**headers, "if-none-match": form.format(first["ETag"])})
    assert (response.status_code, response.content) == (304, b"")
    for name in ("ETag", "Cache-Control", "Vary", "Last-Modified"):
        assert response[name] == first[name]
    assert "Content-Encoding" not in response


@pytest.mark.parametrize("tag", [OTHER, f"W/{OTHER}", '""', "x", "", '"', '"x"', "W/", '"-gzip"', '"\x01"', "é"])
def test_what_it_does_not_hold(client: Client, path: str, headers: dict[str, str], tag: str) -> None:
    assert client.get(path, headers={**headers, "if-none-match": tag}).status_code == 200


def test_a_bare_checksum_is_no_tag(client: Client, path: str) -> None:
    checksum = Version.objects.get().checksum
    assert client.get(path, headers={"if-none-match": checksum}).status_code == 200


def test_many_tags(client: Client, path: str) -> None:
    tags = ", ".join(f'"{n:064x}"' for n in range(2000))
    etag = client.get(path)["ETag"]
    assert client.get(path, headers={"if-none-match": tags}).status_code == 200
    assert client.get(path, headers={"if-none-match": f"{tags}, {etag}"}).status_code == 304


@pytest.mark.parametrize(("held", "asked"), [("identity", "gzip"), ("gzip", "identity")])
def test_the_other_encoding_is_another_thing(client: Client, held: str, asked: str) -> None:
    for path in (PATHS[0], PATHS[2]):
        etag = client.get(path, headers={"accept-encoding": held})["ETag"]
        response = client.get(path, headers={"accept-encoding": asked, "if-none-match": etag})
        assert response.status_code == 200


def test_the_whole_is_not_the_part(client: Client) -> None:
    whole, part = client.get(PATHS[0])["ETag"], client.get(PATHS[3])["ETag"]
    assert client.get(PATHS[3], headers={"if-none-match": whole}).status_code == 200
    assert client.get(PATHS[0], headers={"if-none-match": part}).status_code == 200


@pytest.mark.parametrize("since", ["Thu, 01 Jan 2099 00:00:00 GMT", "nonsense"])
def test_if_modified_since_is_ignored(client: Client, path: str, since: str) -> None:
    assert client.get(path, headers={"if-modified-since": since}).status_code == 200


@pytest.mark.parametrize("column", ["body", "gzip"])
def test_the_document_comes_back_null(client: Client, column: str) -> None:
    checksum = Version.objects.get().checksum
    assert Publication.objects.to_read(column, [checksum]).get()["document"] is None
    assert Version.objects.to_read(column, [checksum]).get()["document"] is None
    assert Version.objects.to_read(column, []).get()["document"] is not None


@pytest.mark.parametrize("tag", ["{}", "W/{}", f"{OTHER}, {{}}", "*"])
def test_one_query_that_leaves_the_document(
    client: Client, path: str, headers: dict[str, str], tag: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    etag = client.get(path, headers=headers)["ETag"]
    given: list[dict[str, Any]] = []

    def watched(request: Any, row: dict[str, Any], *args: Any, **options: Any) -> Any:
        given.append(row)
        return stored(request, row, *args, **options)

    monkeypatch.setattr(responses, "stored", watched)
    with CaptureQueriesContext(connection) as queries:
        client.get(path, headers={**headers, "if-none-match": tag.format(etag)})
    # Of everything held, the checksum stands in for the document.
    assert (len(queries), [row["document"] for row in given]) == (1, [None if tag != "*" else etag[1:65]])


@pytest.mark.parametrize("encoding", ["identity", "gzip"])
def test_one_query_for_a_record(client: Client, path: str, encoding: str) -> None:
    with CaptureQueriesContext(connection) as queries:
        client.get(path, headers={"accept-encoding": encoding})
    assert len(queries) == 1


def test_cache_control_of_each(client: Client, path: str) -> None:
    frozen = "versions" in path and "fields" not in path
    assert client.get(path)["Cache-Control"] == (FROZEN if frozen else PUBLIC)


@pytest.mark.usefixtures("one")
@pytest.mark.parametrize("path", [path for path in paths() if path.startswith("/api/v1")])
def test_what_is_made_of_rows_reads_the_feed_before_them(client: Client, path: str) -> None:
    """A publication between the two would else give old rows the validator of the new ones, for as long as it holds."""
    with CaptureQueriesContext(connection) as queries:
        client.get(path)
    tables = ["feed" if "treatments_feed" in query["sql"] else "rows" for query in queries.captured_queries]
    assert "feed" not in tables[1:]
