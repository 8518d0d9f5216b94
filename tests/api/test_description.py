"""openapi.yaml, its two addresses, /docs without a network, and docs/api.md."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.contrib.staticfiles import finders
from django.core.management import call_command
from pytest_django import DjangoAssertNumQueries

from tests.api.contract import COMMITTED, OPENAPI, PUBLIC, Client
from treatments import RELEASE
from treatments.api.problems import TYPES
from treatments.document.canonical import checksum

ROOT = Path(__file__).parents[2]
OPERATIONS = {path: operation for path, methods in OPENAPI["paths"].items() for operation in methods.values()}


def test_committed_is_generated(tmp_path: Path) -> None:
    call_command("spectacular", file=str(tmp_path / "openapi.yaml"), validate=True, fail_on_warn=True)
    assert (tmp_path / "openapi.yaml").read_text() == (ROOT / "openapi.yaml").read_text()


def test_json_and_yaml_say_the_same(client: Client) -> None:
    assert json.loads(client.get("/api/v1/openapi.json").content) == COMMITTED
    assert yaml.safe_load(client.get("/api/v1/openapi.yaml").content) == COMMITTED


@pytest.mark.parametrize("name", ["openapi.json", "openapi.yaml"])
def test_headers(client: Client, name: str, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(0):
        response = client.get(f"/api/v1/{name}")
    assert response["ETag"] == f'"{checksum(response.content)}-openapi-{RELEASE}"'
    assert (response["Cache-Control"], response["Vary"]) == (PUBLIC, "Accept, Accept-Encoding")
    held = client.get(f"/api/v1/{name}", headers={"if-none-match": response["ETag"]})
    assert (held.status_code, held.content) == (304, b"")


def test_every_path_is_only_read() -> None:
    methods = {path: set(operations) for path, operations in OPENAPI["paths"].items()}
    assert {path for path, names in methods.items() if names != {"get"}} == {"/api/v1/check"}  # reads what is posted


@pytest.mark.parametrize("path", OPERATIONS)
def test_every_operation_is_described(path: str) -> None:
    operation = OPERATIONS[path]
    assert operation["operationId"]
    assert operation["summary"]
    assert operation["description"].endswith(".")
    for parameter in operation.get("parameters", ()):
        assert parameter["description"].endswith("."), parameter["name"]
    for status, answer in operation["responses"].items():
        assert "X-Request-Id" in answer["headers"], status
        assert answer["description"].endswith("."), status


@pytest.mark.parametrize("path", OPERATIONS)
def test_every_error_is_a_problem_that_has_a_page(path: str) -> None:
    for status, answer in OPERATIONS[path]["responses"].items():
        if int(status) >= 400:
            assert list(answer["content"]) == ["application/problem+json"]
            for name in re.findall(r"\(`([a-z-]+)`\)", answer["description"]):
                assert TYPES[name].status == int(status)


@pytest.mark.parametrize("name", OPENAPI["components"]["schemas"])
def test_every_member_is_required_or_said_to_be_optional(name: str) -> None:
    optional = {
        "Author": {"family", "given", "literal"},
        "ProblemError": {"parameter", "pointer"},
    }
    if name in ("Changes", "Recommendations", "Releases", "Versions"):
        optional[name] = {"count"}
    if name in ("Summaries", "Findings", "AdverseEvents", "Claims", "Citations", "Conditions"):
        optional[name] = {"count", "truncated"}
    if name in ("Summary", "FindingEntry", "AdverseEventEntry", "ClaimEntry", "CitationEntry", "ConditionEntry"):
        optional[name] = {"snippet"}
    schema = OPENAPI["components"]["schemas"][name]
    readable = {key for key, value in schema.get("properties", {}).items() if not value.get("writeOnly")}
    assert readable - set(schema.get("required", ())) == optional.get(name, set())


def objects(value: Any) -> Iterator[dict[str, Any]]:
    """Every object in the value."""
    if isinstance(value, dict):
        yield value
    for nested in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from objects(nested)


def test_generated_clients_get_one_type_for_each_list_of_values() -> None:
    named = [schema for schema in OPENAPI["components"]["schemas"].values() if "enum" in schema]
    assert [schema for schema in objects(COMMITTED) if isinstance(schema.get("enum"), list)] == named
    assert not [schema for schema in objects(COMMITTED) if {"allOf", "writeOnly"} & set(schema)]


def assets(page: str) -> set[str]:
    """The addresses that a page loads or links to."""
    return set(re.findall(r"""(?:src|href)=["']([^"']+)["']""", page))


@pytest.mark.parametrize(
    "path", ["/docs", "/docs?script=", "/docs/problems", "/docs/problems/withdrawn", "/docs/disclaimer"]
)
def test_pages_need_no_other_host(client: Client, path: str) -> None:
    page = client.get(path).content.decode()
    asked = re.sub(r"<a\b[^>]*>", "", page)  # a link is followed by a reader, if at all
    assert re.findall(r"(?:https?:)?//[a-z0-9.-]+", asked.replace("http://testserver", "")) == []
    for asset in assets(page) - {"https://creativecommons.org/licenses/by/4.0/"}:
        if asset.startswith("/static/"):
            assert finders.find(asset.removeprefix("/static/")) is not None, asset
        else:
            assert client.get(asset).status_code == 200, asset


def test_docs_load_their_files_and_this_description(client: Client) -> None:
    page, script = client.get("/docs").content.decode(), client.get("/docs?script=").content.decode()
    assert {asset.rpartition("/")[2] for asset in assets(page)} >= {"swagger-ui.css", "swagger-ui-bundle.js"}
    assert "/api/v1/openapi.json" in script


def test_the_disclaimer(client: Client) -> None:
    page = client.get("/docs/disclaimer").content.decode()
    assert "They are not medical advice" in page


DOCUMENTED = [
    *OPERATIONS,
    *sorted(
        {
            parameter["name"]
            for operation in OPERATIONS.values()
            for parameter in operation.get("parameters", ())
            if parameter["in"] == "query"
        }
    ),
]


@pytest.mark.parametrize("name", DOCUMENTED)
def test_docs_mention_every_path_and_parameter(name: str) -> None:
    text = (ROOT / "docs" / "api.md").read_text()
    assert f"`{name}`" in text or f"`{name.removeprefix('/api/v1')}`" in text, f"docs/api.md lacks `{name}`"
