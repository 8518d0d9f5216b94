"""/conditions/{id} with more treatments than a page shows, in each order, with ties."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.utils.http import urlencode
from pytest_django import DjangoAssertNumQueries, DjangoDbBlocker

from tests.api.conftest import lasting
from tests.conftest import make_event, make_finding, make_record
from tests.pages.html import Element, parse
from treatments.models.index import IndexedCondition

Json = dict[str, Any]
PATH = "/conditions/back-pain"
COUNT = 103
LEVELS = (0, -1, -2, None)
NAMES = ("alpha", "Alpha", "Ärger", "Zebra", "zebra", "same", "same", "𝔘nusual")


def record(number: int) -> Json:
    """The certainty and the counts repeat, so that every order has ties; an id says nothing of the name."""
    id_ = f"r{7 * number % COUNT:03}"
    level = LEVELS[number % 4]
    down = [] if not level else [{"domain": "risk_of_bias", "levels": level, "reason": "open"}]
    certainty = None if level is None else {**make_finding("any")["certainty"], "domains": down}
    return make_record(
        id_,
        name=NAMES[number % len(NAMES)],
        findings=[make_finding(f"{id_}-{n}", certainty=certainty) for n in range(number % 3)],
        adverse_events=[make_event(id=f"{id_}-e{n}", serious=True) for n in range(number % 2)],
    )


RECORDS = [record(number) for number in range(COUNT)]


def rank(record: Json) -> int:
    """The place of the certainty is the number of levels rated down; without one it is the last."""
    certainty = record["findings"][0]["certainty"] if record["findings"] else None
    return 4 if certainty is None else sum(-domain["levels"] for domain in certainty["domains"])


ORDERS: dict[str, Any] = {
    "treatment": sorted(RECORDS, key=lambda each: (each["name"], each["id"])),
    "certainty": sorted(RECORDS, key=lambda each: (rank(each), each["id"])),
    "benefit": sorted(RECORDS, key=lambda each: (len(each["findings"]), each["id"]), reverse=True),
    "harm": sorted(RECORDS, key=lambda each: (len(each["adverse_events"]), each["id"]), reverse=True),
}


@pytest.fixture(scope="module")
def many(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with lasting(django_db_blocker, *RECORDS):
        yield


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("many")]


def shown(client: Client, address: str) -> Element:
    answer = client.get(address)
    assert answer.status_code == 200
    return parse(answer.content)


def compared(page: Element) -> list[str]:
    rows = page.find("table", class_="comparison").find("tbody").find_all("tr")
    return [row.attributes["id"].removeprefix("treatment-") for row in rows]


def neighbours(page: Element) -> dict[str, str]:
    links = [link.attributes for link in page.find_all("a")]
    return {link["rel"]: link["href"] for link in links if "cursor=" in link["href"]}


@pytest.mark.parametrize("sort", ORDERS)
def test_forwards_and_back(client: Client, sort: str) -> None:
    expected = [record["id"] for record in ORDERS[sort]]
    first = shown(client, f"{PATH}?sort={sort}")
    second = shown(client, neighbours(first)["next"])
    third = shown(client, neighbours(second)["next"])
    assert [compared(page) for page in (first, second, third)] == [expected[:50], expected[50:100], expected[100:]]
    assert [sorted(neighbours(page)) for page in (first, second, third)] == [["next"], ["next", "prev"], ["prev"]]
    assert compared(shown(client, neighbours(third)["prev"])) == expected[50:100]
    assert compared(shown(client, neighbours(second)["prev"])) == expected[:50]


def test_a_page_speaks_of_its_treatments_alone(client: Client) -> None:
    page = shown(client, PATH)
    rows = [row.attributes.get("id", "") for row in page.find("section", class_="profile").find_all("tr")]
    owners = {id_.removeprefix("finding-").rpartition("-")[0] for id_ in rows if id_.startswith("finding-")}
    expected = {record["id"] for record in ORDERS["certainty"][:50] if record["findings"]}
    assert owners == expected


def test_two_queries_at_any_depth(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    address = neighbours(shown(client, PATH))["next"]
    with django_assert_num_queries(2):
        page = shown(client, address)
    assert len(compared(page)) == 50


def test_a_cursor_belongs_to_its_order(client: Client) -> None:
    address = neighbours(shown(client, PATH))["next"]
    answer = client.get(f"{address}&{urlencode({'sort': 'harm'})}")
    assert answer.status_code == 400
    assert "This cursor belongs to another list, filter or sort." in parse(answer.content).text


def test_a_cursor_behind_which_nothing_is_left_leads_to_the_first_page(client: Client) -> None:
    """Of a list that has become shorter since."""
    address = neighbours(shown(client, f"{PATH}?sort=harm"))["next"]
    IndexedCondition.objects.filter(treatment__in=[record["id"] for record in ORDERS["harm"][50:]]).delete()
    answer = client.get(address)
    assert (answer.status_code, answer["Location"]) == (302, f"{PATH}?sort=harm")
