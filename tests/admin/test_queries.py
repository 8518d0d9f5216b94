"""The number of queries of a page does not grow with its rows."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.admin.conftest import Desk, act_url, change_url
from tests.conftest import make_citation, make_claim, make_finding, make_record
from treatments.models import AdverseEvent, Citation, Claim, Condition, Finding, Recommendation, Treatment

TABLES = (
    "treatment",
    "finding",
    "adverseevent",
    "recommendation",
    "claim",
    "regulatorystatus",
    "warning",
    "evidencegap",
    "citation",
    "condition",
    "step",
    "version",
    "change",
    "publication",
    "conflictstatement",
)


def record(id_: str, rows: int) -> dict[str, Any]:
    """A record with that many rows of every kind, each with its own citation."""
    keys = [f"{id_}-{number}" for number in range(rows)]
    cited = {"citations": ["smith-2020"]}
    read = {"read": {"by": None, "where": "the article", "on": None}, "withheld": None}
    condition = {"condition": "back-pain"}
    arm = {"events": 1, "total": 9, "percent": None, "percent_low": None, "percent_high": None}
    return make_record(
        id_,
        citations=[make_citation("smith-2020")],
        findings=[make_finding(f"{key}-f") for key in keys],
        adverse_events=[
            {
                "id": f"{key}-a",
                "term": "fall",
                "codes": [],
                "system_organ_class": None,
                "serious": False,
                "seriousness": [],
                "population": None,
                "treated": arm,
                "comparator": None,
                "relative_effect": None,
                "note": None,
                "frequency": {"reported_class": None},
                **cited,
                **read,
            }
            for key in keys
        ],
        recommendations=[
            {
                "id": f"{key}-r",
                "organisation": "ACP",
                "year": 2020,
                "direction": "for",
                "strength": "strong",
                "strength_as_printed": None,
                "certainty": None,
                "text": "Rest.",
                "status": "current",
                "note": None,
                **condition,
                **cited,
                **read,
            }
            for key in keys
        ],
        claims=[make_claim(id=f"{key}-c", citations=["smith-2020"]) for key in keys],
        warnings=[{"kind": "other", "jurisdiction": None, "text": key, **cited} for key in keys],
        evidence_gaps=[{"statement": key, **condition, **cited} for key in keys],
        regulatory=[
            {
                "jurisdiction": "US",
                "authority": key,
                "status": "approved",
                "as_of": None,
                "note": None,
                **condition,
                **cited,
            }
            for key in keys
        ],
    )


def queries(desk: Desk, url: str) -> int:
    desk.get(url)  # content types are cached by the first request
    with CaptureQueriesContext(connection) as captured:
        assert desk.get(url).status_code == 200
    return len(captured)


def pages() -> dict[str, str]:
    lists = {table: reverse(f"admin:treatments_{table}_changelist") for table in TABLES}
    one = {"the treatment": change_url(Treatment.objects.get(id="rest")), "its review": act_url("review")}
    rows = (Finding(id="rest-0-f"), AdverseEvent(id="rest-0-a"), Recommendation(id="rest-0-r"), Claim(id="rest-0-c"))
    shared = (Citation(id="smith-2020"), Condition(id="back-pain"))
    return {**lists, **one, **{str(type(row)): change_url(row) for row in (*rows, *shared)}}


# A treatment's page: session, person and rights; the row, its conditions; three inlines with their citations; the
# record with everything that its document is made of; steps. All of it once, however many rows there are.
@pytest.mark.parametrize("reader", ["desk", "review_desk"])
def test_many_rows_need_no_more_queries_than_few(reader: str, load: Any, request: pytest.FixtureRequest) -> None:
    desk = request.getfixturevalue(reader)
    load(record("rest", 3))
    few = {name: queries(desk, url) for name, url in pages().items()}
    load(record("rest", 6))
    load(record("heat", 6))
    many = {name: queries(desk, url) for name, url in pages().items()}
    assert many == few
    assert many["the treatment"] < 60
