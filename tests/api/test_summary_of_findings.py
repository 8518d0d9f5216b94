"""GET /api/v1/conditions/{id}/summary-of-findings: a row for each treatment and outcome."""

import csv
import io

import pytest
from pytest_django import DjangoAssertNumQueries

from tests.api.contract import Client, content, document, documents

pytestmark = pytest.mark.usefixtures("library")
PATH = "/api/v1/conditions/back-pain/summary-of-findings"


def test_rows_by_treatment_and_importance_without_what_is_superseded(client: Client) -> None:
    rows = document(client.get(PATH))["rows"]
    assert [(row["treatment"]["id"], row["importance"], row["finding"]) for row in rows] == [
        ("pill", "critical", "pill-pain-2"),
        ("pill", "important", "pill-any"),
        ("rest", "critical", "rest-pain"),
        ("rest", "critical", "rest-recurrence"),
    ]


def test_a_row_says_what_the_finding_says(client: Client) -> None:
    profile = document(client.get(PATH))
    assert profile["condition"] == {"id": "back-pain", "name": "Back pain"}
    row = next(row for row in profile["rows"] if row["finding"] == "rest-recurrence")
    finding = document(client.get("/api/v1/findings/rest-recurrence"))
    assert row == {
        "treatment": finding["treatment"],
        "comparator": finding["comparator"],
        "outcome": finding["outcome"],
        "importance": "critical",
        "timepoint": "six weeks",
        "effect": finding["effect"],
        "absolute": finding["absolute"],
        "participants": 200,
        "studies": 1,
        "certainty": "low",
        "symbol": "⊕⊕◯◯",
        "statement": finding["interpretation"]["statement"],
        "finding": "rest-recurrence",
        "citations": ["old-1998"],
    }


def test_a_narrative_ungraded_finding(client: Client) -> None:
    (row,) = document(client.get("/api/v1/conditions/knee-pain/summary-of-findings"))["rows"]
    assert (row["finding"], row["effect"], row["absolute"], row["certainty"], row["symbol"]) == (
        "rest-words", None, None, None, None,
    )  # fmt: skip


def test_as_tables(client: Client) -> None:
    rows = document(client.get(PATH))["rows"]
    assert documents(client.get(f"{PATH}?format=ndjson")) == rows
    table = list(csv.DictReader(io.StringIO(content(client.get(f"{PATH}?format=csv")).decode(), newline="")))
    assert [(row["finding"], row["effect_estimate"]) for row in table] == [
        (row["finding"], str(row["effect"]["estimate"])) for row in rows
    ]


def test_of_no_condition(client: Client) -> None:
    assert client.get("/api/v1/conditions/none/summary-of-findings").status_code == 404


def test_queries(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(3):  # the condition, the feed, the rows
        response = client.get(PATH)
        assert content(response)
    with django_assert_num_queries(2):
        assert client.get(PATH, headers={"if-none-match": response["ETag"]}).status_code == 304
