"""The interchange format's JSON Schema: committed as generated, true of every record, refusing what imports refuse."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from jsonschema import Draft202012Validator

from tests.conftest import BUNDLED, Publish, full_record, make_record
from tests.exchange.test_faults import FAULTS, RAW
from treatments.document.interchange_schema import PATH, interchange_schema

Json = dict[str, Any]
ROOT = Path(__file__).parents[2]
SCHEMA: Json = json.loads(interchange_schema())
VALIDATOR = Draft202012Validator(SCHEMA)

# Faults that no schema can express, and why.
ONLY_AN_IMPORT_FINDS = {
    "many digits": "validators count in binary fractions, of which 8 decimals are no multiple",
    "interval": "compares numbers of two members",
    "arms": "compares numbers of two members",
    "scale": "compares numbers of two members",
    "citation unknown": "looks for an id elsewhere",
    "citation of the MID": "looks for an id elsewhere",
    "citation of the location": "looks for an id elsewhere",
    "condition unknown": "looks for an id elsewhere",
    "superseded by the unknown": "looks for an id elsewhere",
    "superseded by itself": "looks for an id elsewhere",
    "finding of a claim": "looks for an id elsewhere",
    "parent": "looks for a record on the server",
    "comparator": "looks for a record on the server",
    "own parent": "compares texts of two members",
}
NOT_JSON = {"no JSON", "byte order mark", "not UTF-8", "key twice", "NaN", "deep"}


def faults(record: Any) -> list[str]:
    return [error.message for error in VALIDATOR.iter_errors(record)]


def test_the_committed_schema_is_generated() -> None:
    printed = StringIO()
    call_command("interchange_schema", stdout=printed)
    committed = (ROOT / "docs" / "interchange.schema.json").read_text(encoding="utf-8")
    assert printed.getvalue() == committed == interchange_schema(), "run make schema"


def test_it_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$schema"] == Draft202012Validator.META_SCHEMA["$id"]


def test_it_is_served_at_its_id(client: Client) -> None:
    response = client.get(SCHEMA["$id"])
    assert (response.status_code, response["Content-Type"]) == (200, "application/schema+json")
    assert response.content.decode() == interchange_schema()
    assert SCHEMA["$id"] == PATH


def test_every_bundled_line_is_valid() -> None:
    lines = BUNDLED.read_bytes().splitlines()
    assert len(lines) == 23
    assert [faults(json.loads(line)) for line in lines] == [[]] * 23


@pytest.mark.parametrize("record", [make_record(), full_record()], ids=["small", "full"])
def test_a_record_is_valid(record: Json) -> None:
    assert faults(record) == []


def test_a_document_as_the_api_gives_it_out_is_valid(publish: Publish, client: Client) -> None:
    publish(full_record())
    document = client.get("/api/v1/treatments/rest").json()
    assert {"evidence_grades", "curation", "meta"} <= set(document)
    assert faults(document) == []


@pytest.mark.parametrize("name", FAULTS)
def test_what_an_import_refuses(name: str) -> None:
    record, _ = FAULTS[name]
    assert (faults(json.loads(json.dumps(record))) == []) == (name in ONLY_AN_IMPORT_FINDS)


def test_only_known_faults_are_left_to_the_import() -> None:
    assert set(ONLY_AN_IMPORT_FINDS) <= set(FAULTS)
    assert set(RAW) >= NOT_JSON


@pytest.mark.parametrize("name", sorted(set(RAW) - NOT_JSON))
def test_json_that_is_no_record(name: str) -> None:
    line, _ = RAW[name]
    assert faults(json.loads(line))
