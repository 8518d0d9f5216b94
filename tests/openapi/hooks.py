"""What Schemathesis cannot know of this API from openapi.yaml alone."""

import csv
import io
import json
from datetime import UTC, datetime
from typing import Any

import schemathesis
from schemathesis.checks import CheckContext
from schemathesis.core.deserialization import DeserializationContext
from schemathesis.core.transport import Response
from schemathesis.generation.case import Case
from schemathesis.hooks import HookContext
from schemathesis.specs.openapi.checks import (
    negative_data_rejection,
    positive_data_acceptance,
    response_schema_conformance,
)

# Why a request that keeps to the schema may still be refused: the parameter and the fault's code.
REFUSED = {
    ("cursor", "invalid"): "only the API makes cursors",
    ("cursor", "foreign"): "a cursor belongs to the question that it was given to",
    ("cursor", "no_pages"): "a stream has no pages",
    ("page_size", "no_pages"): "a stream has no pages",
    ("count", "no_pages"): "a stream has no pages",
    ("fields", "no_members"): "references and FHIR have no members to choose from",
    ("as_of", "future"): "nobody knows yet what will be published",
    ("baseline_risk", "required"): "whether a finding has a baseline of its own is in its record",
}
ANYWHERE = {"blank": "spaces alone are no text", "null_characters_not_allowed": "PostgreSQL stores no NUL"}


@schemathesis.hook
def before_call(_context: HookContext, case: Case[Any], _kwargs: dict[str, Any]) -> None:
    """Most requests would else be refused for a cursor that nobody gave out, or too fine a risk, or ask for 2000."""
    query = case.query or {}
    if isinstance(cursor := query.get("cursor"), str) and 0 < len(cursor) <= 4000:
        del query["cursor"]
    if query.get("as_of") == "2000-01-01":
        query["as_of"] = datetime.now(UTC).date().isoformat()
    if isinstance(risk := query.get("baseline_risk"), float):
        query["baseline_risk"] = round(risk, 15)


@schemathesis.check
def fits_its_schema(ctx: CheckContext, response: Response, case: Case[Any]) -> bool | None:
    """The answer fits its schema; with `fields`, it has no other members than those."""
    fields = (case.query or {}).get("fields")
    if fields is None or response.status_code != 200:
        return response_schema_conformance(ctx, response, case)
    if response.headers["content-type"] == ["application/json"]:
        document = response.json()
        for entry in document.get("results", [document]):
            assert set(entry) <= set(_values(fields)), f"{set(entry)} has more than {fields}"
    return None


@schemathesis.check
def takes_what_fits(ctx: CheckContext, response: Response, case: Case[Any]) -> bool | None:
    """A request that keeps to the schema is answered, or refused for what no schema says."""
    if response.status_code == 400 and _is_excused(response.json()["errors"]):
        return None
    if response.status_code == 400 and "\\u0000" in json.dumps(case.body, default=str):
        return None  # as in ANYWHERE; the body is refused as a whole
    if response.status_code == 422 and response.json()["type"].endswith("/no-absolute-effect"):
        return None  # whether a finding counts people is in its record
    return positive_data_acceptance(ctx, response, case)


@schemathesis.check
def refuses_what_does_not_fit(ctx: CheckContext, response: Response, case: Case[Any]) -> bool | None:
    """A request that breaks the schema is refused, unless only by the spaces around a text, which do not count."""
    texts = [value for value in (case.query or {}).values() if isinstance(value, str)]
    if any(text != text.strip() for text in texts):
        return None
    return negative_data_rejection(ctx, response, case)


def _is_excused(errors: list[dict[str, str]]) -> bool:
    return bool(errors) and all(
        (error.get("parameter"), error["code"]) in REFUSED or error["code"] in ANYWHERE for error in errors
    )


def _values(value: Any) -> list[str]:
    return value.split(",") if isinstance(value, str) else list(value)


@schemathesis.deserializer("application/x-ndjson")
def lines(_ctx: DeserializationContext, response: Response) -> str:
    """Text of which every line is JSON."""
    text = response.content.decode()
    for line in text.removesuffix("\n").split("\n") if text else ():
        json.loads(line)
    return text


@schemathesis.deserializer("text/csv")
def table(_ctx: DeserializationContext, response: Response) -> str:
    """Text that is a table."""
    text = response.content.decode()
    widths = {len(row) for row in csv.reader(io.StringIO(text, newline=""), strict=True)}
    assert len(widths) == 1, f"rows are {widths} cells wide"
    return text


@schemathesis.deserializer("application/x-bibtex", "application/x-research-info-systems")
def references(_ctx: DeserializationContext, response: Response) -> str:
    """Text."""
    return response.content.decode()
