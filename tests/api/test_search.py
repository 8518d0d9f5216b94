"""`q` on every list that has it: what is found, in which order, and what is shown of the hit."""

from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.api.contract import Client, check_wrong, document, documents, flat, forwards

pytestmark = pytest.mark.usefixtures("library")


def found(client: Client, path: str, q: str, more: str = "") -> list[str]:
    return [entry["id"] for entry in document(client.get(f"/api/v1/{path}?q={quote(q)}{more}"))["results"]]


@pytest.mark.parametrize(
    ("path", "q", "expected"),
    [
        ("treatments", "name of PILL", ["pill"]),
        ("treatments", "arger knee", ["heat", "rest", "soon"]),  # the condition's name: Ärger
        ("treatments", "cures", ["rest"]),  # a claim
        ("treatments", "Take care", ["rest"]),  # a warning
        ("conditions", "ärg", ["knee-pain"]),
        ("findings", "recurr", ["rest-recurrence"]),
        ("findings", "pain intens", ["pill-pain", "pill-pain-2", "rest-pain", "rest-words"]),
        ("findings", '"pain intensity"', ["pill-pain", "pill-pain-2", "rest-pain", "rest-words"]),
        ("findings", '"intensity pain"', []),
        ("adverse-events", "DEATH", ["rest-death"]),
        ("claims", "everyone", ["rest-cure"]),
        ("citations", "title bad 2019", ["bad-2019"]),
        ("citations", "zzz", []),
        ("citations", "?!", []),
    ],
)
def test_what_is_found(client: Client, path: str, q: str, expected: list[str]) -> None:
    assert sorted(found(client, path, q)) == expected


def test_a_title_comes_before_a_text(client: Client) -> None:
    assert found(client, "treatments", "rest")[0] == "rest"  # pill has it as its comparator


def test_an_entry_shows_where_it_was_found(client: Client) -> None:
    page = document(client.get("/api/v1/claims?q=cures"))
    assert (page["truncated"], [entry["id"] for entry in page["results"]]) == (False, ["rest-cure"])
    assert "<mark>cures</mark>" in page["results"][0]["snippet"]


def test_without_q_there_is_neither_snippet_nor_truncated(client: Client) -> None:
    page = document(client.get("/api/v1/claims"))
    assert ("truncated" in page, "snippet" in page["results"][0]) == (False, False)


def test_filters_hold_beside_it(client: Client) -> None:
    assert found(client, "findings", "pain", "&treatment=pill&certainty=low") == ["pill-pain-2"]


def test_pages_of_hits(client: Client) -> None:
    whole = found(client, "findings", "pain")
    assert len(whole) > 3
    assert flat(forwards(client, "/api/v1/findings?q=pain&page_size=1")) == whole
    last = document(client.get("/api/v1/findings?q=pain&page_size=1"))["next"]
    second = document(client.get(last))
    assert [entry["id"] for entry in document(client.get(second["previous"]))["results"]] == whole[:1]


def test_sorted_by_id_it_is_complete(client: Client) -> None:
    page = document(client.get("/api/v1/findings?q=pain&sort=-id&count=true"))
    ids = [entry["id"] for entry in page["results"]]
    assert (ids, page["count"], "truncated" in page) == (sorted(ids, reverse=True), len(ids), False)


def test_a_cursor_of_ranked_hits_is_not_one_of_sorted_ones(client: Client) -> None:
    ranked = document(client.get("/api/v1/findings?q=pain&page_size=1"))["next"]
    response = client.get(f"{ranked}&sort=id")
    check_wrong(response, "cursor", "foreign", "This cursor belongs to another list, filter or sort.")


def test_a_stream_of_hits(client: Client) -> None:
    lines = documents(client.get("/api/v1/findings?q=pain&format=ndjson"))
    ids = [line["id"] for line in lines]
    assert ids == sorted(found(client, "findings", "pain"))
    assert all("<mark>" in line["snippet"] for line in lines)


@pytest.mark.parametrize(
    ("q", "code", "detail"),
    [
        ("", "blank", "This field may not be blank."),
        (" ", "blank", "This field may not be blank."),
        ("x\0y", "null_characters_not_allowed", "Null characters are not allowed."),
        ("a" * 1001, "max_length", "Ensure this field has no more than 1000 characters."),
        ("a " * 33, "too_many_words", "Give at most 32 words."),
    ],
)
def test_what_is_no_question(client: Client, q: str, code: str, detail: str) -> None:
    check_wrong(client.get("/api/v1/treatments", {"q": q}), "q", code, detail)


@pytest.mark.parametrize("path", ["treatments", "conditions", "findings", "adverse-events", "claims", "citations"])
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(q=st.text(max_size=60))
def test_odd_input_is_an_ordinary_answer_or_a_plain_error(client: Client, path: str, q: str) -> None:
    assert client.get(f"/api/v1/{path}", {"q": q.encode("utf-8", "replace").decode()}).status_code in (200, 400)
