"""GET /api/v1/treatments/{id}/versions and …/versions/{n}."""

import gzip
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils.http import http_date
from pytest_django import DjangoAssertNumQueries

from tests.api.contract import FROZEN, HOST, PUBLIC, Client, check_document, check_is_problem, document, stamp
from tests.conftest import Load, Publish, make_record
from treatments import RELEASE, workflow
from treatments.models import Version

RECORD = "/api/v1/treatments/rest"
PATH = f"{RECORD}/versions"
NOTHING = "Nothing is published at this address."


def entry(number: int, **changes: Any) -> dict[str, Any]:
    version = Version.objects.get(publication="rest", number=number)
    return {
        "version": number,
        "type": "published" if number == 1 else "updated",
        "published_at": stamp(version.published_at),
        "note": None,
        "etag": version.checksum,
        "url": f"{PATH}/{number}",
        **changes,
    }


@pytest.fixture
def three(publish: Publish) -> None:
    for number in (1, 2, 3):
        publish(make_record(name=f"Name {number}"), note="" if number == 1 else f"Note {number}")


@pytest.mark.usefixtures("three")
def test_the_list_as_a_whole(client: Client) -> None:
    results = [entry(1), entry(2, note="Note 2"), entry(3, note="Note 3")]
    check_document(client.get(PATH), {"next": None, "previous": None, "results": results})


@pytest.mark.usefixtures("three")
def test_headers_of_the_list(client: Client) -> None:
    response = client.get(PATH)
    assert response["ETag"] == f'"{Version.objects.get(number=3).checksum}-versions-{RELEASE}"'
    assert (response["Cache-Control"], response["Vary"]) == (PUBLIC, "Accept, Accept-Encoding")


@pytest.mark.usefixtures("three")
def test_pages(client: Client) -> None:
    first = document(client.get(f"{PATH}?page_size=2&fields=version"))
    assert (first["previous"], first["results"]) == (None, [{"version": 1}, {"version": 2}])
    response = client.get(first["next"])
    second = document(response)
    assert (second["next"], second["results"]) == (None, [{"version": 3}])
    assert response["Link"] == f'<{second["previous"]}>; rel="prev"'
    assert second["previous"].startswith(f"{HOST}{PATH}?")
    assert document(client.get(second["previous"]))["results"] == first["results"]


@pytest.mark.usefixtures("three")
def test_count(client: Client) -> None:
    assert document(client.get(f"{PATH}?count=true&page_size=1"))["count"] == 3


@pytest.mark.usefixtures("three")
def test_a_held_list(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    etag = client.get(PATH)["ETag"]
    with django_assert_num_queries(1):
        assert client.get(PATH, headers={"if-none-match": etag}).status_code == 304


@pytest.mark.usefixtures("three")
def test_queries_of_the_list(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for query in ("", "?page_size=1"):
        with django_assert_num_queries(2):
            page = client.get(PATH + query)
        assert document(page)["results"][0]["version"] == 1


@pytest.mark.usefixtures("three")
def test_a_withdrawn_records_versions_stay(client: Client, manager: User) -> None:
    before = client.get(PATH).content, client.get(f"{PATH}/2").content
    workflow.withdraw(treatment_id="rest", by=manager, reason="It harms.")
    assert (client.get(PATH).content, client.get(f"{PATH}/2").content) == before


@pytest.mark.parametrize("path", [PATH, f"{PATH}/1", f"{PATH}/1/diff"])
def test_never_published(client: Client, load: Load, path: str) -> None:
    load()
    check_is_problem(client.get(path), "not-found", detail=NOTHING)


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_version_is_its_stored_bytes(client: Client, number: int) -> None:
    response, version = client.get(f"{PATH}/{number}"), Version.objects.get(number=number)
    assert response.content == bytes(version.body)
    assert response["ETag"] == f'"{version.checksum}"'
    assert response["Cache-Control"] == FROZEN
    assert response["Last-Modified"] == http_date(int(version.published_at.timestamp()))
    assert response["Vary"] == "Accept, Accept-Encoding"


@pytest.mark.usefixtures("three")
def test_gzip_of_a_version(client: Client) -> None:
    response, version = client.get(f"{PATH}/2", headers={"accept-encoding": "gzip"}), Version.objects.get(number=2)
    assert gzip.decompress(response.content) == bytes(version.body)
    assert (response["ETag"], response["Content-Encoding"]) == (f'"{version.checksum}-gzip"', "gzip")


@pytest.mark.usefixtures("three")
def test_fields_of_a_version(client: Client) -> None:
    response = client.get(f"{PATH}/2?fields=name")
    check_document(response, {"name": "Name 2"})
    # The next release may put it together differently: it is not immutable.
    assert response["Cache-Control"] == PUBLIC


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize(
    "number", ["4", "0", "01", "-1", "1.0", "１", "x", "999999999", "1000000000", "9" * 30, "latest", "%31%00"]
)
@pytest.mark.parametrize("rest", ["", "/diff"])
def test_numbers_that_are_none(client: Client, number: str, rest: str) -> None:
    check_is_problem(client.get(f"{PATH}/{number}{rest}"), "not-found", detail=NOTHING)


def owner_and_second(manager: User) -> dict[str, User]:
    return {"by": User.objects.create_superuser("olga"), "seconded_by": manager}


@pytest.fixture
def erased(three: None, manager: User) -> Any:
    return workflow.redact(treatment_id="rest", number=2, reason="It names a person.", **owner_and_second(manager))


def told(erased: Any) -> dict[str, Any]:
    """The members of the problem that says what was redacted."""
    return {
        "detail": "This version was redacted: It names a person.",
        "reason": "It names a person.",
        "redacted_at": stamp(erased.at),
    }


@pytest.mark.parametrize("query", ["", "?fields=id"])
def test_a_redacted_version(client: Client, erased: Any, query: str) -> None:
    response = client.get(f"{PATH}/2{query}")
    assert response.status_code == 410
    check_is_problem(response, "redacted", **told(erased))


@pytest.mark.parametrize("path", ["2/diff", "3/diff", "1/diff?against=2"])
def test_nothing_is_compared_with_a_redacted_version(client: Client, erased: Any, path: str) -> None:
    response = client.get(f"{PATH}/{path}")
    assert response.status_code == 410
    check_is_problem(response, "redacted", **told(erased))


def test_a_redacted_version_at_its_time(client: Client, erased: Any) -> None:
    then = Version.objects.get(number=2).published_at
    response = client.get(RECORD, {"as_of": then.isoformat()})
    assert response.status_code == 410
    check_is_problem(response, "redacted", **told(erased))


def test_redaction_comes_before_304(client: Client, erased: Any) -> None:
    etag = f'"{Version.objects.get(number=2).checksum}"'
    response = client.get(f"{PATH}/2", headers={"if-none-match": etag})
    assert response.status_code == 410
    check_is_problem(response, "redacted", **told(erased))


def test_a_redacted_version_stays_listed_and_leaves_the_others(client: Client, erased: Any) -> None:
    assert document(client.get(PATH))["results"][1] == entry(2, note="Note 2")
    assert document(client.get(f"{PATH}/1"))["name"] == "Name 1"
    assert document(client.get(f"{PATH}/3/diff?against=1"))["from"] == 1
