"""Pages of lists: they show what the API's list gives, entry for entry, and answer as every page does."""

import re
from collections.abc import Callable
from urllib.parse import quote

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.api.contract import document
from tests.conftest import Publish, make_record
from tests.pages.html import Element, parse
from treatments import workflow

pytestmark = pytest.mark.usefixtures("db", "library")

CACHED = "public, max-age=60, stale-while-revalidate=30, stale-if-error=86400"
ORIGIN = "http://testserver"
LISTS = {"/search": "/api/v1/treatments", "/claims": "/api/v1/claims"}
LIST = pytest.mark.parametrize("path", LISTS)


def shown(page: Element) -> list[str]:
    """The ids of the entries."""
    entries = page.find_all("article", class_="entry")
    return [each.attributes["id"].partition("-")[2] for each in entries]


def page(client: Client, address: str, status: int = 200) -> Element:
    answer = client.get(address)
    assert answer.status_code == status
    return parse(answer.content)


def neighbour(page: Element, rel: str) -> str | None:
    found = page.find_all("a", rel=rel)
    return found[0].attributes["href"] if found else None


def by_verdict(entry: dict[str, str]) -> str:
    return entry["verdict"]


ORDERS: dict[str, Callable[[dict[str, str]], str] | None] = {"/search": None, "/claims": by_verdict}
QUESTIONS = [
    ("/search", ""),
    ("/search", "q=rest"),
    ("/search", "q=pain"),
    ("/search", "q=arger+knee"),
    ("/search", "q=pain&sort=-name"),
    ("/search", "q=zzz"),
    ("/search", "q=?!"),
    ("/search", "sort=-id"),
    ("/search", "sort=name"),
    ("/search", "condition=knee-pain"),
    ("/search", "condition=knee-pain,back-pain&certainty=low"),
    ("/search", "kind=drug,physical"),
    ("/search", "direction=harm"),
    ("/search", "regulatory_status=approved&jurisdiction=US"),
    ("/search", "adverse_event=NAUSEA&serious=true"),
    ("/search", "serious=false"),
    ("/search", "citation=10.1136/BMJ.n1446"),
    ("/search", "citation=123"),
    ("/search", "member_of=rest"),
    ("/search", "currency=overdue,due"),
    ("/search", "updated_since=2100-01-01"),
    ("/search", "q=pain&kind=drug"),
    ("/claims", ""),
    ("/claims", "verdict=misleading"),
    ("/claims", "verdict=misleading,unsupported"),
    ("/claims", "verdict=supported"),
    ("/claims", "treatment=rest"),
    ("/claims", "treatment=pill"),
    ("/claims", "condition=knee-pain"),
    ("/claims", "q=cures"),
    ("/claims", "q=back"),
    ("/claims", "q=name+of+rest&verdict=unsupported"),
]


@pytest.mark.parametrize(("path", "query"), QUESTIONS)
def test_a_page_lists_what_the_api_lists(client: Client, path: str, query: str) -> None:
    listed = document(client.get(f"{LISTS[path]}?{query}"))["results"]
    order = ORDERS[path]
    if order is not None and "q=" not in query:
        listed.sort(key=order)
    assert shown(page(client, f"{path}?{query}" if query else path)) == [entry["id"] for entry in listed]


@pytest.mark.parametrize(
    ("path", "query"), [("/search", ""), ("/search", "q=pain&"), ("/claims", ""), ("/claims", "q=it&")]
)
def test_page_by_page_there_and_back(client: Client, path: str, query: str) -> None:
    whole = shown(page(client, f"{path}?{query}page_size=100"))
    there: list[str] = []
    address: str | None = f"{path}?{query}page_size=1"
    while address is not None:
        last = page(client, address)
        assert len(shown(last)) == 1
        there += shown(last)
        address = neighbour(last, "next")
        assert address is None or address.startswith(f"{ORIGIN}{path}?")
    back = shown(last)
    while (before := neighbour(last, "prev")) is not None:
        last = page(client, before)
        back = shown(last) + back
    assert len(whole) > 1
    assert there == back == whole


@LIST
def test_a_cursor_of_another_list_is_refused(client: Client, path: str) -> None:
    address = document(client.get(f"{LISTS[path]}?page_size=1"))["next"]
    cursor = re.findall(r"cursor=([^&]+)", address)[0]
    said = page(client, f"{path}?page_size=1&cursor={cursor}", 400).find("li").text
    assert said == "cursor: This cursor belongs to another list, filter or sort."


@LIST
@pytest.mark.parametrize("q", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "&lt;b&gt;", "'"])
def test_hostile_words_stay_words(client: Client, path: str, q: str) -> None:
    answer = client.get(path, {"q": q})
    shown = parse(answer.content)
    assert shown.by_id("q").attributes["value"] == q
    assert (shown.find_all("script"), shown.find_all("img")) == ([], [])


@LIST
@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("colour=blue", "colour: Unknown parameter: use "),
        ("format=json", "format: Unknown parameter: use "),
        ("fields=id", "fields: Unknown parameter: use "),
        ("count=true", "count: Unknown parameter: use "),
        ("page_size=101", "page_size: Ensure this value is less than or equal to 100."),
        ("cursor=x", "cursor: This cursor is broken: take `next` or `previous` as they are."),
        ("q=" + "a+" * 33, "q: Give at most 32 words."),
        ("q=%00", "q: Null characters are not allowed."),
    ],
)
def test_a_wrong_parameter_is_named(client: Client, path: str, query: str, said: str) -> None:
    answer = client.get(f"{path}?{query}")
    shown = parse(answer.content)
    assert (answer.status_code, answer["Content-Type"]) == (400, "text/html; charset=utf-8")
    assert answer["Cache-Control"] == "no-store"
    assert [each.text[: len(said)] for each in shown.find_all("li")] == [said]
    (back,) = [each for each in shown.find_all("a", href=path) if each.text.startswith("Show")]
    assert back.text == "Show the page without these parameters"


@LIST
def test_what_is_not_utf_8_is_refused(client: Client, path: str) -> None:
    assert page(client, f"{path}?q=%ff", 400).find("h1").text == "The request cannot be understood"


@LIST
def test_headers(client: Client, path: str) -> None:
    headers = client.get(path).headers
    assert (headers["Content-Type"], headers["Cache-Control"]) == ("text/html; charset=utf-8", CACHED)
    assert (headers["Content-Language"], headers["Vary"]) == ("en-GB", "Accept-Encoding")
    assert "script-src 'none'" in headers["Content-Security-Policy"]
    assert "Set-Cookie" not in headers


@LIST
@pytest.mark.parametrize("query", ["", "?page_size=1", "?page_size=100"])
def test_two_queries(client: Client, path: str, query: str, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(2):
        etag = client.get(f"{path}{query}")["ETag"]
    with django_assert_num_queries(1):
        answer = client.get(f"{path}{query}", headers={"If-None-Match": etag})
    assert (answer.status_code, answer.content, answer["ETag"]) == (304, b"", etag)


@LIST
@pytest.mark.parametrize(("q", "queries"), [("back", 7), ('"back pain"', 5), ("zzz", 5), ("?!", 1)])
def test_words_take_as_many_queries_as_in_the_api(
    client: Client, path: str, q: str, queries: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """The feed, up to four readings of the words, the rows, their snippets."""
    with django_assert_num_queries(queries):
        assert client.get(path, {"q": q}).status_code == 200
    with django_assert_num_queries(queries):
        assert client.get(LISTS[path], {"q": q}).status_code == 200


@LIST
def test_the_lists_validator_is_not_that_of_its_page(client: Client, path: str) -> None:
    etag = client.get(LISTS[path])["ETag"]
    assert client.get(path, headers={"If-None-Match": etag}).status_code == 200


@LIST
def test_what_is_published_changes_the_page(client: Client, path: str, publish: Publish, manager: User) -> None:
    etag = client.get(path)["ETag"]
    publish(make_record("walk", findings=[], citations=[]))
    second = client.get(path, headers={"If-None-Match": etag})
    assert second.status_code == 200
    workflow.withdraw(treatment_id="walk", by=manager, reason="Wrong.")
    assert client.get(path, headers={"If-None-Match": second["ETag"]}).status_code == 200


@LIST
def test_head(client: Client, path: str) -> None:
    answer = client.head(path)
    assert (answer.status_code, answer.content, answer["ETag"]) == (200, b"", client.get(path)["ETag"])


def robots(page: Element) -> list[str]:
    return [each.attributes["content"] for each in page.find_all("meta", name="robots")]


@LIST
def test_a_question_is_not_for_search_engines(client: Client, path: str) -> None:
    assert (robots(page(client, path)), robots(page(client, f"{path}?q=rest"))) == ([], ["noindex"])


@LIST
def test_the_canonical_address_has_no_place(client: Client, path: str) -> None:
    address = neighbour(page(client, f"{path}?q=pain+it&page_size=1"), "next") or f"{path}?q=pain+it&page_size=1"
    canonical = page(client, address).find("link", rel="canonical").attributes["href"]
    assert canonical == f"{ORIGIN}{path}?q=pain+it&page_size=1"
    assert page(client, path).find("link", rel="canonical").attributes["href"] == f"{ORIGIN}{path}"


@LIST
def test_other_formats_answer_the_same_question(client: Client, path: str) -> None:
    address = neighbour(page(client, f"{path}?page_size=1"), "next")
    assert address is not None
    links = page(client, address).find_all("link", rel="alternate")
    formats = {each.attributes["title"]: each.attributes["href"] for each in links}
    assert formats["JSON"] == f"{LISTS[path]}?page_size=1"
    assert formats["CSV"] == f"{LISTS[path]}?format=csv"
    assert [client.get(formats[name])["Content-Type"] for name in ("JSON", "CSV")] == ["application/json", "text/csv"]


@LIST
def test_nothing_found_is_no_fault_and_no_proof(client: Client, path: str) -> None:
    main = page(client, f"{path}?q={quote('thirst of camels')}").by_id("main")
    assert "Nothing that is recorded here matches. That does not mean that nothing is known" in main.text
    assert shown(main) == []
