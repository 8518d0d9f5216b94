"""Whole lists as NDJSON and CSV, and citations for reference managers."""

import csv
import io
from decimal import Decimal
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from tests.api.conftest import PublishAll
from tests.api.contract import PUBLIC, Client, check_wrong, content, document, documents, formats, lists
from tests.api.library import SICI
from tests.conftest import full_record, make_citation, make_claim, make_record, make_warning
from treatments.api.formats import MEDIA_TYPES

pytestmark = pytest.mark.usefixtures("one")
LISTS = [path for path in lists() if "/releases" not in path and "summary-of-findings" not in path]


def rows(response: Any) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content(response).decode(), newline="")))


@pytest.mark.parametrize("path", LISTS)
def test_ndjson_has_the_entries_of_the_pages(client: Client, path: str) -> None:
    response = client.get(f"{path}?format=ndjson")
    assert documents(response) == document(client.get(path))["results"]
    assert response["Content-Type"] == "application/x-ndjson"


@pytest.mark.parametrize("path", LISTS)
def test_csv_has_a_row_for_each_entry(client: Client, path: str) -> None:
    response = client.get(path, headers={"accept": "text/csv"})
    entries = document(client.get(path))["results"]
    key = "id" if "id" in entries[0] else "version" if "version" in entries[0] else "sequence"
    assert [row[key] for row in rows(response)] == [str(entry[key]) for entry in entries]


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("name", ["cursor", "page_size", "count"])
def test_a_stream_has_no_pages(client: Client, path: str, name: str) -> None:
    if name == "cursor" and path.endswith("/changes"):
        assert client.get(f"{path}?format=csv&cursor=x").status_code == 400
        return
    value = {"cursor": "x", "page_size": "5", "count": "true"}[name]
    detail = f"ndjson gives the whole list: leave {name} out."
    check_wrong(client.get(f"{path}?format=ndjson&{name}={value}"), name, "no_pages", detail)


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("format_", ["ndjson", "csv"])
def test_conditional_streams(client: Client, path: str, format_: str) -> None:
    response = client.get(f"{path}?format={format_}")
    assert f"-{format_}" in response["ETag"]
    held = client.get(f"{path}?format={format_}", headers={"if-none-match": response["ETag"]})
    assert (held.status_code, content(held)) == (304, b"")
    assert client.get(path, headers={"if-none-match": response["ETag"]}).status_code == 200


def test_fields_of_streams(client: Client) -> None:
    assert documents(client.get("/api/v1/claims?format=ndjson&fields=id")) == [{"id": "rest-claim"}]
    assert rows(client.get("/api/v1/claims?format=csv&fields=id,verdict")) == [
        {"id": "rest-claim", "verdict": "unsupported"}
    ]


def test_numbers_in_csv(client: Client) -> None:
    row = next(row for row in rows(client.get("/api/v1/findings?format=csv")) if row["id"] == "rest-pain")
    finding = document(client.get("/api/v1/findings/rest-pain"))
    assert [row[f"effect_{name}"] for name in ("estimate", "ci_low", "ci_high")] == ["-7", "-12", "-2"]
    assert Decimal(row["effect_ci_level"]) == finding["effect"]["ci_level"]
    assert (row["absolute_risk"], row["outcome_higher_is_better"]) == ("", "false")


def test_no_cell_runs_in_a_spreadsheet(client: Client, publish_all: PublishAll) -> None:
    claim = make_claim(id="evil-claim", quote="=HYPERLINK(1)", rationale="-7.7 points")
    publish_all(full_record("evil", name="@SUM(1)", claims=[claim]))
    row = next(row for row in rows(client.get("/api/v1/claims?format=csv")) if row["id"] == "evil-claim")
    assert (row["quote"], row["rationale"], row["treatment_name"]) == ("'=HYPERLINK(1)", "'-7.7 points", "'@SUM(1)")


def test_a_long_list_comes_in_chunks(
    client: Client, publish_all: PublishAll, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    keys = [f"c-{number:04}" for number in range(1001)]
    warnings = [make_warning(text=str(first), citations=keys[first : first + 900]) for first in (0, 900)]
    publish_all(make_record("many", findings=[], citations=list(map(make_citation, keys)), warnings=warnings))
    # The feed, then for each 500 the citations and the records that cite them.
    with django_assert_num_queries(1 + 3 * 2):
        response = client.get("/api/v1/citations?format=ndjson&fields=id")
        ids = [line["id"] for line in documents(response)]
    assert ids == [*keys, "smith-2020"]


def test_nothing_is_read_before_it_is_sent(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(1):
        response = client.generic("HEAD", "/api/v1/findings?format=ndjson")
    assert (response.status_code, response["Cache-Control"]) == (200, PUBLIC)


REFERENCES = ["bibtex", "ris", "csl"]


@pytest.fixture
def sici(publish_all: PublishAll) -> None:
    citations = [make_citation("smith-2020"), make_citation("sici-1998", doi=SICI, link=None)]
    publish_all(make_record("sici", citations=citations, warnings=[make_warning(citations=["sici-1998"])]))


@pytest.mark.usefixtures("sici")
@pytest.mark.parametrize("format_", REFERENCES)
@pytest.mark.parametrize("path", ["citations", "citations/sici-1998", "treatments/sici", "treatments/sici/versions/1"])
def test_references(client: Client, path: str, format_: str) -> None:
    response = client.get(f"/api/v1/{path}?format={format_}")
    assert response["Content-Type"] == MEDIA_TYPES[format_]
    text = content(response).decode()
    assert "sici-1998" in text
    assert SICI in text
    assert content(client.get(f"/api/v1/{path}", headers={"accept": MEDIA_TYPES[format_]})).decode() == text


@pytest.mark.usefixtures("sici")
def test_a_doi_with_brackets_in_an_address(client: Client) -> None:
    found = document(client.get("/api/v1/citations", {"doi": SICI}))["results"]
    assert [(entry["id"], entry["doi"]) for entry in found] == [("sici-1998", SICI)]
    assert [entry["id"] for entry in document(client.get("/api/v1/treatments", {"citation": SICI}))["results"]] == [
        "sici"
    ]


def test_one_array_of_csl_also_of_nothing(client: Client) -> None:
    assert [item["id"] for item in document(client.get("/api/v1/citations?format=csl"))] == ["smith-2020"]
    assert document(client.get("/api/v1/citations?format=csl&year_min=2100")) == []


@pytest.mark.parametrize("format_", [*REFERENCES, "fhir"])
def test_members_are_for_json_and_tables(client: Client, format_: str) -> None:
    response = client.get(f"/api/v1/treatments/rest?format={format_}&fields=id")
    check_wrong(response, "fields", "no_members", f"{format_} has no members: leave fields out.")


def test_a_record_in_fhir(client: Client) -> None:
    response = client.get("/api/v1/treatments/rest", headers={"accept": "application/fhir+json"})
    bundle = document(response)
    assert (response["Content-Type"], bundle["resourceType"], bundle["type"]) == (
        "application/fhir+json",
        "Bundle",
        "collection",
    )
    checksum = document(client.get("/api/v1/treatments?fields=etag"))["results"][0]["etag"]
    assert response["ETag"].startswith(f'"{checksum}-fhir-')
    held = client.get("/api/v1/treatments/rest?format=fhir", headers={"if-none-match": response["ETag"]})
    assert held.status_code == 304


@pytest.mark.parametrize("path", ["/api/v1/treatments/rest", "/api/v1/treatments/rest/versions/1"])
def test_formats_of_a_record(path: str) -> None:
    assert formats(path) == ["json", "fhir", *REFERENCES]
