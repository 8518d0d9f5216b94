"""POST /api/v1/check: which held versions are current, and what is wrong with a body."""

import json
from typing import Any

import pytest
from django.contrib.auth.models import User
from pytest_django import DjangoAssertNumQueries

from tests.api.conftest import PublishAll
from tests.api.contract import Client, check_document, check_is_problem, document
from tests.conftest import make_finding, make_record
from treatments import workflow
from treatments.models import Feed, Version

PATH = "/api/v1/check"


def post(client: Client, body: Any, content_type: str = "application/json") -> Any:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return client.post(PATH, data, content_type=content_type)


def held(*records: tuple[str, int]) -> dict[str, Any]:
    return {"records": [{"treatment": treatment, "version": version} for treatment, version in records]}


def test_every_status(client: Client, publish_all: PublishAll, manager: User) -> None:
    publish_all(make_record("a"), make_record("b"), make_record("gone"))
    publish_all(make_record("b", findings=[make_finding("b-pain", rationale="new")]))
    workflow.withdraw(treatment_id="gone", by=manager, reason="wrong")
    etags = {(each.publication_id, each.number): each.checksum for each in Version.objects.all()}

    def result(treatment: str, status: str, version: int) -> dict[str, Any]:
        etag, url = etags[treatment, version], f"/api/v1/treatments/{treatment}/versions/{version}"
        return {"treatment": treatment, "status": status, "version": version, "etag": etag, "url": url}

    expected = {
        "results": [
            result("b", "changed", 2),
            result("a", "current", 1),
            result("a", "changed", 1),
            result("a", "changed", 1),
            result("gone", "withdrawn", 1),
            {"treatment": "NO id", "status": "unknown", "version": None, "etag": None, "url": None},
        ],
        "data_version": 5,
        "feed": str(Feed.objects.get().feed),
    }
    asked = held(("b", 1), ("a", 1), ("a", 0), ("a", 9), ("gone", 1), ("NO id", 3))
    check_document(post(client, asked), expected)


def test_a_number_is_a_whole_one_however_it_is_written(client: Client, publish_all: PublishAll) -> None:
    publish_all(make_record("a"))
    (result,) = document(post(client, b'{"records": [{"treatment": "a", "version": 1.0}]}'))["results"]
    assert result["status"] == "current"


def test_nothing_held(client: Client) -> None:
    assert document(post(client, held()))["results"] == []


def test_a_thousand_in_two_queries(client: Client, db: None, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(2):
        response = post(client, held(*((f"r-{n}", 1) for n in range(1000))))
    assert len(document(response)["results"]) == 1000


def test_it_is_not_kept_by_caches(client: Client) -> None:
    assert post(client, held())["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("body", "pointer", "code", "detail"),
    [
        (b" ", "", "not_json", "The body cannot be read: not JSON: Expecting value at character 2."),
        (b"{", "", "not_json", "The body cannot be read: not JSON: Expecting property name enclosed in double quotes"
            " at character 2."),
        (b"\xff", "", "not_json", "The body cannot be read: not UTF-8 at byte 0."),
        (b'{"records": [], "records": []}', "", "not_json",
            "The body cannot be read: the key 'records' stands twice in one object."),
        (b'{"records": NaN}', "", "not_json", "The body cannot be read: NaN is not a JSON number."),
        (b'{"records": [{"treatment": "a", "version": 1e400}]}', "", "not_json",
            "The body cannot be read: a number has more than 100 digits."),
        (b'{"records": [{"treatment": "\\ud800", "version": 1}]}', "", "not_json",
            "The body cannot be read: a text holds a NUL or half of a surrogate pair."),
        (b"[" * 100_000, "", "not_json", "The body cannot be read: nested more than 32 deep."),
        (b"null", "", "null", "No data provided"),
        (b"[]", "", "invalid", "Invalid data. Expected a dictionary, but got list."),
        (b"{}", "/records", "required", "This field is required."),
        (b'{"records": [], "x": 1}', "/x", "unknown", "Unknown field: this object has records."),
        (b'{"records": 1}', "/records", "not_a_list", 'Expected a list of items but got type "int".'),
        (b'{"records": [1]}', "/records/0", "invalid", "Invalid data. Expected a dictionary, but got int."),
        (held(("a", 1), ("a", -1)), "/records/1/version", "min_value",
            "Ensure this value is greater than or equal to 0."),
        (held(("a", 2**31)), "/records/0/version", "max_value",
            "Ensure this value is less than or equal to 2147483647."),
        ({"records": [{"treatment": "a", "version": "1"}]}, "/records/0/version", "invalid",
            "A valid integer is required."),
        ({"records": [{"treatment": "a", "version": True}]}, "/records/0/version", "invalid",
            "A valid integer is required."),
        ({"records": [{"treatment": 1, "version": 1}]}, "/records/0/treatment", "invalid", "Not a valid string."),
        ({"records": [{"treatment": "a"}]}, "/records/0/version", "required", "This field is required."),
        (held(*(("a", 1),) * 1001), "/records", "max_length", "Ensure this field has no more than 1000 elements."),
    ],
)  # fmt: skip
def test_a_wrong_body(client: Client, db: None, body: Any, pointer: str, code: str, detail: str) -> None:
    error = {"detail": detail, "pointer": pointer, "code": code}
    response = post(client, body)
    check_is_problem(response, "invalid-body", detail=f"{pointer or 'body'}: {detail}", errors=(error,))


def test_faults_are_told_up_to_a_number(client: Client, db: None) -> None:
    errors = document(post(client, held(*(("a", -1),) * 50)))["errors"]
    assert [error["pointer"] for error in errors] == [f"/records/{n}/version" for n in range(20)]


@pytest.mark.parametrize("media_type", ["text/plain", "application/x-www-form-urlencoded", "application/xml", ""])
def test_another_media_type(client: Client, db: None, media_type: str) -> None:
    check_is_problem(
        post(client, held(), media_type), "unsupported-media-type", detail="Send the body as application/json."
    )


def test_a_charset_may_stand_behind_it(client: Client, db: None) -> None:
    assert post(client, held(), "application/json; charset=utf-8").status_code == 200


def test_a_large_body(client: Client, db: None) -> None:
    detail = "The body is larger than 524,288 bytes: send fewer at a time."
    check_is_problem(post(client, b" " * 524_289), "payload-too-large", detail=detail)


def test_it_takes_no_parameters(client: Client, db: None) -> None:
    assert client.post(f"{PATH}?treatment=a", b"{}", content_type="application/json").status_code == 400


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE"])
def test_it_is_only_posted_to(client: Client, db: None, method: str) -> None:
    response = client.generic(method, PATH)
    assert (response.status_code, response["Allow"]) == (405, "POST, OPTIONS")
