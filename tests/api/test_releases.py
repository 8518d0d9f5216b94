"""GET /api/v1/releases, …/{tag} and …/{tag}/files/{name}."""

import csv
import hashlib
import io
import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User
from pytest_django import DjangoAssertNumQueries, DjangoDbBlocker

from tests.api.conftest import lasting, publish_by_import
from tests.api.contract import (
    FROZEN,
    HOST,
    PUBLIC,
    Client,
    check_document,
    check_is_problem,
    check_wrong,
    content,
    document,
    documents,
    stamp,
)
from tests.conftest import full_record, make_finding, make_record
from treatments import RELEASE, workflow
from treatments.exchange import release
from treatments.models import Redaction, Release, ReleaseFile
from treatments.models.release import PIECE

Json = dict[str, Any]
PATH = "/api/v1/releases"
TAGS = ["2026-01-03", "2026-01-02", "2026-01-01"]
pytestmark = pytest.mark.usefixtures("three")


@pytest.fixture(scope="module")
def three(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Three releases; the records of the last one are longer than a piece."""
    findings = [make_finding(f"long-{n}", rationale=f"{n} " + "x" * 19_000) for n in range(60)]
    with lasting(django_db_blocker, full_record()):
        with django_db_blocker.unblock():
            by = User.objects.get(username="lasting")
            release.make(by=by, tag=TAGS[2])
            release.make(by=by, tag=TAGS[1])
            publish_by_import(by, make_record("long", findings=findings))
            release.make(by=by, tag=TAGS[0])
        yield


def described(tag: str) -> Json:
    made = Release.objects.get(tag=tag)
    told = json.loads(bytes(made.body))
    assert told["published_at"] == stamp(made.at)
    return dict(told)


# The list


def test_the_list_as_a_whole(client: Client) -> None:
    check_document(client.get(PATH), {"next": None, "previous": None, "results": [described(tag) for tag in TAGS]})


def test_an_entry(client: Client) -> None:
    entry = document(client.get(PATH))["results"][1]
    assert {name: value for name, value in entry.items() if name not in ("published_at", "files", "counts")} == {
        "tag": "2026-01-02",
        "url": f"{PATH}/2026-01-02",
        "data_version": 1,
        "previous": "2026-01-01",
    }
    assert (len(entry["files"]), entry["counts"]["findings"]) == (16, 2)
    records = ReleaseFile.objects.get(release="2026-01-02", name="records.ndjson")
    assert entry["files"][0] == {
        "name": "records.ndjson",
        "url": f"{PATH}/2026-01-02/files/records.ndjson",
        "media_type": "application/x-ndjson",
        "bytes": records.size,
        "sha256": records.sha256,
    }


def test_pages_with_the_newest_first(client: Client) -> None:
    first = document(client.get(f"{PATH}?page_size=2&fields=tag&count=true"))
    assert (first["previous"], first["count"]) == (None, 3)
    response = client.get(first["next"])
    second = document(response)
    assert [entry["tag"] for page in (first, second) for entry in page["results"]] == TAGS
    assert (second["next"], response["Link"]) == (None, f'<{second["previous"]}>; rel="prev"')
    assert second["previous"].startswith(f"{HOST}{PATH}?")
    assert document(client.get(second["previous"]))["results"] == first["results"]


@pytest.mark.parametrize(("format_", "media_type"), [("ndjson", "application/x-ndjson"), ("csv", "text/csv")])
def test_streams(client: Client, format_: str, media_type: str) -> None:
    response = client.get(f"{PATH}?format={format_}")
    assert response["Content-Type"] == media_type
    if format_ == "ndjson":
        assert documents(response) == [described(tag) for tag in TAGS]
    else:
        rows = list(csv.DictReader(io.StringIO(content(response).decode(), newline="")))
        assert [(row["tag"], row["counts_findings"]) for row in rows] == [
            (TAGS[0], "62"),
            (TAGS[1], "2"),
            (TAGS[2], "2"),
        ]


def test_headers_of_the_list(client: Client) -> None:
    response = client.get(PATH)
    newest = hashlib.sha256(bytes(Release.objects.get(tag=TAGS[0]).body)).hexdigest()
    assert response["ETag"] == f'"{newest}-releases-{RELEASE}"'
    assert (response["Cache-Control"], response["Vary"]) == (PUBLIC, "Accept, Accept-Encoding")


def test_queries_of_the_list(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(2):
        etag = client.get(PATH)["ETag"]
    with django_assert_num_queries(1):
        assert client.get(PATH, headers={"if-none-match": etag}).status_code == 304


def test_a_sort_is_unknown(client: Client) -> None:
    response = client.get(f"{PATH}?sort=id")
    check_wrong(response, "sort", "unknown", "Unknown parameter: use format, cursor, page_size, count, fields.")


# One release


def test_a_release_as_a_whole(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(1):
        response = client.get(f"{PATH}/2026-01-02")
    check_document(response, described("2026-01-02"))
    assert content(response) == bytes(Release.objects.get(tag="2026-01-02").body)
    assert response["ETag"] == f'"{hashlib.sha256(content(response)).hexdigest()}"'
    assert response["Cache-Control"] == FROZEN
    assert client.get(f"{PATH}/2026-01-02", headers={"if-none-match": response["ETag"]}).status_code == 304


def test_members_of_a_release(client: Client) -> None:
    response = client.get(f"{PATH}/2026-01-02?fields=previous,tag")
    check_document(response, {"tag": "2026-01-02", "previous": "2026-01-01"})
    assert (response["Cache-Control"], response["ETag"].endswith(f'-fields-{RELEASE}"')) == (PUBLIC, True)


@pytest.mark.parametrize("tag", ["2025-12-31", "latest", "2026-01-01-0"])
def test_no_such_release(client: Client, tag: str) -> None:
    check_is_problem(client.get(f"{PATH}/{tag}"), "not-found", detail="Nothing is published at this address.")


# Files


def address(name: str = "records.ndjson", tag: str = TAGS[0]) -> str:
    return f"{PATH}/{tag}/files/{name}"


def test_every_file_is_what_the_release_says(client: Client, subtests: pytest.Subtests) -> None:
    for tag in TAGS:
        for file in described(tag)["files"]:
            with subtests.test(file["url"]):
                response = client.get(file["url"])
                body = content(response)
                assert (len(body), hashlib.sha256(body).hexdigest()) == (file["bytes"], file["sha256"])
                assert (response["Content-Type"], response["Content-Length"]) == (file["media_type"], str(len(body)))
                assert (response["ETag"], response["Cache-Control"]) == (f'"{file["sha256"]}"', FROZEN)
                assert (response["Accept-Ranges"], response.status_code) == ("bytes", 200)


def test_a_file_is_read_a_piece_at_a_time(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    assert ReleaseFile.objects.get(release=TAGS[0], name="records.ndjson").size > PIECE
    with django_assert_num_queries(3):
        content(client.get(address()))


def test_a_held_file(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    etag = client.get(address())["ETag"]
    with django_assert_num_queries(1):
        assert client.get(address(), headers={"if-none-match": etag, "range": "bytes=0-1"}).status_code == 304


def test_head_of_a_file(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    file = ReleaseFile.objects.get(release=TAGS[0], name="records.ndjson")
    with django_assert_num_queries(1):
        response = client.head(address(), headers={"range": "bytes=0-1"})
    assert (response.status_code, response["Content-Length"], content(response)) == (200, str(file.size), b"")


@pytest.mark.parametrize(
    ("name", "tag"), [("records.csv", TAGS[0]), ("records.ndjson", "2025-12-31"), ("RECORDS.NDJSON", TAGS[0])]
)
def test_no_such_file(client: Client, name: str, tag: str) -> None:
    check_is_problem(client.get(address(name, tag)), "not-found", detail="Nothing is published at this address.")


def test_a_file_takes_no_parameter(client: Client) -> None:
    response = client.get(f"{address()}?format=ndjson")
    check_wrong(response, "format", "unknown", "Unknown parameter: use none.")


@pytest.mark.parametrize(
    ("name", "accept", "status"),
    [
        ("records.ndjson", "application/x-ndjson", 200),
        ("records.ndjson", "text/csv", 406),
        ("claims.csv", "text/*", 200),
        ("claims.csv", "application/json", 406),
        ("LICENSE.txt", "text/plain", 200),
        ("LICENSE.txt", "text/html", 406),
        ("manifest.json", "application/json", 200),
        ("manifest.json", "text/html, */*;q=0.1", 200),
    ],
)
def test_a_file_has_one_format(client: Client, name: str, accept: str, status: int) -> None:
    assert client.get(address(name), headers={"accept": accept}).status_code == status


# Ranges


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-0", 0, 0),
        ("bytes=5-", 5, None),
        ("bytes=1048570-1048580", 1048570, 1048580),
        ("bytes=1048576-", 1048576, None),
        ("bytes=10-99999999999", 10, None),
        ("Bytes=3-4", 3, 4),
        ("bytes=-7", -7, None),
        ("bytes=-99999999999", 0, None),
    ],
)
def test_a_range(client: Client, asked: str, first: int, last: int | None) -> None:
    whole = content(client.get(address()))
    begin = first if first >= 0 else len(whole) + first
    end = len(whole) - 1 if last is None else last
    response = client.get(address(), headers={"range": asked})
    assert (response.status_code, content(response)) == (206, whole[begin : end + 1])
    assert response["Content-Range"] == f"bytes {begin}-{end}/{len(whole)}"
    assert response["Content-Length"] == str(end + 1 - begin)


@pytest.mark.parametrize(
    "asked",
    ["bytes=4-3", "bytes=-", "bytes=0-1,4-5", "bytes", "lines=0-1", "bytes=a-b", "bytes= 0-1", "bytes=٣-٤", "",
     "bytes=" + "9" * 20 + "-"],
)  # fmt: skip
def test_what_is_no_range_gives_the_whole(client: Client, asked: str) -> None:
    response = client.get(address("claims.csv"), headers={"range": asked})
    assert (response.status_code, "Content-Range" in response) == (200, False)
    assert content(response) == content(client.get(address("claims.csv")))


@pytest.mark.parametrize("asked", ["bytes={size}-", "bytes=999999-1000000", "bytes=-0"])
def test_a_range_behind_the_end(client: Client, asked: str) -> None:
    size = len(content(client.get(address("claims.csv"))))
    response = client.get(address("claims.csv"), headers={"range": asked.format(size=size)})
    check_is_problem(response, "range-not-satisfiable", detail=f"The file has {size} bytes.")
    assert response["Content-Range"] == f"bytes */{size}"


def test_an_empty_file_has_no_range(client: Client) -> None:
    empty = address("changes.ndjson", "2026-01-02")
    assert content(client.get(empty)) == b""
    assert client.get(empty, headers={"range": "bytes=0-"}).status_code == 416


def test_a_download_goes_on_only_with_the_same_file(client: Client) -> None:
    etag = client.get(address("claims.csv"))["ETag"]
    for given, status in ((etag, 206), (f"W/{etag}", 200), ('"other"', 200), ("Tue, 24 Nov 2026 12:00:00 GMT", 200)):
        headers = {"range": "bytes=2-", "if-range": given}
        assert client.get(address("claims.csv"), headers=headers).status_code == status


# Redaction


def test_files_of_a_redacted_release(client: Client, manager: User) -> None:
    etag = client.get(address(tag="2026-01-01"))["ETag"]
    before = content(client.get(f"{PATH}/2026-01-01"))
    workflow.withdraw(treatment_id="rest", by=manager, reason="It named a patient.")
    owner = User.objects.create_superuser("olga")
    workflow.redact(treatment_id="rest", number=1, by=owner, seconded_by=manager, reason="It named a patient.")
    for headers in ({}, {"if-none-match": etag}, {"range": "bytes=0-1"}):
        for file in described("2026-01-01")["files"]:
            check_is_problem(
                client.get(file["url"], headers=headers),
                "redacted",
                detail="A version in this release was redacted, so its files are erased: It named a patient.",
                reason="It named a patient.",
                redacted_at=stamp(Redaction.objects.get().at),
            )
    assert content(client.get(f"{PATH}/2026-01-01")) == before
    assert len(document(client.get(PATH))["results"]) == 3
