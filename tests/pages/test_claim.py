"""/claims/{id}: what was said, what the evidence says of that, and what it rests on."""

import gzip
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from pytest_django import DjangoAssertNumQueries

from tests.api.conftest import PublishAll
from tests.conftest import Load, Publish, full_record, make_citation, make_claim, make_finding, make_record
from tests.pages.html import Element, parse
from treatments import workflow
from treatments.document.render import read
from treatments.models import Version
from treatments.pages.base import page_context
from treatments.pages.claims import shown as shown_claim
from treatments.pages.words import VERDICT_MEANS
from treatments.vocabulary import RetractionStatus, Verdict

pytestmark = pytest.mark.usefixtures("db")
PATH = "/claims/rest-claim"
CACHED = "public, max-age=60, stale-while-revalidate=30, stale-if-error=86400"
SOURCE = {"publisher": "The <Paper>", "title": "A & B", "url": "https://example.org/a?b=1&c=2", "seen_on": "2026-02-03"}


def page(client: Client, path: str = PATH, status: int = 200) -> Element:
    answer = client.get(path)
    assert answer.status_code == status
    return parse(answer.content)


def main(client: Client) -> Element:
    return page(client).by_id("main")


def with_claim(**changes: Any) -> dict[str, Any]:
    return make_record(claims=[make_claim(**changes)])


def links(element: Element) -> dict[str, str]:
    return {each.text: each.attributes["href"] for each in element.find_all("a")}


def test_the_whole_page(client: Client, publish: Publish) -> None:
    publish(full_record(claims=[make_claim(source=SOURCE, findings=["rest-pain"])]))
    shown = main(client)
    statement = Version.objects.get().body
    assert b"pain intensity" in bytes(statement)
    assert [each.text for each in shown.walk() if each.tag in ("h1", "h2", "h3")] == [
        "A claim about Name of rest",
        "Verdict: unsupported",
        "Why",
        "The evidence",
        "Pain intensity",
        "Sources",
    ]
    assert shown.find("blockquote").text == "It heals."
    assert shown.find("figcaption").text == (
        "A & B; The <Paper>; https://example.org/a?b=1&c=2; seen on 3 February 2026"
    )
    assert [each.text for each in shown.find_all("section")[0].find_all("p")] == [
        VERDICT_MEANS[Verdict.UNSUPPORTED],
        "Nobody tried.",
        "It speaks of Name of rest, for Back pain.",
    ]
    assert links(shown) == {
        "A & B": "https://example.org/a?b=1&c=2",
        "Name of rest": "/treatments/rest",
        "Back pain": "/conditions/back-pain",
        "Pain intensity": "/treatments/rest#finding-rest-pain",
        "smith-2020": "/treatments/rest#source-smith-2020",
        "claims about Name of rest": "/claims?treatment=rest",
        "claims with this verdict": "/claims?verdict=unsupported",
        "JSON": "/api/v1/claims/rest-claim",
    }


def test_a_finding_that_decides_it(client: Client, publish: Publish) -> None:
    publish(full_record(claims=[make_claim(findings=["rest-any"])]))
    (finding,) = client.get("/api/v1/findings?outcome=any+adverse+event").json()["results"]
    shown = main(client).by_id("finding-rest-any")
    assert shown.find("p", class_="statement").text == finding["interpretation"]["statement"]
    assert f"{finding['certainty']['symbol']} moderate certainty" in shown.find("svg").find("desc").text


def test_a_finding_that_another_supersedes(client: Client, publish: Publish) -> None:
    findings = [make_finding("rest-old", superseded_by="rest-new"), make_finding("rest-new")]
    publish(make_record(findings=findings, claims=[make_claim(findings=["rest-new", "rest-old"])]))
    said = [main(client).by_id(f"finding-{id_}").find_all("p")[0].text for id_ in ("rest-old", "rest-new")]
    assert (said[0], said[1] == said[0]) == ("A later finding supersedes it.", False)


def test_no_finding_decides_it(client: Client, publish: Publish) -> None:
    publish(with_claim())
    shown = main(client).find_all("section")[1]
    assert shown.find_all("p")[0].text == "The verdict rests on no finding of the record, but on these sources."


def test_a_source_is_given_in_full(client: Client, publish: Publish) -> None:
    publish(with_claim())
    (citation,) = client.get("/api/v1/citations").json()["results"]
    (source,) = main(client).find("ol").find_all("li")
    assert source.text == f"{citation['formatted']} smith-2020"


@pytest.mark.parametrize(
    ("status", "class_", "said"),
    [
        (RetractionStatus.RETRACTED, "alarm", "This source was retracted."),
        (RetractionStatus.EXPRESSION_OF_CONCERN, "alarm", "The publisher has expressed concern about this source."),
        (RetractionStatus.CORRECTED, "warn", "This source was corrected."),
    ],
)
def test_what_happened_to_a_source_is_marked(
    client: Client, publish_all: PublishAll, status: str, class_: str, said: str
) -> None:
    retraction = {"status": status, "notice": "10.1000/notice", "date": None}
    citations = [make_citation("smith-2020", retraction=retraction, note="Known."), make_citation("other")]
    publish_all(make_record(citations=citations, claims=[make_claim(citations=["other", "smith-2020"])]))
    shown = main(client)
    marked = {each.attributes["id"]: each.find_all("p", class_="notice") for each in shown.find_all("li")}
    assert marked["source-other"] == []
    assert [(each.text, class_ in each.attributes["class"]) for each in marked["source-smith-2020"]] == [(said, True)]
    atop = shown.find_all("div", class_="alarm")
    expected = [f"{said[:-1]}: Title of smith-2020. The verdict rests on it."] if class_ == "alarm" else []
    assert ([each.text for each in atop], [links(each) for each in atop]) == (
        expected,
        [{"Title of smith-2020": "#source-smith-2020"}] * len(expected),
    )


def test_what_is_not_known_of_the_source_is_said(client: Client, publish: Publish) -> None:
    publish(with_claim())
    caption = main(client).find("figcaption")
    assert caption.text == (
        "A page; its publisher is not recorded; its address is not recorded;"
        " the day on which it was seen is not recorded"
    )
    assert caption.find_all("a") == []


def test_the_link_to_the_page_recommends_nothing(client: Client, publish: Publish) -> None:
    publish(with_claim(source=SOURCE))
    link = main(client).find("figcaption").find("a")
    assert link.attributes == {"href": SOURCE["url"], "rel": "nofollow noopener external"}


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "JavaScript:alert(1)", "data:text/html,x", "//evil.example", "x"]
)
def test_no_other_address_becomes_a_link(publish: Publish, url: str) -> None:
    publish(with_claim(source=SOURCE))
    caption = rendered(url).find("figcaption")
    assert caption.find_all("a") == []
    assert f"its address: {url}" in caption.text


def rendered(url: str) -> Element:
    """The page, were the address of the claim's page this one: forms and imports refuse it."""
    document = read(Version.objects.get().body)
    document["claims"][0]["source"]["url"] = url
    context = page_context(RequestFactory().get(PATH), shown_claim(document, "rest-claim", "http://testserver"))
    return parse(render_to_string("pages/claim.html", context))


def test_hostile_text_stays_text(client: Client, publish: Publish) -> None:
    text = "<script>alert(1)</script> <img src=x>"
    source = {**SOURCE, "title": text, "publisher": text, "url": 'https://example.org/"><script>x</script>'}
    publish(make_record(name=text, claims=[make_claim(quote=text, rationale=text, source=source)]))
    shown = main(client)
    assert (shown.find_all("script"), shown.find_all("img")) == ([], [])
    assert (shown.find("blockquote").text, shown.find("h1").text) == (text, f"A claim about {text}")
    assert shown.find("figcaption").find("a").attributes["href"] == source["url"]


def test_an_import_says_that_nobody_reviewed_it(client: Client, publish_all: PublishAll) -> None:
    publish_all(with_claim())
    assert main(client).find("p", class_="notice").text == (
        "Imported, not clinically reviewed here. Its source: a test."
    )


def test_a_reviewed_one_does_not(client: Client, publish: Publish) -> None:
    publish(with_claim())
    assert main(client).find_all("p", class_="notice") == []


# The answer around it


def test_one_query(client: Client, publish: Publish, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    publish(full_record())
    with django_assert_num_queries(1):
        etag = client.get(PATH)["ETag"]
    with django_assert_num_queries(1) as queries:
        answer = client.get(PATH, headers={"If-None-Match": etag})
    assert (answer.status_code, answer.content, answer["ETag"]) == (304, b"", etag)
    assert "THEN NULL" in queries.captured_queries[0]["sql"]


def test_headers(client: Client, publish: Publish) -> None:
    publish(full_record())
    headers = client.get(PATH).headers
    assert (headers["Content-Type"], headers["Cache-Control"]) == ("text/html; charset=utf-8", CACHED)
    assert (headers["Content-Language"], headers["Vary"]) == ("en-GB", "Accept-Encoding")
    assert "Set-Cookie" not in headers


def test_head_and_gzip(client: Client, publish: Publish) -> None:
    publish(full_record())
    plain, compressed = client.get(PATH), client.get(PATH, headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(compressed.content) == plain.content
    assert (client.head(PATH)["ETag"], client.head(PATH).content) == (plain["ETag"], b"")


def test_its_address_is_canonical_and_may_be_found(client: Client, publish: Publish) -> None:
    publish(full_record())
    shown = page(client)
    assert shown.find("link", rel="canonical").attributes["href"] == f"http://testserver{PATH}"
    assert shown.find_all("meta", name="robots") == []


def test_a_new_version_is_a_new_page(client: Client, publish: Publish) -> None:
    publish(with_claim())
    etag = client.get(PATH)["ETag"]
    publish(with_claim(verdict="contradicted"))
    answer = client.get(PATH, headers={"If-None-Match": etag})
    assert (answer.status_code, parse(answer.content).by_id("verdict").text) == (200, "Verdict: contradicted")


@pytest.mark.parametrize("path", ["/claims/nothing", "/claims/rest", "/claims/REST-CLAIM"])
@pytest.mark.parametrize("held", [None, "*"])
def test_no_such_claim(client: Client, publish: Publish, path: str, held: str | None) -> None:
    publish(full_record())
    answer = client.get(path, headers={} if held is None else {"If-None-Match": held})
    assert (answer.status_code, parse(answer.content).find("h1").text) == (404, "Nothing is published here")


def test_a_draft_has_no_page(client: Client, load: Load) -> None:
    load(full_record())
    assert page(client, PATH, 404).find("h1").text == "Nothing is published here"


def test_a_withdrawn_record_s_claims_have_none(client: Client, publish: Publish, manager: User) -> None:
    publish(full_record())
    workflow.withdraw(treatment_id="rest", by=manager, reason="Wrong.")
    assert page(client, PATH, 404).find("h1").text == "Nothing is published here"


def test_an_unknown_parameter_is_an_error(client: Client, publish: Publish) -> None:
    publish(full_record())
    assert page(client, f"{PATH}?version=1", 400).find("li").text == "version: Unknown parameter: use none."
