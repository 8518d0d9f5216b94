"""Whatever is asked, the server does not fail: random queries, ids and headers on every path."""

from urllib.parse import quote, urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.api.contract import Client, parameters, paths

NAMES = sorted({parameter["name"] for path in paths() for parameter in parameters(path)})
LIKELY = [
    "",
    "0",
    "1",
    "100",
    "-1",
    "id",
    "-name",
    "true",
    "json",
    "low,high",
    "drug",
    "back-pain",
    "2026-01-01",
    ",",
    "*",
]
VALUES = st.one_of(st.sampled_from(LIKELY), st.text(max_size=30), st.integers().map(str), st.datetimes().map(str))
QUERIES = st.lists(st.tuples(st.one_of(st.sampled_from(NAMES), st.text(max_size=5)), VALUES), max_size=4)
pytestmark = pytest.mark.usefixtures("one")
MODEST = settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.mark.parametrize("path", paths())
@MODEST
@given(query=QUERIES)
def test_queries(client: Client, path: str, query: list[tuple[str, str]]) -> None:
    assert client.get(f"{path}?{urlencode(query)}").status_code < 500


@MODEST
@given(raw=st.binary(max_size=60))
def test_bytes_as_a_query(client: Client, raw: bytes) -> None:
    assert client.get("/api/v1/treatments", QUERY_STRING=raw.decode("latin-1")).status_code < 500


@pytest.mark.parametrize("rest", ["", "/versions", "/versions/1", "/versions/1/diff", "/"])
@MODEST
@given(id_=st.text(min_size=1, max_size=30))
def test_ids(client: Client, rest: str, id_: str) -> None:
    path = f"/api/v1/treatments/{quote(id_, safe='')}{rest}"
    assert client.get(path).status_code < 500


@pytest.mark.parametrize("header", ["accept", "accept-encoding", "if-none-match", "x-request-id", "if-modified-since"])
@MODEST
@given(value=st.text(st.characters(max_codepoint=255), max_size=40))
def test_headers(client: Client, header: str, value: str) -> None:
    assert client.get("/api/v1/treatments/rest", headers={header: value}).status_code < 500
