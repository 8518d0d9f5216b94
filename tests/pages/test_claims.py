"""/claims: every claim under its verdict, the links to each verdict, and the words that are sought."""

import pytest
from django.test import Client

from tests.api.conftest import PublishAll
from tests.conftest import make_claim, make_record
from tests.pages.html import Element, parse
from treatments.vocabulary import Verdict

pytestmark = pytest.mark.usefixtures("db")
SOURCE = {"publisher": "The Paper", "title": "A page", "url": None, "seen_on": None}


def page(client: Client, query: str = "") -> Element:
    answer = client.get(f"/claims?{query}" if query else "/claims")
    assert answer.status_code == 200
    return parse(answer.content)


def headed(page: Element) -> list[tuple[str, list[str]]]:
    """Each section: its heading, and the ids of its claims."""
    return [
        (section.find("h2").text, [each.attributes["id"] for each in section.find_all("article")])
        for section in page.by_id("main").find_all("section")
    ]


@pytest.fixture
def verdicts(publish_all: PublishAll) -> None:
    """Two claims of each verdict, in no order."""
    claims = [make_claim(id=f"c{n}", verdict=verdict) for n, verdict in enumerate([*Verdict, *reversed(Verdict)])]
    publish_all(make_record(claims=claims))


@pytest.mark.usefixtures("verdicts")
def test_under_their_verdicts(client: Client) -> None:
    assert headed(page(client)) == [
        ("Contradicted", ["claim-c3", "claim-c6"]),
        ("Misleading", ["claim-c4", "claim-c5"]),
        ("Partly supported", ["claim-c1", "claim-c8"]),
        ("Supported", ["claim-c0", "claim-c9"]),
        ("Unsupported", ["claim-c2", "claim-c7"]),
    ]


@pytest.mark.usefixtures("verdicts")
def test_a_page_begins_where_the_one_before_ended(client: Client) -> None:
    first = page(client, "page_size=3")
    assert headed(first) == [("Contradicted", ["claim-c3", "claim-c6"]), ("Misleading", ["claim-c4"])]
    second = parse(client.get(first.find("a", rel="next").attributes["href"]).content)
    assert headed(second) == [("Misleading", ["claim-c5"]), ("Partly supported", ["claim-c1", "claim-c8"])]


@pytest.mark.usefixtures("verdicts")
def test_with_words_the_best_come_first_under_one_heading(client: Client) -> None:
    found = headed(page(client, "q=heals"))
    assert [heading for heading, _ in found] == ["Claims with these words, the best hits first"]
    assert found[0][1] == [f"claim-c{n}" for n in range(10)]


def links(page: Element) -> list[tuple[str, str, bool]]:
    """The links to the verdicts, and whether they say that they are shown."""
    found = page.find("nav", class_="verdicts").find_all("a")
    return [(each.text, each.attributes["href"], "aria-current" in each.attributes) for each in found]


def test_the_way_to_each_verdict(client: Client) -> None:
    assert links(page(client)) == [
        ("All", "/claims", True),
        ("Contradicted", "?verdict=contradicted", False),
        ("Misleading", "?verdict=misleading", False),
        ("Partly supported", "?verdict=partly_supported", False),
        ("Supported", "?verdict=supported", False),
        ("Unsupported", "?verdict=unsupported", False),
    ]


def test_the_way_to_another_verdict_keeps_the_question(client: Client) -> None:
    found = links(page(client, "q=a%26b&treatment=rest&condition=x,y&verdict=supported"))
    asked = "q=a%26b&treatment=rest&condition=x,y"
    assert (found[0], found[1], found[4]) == (
        ("All", f"?{asked}", False),
        ("Contradicted", f"?{asked}&verdict=contradicted", False),
        ("Supported", f"?{asked}&verdict=supported", True),
    )


def test_of_two_verdicts_none_is_the_one_shown(client: Client) -> None:
    assert [shown for _, _, shown in links(page(client, "verdict=supported,misleading"))] == [False] * 6


def test_the_form_keeps_what_was_asked(client: Client) -> None:
    form = page(client, "q=%22a%22&treatment=rest&condition=knee,back&verdict=supported,misleading").find("form")
    assert {each.attributes["name"]: each.attributes["value"] for each in form.find_all("input")} == {
        "q": '"a"',
        "treatment": "rest",
        "condition": "knee,back",
        "verdict": "supported,misleading",
    }
    labelled = {each.attributes["for"] for each in form.find_all("label")}
    assert labelled == {"q", "treatment", "condition"}


@pytest.mark.parametrize(
    ("query", "is_open"), [("", False), ("q=a", False), ("treatment=x", True), ("condition=x", True)]
)
def test_filters_are_folded_when_none_is_used(client: Client, query: str, *, is_open: bool) -> None:
    assert ("open" in page(client, query).find("details").attributes) == is_open


def test_the_order_cannot_be_another(client: Client) -> None:
    answer = client.get("/claims?sort=id")
    assert (answer.status_code, parse(answer.content).find_all("li")[-1].text[:24]) == (400, "sort: Unknown parameter:")


def test_a_claim(client: Client, publish_all: PublishAll) -> None:
    quote = "It <b>heals</b> & more."
    publish_all(make_record(claims=[make_claim(quote=quote, source=SOURCE, rationale="Nobody <tried>.")]))
    card = page(client).find("article")
    assert (card.find("h3").text, card.find_all("b")) == (f"“{quote}”", [])
    assert [each.text for each in card.find_all("p")] == [
        "A page, The Paper",
        "Unsupported. Nobody <tried>.",
        "About Name of rest, for Back pain.",
    ]
    assert {each.text: each.attributes["href"] for each in card.find_all("a")} == {
        f"“{quote}”": "/claims/rest-claim",
        "Name of rest": "/treatments/rest",
        "Back pain": "/conditions/back-pain",
    }


def test_the_place_of_the_words_is_marked(client: Client, publish_all: PublishAll) -> None:
    publish_all(make_record(claims=[make_claim(rationale="Nobody <i>tried</i>.")]))
    snippet = page(client, "q=tried").find("p", class_="snippet")
    assert ([each.text for each in snippet.find_all("mark")], snippet.find_all("i")) == (["tried"], [])


def test_nothing_is_published(client: Client) -> None:
    assert "Nothing is published here yet." in page(client).by_id("main").text
