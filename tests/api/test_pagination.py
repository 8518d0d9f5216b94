"""Keyset pages of /api/v1/treatments: what happens between two pages, and the queries that they take."""

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from tests.api.conftest import PublishAll
from tests.api.contract import Client, document, flat, forwards
from tests.conftest import Load, Publish, make_record
from treatments import workflow

PATH = "/api/v1/treatments"


def test_pages_of_a_filtered_list(client: Client, publish_all: PublishAll) -> None:
    publish_all(make_record("a"), *(make_record(f"z{n}", kind="drug") for n in range(5)))
    assert forwards(client, f"{PATH}?kind=drug&page_size=2") == [["z0", "z1"], ["z2", "z3"], ["z4"]]


@pytest.fixture
def six(publish_all: PublishAll) -> None:
    publish_all(*(make_record(id_) for id_ in ("b", "d", "f", "h", "j", "l")))


def entries(client: Client, url: str) -> list[str]:
    return [entry["id"] for entry in document(client.get(url))["results"]]


@pytest.mark.usefixtures("six")
@pytest.mark.parametrize("id_", ["a", "e", "m"])
def test_a_record_published_between_two_pages_repeats_and_hides_nothing(
    client: Client, publish: Publish, id_: str
) -> None:
    first = document(client.get(f"{PATH}?page_size=3"))
    publish(make_record(id_))
    rest = flat(forwards(client, first["next"]))
    assert [found for found in rest if found != id_] == ["h", "j", "l"]


@pytest.mark.usefixtures("six")
@pytest.mark.parametrize("id_", ["b", "f", "h", "l"])
def test_a_record_withdrawn_between_two_pages_repeats_and_hides_nothing(
    client: Client, manager: User, id_: str
) -> None:
    first = document(client.get(f"{PATH}?page_size=3"))
    workflow.withdraw(treatment_id=id_, by=manager, reason="wrong")
    assert flat(forwards(client, first["next"])) == [found for found in ("h", "j", "l") if found != id_]


@pytest.mark.usefixtures("six")
def test_turning_back_from_a_page_that_became_empty_skips_nothing(client: Client, manager: User) -> None:
    first = document(client.get(f"{PATH}?page_size=3"))
    for id_ in ("h", "j", "l"):
        workflow.withdraw(treatment_id=id_, by=manager, reason="wrong")
    empty = document(client.get(first["next"]))
    assert (empty["results"], empty["next"]) == ([], None)
    assert entries(client, empty["previous"]) == ["b", "d", "f"]


@pytest.mark.usefixtures("six")
def test_turning_forward_from_a_first_page_that_became_empty_skips_nothing(client: Client, manager: User) -> None:
    second = document(client.get(document(client.get(f"{PATH}?page_size=3"))["next"]))
    for id_ in ("b", "d", "f"):
        workflow.withdraw(treatment_id=id_, by=manager, reason="wrong")
    empty = document(client.get(second["previous"]))
    assert (empty["results"], empty["previous"]) == ([], None)
    assert entries(client, empty["next"]) == ["h", "j", "l"]


@pytest.mark.usefixtures("six")
def test_the_first_page_has_nothing_before_it_when_reached_from_behind(client: Client) -> None:
    second = document(client.get(document(client.get(f"{PATH}?page_size=3"))["next"]))
    first = document(client.get(second["previous"]))
    assert (first["previous"], [entry["id"] for entry in first["results"]]) == (None, ["b", "d", "f"])


def test_the_longest_names_fit_into_a_cursor(client: Client, publish_all: PublishAll) -> None:
    publish_all(*(make_record(id_ * 100, name="𝔘" * 300, findings=[], citations=[]) for id_ in "abc"))
    found = forwards(client, f"{PATH}?sort=name&page_size=1")
    assert found == [["a" * 100], ["b" * 100], ["c" * 100]]


def test_names_of_signs_that_json_escapes(client: Client, publish_all: PublishAll) -> None:
    publish_all(*(make_record(id_, name='"\\' * 150) for id_ in "abc"))
    assert forwards(client, f"{PATH}?sort=-name&page_size=1") == [["c"], ["b"], ["a"]]


# Queries: the feed's state, then the page.
@pytest.mark.parametrize("query", ["", "?page_size=1", "?page_size=100", "?sort=-name", "?fields=id"])
def test_queries_with_one_record(
    client: Client, publish: Publish, query: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    publish()
    with django_assert_num_queries(2):
        page = client.get(PATH + query)
    assert [entry["id"] for entry in document(page)["results"]] == ["rest"]


def test_queries_of_a_count(
    client: Client, publish: Publish, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    publish()
    with django_assert_num_queries(3):
        page = client.get(f"{PATH}?count=true")
    assert document(page)["count"] == 1


@pytest.mark.usefixtures("six")
@pytest.mark.parametrize("tag", ["{}", "W/{}", '"other", {}', "*"])
def test_a_page_that_the_client_holds_is_one_query(
    client: Client, tag: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    etag = client.get(PATH)["ETag"]
    with django_assert_num_queries(1):
        response = client.get(PATH, headers={"if-none-match": tag.format(etag)})
    assert (response.status_code, response["ETag"]) == (304, etag)


@pytest.mark.usefixtures("six")
def test_any_publication_ends_what_the_client_holds(client: Client, publish: Publish) -> None:
    etag = client.get(PATH)["ETag"]
    publish(make_record("n"))
    assert client.get(PATH, headers={"if-none-match": etag}).status_code == 200


@pytest.mark.usefixtures("six")
def test_an_edit_of_the_desk_does_not(client: Client, load: Load) -> None:
    etag = client.get(PATH)["ETag"]
    load(make_record("b", name="Draft"))
    assert client.get(PATH, headers={"if-none-match": etag}).status_code == 304


@pytest.mark.usefixtures("six")
def test_pages_read_no_document(client: Client) -> None:
    with CaptureQueriesContext(connection) as queries:
        client.get(PATH)
    assert not any("body" in query["sql"] for query in queries.captured_queries)
