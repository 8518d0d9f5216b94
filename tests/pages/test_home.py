"""/: what this is, what changed last, how grades are read, and how an app gets the same."""

import re

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.api.conftest import PublishAll
from tests.conftest import Publish, full_record, make_citation, make_claim, make_finding, make_record
from tests.pages.html import Element, parse
from treatments import workflow
from treatments.models import Change
from treatments.pages.filters import day
from treatments.pages.home import what
from treatments.pages.words import CERTAINTY_MEANS
from treatments.vocabulary import Certainty, ChangeKind, Part, RetractionStatus

pytestmark = pytest.mark.usefixtures("db")
CACHED = "public, max-age=60, stale-while-revalidate=30, stale-if-error=86400"


def page(client: Client) -> Element:
    answer = client.get("/")
    assert answer.status_code == 200
    return parse(answer.content)


def changes(client: Client) -> list[str]:
    """The changes without their day."""
    found = page(client).find("ol", class_="changes").find_all("li")
    days = {change.sequence: day(change.at) for change in Change.objects.all()}
    return [each.text.removeprefix(f"{days[int(each.attributes['id'].partition('-')[2])]}: ") for each in found]


def test_what_it_offers(client: Client) -> None:
    shown = page(client)
    assert [each.text for each in shown.find_all("h1") + shown.find_all("h2")] == [
        "What is known about treatments",
        "For whom",
        "How to read the grades",
        "What changed last",
        "The same for an app",
    ]
    links = {each.attributes["href"] for each in shown.by_id("main").find_all("a")}
    assert links == {
        *("/conditions", "/claims", "/search", "/docs/disclaimer", "/admin/", "#app", "/changes.atom"),
        *("/docs", "/api/v1", "/api/v1/changes", "/api/v1/releases"),
    }


def test_the_search(client: Client) -> None:
    form = page(client).find("form")
    assert (form.attributes["action"], form.attributes.get("method", "get")) == ("/search", "get")
    assert form.find("input").attributes["name"] == "q"
    assert form.find("label").attributes["for"] == form.find("input").attributes["id"]


def test_how_the_grades_are_read(client: Client) -> None:
    rows = page(client).find("dl", class_="certainties").find_all("div")
    said = [(each.find("dt").find("svg").find("desc").text, each.find("dd").text) for each in rows]
    assert [means for _, means in said] == [CERTAINTY_MEANS[certainty] for certainty in Certainty]
    symbols = ["⊕⊕⊕⊕ high", "⊕⊕⊕◯ moderate", "⊕⊕◯◯ low", "⊕◯◯◯ very low"]
    assert [f"{symbol} certainty" in text for symbol, (text, _) in zip(symbols, said, strict=True)] == [True] * 4


def test_an_app_can_do_what_the_example_says(client: Client, publish: Publish) -> None:
    publish()
    example = page(client).find("pre").text
    addresses = re.findall(r'http://testserver([^\s"]+)', example)
    assert len(addresses) == 3
    assert [client.get(address).status_code for address in addresses] == [200, 200, 200]


def test_its_links_lead_somewhere(client: Client) -> None:
    links = {each.attributes["href"] for each in page(client).by_id("main").find_all("a")}
    answers = {link: client.get(link).status_code for link in links if link.startswith("/") and link != "/admin/"}
    assert answers == dict.fromkeys(answers, 200)


# What changed last


def test_nothing_changed_yet(client: Client) -> None:
    assert page(client).find("ol", class_="changes").text == "Nothing has been published here yet."


def test_a_publication_and_an_update(client: Client, publish: Publish) -> None:
    publish(note="First.")
    findings = [make_finding("rest-pain"), make_finding("rest-2")]
    publish(make_record(kind="exercise", findings=findings, claims=[make_claim()]), note="More <found>.")
    assert changes(client) == [
        "Name of rest updated (version 2); changed: what it says of the treatment itself;"
        " added: 1 finding, 1 claim More <found>.",
        "Name of rest published for the first time (version 1) First.",
    ]
    links = [each.attributes["href"] for each in page(client).find("ol", class_="changes").find_all("a")]
    rest = "/treatments/rest"
    assert links == [rest, f"{rest}/versions/2", rest, f"{rest}/versions/1"]


def test_a_withdrawn_record_goes_by_its_id(client: Client, publish: Publish, manager: User) -> None:
    publish()
    workflow.withdraw(treatment_id="rest", by=manager, reason="It harms.")
    assert changes(client) == ["rest withdrawn (version 1) It harms.", "rest published for the first time (version 1)"]


def test_a_restored_one(client: Client, publish: Publish, manager: User) -> None:
    publish()
    workflow.withdraw(treatment_id="rest", by=manager, reason="It harms.")
    workflow.restore(treatment_id="rest", by=manager, reason="It does not.")
    assert changes(client)[0].startswith("Name of rest published again after it was withdrawn (version 1)")


def test_a_source_that_is_retracted(client: Client, publish: Publish, reviewer: User) -> None:
    publish(make_record(citations=[make_citation("smith-2020", note="Cited with care.")]))
    workflow.set_citation_status(
        citation_id="smith-2020",
        by=reviewer,
        status=RetractionStatus.RETRACTED,
        notice="10.1000/x",
        noticed_on=None,
        reason="R.",
    )
    said = "Name of rest a source's status changed (version 2); citation status changed: 1 source"
    assert changes(client)[0].startswith(said)


def test_ten_at_most_the_newest_first(client: Client, publish_all: PublishAll) -> None:
    publish_all(*(make_record(f"r{n:02}", findings=[], citations=[]) for n in range(11)))
    found = changes(client)
    assert [text.partition(" published")[0] for text in found] == [f"Name of r{n:02}" for n in range(10, 0, -1)]


@pytest.mark.parametrize("part", Part)
@pytest.mark.parametrize("kind", ChangeKind)
def test_every_change_has_words(kind: str, part: str) -> None:
    once = [{"kind": kind, "part": part}]
    (one,), (two,) = list(what(once)), list(what(once * 2))
    assert one.startswith(f"{kind.replace('_', ' ')}: ")
    assert (one == two) == (part == Part.TREATMENT)


def test_names_are_text(client: Client, publish: Publish) -> None:
    publish(make_record(name="<script>alert(1)</script>"), note="<img src=x>")
    shown = page(client).by_id("main")
    assert (shown.find_all("script"), shown.find_all("img")) == ([], [])
    assert "<script>alert(1)</script>" in shown.find("ol", class_="changes").text


# The answer around it


@pytest.mark.parametrize("number", [0, 1, 12])
def test_two_queries(
    client: Client, publish_all: PublishAll, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    if number:
        publish_all(*(full_record(f"r{n}") for n in range(number)))
    with django_assert_num_queries(2):
        etag = client.get("/")["ETag"]
    with django_assert_num_queries(1):
        answer = client.get("/", headers={"If-None-Match": etag})
    assert (answer.status_code, answer.content, answer["ETag"]) == (304, b"", etag)


def test_headers(client: Client) -> None:
    headers = client.get("/").headers
    assert (headers["Content-Type"], headers["Cache-Control"]) == ("text/html; charset=utf-8", CACHED)
    assert (headers["Content-Language"], headers["Vary"]) == ("en-GB", "Accept-Encoding")
    assert "Set-Cookie" not in headers


def test_programs_are_told_where_the_api_is_also_when_nothing_changed(client: Client) -> None:
    answer = client.get("/")
    again = client.get("/", headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, again["Link"]) == (304, answer["Link"])
    assert 'rel="service-desc"' in answer["Link"]


def test_head(client: Client) -> None:
    answer = client.head("/")
    assert (answer.status_code, answer.content, answer["ETag"]) == (200, b"", client.get("/")["ETag"])


def test_what_is_published_changes_the_page(client: Client, publish: Publish) -> None:
    etag = client.get("/")["ETag"]
    publish()
    assert client.get("/", headers={"If-None-Match": etag}).status_code == 200


def test_it_takes_no_parameter(client: Client) -> None:
    answer = client.get("/?page=2")
    assert (answer.status_code, parse(answer.content).find("li").text) == (400, "page: Unknown parameter: use none.")
