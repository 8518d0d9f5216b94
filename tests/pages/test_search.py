"""/search: its form, and what it says of the records that it finds."""

from datetime import UTC, datetime
from urllib.parse import parse_qsl

import pytest
from django.test import Client

from tests.api.conftest import PublishAll
from tests.conftest import full_record, make_claim, make_event, make_finding, make_record
from tests.pages.html import Element, parse
from treatments.pages.search import SearchParameters

pytestmark = pytest.mark.usefixtures("db")

WITHOUT_A_FIELD = {"cursor", "page_size"}


def page(client: Client, query: str = "") -> Element:
    answer = client.get(f"/search?{query}" if query else "/search")
    assert answer.status_code == 200
    return parse(answer.content)


def links(element: Element) -> dict[str, str]:
    return {each.text: each.attributes["href"] for each in element.find_all("a")}


def pictures(element: Element) -> list[str]:
    return [each.find("desc").text for each in element.find_all("svg")]


def result(client: Client, id_: str = "rest", query: str = "") -> Element:
    return page(client, query).by_id(f"result-{id_}")


def test_a_result(client: Client, publish_all: PublishAll) -> None:
    deadly = make_event(id="rest-death", term="Death", serious=True, seriousness=["death"])
    conditions = [*make_record()["conditions"], {**make_record()["conditions"][0], "id": "knee", "name": "Knee <pain>"}]
    record = full_record(synonyms=["lying", "sleep"], conditions=conditions)
    publish_all({**record, "adverse_events": [*record["adverse_events"], deadly]})
    found = result(client)
    assert found.find("h3").text == "Name of rest"
    assert [each.text for each in found.find_all("p")] == [
        "self care; also called lying, sleep",
        "Adverse events recorded: 2, serious ones among them: 1. Public claims checked: 1.",
    ]
    assert [each.find("span").text for each in found.find_all("li")] == ["For Back pain:", "For Knee <pain>:"]
    graded, ungraded = pictures(found)
    assert ("⊕⊕⊕◯ moderate certainty" in graded, "⊕" in ungraded) == (True, False)
    assert links(found) == {
        "Name of rest": "/treatments/rest",
        "Back pain": "/conditions/back-pain",
        "Knee <pain>": "/conditions/knee",
    }


def test_nothing_recorded_is_said_not_left_out(client: Client, publish_all: PublishAll) -> None:
    publish_all(make_record())
    assert result(client).find_all("p")[-1].text == "No adverse event is recorded. Public claims checked: 0."


def test_no_serious_one_is_a_number_too(client: Client, publish_all: PublishAll) -> None:
    publish_all(full_record())
    said = "Adverse events recorded: 1, serious ones among them: 0. Public claims checked: 1."
    assert result(client).find_all("p")[-1].text == said


def test_the_place_of_the_words_is_marked(client: Client, publish_all: PublishAll) -> None:
    publish_all(make_record(claims=[make_claim(quote="It <b>cures</b> everyone.")]))
    snippet = result(client, query="q=cures").find("p", class_="snippet")
    assert ([each.text for each in snippet.find_all("mark")], snippet.find_all("b")) == (["cures"], [])
    assert "<b>cures</b>" in snippet.text


def test_names_are_text(client: Client, publish_all: PublishAll) -> None:
    name = '<script>alert("x")</script>'
    publish_all(make_record(name=name, synonyms=["<img src=x>"]))
    found = page(client)
    assert found.by_id("name-rest").text == name
    assert (found.by_id("main").find_all("script"), found.find_all("img")) == ([], [])


def test_twenty_are_shown(client: Client, publish_all: PublishAll) -> None:
    publish_all(*(make_record(f"r{n}", findings=[], citations=[]) for n in range(21)))
    assert [len(page(client, query).find_all("article")) for query in ("", "page_size=21")] == [20, 21]


def test_more_hits_than_are_ranked(client: Client, publish_all: PublishAll, monkeypatch: pytest.MonkeyPatch) -> None:
    publish_all(*(make_record(f"r{n}", findings=[], citations=[]) for n in range(3)))
    assert page(client, "q=name").find_all("p", class_="warn") == []
    monkeypatch.setattr("treatments.search.ranking.MAX_CANDIDATES", 2)
    warned = page(client, "q=name").find("p", class_="warn").text
    assert warned.startswith("More records hold these words than can be put in order")


def test_every_parameter_has_a_field_with_a_label(client: Client) -> None:
    form = page(client).find("form")
    fields = [each for tag in ("input", "select") for each in form.find_all(tag)]
    assert {each.attributes["name"] for each in fields} == set(SearchParameters().fields) - WITHOUT_A_FIELD
    labelled = {each.attributes.get("for") for each in form.find_all("label")}
    inside = {id(each) for label in form.find_all("label") for each in label.walk()}
    assert all(each.attributes.get("id") in labelled or id(each) in inside for each in fields)
    assert all(each.find_all("legend") for each in form.find_all("fieldset"))


def test_every_value_of_a_choice_is_one_that_the_api_takes(client: Client) -> None:
    form = page(client).find("form")
    offered = [(each.attributes["name"], each.attributes["value"]) for each in form.find_all("input", type="checkbox")]
    offered += [
        (select.attributes["name"], option.attributes["value"])
        for select in form.find_all("select")
        for option in select.find_all("option")
    ]
    words = {
        name: getattr(getattr(field, "value", field), "words", None)
        for name, field in SearchParameters().fields.items()
    }
    expected = {name: taken for name, taken in words.items() if taken is not None}
    assert {name: [value for each, value in offered if each == name and value] for name in expected} == expected


@pytest.mark.parametrize(
    "query",
    [
        "condition=back-pain,knee-pain",
        "jurisdiction=US",
        "adverse_event=Nausea+%22x%22",
        "citation=10.1/a%26b",
        "member_of=rest",
        "updated_since=2026-01-01T00:00:00Z",
        "kind=drug,device",
        "certainty=low",
        "direction=harm",
        "regulatory_status=off_label",
        "currency=due",
        "serious=false",
        "sort=-name",
    ],
)
def test_what_was_asked_stays_in_the_form(client: Client, query: str) -> None:
    shown = page(client, query)
    assert "open" in shown.find("form").find("details").attributes
    assert sent(shown.find("form")) == {**sent(page(client).find("form")), **dict([pair(query)])}


@pytest.mark.parametrize("query", ["", "q=pain", "page_size=3"])
def test_filters_are_folded_when_none_is_used(client: Client, query: str) -> None:
    assert "open" not in page(client, query).find("form").find("details").attributes


def test_nothing_is_published(client: Client) -> None:
    assert "Nothing is published here yet." in page(client).by_id("main").text


def pair(query: str) -> tuple[str, str]:
    ((name, value),) = parse_qsl(query)
    return name, value


def sent(form: Element) -> dict[str, str]:
    """What a browser would send, values of one name joined."""
    values: dict[str, list[str]] = {}
    for field in form.find_all("input"):
        chosen = field.attributes.get("type") != "checkbox" or "checked" in field.attributes
        values.setdefault(field.attributes["name"], []).extend([field.attributes["value"]] if chosen else [])
    for select in form.find_all("select"):
        options = select.find_all("option")
        chosen_ones = [each for each in options if "selected" in each.attributes] or options[:1]
        values[select.attributes["name"]] = [each.attributes["value"] for each in chosen_ones]
    return {name: ",".join(each) for name, each in values.items()}


@pytest.mark.parametrize(
    ("asked", "leads_to"),
    [
        ("/treatments", "/search"),
        ("/treatments?q=a%20b&kind=drug", "/search?q=a%20b&kind=drug"),
        ("/treatments?q=/treatments", "/search?q=/treatments"),
    ],
)
def test_the_list_of_records_is_the_search(client: Client, asked: str, leads_to: str) -> None:
    answer = client.get(asked)
    assert (answer.status_code, answer["Location"], answer.content) == (308, leads_to, b"")
    assert client.post(asked).status_code == 405


def test_a_day_is_in_the_validator_of_what_depends_on_it(
    client: Client, publish_all: PublishAll, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish_all(make_record(findings=[make_finding("rest-pain")], review_due="2100-01-01"))
    path, always = "/search?currency=current", client.get("/search")["ETag"]
    etag = client.get(path)["ETag"]
    assert client.get(path, headers={"If-None-Match": etag}).status_code == 304
    monkeypatch.setattr("django.utils.timezone.now", lambda: datetime(2099, 12, 31, tzinfo=UTC))
    answer = client.get(path, headers={"If-None-Match": etag})
    assert (answer.status_code, parse(answer.content).find_all("article")) == (200, [])
    assert client.get("/search")["ETag"] == always
