"""/conditions: every condition by name, or those with the words that are sought."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, DjangoDbBlocker

from tests.api.conftest import lasting
from tests.conftest import make_finding, make_record
from tests.pages.html import Element, parse

Json = dict[str, Any]
NAMES = ("Sciatica", "Back pain", "Zoster <b>", "Ärger", "Gout")


def condition(number: int, name: str) -> Json:
    return {
        "id": f"c{number}",
        "name": name,
        "synonyms": [f"Other {number}"],
        "description": f"Describes {name}.",
        "codes": [],
    }


CONDITIONS = [condition(number, name) for number, name in enumerate(NAMES)]
BY_NAME = ["c1", "c4", "c0", "c2", "c3"]  # by code point


@pytest.fixture(scope="module")
def several(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with lasting(
        django_db_blocker, make_record(conditions=CONDITIONS, findings=[make_finding("rest-pain", condition="c0")])
    ):
        yield


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("several")]


def page(client: Client, address: str = "/conditions") -> Element:
    answer = client.get(address)
    assert answer.status_code == 200
    return parse(answer.content)


def listed(page: Element) -> list[str]:
    return [each.attributes["id"].removeprefix("condition-") for each in page.find_all("article")]


def test_by_name(client: Client) -> None:
    shown = page(client)
    assert listed(shown) == BY_NAME
    assert shown.by_id("condition-c2").text == "Zoster <b> Also called: Other 2 Describes Zoster <b>."
    assert shown.by_id("condition-c2").find("a").attributes["href"] == "/conditions/c2"


def test_every_entry_of_the_api_has_its_page(client: Client) -> None:
    entries = client.get("/api/v1/conditions").json()["results"]
    assert sorted(listed(page(client))) == [entry["id"] for entry in entries]
    assert {client.get(f"/conditions/{entry['id']}").status_code for entry in entries} == {200}


def test_words_find_what_they_find_in_the_api(client: Client) -> None:
    shown = page(client, "/conditions?q=gout")
    found = client.get("/api/v1/conditions?q=gout").json()["results"]
    assert listed(shown) == [entry["id"] for entry in found] == ["c4"]
    assert [mark.text for mark in shown.find_all("mark")]
    assert shown.by_id("q").attributes["value"] == "gout"


def test_words_that_nothing_holds(client: Client) -> None:
    shown = page(client, "/conditions?q=nothing")
    assert listed(shown) == []
    assert "Nothing that is recorded here matches." in shown.text


def test_an_empty_field_asks_nothing(client: Client) -> None:
    answer = client.get("/conditions?q=")
    assert (answer.status_code, answer["Location"]) == (302, "/conditions")


def test_pages(client: Client) -> None:
    first = page(client, "/conditions?page_size=3")
    second = page(client, first.find("a", rel="next").attributes["href"])
    assert [listed(first), listed(second)] == [BY_NAME[:3], BY_NAME[3:]]
    assert listed(page(client, second.find("a", rel="prev").attributes["href"])) == BY_NAME[:3]


@pytest.mark.parametrize("address", ["/conditions", "/conditions?page_size=1"])
def test_two_queries(client: Client, django_assert_num_queries: DjangoAssertNumQueries, address: str) -> None:
    with django_assert_num_queries(2):
        assert listed(page(client, address))


def test_a_page_that_the_reader_holds_is_not_sent_again(client: Client) -> None:
    etag = client.get("/conditions")["ETag"]
    answer = client.get("/conditions", headers={"If-None-Match": etag})
    assert (answer.status_code, answer.content) == (304, b"")


def test_an_unknown_parameter_is_an_error(client: Client) -> None:
    answer = client.get("/conditions?colour=blue")
    assert answer.status_code == 400
    assert "colour" in parse(answer.content).find("li").text
