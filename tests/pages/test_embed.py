"""/embed/treatments/{id}: what the card says, and that every site may frame it."""

from html import unescape
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.api.conftest import publish_by_import
from tests.conftest import (
    Publish,
    full_record,
    make_citation,
    make_event,
    make_finding,
    make_gap,
    make_record,
    make_warning,
)
from tests.pages.html import Element, parse
from treatments import workflow

Json = dict[str, Any]
PATH = "/embed/treatments/rest"
BACK: Json = {"id": "back-pain", "name": "Back pain", "synonyms": [], "description": None, "codes": []}
NECK: Json = {**BACK, "id": "neck-pain", "name": "Neck pain"}


def card(client: Client, status: int = 200) -> Element:
    answer = client.get(PATH)
    assert answer.status_code == status
    return parse(answer.content)


def section(card: Element, id_: str) -> list[str]:
    """What the section with this heading says."""
    found = [each for each in card.find_all("section") if each.attributes["aria-labelledby"] == id_]
    return [each.text for each in found[0].find_all("p")]


# What it says


def test_a_record_in_short(client: Client, publish: Publish) -> None:
    publish(full_record(adverse_events=[make_event(id="rest-stroke", term="Stroke", serious=True)]))
    shown = card(client)
    assert shown.find("h1").text == "Name of rest"
    assert shown.find("h2", id="for-back-pain").text == "For Back pain"
    _badge, statement, critical = section(shown, "for-back-pain")
    assert statement == (
        "Name of rest compared with usual care: the treatment probably reduces pain intensity. Mean difference in"
        " points: −7 (95% CI −12 to −2). Time point: six weeks."
    )
    assert critical == (
        "Critical outcomes: 1 in favour of the treatment, 0 against it, 0 without a clear difference,"
        " 0 without a conclusion."
    )
    assert section(shown, "harm") == ["Serious adverse events: Stroke. 1 warning."]
    assert shown.find_all("p")[-1].text.startswith("Reviewed by Rita Example; published on ")


def test_the_grade_is_a_symbol_and_words(client: Client, publish: Publish) -> None:
    publish()
    shown = card(client)
    assert "⊕⊕⊕◯" in shown.find("svg").text
    assert "moderate certainty" in shown.find("svg").text


def test_the_statement_is_that_of_a_finding_that_decides_the_grade(client: Client, publish: Publish) -> None:
    low = {**make_finding("")["certainty"], "start": "low"}
    work = {**make_finding("")["outcome"], "name": "days at work"}
    publish(make_record(findings=[make_finding("rest-a"), make_finding("rest-b", outcome=work, certainty=low)]))
    assert "days at work" in section(card(client), "for-back-pain")[1]


def test_without_a_grade_a_gap_speaks_before_a_finding(client: Client, publish: Publish) -> None:
    finding = make_finding("rest-pain", certainty=None)
    publish(make_record(findings=[finding], evidence_gaps=[make_gap(statement="Nothing was found on work.")]))
    badge, statement = section(card(client), "for-back-pain")
    assert ("not graded" in badge, statement) == (True, "Nothing was found on work.")


def test_without_a_grade_and_a_gap_a_finding_speaks(client: Client, publish: Publish) -> None:
    superseded = make_finding("rest-a", superseded_by="rest-b", timepoint="long ago", certainty=None)
    publish(make_record(findings=[superseded, make_finding("rest-b", certainty=None)]))
    assert "pain intensity" in section(card(client), "for-back-pain")[1]


def test_a_condition_of_which_nothing_is_recorded(client: Client, publish: Publish) -> None:
    publish(make_record(conditions=[BACK, NECK]))
    assert section(card(client), "for-neck-pain")[1:] == ["No finding is recorded."]
    assert "1 in favour" in section(card(client), "for-back-pain")[2]


def test_serious_harm_is_named_once_and_not_without_end(client: Client, publish: Publish) -> None:
    terms = ["Stroke", "Stroke", "Coma", "Death", "Burns", "Falls", "Sepsis", "Shock"]
    events = [make_event(id=f"rest-{n}", term=term, serious=True) for n, term in enumerate(terms)]
    publish(make_record(adverse_events=[*events, make_event()]))
    assert section(card(client), "harm") == ["Serious adverse events: Stroke, Coma, Death, Burns, Falls and 2 more."]


def test_that_no_harm_is_recorded_is_not_that_there_is_none(client: Client, publish: Publish) -> None:
    publish(make_record(adverse_events=[make_event()]))
    assert section(card(client), "harm") == [
        "No serious adverse event is recorded. That does not mean that there is none."
    ]


def test_boxed_warnings_stand_in_full(client: Client, publish: Publish) -> None:
    boxed = make_warning(kind="boxed_warning", jurisdiction="US", text="It can kill.")
    publish(make_record(warnings=[make_warning(), boxed, make_warning(text="Once more.")]))
    alarm, harm = section(card(client), "harm")
    assert alarm == "Boxed warning (US): It can kill."
    assert harm.endswith("2 more warnings.")


def test_doubts(client: Client, publish: Publish) -> None:
    retracted = make_citation(
        "smith-2020", retraction={"status": "retracted", "notice": None, "date": None}, note="Retracted, as is said."
    )
    publish(make_record(citations=[retracted], review_due="2020-01-31"))
    assert [each.text for each in card(client).find_all("p", class_="notice")] == [
        "Some of its sources are in doubt: 1 retracted, or of concern to the publisher.",
        "The review was due on 31 January 2020. It may be out of date.",
    ]


def test_an_imported_record_says_that_nobody_reviewed_it(client: Client, publish: Publish, manager: User) -> None:
    publish_by_import(manager, full_record())
    assert card(client).find_all("p")[-1].text.startswith("Imported, not clinically reviewed; published on ")


def test_a_withdrawn_record(client: Client, publish: Publish, manager: User) -> None:
    publish()
    workflow.withdraw(treatment_id="rest", by=manager, reason="It was wrong.", successor="")
    shown = card(client, status=410)
    assert shown.find("h1").text == "This record was withdrawn"
    assert "The reason: It was wrong." in shown.find("main").text
    assert shown.find_all("link", rel="canonical") == []


# How it is framed


def test_every_link_leaves_the_frame(client: Client, publish: Publish) -> None:
    publish(full_record())
    links = card(client).find_all("a")
    assert "/treatments/rest" in [each.attributes["href"] for each in links]
    assert {each.attributes["target"] for each in links} == {"_top"}
    assert all("noopener" in each.attributes["rel"].split() for each in links)


@pytest.mark.parametrize("status", [200, 304, 410])
def test_every_site_may_frame_it(client: Client, publish: Publish, manager: User, status: int) -> None:
    publish()
    if status == 410:
        workflow.withdraw(treatment_id="rest", by=manager, reason="Wrong.", successor="")
    answer = client.get(PATH, headers={"If-None-Match": "*"} if status == 304 else {})
    headers = answer.headers
    assert answer.status_code == status
    assert "X-Frame-Options" not in headers
    assert "frame-ancestors *" in headers["Content-Security-Policy"].split("; ")
    assert headers["Cross-Origin-Embedder-Policy"] == "require-corp"
    assert headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "Set-Cookie" not in headers


@pytest.mark.parametrize(("path", "status"), [("/embed/treatments/none", 404), (f"{PATH}?size=big", 400)])
def test_an_error_is_no_card(client: Client, publish: Publish, path: str, status: int) -> None:
    publish()
    answer = client.get(path)
    assert (answer.status_code, answer["X-Frame-Options"]) == (status, "DENY")
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"].split("; ")


def test_search_engines_are_sent_to_the_record(client: Client, publish: Publish) -> None:
    publish()
    shown = card(client)
    assert shown.find("meta", name="robots").attributes["content"] == "noindex"
    assert shown.find("link", rel="canonical").attributes["href"] == "http://testserver/treatments/rest"


def test_one_query_and_a_validator_of_its_own(
    client: Client, publish: Publish, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    publish(full_record())
    with django_assert_num_queries(1):
        answer = client.get(PATH)
    assert answer["ETag"] != client.get("/treatments/rest")["ETag"]
    assert client.get(PATH, headers={"If-None-Match": answer["ETag"]}).status_code == 304


def test_the_record_s_page_shows_how_to_frame_it(client: Client, publish: Publish) -> None:
    publish(make_record(name='A "quoted" <name>'))
    page = parse(client.get("/treatments/rest").content)
    [snippet] = [each.text for each in page.find_all("code") if each.text.startswith("<iframe")]
    frame = parse(snippet).find("iframe").attributes
    assert frame["src"] == f"http://testserver{PATH}"
    assert unescape(frame["title"]) == 'A "quoted" <name>: the evidence'
    assert client.get(frame["src"]).status_code == 200
