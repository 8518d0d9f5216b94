"""/conditions/{id}: the answers around the page, and what changes it."""

import gzip

from django.contrib.auth.models import User
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.conftest import Load, Publish, make_citation, make_finding, make_gap, make_recommendation, make_record
from tests.pages.html import Element, parse
from treatments import workflow
from treatments.vocabulary import RetractionStatus

PATH = "/conditions/back-pain"
BACK = make_record()["conditions"][0]
CACHED = "public, max-age=60, stale-while-revalidate=30, stale-if-error=86400"


def shown(client: Client) -> Element:
    answer = client.get(PATH)
    assert answer.status_code == 200
    return parse(answer.content)


def compared(page: Element) -> list[str]:
    """The ids of the treatments, in order."""
    rows = page.find("table", class_="comparison").find("tbody").find_all("tr")
    return [row.attributes["id"].removeprefix("treatment-") for row in rows]


def test_a_page_without_findings_gaps_or_recommendations(client: Client, publish: Publish) -> None:
    publish(make_record(findings=[]))
    page = shown(client)
    assert [each.text for each in page.find_all("section")][1:4] == [
        "Summary of findings No finding on these treatments is recorded here.",
        "Where nothing was found No such gap is recorded for the treatments on this page.",
        "Who recommends what No recommendation is recorded for the treatments on this page.",
    ]
    assert page.find_all("p", class_="notice") == []


def test_two_queries_for_one_treatment_and_for_many(
    client: Client, publish: Publish, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for count in range(1, 4):
        publish(make_record(f"rest-{count}"))
        with django_assert_num_queries(2):
            page = shown(client)
        assert len(compared(page)) == count


def test_a_page_that_the_reader_holds_is_not_sent_again(
    client: Client, publish: Publish, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    publish()
    etag = client.get(PATH)["ETag"]
    with django_assert_num_queries(2):
        answer = client.get(PATH, headers={"If-None-Match": etag})
    assert (answer.status_code, answer.content, answer["ETag"]) == (304, b"", etag)


def test_a_new_version_of_a_record_is_a_new_page(client: Client, publish: Publish) -> None:
    publish()
    etag = client.get(PATH)["ETag"]
    publish(make_record(name="Another name"))
    assert client.get(PATH, headers={"If-None-Match": etag}).status_code == 200


def test_headers(client: Client, publish: Publish) -> None:
    publish()
    headers = client.get(PATH).headers
    assert (headers["Content-Type"], headers["Cache-Control"]) == ("text/html; charset=utf-8", CACHED)
    assert (headers["Content-Language"], headers["Vary"]) == ("en-GB", "Accept-Encoding")
    assert "Set-Cookie" not in headers


def test_compressed(client: Client, publish: Publish) -> None:
    publish()
    plain, compressed = client.get(PATH), client.get(PATH, headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(compressed.content) == plain.content
    assert compressed["ETag"] == f'{plain["ETag"][:-1]}-gzip"'


def test_head(client: Client, publish: Publish) -> None:
    publish()
    answer = client.head(PATH)
    assert (answer.status_code, answer.content, answer["ETag"]) == (200, b"", client.get(PATH)["ETag"])


def test_a_withdrawn_record_is_no_longer_compared(client: Client, publish: Publish, manager: User) -> None:
    publish()
    publish(make_record("walking"))
    workflow.withdraw(treatment_id="rest", by=manager, reason="It was wrong.", successor="")
    assert compared(shown(client)) == ["walking"]


def test_the_condition_is_described_as_in_the_newest_record(client: Client, load: Load, publish: Publish) -> None:
    publish(make_record("ant"))
    load(make_record("zoo", conditions=[{**BACK, "description": "Another text."}]), overwrite=True)
    publish(id_="zoo")
    page = shown(client)
    assert compared(page) == ["ant", "zoo"]
    assert page.find("article").find("header").find_all("p")[0].text == "Another text."


def test_a_retracted_source_is_marked_wherever_something_rests_on_it(
    client: Client, publish: Publish, reviewer: User
) -> None:
    publish(make_record(evidence_gaps=[make_gap()], recommendations=[make_recommendation()]))
    workflow.set_citation_status(
        citation_id="smith-2020", by=reviewer, status=RetractionStatus.RETRACTED, notice="10.1000/x", noticed_on=None,
        reason="The publisher says so.",
    )  # fmt: skip
    page = shown(client)
    uses = page.find_all("a", href="/treatments/rest#source-smith-2020")
    assert len(uses) == len(page.find_all("strong", class_="mark")) == 4


HOSTILE = "<script>alert(1)</script>&\"'"


def test_texts_are_texts(client: Client, publish: Publish) -> None:
    outcome = {**make_finding("any")["outcome"], "name": HOSTILE}
    record = make_record(
        name=HOSTILE,
        conditions=[{**BACK, "name": HOSTILE, "description": HOSTILE, "synonyms": [HOSTILE]}],
        findings=[make_finding(f"rest-{n}", outcome=outcome) for n in range(2)],
        citations=[make_citation("smith-2020", title=HOSTILE)],
    )
    publish(record)
    page = shown(client)
    assert (page.find("h1").text, [each.attributes["type"] for each in page.find_all("script")]) == (
        HOSTILE,
        ["application/ld+json"],
    )
    (link,) = [each.attributes["href"] for each in page.find_all("a") if "forest.svg" in each.attributes["href"]]
    assert client.get(link).status_code == 200
