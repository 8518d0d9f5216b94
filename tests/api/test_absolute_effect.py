"""GET /api/v1/findings/{id}/absolute-effect: the figures at the caller's baseline risk, or why there are none."""

from decimal import Decimal
from typing import Any

import pytest

from tests.api.contract import Client, check_document, check_is_problem, check_wrong, document

pytestmark = pytest.mark.usefixtures("library")
PATH = "/api/v1/findings/rest-recurrence/absolute-effect"  # RR 1.6 (1.2 to 2), own baseline 0.25


def effect(**changes: Any) -> dict[str, Any]:
    return {
        "finding": "rest-recurrence",
        "measure": "RR",
        "baseline_risk": Decimal("0.25"),
        "risk": Decimal("0.4"),
        "difference_per_1000": 150,
        "ci_low": 50,
        "ci_high": 250,
        "capped": False,
        "nnt": {"value": 7, "kind": "harm", "ci_low": 4, "ci_high": 20},
        "statement": (
            "Name of rest compared with usual care. Outcome “Recurrence”, of every 1,000 people: about 400 with the"
            " treatment, 250 with the comparator; 150 more (95% CI 50 more to 250 more). Number needed to treat for one"
            " more to be harmed: 7 (95% CI 4 to 20)."
        ),
        **changes,
    }


def test_at_the_findings_own_baseline(client: Client) -> None:
    check_document(client.get(PATH), effect())
    assert document(client.get("/api/v1/findings/rest-recurrence"))["absolute"] == effect()


def test_at_the_callers_baseline(client: Client) -> None:
    value = document(client.get(f"{PATH}?baseline_risk=0.1"))
    assert (value["baseline_risk"], value["risk"], value["difference_per_1000"], value["nnt"]["value"]) == (
        Decimal("0.1"), Decimal("0.16"), 60, 17,
    )  # fmt: skip


def test_as_programs_write_small_numbers(client: Client) -> None:
    assert document(client.get(f"{PATH}?baseline_risk=5e-05"))["baseline_risk"] == Decimal("0.00005")


@pytest.mark.parametrize(("risk", "held"), [("0", 0), ("0.0", 0), ("1", 1), ("1.000", 1), ("1E0", 1)])
def test_at_the_ends(client: Client, risk: str, held: int) -> None:
    value = document(client.get(f"{PATH}?baseline_risk={risk}"))
    assert (value["baseline_risk"], value["risk"], value["difference_per_1000"], value["nnt"]) == (held, held, 0, None)


NONE = ["NaN", "Infinity", "-0.1", "1e-16", "5e-324", "1e400", "0,2", "20%", "0.1234567890123456", "０.2", "+0.2", "."]


@pytest.mark.parametrize("risk", ["", " 0.2", *NONE])
def test_what_is_no_number(client: Client, risk: str) -> None:
    detail = "Give a number from 0 to 1 with at most 15 decimals, for example 0.2."
    check_wrong(client.get(PATH, {"baseline_risk": risk}), "baseline_risk", "invalid", detail)


@pytest.mark.parametrize("risk", ["1.000000000000001", "2", "20", "999"])
def test_what_is_no_risk(client: Client, risk: str) -> None:
    detail = "A risk lies between 0 and 1. Enter 20% as 0.2."
    check_wrong(client.get(PATH, {"baseline_risk": risk}), "baseline_risk", "range", detail)


def test_without_any_baseline(client: Client) -> None:
    detail = "This finding has no baseline risk of its own: give one, for example 0.2."
    check_wrong(client.get("/api/v1/findings/pill-any/absolute-effect"), "baseline_risk", "required", detail)


@pytest.mark.parametrize(
    ("finding", "why"),
    [
        ("rest-pain", "There is no absolute effect for a mean difference: it does not count people."),
        ("rest-words", "There is no absolute effect for a finding described in words: it has no estimate."),
    ],
)
@pytest.mark.parametrize("query", ["", "?baseline_risk=0.2"])
def test_there_is_none(client: Client, finding: str, why: str, query: str) -> None:
    check_is_problem(client.get(f"/api/v1/findings/{finding}/absolute-effect{query}"), "no-absolute-effect", detail=why)


def test_of_no_finding(client: Client) -> None:
    assert client.get("/api/v1/findings/none/absolute-effect?baseline_risk=0.2").status_code == 404


def test_a_held_answer(client: Client) -> None:
    etag = client.get(PATH)["ETag"]
    assert client.get(PATH, headers={"if-none-match": etag}).status_code == 304
