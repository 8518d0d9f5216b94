"""Query parameters on every path: unknown, repeated and wrong ones are 400 and say what is allowed."""

from typing import Any

import pytest

from tests.api.contract import Client, check_is_problem, check_wrong, document, formats, parameters, paths
from tests.conftest import Publish

PATH = "/api/v1/treatments"
STRICT = [path for path in paths() if path.startswith("/api/")]
KINDS = (
    "drug_class, drug, combination, biologic, cell_therapy, procedure, physical, exercise, psychological,"
    " complementary, device, self_care, education"
)


@pytest.mark.parametrize("path", STRICT)
def test_an_unknown_parameter_names_the_allowed_ones(client: Client, path: str) -> None:
    response = client.get(f"{path}?treatmnt=1")
    (error,) = document(response)["errors"]
    allowed = {parameter["name"] for parameter in parameters(path)} or {"none"}
    assert (error["parameter"], error["code"]) == ("treatmnt", "unknown")
    assert set(error["detail"].removeprefix("Unknown parameter: use ").removesuffix(".").split(", ")) == allowed


@pytest.mark.parametrize("name", ["Kind", "kind ", "kind[]", "kind%00", "page", "limit", "offset", "query", ""])
def test_near_misses_are_unknown(client: Client, name: str) -> None:
    assert [error["code"] for error in document(client.get(f"{PATH}?{name}=drug"))["errors"]] == ["unknown"]


@pytest.mark.parametrize("name", ["kind", "page_size", "sort", "condition", "format", "fields", "count", "certainty"])
def test_a_repeated_parameter(client: Client, name: str) -> None:
    value = {"kind": "drug", "page_size": "1", "sort": "id", "format": "json", "fields": "id", "count": "true"}
    given = value.get(name, "low")
    detail = "Give it once; where several values are allowed, put commas between them."
    check_wrong(client.get(f"{PATH}?{name}={given}&{name}={given}"), name, "repeated", detail)


@pytest.mark.parametrize("size", ["0", "101", "999", "1.0", "-1", "１", "1e2", "+1", "0x1", "1_0", "", "ten", "1,2"])
def test_page_sizes_that_are_none(client: Client, size: str) -> None:
    details = {
        "0": ("min_value", "Ensure this value is greater than or equal to 1."),
        "101": ("max_value", "Ensure this value is less than or equal to 100."),
        "999": ("max_value", "Ensure this value is less than or equal to 100."),
    }
    code, detail = details.get(size, ("invalid", "A valid integer is required."))
    check_wrong(client.get(PATH, {"page_size": size}), "page_size", code, detail)


@pytest.mark.parametrize("path", [f"{PATH}/rest/versions", "/api/v1/changes"])
def test_page_size_is_checked_on_every_list(client: Client, path: str) -> None:
    detail = "Ensure this value is less than or equal to 100."
    check_wrong(client.get(f"{path}?page_size=101"), "page_size", "max_value", detail)


@pytest.mark.parametrize("value", ["pill", "Drug", "drug,pill", "drug,", ",drug", "drug;device", " drug"])
def test_a_kind_that_is_none(client: Client, value: str) -> None:
    bad = next(part for part in value.split(",") if part not in ("drug", "device"))
    detail = f"“{bad}” is not allowed: use {KINDS}."
    check_wrong(client.get(PATH, {"kind": value}), "kind", "invalid_choice", detail)


@pytest.mark.parametrize("value", ["very-low", "none", "null", ""])
def test_a_certainty_that_is_none(client: Client, value: str) -> None:
    detail = f"“{value}” is not allowed: use high, moderate, low, very_low."
    check_wrong(client.get(PATH, {"certainty": value}), "certainty", "invalid_choice", detail)


@pytest.mark.parametrize("value", ["1", "True", "yes", ""])
def test_count_is_true_or_false(client: Client, value: str) -> None:
    check_wrong(
        client.get(PATH, {"count": value}), "count", "invalid_choice", f"“{value}” is not allowed: use true, false."
    )


@pytest.mark.parametrize("value", ["xml", "JSON", "", "api"])
@pytest.mark.parametrize("path", [path for path in STRICT if formats(path)])
def test_a_format_that_a_path_lacks(client: Client, path: str, value: str) -> None:
    detail = f"“{value}” is not allowed: use {', '.join(formats(path))}."
    check_wrong(client.get(path, {"format": value}), "format", "invalid_choice", detail)


@pytest.mark.parametrize("value", ["", "back-pain,", ","])
def test_an_empty_condition(client: Client, value: str) -> None:
    check_wrong(client.get(PATH, {"condition": value}), "condition", "blank", "This field may not be blank.")


def test_a_condition_with_a_nul(client: Client) -> None:
    detail = "Null characters are not allowed."
    check_wrong(client.get(f"{PATH}?condition=a%00b"), "condition", "null_characters_not_allowed", detail)


@pytest.mark.parametrize("value", ["x" * 100, "'; DROP TABLE", "a%20b", "%F0%9F%98%80", "%25_"])
def test_a_condition_that_nothing_has(client: Client, publish: Publish, value: str) -> None:
    publish()
    assert document(client.get(f"{PATH}?condition={value}"))["results"] == []


def test_a_condition_that_is_too_long(client: Client) -> None:
    detail = "Ensure this field has no more than 100 characters."
    check_wrong(client.get(PATH, {"condition": "x" * 101}), "condition", "max_length", detail)


def test_too_many_values(client: Client) -> None:
    detail = "Ensure this field has no more than 100 elements."
    check_wrong(client.get(PATH, {"condition": ",".join(["x"] * 101)}), "condition", "max_length", detail)


def test_a_hundred_values(client: Client, publish: Publish) -> None:
    publish()
    values = ",".join([f"c{n}" for n in range(99)] + ["back-pain"])
    assert len(document(client.get(PATH, {"condition": values}))["results"]) == 1


def test_a_field_that_is_none_names_the_allowed_ones(client: Client, publish: Publish) -> None:
    publish()
    allowed = ", ".join(document(client.get(f"{PATH}/rest")))
    check_wrong(
        client.get(f"{PATH}/rest?fields=id,titel"),
        "fields",
        "invalid_choice",
        f"“titel” is not allowed: use {allowed}.",
    )


def test_every_fault_is_told(client: Client) -> None:
    errors = document(client.get(f"{PATH}?kid=1&page_size=0&sort=x&sort=y"))["errors"]
    assert {(error["parameter"], error["code"]) for error in errors} == {
        ("kid", "unknown"),
        ("sort", "repeated"),
        ("sort", "invalid_choice"),
        ("page_size", "min_value"),
    }


def test_many_faults_get_a_short_answer(client: Client) -> None:
    response = client.get(PATH, {f"p{n}": "1" for n in range(500)})
    assert len(document(response)["errors"]) == 20
    assert len(response.content) < 10_000


@pytest.mark.parametrize("query", [{"x" * 50_000: "1"}, {"sort": "x" * 50_000}, {"page_size": "9" * 50_000}])
def test_a_long_fault_gets_a_short_answer(client: Client, query: dict[str, str]) -> None:
    assert len(client.get(PATH, query).content) < 10_000


def test_more_parameters_than_django_reads(client: Client, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 100
    query = "&".join(f"p{n}=1" for n in range(101))
    check_is_problem(client.get(f"{PATH}?{query}"), "bad-request", detail="The request is not well formed.")


def test_parameters_are_checked_before_the_record_is_looked_up(client: Client) -> None:
    detail = "Unknown parameter: use format, fields, as_of."
    check_wrong(client.get(f"{PATH}/unknown?version=1"), "version", "unknown", detail)


@pytest.mark.parametrize("path", STRICT)
@pytest.mark.parametrize("query", ["kind=%FF", "q=%ED%A0%80", "%C3=1", "x=\xff", "q=%C0%80"])
def test_a_query_that_is_not_utf_8(client: Client, path: str, query: str) -> None:
    response = client.get(path, QUERY_STRING=query)
    check_is_problem(response, "bad-request", detail="The query is not UTF-8: percent-encode its values as UTF-8.")


def test_utf_8_needs_no_percent_signs(client: Client) -> None:
    raw = "q=Ärger".encode().decode("latin-1")
    assert client.get("/api/v1/conditions", QUERY_STRING=raw).status_code == 200
