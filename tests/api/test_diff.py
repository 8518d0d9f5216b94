"""GET /api/v1/treatments/{id}/versions/{n}/diff."""

from decimal import Decimal
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from tests.api.contract import PUBLIC, Client, check_document, check_is_problem, check_wrong, document
from tests.conftest import Publish, make_finding, make_record
from treatments import RELEASE
from treatments.models import Version

PATH = "/api/v1/treatments/rest/versions"


def changed(path: str, old: Any, new: Any, text: str) -> dict[str, Any]:
    return {"path": path, "change": "changed", "from": old, "to": new, "text": text}


@pytest.fixture
def three(publish: Publish) -> None:
    """1; 2 with another kind; 3 with another name as well."""
    publish()
    publish(make_record(kind="exercise"))
    publish(make_record(kind="exercise", name="Walking"))


KIND = changed("kind", "self_care", "exercise", "kind: changed from “self_care” to “exercise”.")


@pytest.mark.usefixtures("three")
def test_with_the_version_before(client: Client) -> None:
    expected = {"treatment": "rest", "from": 1, "to": 2, "changes": [KIND]}
    check_document(client.get(f"{PATH}/2/diff"), expected)


@pytest.mark.usefixtures("three")
def test_against_another(client: Client) -> None:
    found = document(client.get(f"{PATH}/3/diff?against=1"))
    assert (found["from"], found["to"]) == (1, 3)
    name = changed("name", "Name of rest", "Walking", "name: changed from “Name of rest” to “Walking”.")
    assert [change for change in found["changes"] if not change["path"].startswith("findings")] == [name, KIND]


@pytest.mark.usefixtures("three")
def test_backwards(client: Client) -> None:
    back = changed("kind", "exercise", "self_care", "kind: changed from “exercise” to “self_care”.")
    expected = {"treatment": "rest", "from": 2, "to": 1, "changes": [back]}
    check_document(client.get(f"{PATH}/1/diff?against=2"), expected)


@pytest.mark.usefixtures("three")
def test_against_itself(client: Client) -> None:
    check_document(client.get(f"{PATH}/2/diff?against=2"), {"treatment": "rest", "from": 2, "to": 2, "changes": []})


@pytest.mark.usefixtures("three")
def test_the_first_version_has_none_before_it(client: Client) -> None:
    check_document(client.get(f"{PATH}/1/diff"), {"treatment": "rest", "from": None, "to": 1, "changes": []})


def test_numbers_rows_and_what_follows_from_them(client: Client, publish: Publish) -> None:
    publish()
    effect = {**make_finding("x")["effect"], "estimate": Decimal("-6.5")}
    finding = make_finding("rest-pain", effect={**effect, "estimate": -6.5})
    publish(make_record(findings=[finding, make_finding("rest-sleep", participants=0)]))
    changes = {change["path"]: change for change in document(client.get(f"{PATH}/2/diff"))["changes"]}
    assert changes["findings/rest-pain/effect/estimate"] == changed(
        "findings/rest-pain/effect/estimate",
        -7,
        Decimal("-6.5"),
        "findings rest-pain effect estimate: changed from -7 to −6.5.",
    ) | {"text": changes["findings/rest-pain/effect/estimate"]["text"]}
    added = changes["findings/rest-sleep"]
    assert (added["change"], added["from"], added["to"]["participants"]) == ("added", None, 0)
    assert added["text"] == "findings rest-sleep: added."
    assert changes["findings/rest-pain/interpretation/statement"]["change"] == "changed"


def test_a_row_that_went(client: Client, publish: Publish) -> None:
    publish(make_record(findings=[make_finding("rest-pain"), make_finding("rest-sleep")]))
    publish()
    changes = {change["path"]: change for change in document(client.get(f"{PATH}/2/diff"))["changes"]}
    removed = changes["findings/rest-sleep"]
    assert (removed["change"], removed["to"], removed["from"]["id"]) == ("removed", None, "rest-sleep")
    assert removed["text"] == "findings rest-sleep: removed."


@pytest.mark.usefixtures("three")
def test_headers(client: Client) -> None:
    response = client.get(f"{PATH}/3/diff?against=1")
    assert response["ETag"] == f'"{Version.objects.get(number=3).checksum}-diff1-{RELEASE}"'
    assert (response["Cache-Control"], response["Vary"]) == (PUBLIC, "Accept, Accept-Encoding")


# Which versions there are, then both documents.
@pytest.mark.usefixtures("three")
def test_queries(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(2):
        etag = client.get(f"{PATH}/2/diff")["ETag"]
    with django_assert_num_queries(1):
        response = client.get(f"{PATH}/2/diff", headers={"if-none-match": etag})
    assert response.status_code == 304


@pytest.mark.usefixtures("three")
def test_another_comparison_is_another_thing(client: Client) -> None:
    etag = client.get(f"{PATH}/3/diff")["ETag"]
    assert client.get(f"{PATH}/3/diff?against=1", headers={"if-none-match": etag}).status_code == 200


@pytest.mark.usefixtures("three")
def test_against_a_version_that_is_none(client: Client) -> None:
    response = client.get(f"{PATH}/2/diff?against=4")
    check_is_problem(response, "not-found", detail="This record has no version 4 to compare with.")


@pytest.mark.parametrize(
    ("against", "code", "detail"),
    [
        ("0", "min_value", "Ensure this value is greater than or equal to 1."),
        ("2147483648", "max_value", "Ensure this value is less than or equal to 2147483647."),
        ("-1", "invalid", "A valid integer is required."),
        ("1,2", "invalid", "A valid integer is required."),
        ("", "invalid", "A valid integer is required."),
    ],
)
def test_against_what_is_no_number(client: Client, against: str, code: str, detail: str) -> None:
    check_wrong(client.get(f"{PATH}/2/diff?against={against}"), "against", code, detail)
