"""A cursor that is broken, tampered with, or of another list is 400."""

import base64
import json
from typing import Any

import pytest

from tests.api.conftest import PublishAll
from tests.api.contract import Client, check_wrong, document
from tests.conftest import make_record
from treatments import workflow

PATH = "/api/v1/treatments"
BROKEN = "This cursor is broken: take `next` or `previous` as they are."
FOREIGN = "This cursor belongs to another list, filter or sort."


def encoded(value: Any) -> str:
    text = value if isinstance(value, bytes) else json.dumps(value, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(text).decode().rstrip("=")


def cursor_of(client: Client, query: str = "") -> str:
    link: str = document(client.get(f"{PATH}?page_size=1{query}"))["next"]
    return link.partition("cursor=")[2]


def decoded(cursor: str) -> list[Any]:
    parts: list[Any] = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    return parts


@pytest.fixture(autouse=True)
def _three(publish_all: PublishAll) -> None:
    publish_all(*map(make_record, "abc"))


@pytest.mark.parametrize(
    "cursor",
    ["x", "!!!!", "////", "é", "%F0%9F%98%80", "AAAA", encoded([]), encoded({}), encoded(None), encoded(5)],
)
def test_broken(client: Client, cursor: str) -> None:
    check_wrong(client.get(f"{PATH}?cursor={cursor}"), "cursor", "invalid", BROKEN)


def test_empty(client: Client) -> None:
    check_wrong(client.get(f"{PATH}?cursor="), "cursor", "blank", "This field may not be blank.")


def test_too_long(client: Client) -> None:
    detail = "Ensure this field has no more than 4000 characters."
    check_wrong(client.get(f"{PATH}?cursor={'A' * 4001}"), "cursor", "max_length", detail)


def test_another_spelling(client: Client) -> None:
    cursor = cursor_of(client)
    for other in (f"{cursor}!", f"{cursor}=", encoded(base64.urlsafe_b64decode(cursor + "==") + b" ")):
        check_wrong(client.get(PATH, {"cursor": other}), "cursor", "invalid", BROKEN)


@pytest.mark.parametrize(
    "values",
    [
        [],
        [5],
        [None],
        [True],
        [["a"]],
        [{"a": 1}],
        [""],
        ["A B"],
        ["a\0"],
        ["\ud800"],
        ["a", "b"],
        ["a" * 101],
        [10**30],
    ],
)
def test_tampered_values(client: Client, values: list[Any]) -> None:
    question, backward, inclusive, _ = decoded(cursor_of(client))
    tampered = encoded([question, backward, inclusive, *values])
    check_wrong(client.get(f"{PATH}?cursor={tampered}"), "cursor", "invalid", BROKEN)


@pytest.mark.parametrize("flag", [2, -1, 0, 1, "true", None, [], 1.5])
def test_tampered_direction(client: Client, flag: Any) -> None:
    question, _, inclusive, value = decoded(cursor_of(client))
    check_wrong(client.get(f"{PATH}?cursor={encoded([question, flag, inclusive, value])}"), "cursor", "invalid", BROKEN)


@pytest.mark.parametrize(
    "time",
    [
        "2026-01-01",
        "2026-01-01T00:00:00",
        "2026-01-01T00:00:00Z",
        "2026-01-01T01:00:00+01:00",
        "9999-12-31T23:59:59-14:00",
        "0001-01-01T00:00:00+14:00",
        "2026-13-01T00:00:00+00:00",
        "soon",
    ],
)
def test_tampered_times(client: Client, time: str) -> None:
    question, backward, inclusive, _, id_ = decoded(cursor_of(client, "&sort=published_at"))
    tampered = encoded([question, backward, inclusive, time, id_])
    check_wrong(client.get(f"{PATH}?sort=published_at&cursor={tampered}"), "cursor", "invalid", BROKEN)


@pytest.mark.parametrize("number", ["0x1", "１", "-1", "99999999999999999999", "1.0", "01"])
def test_tampered_numbers(client: Client, publish_all: PublishAll, number: str) -> None:
    publish_all(make_record("a", kind="drug"))
    path = f"{PATH}/a/versions"
    link = document(client.get(f"{path}?page_size=1"))["next"]
    question, backward, inclusive, _ = decoded(link.partition("cursor=")[2])
    text = json.dumps([question, backward, inclusive, number], ensure_ascii=False, separators=(",", ":"))
    tampered = encoded(text.encode())
    check_wrong(client.get(f"{path}?cursor={tampered}"), "cursor", "invalid", BROKEN)


@pytest.mark.parametrize("sort", ["id", "-id", "name", "-name", "-published_at"])
def test_of_another_sort(client: Client, sort: str) -> None:
    response = client.get(f"{PATH}?sort={sort}&cursor={cursor_of(client, '&sort=published_at')}")
    check_wrong(response, "cursor", "foreign", FOREIGN)


@pytest.mark.parametrize("query", ["kind=drug", "condition=back-pain", "certainty=low", "kind=self_care,drug"])
def test_of_another_filter(client: Client, query: str) -> None:
    response = client.get(f"{PATH}?{query}&cursor={cursor_of(client, '&kind=self_care')}")
    check_wrong(response, "cursor", "foreign", FOREIGN)


def test_of_another_path(client: Client, publish_all: PublishAll) -> None:
    publish_all(make_record("a", kind="drug"), make_record("b", kind="drug"))
    link = document(client.get(f"{PATH}/a/versions?page_size=1"))["next"]
    response = client.get(link.replace("/a/", "/b/"))
    check_wrong(response, "cursor", "foreign", FOREIGN)


def test_what_is_not_part_of_the_question_may_change(client: Client) -> None:
    cursor = cursor_of(client, "&kind=self_care&sort=id")
    response = client.get(f"{PATH}?fields=id&count=true&page_size=2&format=json&kind=self_care&cursor={cursor}")
    assert document(response)["results"] == [{"id": "b"}, {"id": "c"}]


def test_a_cursor_at_a_withdrawn_record_stays_good(client: Client, manager: Any) -> None:
    cursor = cursor_of(client)
    workflow.withdraw(treatment_id="a", by=manager, reason="wrong")
    assert document(client.get(f"{PATH}?fields=id&cursor={cursor}"))["results"] == [{"id": "b"}, {"id": "c"}]


def test_broken_is_broken_also_when_the_client_holds_the_list(client: Client) -> None:
    etag = client.get("/api/v1/treatments")["ETag"]
    answer = client.get("/api/v1/treatments", {"cursor": "zzz"}, headers={"If-None-Match": etag})
    assert answer.status_code == 400
