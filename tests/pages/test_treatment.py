"""/treatments/{id} and /treatments/{id}/versions/{n}: the answers around the page."""

import gzip
import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.conftest import Publish, full_record, make_citation, make_finding, make_record
from tests.pages.html import Element, parse
from treatments import workflow
from treatments.models import Citation, Version
from treatments.vocabulary import RetractionStatus

PATH = "/treatments/rest"
VERSION = "/treatments/rest/versions/1"
CACHED = "public, max-age=60, stale-while-revalidate=30, stale-if-error=86400"


def page(client: Client, path: str = PATH, status: int = 200) -> Element:
    answer = client.get(path)
    assert answer.status_code == status
    return parse(answer.content)


def notices(page: Element) -> list[str]:
    return [each.text for each in page.walk() if "notice" in each.attributes.get("class", "").split()]


def test_a_reviewed_record_names_who_wrote_and_who_reviewed_it(client: Client, publish: Publish) -> None:
    publish(full_record())
    assert notices(page(client))[0] == "Curated by Carol Example; reviewed by Rita Example."


@pytest.mark.parametrize("path", [PATH, VERSION])
def test_one_query(
    client: Client, publish: Publish, django_assert_num_queries: DjangoAssertNumQueries, path: str
) -> None:
    """However many rows: a page is made from one document."""
    publish(make_record(findings=[make_finding(f"rest-{n}") for n in range(12)]))
    with django_assert_num_queries(1):
        answer = client.get(path)
    assert answer.content.count(b'class="statement"') == 12


@pytest.mark.parametrize("path", [PATH, VERSION])
def test_headers(client: Client, publish: Publish, path: str) -> None:
    publish()
    headers = client.get(path).headers
    assert (headers["Content-Type"], headers["Cache-Control"]) == ("text/html; charset=utf-8", CACHED)
    assert (headers["Content-Language"], headers["Vary"]) == ("en-GB", "Accept-Encoding")
    assert "Set-Cookie" not in headers


@pytest.mark.parametrize("path", [PATH, VERSION])
def test_a_page_that_the_reader_holds_is_not_sent_again(
    client: Client, publish: Publish, django_assert_num_queries: DjangoAssertNumQueries, path: str
) -> None:
    publish()
    etag = client.get(path)["ETag"]
    with django_assert_num_queries(1):
        answer = client.get(path, headers={"If-None-Match": etag})
    assert (answer.status_code, answer.content, answer["ETag"]) == (304, b"", etag)


@pytest.mark.parametrize("path", [PATH, VERSION])
def test_the_document_does_not_stand_for_its_page(client: Client, publish: Publish, path: str) -> None:
    publish()
    etag = client.get(f"/api/v1{path}")["ETag"]
    assert client.get(path, headers={"If-None-Match": etag}).status_code == 200


def test_a_new_version_is_a_new_page(client: Client, publish: Publish) -> None:
    publish()
    etag = client.get(PATH)["ETag"]
    publish(make_record(name="Another name"))
    answer = client.get(PATH, headers={"If-None-Match": etag})
    assert (answer.status_code, parse(answer.content).find("h1").text) == (200, "Another name")


def test_compressed(client: Client, publish: Publish) -> None:
    publish()
    plain, compressed = client.get(PATH), client.get(PATH, headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(compressed.content) == plain.content
    assert (compressed["Content-Encoding"], compressed["ETag"]) == ("gzip", f'{plain["ETag"][:-1]}-gzip"')


def test_head(client: Client, publish: Publish) -> None:
    publish()
    answer = client.head(PATH)
    assert (answer.status_code, answer.content, answer["ETag"]) == (200, b"", client.get(PATH)["ETag"])


@pytest.mark.parametrize("path", ["/treatments/nothing", "/treatments/rest/versions/2", "/treatments/rest/versions/0"])
def test_no_such_record(client: Client, publish: Publish, path: str) -> None:
    publish()
    assert page(client, path, 404).find("h1").text == "Nothing is published here"


def test_a_draft_has_no_page(client: Client, load: Any) -> None:
    load()
    assert page(client, PATH, 404).find("h1").text == "Nothing is published here"


def test_an_unknown_parameter_is_an_error(client: Client, publish: Publish) -> None:
    """A page that ignored `as_of` would show today's record as that of another day."""
    publish()
    shown = page(client, f"{PATH}?as_of=2020-01-01", 400)
    assert (shown.find("li").text, shown.find("a", href=PATH).text) == (
        "as_of: Unknown parameter: use none.",
        "Show the page without these parameters",
    )


def test_what_other_sites_add_to_follow_people_is_taken_off(client: Client, publish: Publish) -> None:
    publish()
    answer = client.get(f"{PATH}?fbclid=abc&utm_source=mail")
    assert (answer.status_code, answer["Location"]) == (302, PATH)


def test_a_slash_too_many(client: Client, publish: Publish) -> None:
    publish()
    answer = client.get(f"{PATH}/")
    assert (answer.status_code, answer["Location"]) == (308, PATH)


def withdraw(by: User, successor: str = "") -> None:
    workflow.withdraw(treatment_id="rest", by=by, reason="It was <wrong>.", successor=successor)


def test_a_withdrawn_record(client: Client, publish: Publish, manager: User) -> None:
    publish()
    publish(make_record("walking"))
    withdraw(manager, "walking")
    shown = page(client, PATH, 410)
    assert shown.find("h1").text == "This record was withdrawn"
    assert "The reason: It was <wrong>." in shown.text
    assert [each.attributes["href"] for each in shown.by_id("main").find_all("a")] == ["/treatments/walking", VERSION]


def test_a_version_of_a_withdrawn_record_says_so_at_the_top(client: Client, publish: Publish, manager: User) -> None:
    publish()
    before = client.get(VERSION)["ETag"]
    withdraw(manager)
    answer = client.get(VERSION, headers={"If-None-Match": before})
    assert answer.status_code == 200
    said = notices(parse(answer.content))[0]
    assert re.sub(r"\d+ \w+ \d{4}", "TODAY", said) == (
        "This record was withdrawn on TODAY. Do not rely on it. The reason: It was <wrong>."
    )


def test_an_old_version_says_so_at_the_top(client: Client, publish: Publish) -> None:
    publish()
    before = client.get(VERSION)["ETag"]
    publish(make_record(name="Another name"))
    answer = client.get(VERSION, headers={"If-None-Match": before})
    assert answer.status_code == 200
    assert notices(parse(answer.content))[0] == (
        "This is an old version. The record has come to version 2: read it as it is now."
    )


def test_the_last_version_says_nothing_of_the_kind(client: Client, publish: Publish) -> None:
    publish()
    assert notices(page(client, VERSION)) == ["Curated by Carol Example; reviewed by Rita Example."]


def test_a_redacted_version(client: Client, publish: Publish, manager: User) -> None:
    publish()
    publish(make_record(name="Another name"))
    owner = User.objects.create_superuser("olga")
    workflow.redact(treatment_id="rest", number=1, by=owner, seconded_by=manager, reason="It named a patient.")
    assert Version.objects.filter(redaction__isnull=False).count() == 1
    shown = page(client, VERSION, 410)
    assert "This version was redacted: It named a patient." in shown.text


def set_status(by: User, status: RetractionStatus) -> None:
    workflow.set_citation_status(
        citation_id="smith-2020",
        by=by,
        status=status,
        notice="10.1000/retraction",
        noticed_on=None,
        reason="The publisher says so.",
    )


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (RetractionStatus.RETRACTED, "This source was retracted"),
        (RetractionStatus.EXPRESSION_OF_CONCERN, "The publisher has expressed concern about this source"),
    ],
)
def test_a_doubtful_source_is_told_at_the_top_at_each_use_and_in_the_list(
    client: Client, publish: Publish, reviewer: User, status: RetractionStatus, words: str
) -> None:
    publish(full_record())
    set_status(reviewer, status)
    shown = page(client)
    assert notices(shown)[0] == f"{words}: Title of smith-2020. What rests on it is marked."
    marks = shown.find_all("strong", class_="mark")
    uses = [each for each in shown.find_all("a", href="#source-smith-2020") if each.text == "smith-2020"]
    assert len(marks) == len(uses) > 5
    assert notices(shown.by_id("source-smith-2020")) == [f"{words}. Notice: doi:10.1000/retraction"]


def test_a_corrected_source_is_marked(client: Client, publish: Publish, reviewer: User) -> None:
    publish()
    set_status(reviewer, RetractionStatus.CORRECTED)
    assert {each.text for each in page(client).find_all("strong", class_="mark")} == {"corrected"}
    assert Citation.objects.get().retraction_status == "corrected"


HOSTILE = "<script>alert(1)</script>&\"'"


def test_texts_are_texts(client: Client, publish: Publish) -> None:
    record = full_record(name=HOSTILE, description=HOSTILE)
    link = "https://example.org/?a=1&b=<2>"
    record["citations"] = [make_citation("smith-2020", title=HOSTILE, link=link, note=HOSTILE)]
    publish(record)
    shown = page(client)
    scripts = [each.attributes for each in shown.find_all("script")]
    assert (shown.find("h1").text, scripts) == (HOSTILE, [{"type": "application/ld+json"}])
    assert shown.find_all("a", href=link)


def test_an_adverse_event_that_nobody_had(client: Client, publish: Publish) -> None:
    record = full_record()
    arm = {"events": 0, "total": 58, "percent": 0, "percent_low": None, "percent_high": None}
    record["adverse_events"][0] |= {"treated": arm}
    publish(record)
    event = page(client).by_id("event-rest-nausea")
    assert "0 of 58 people (0%); nobody had it, so at most 5.03" in event.text
    assert "frequency not known" in event.text


def test_a_superseded_finding_stands_behind_the_others(client: Client, publish: Publish) -> None:
    findings = [make_finding("rest-a", superseded_by="rest-b"), make_finding("rest-b")]
    publish(make_record(findings=findings))
    shown = page(client)
    order = [each.attributes["id"] for each in shown.find_all("article", class_="finding")]
    assert order == ["finding-rest-b", "finding-rest-a"]
    assert "Superseded by rest-b." in shown.by_id("finding-rest-a").text
