"""Reading and publishing a record takes as many queries with many rows as with one."""

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.conftest import (
    Load,
    make_citation,
    make_claim,
    make_event,
    make_finding,
    make_gap,
    make_recommendation,
    make_record,
    make_status,
    make_warning,
)
from tests.workflow.conftest import seen
from treatments import workflow
from treatments.document.content import content
from treatments.models import Treatment
from treatments.rules import notes, problems


def record_of(rows: int) -> dict[str, object]:
    """A record with this many rows of each kind, each with a citation, a MID and a location of its own."""
    keys = [f"source-{number}" for number in range(rows)]
    outcome = make_finding("any")["outcome"]
    return make_record(
        citations=[make_citation(key) for key in keys],
        findings=[
            make_finding(
                f"finding-{key}",
                citations=[key],
                outcome={**outcome, "mid": {"value": 10, "scale": "native", "citation": key}},
                location={"citation": key, "where": None},
            )
            for key in keys
        ],
        adverse_events=[make_event(id=f"event-{key}", citations=[key]) for key in keys],
        recommendations=[make_recommendation(id=f"recommendation-{key}", citations=[key]) for key in keys],
        claims=[make_claim(id=f"claim-{key}", citations=[key], findings=[f"finding-{key}"]) for key in keys],
        evidence_gaps=[make_gap(citations=[key], statement=key) for key in keys],
        warnings=[make_warning(citations=[key], text=key) for key in keys],
        regulatory=[make_status(citations=[key], authority=key) for key in keys],
    )


@pytest.mark.parametrize("rows", [1, 7])
def test_content_and_problems(load: Load, rows: int) -> None:
    load(record_of(rows))
    with CaptureQueriesContext(connection) as reading:
        treatment = Treatment.objects.with_rows().get(id="rest")
        now = content(treatment)
    assert len(now["findings"]) == rows
    # The record with its publication, its conditions, seven tables of rows with their citations, the findings' two
    # other citations, the claims' findings with their three.
    assert len(reading) == 1 + 1 + 7 * 2 + 2 + 4
    with CaptureQueriesContext(connection) as checking:
        assert problems(treatment) == []
        assert notes(treatment) == []
    assert len(checking) == 0


def test_publishing(load: Load, curator: User, reviewer: User) -> None:
    counted = []
    for name, rows in (("first", 1), ("one", 1), ("seven", 7)):
        load({**record_of(rows), "name": name})
        workflow.submit(treatment_id="rest", by=curator)
        workflow.approve(treatment_id="rest", by=reviewer, approved=seen())
        with CaptureQueriesContext(connection) as queries:
            workflow.publish(treatment_id="rest", by=User.objects.get(username="rita"))
        counted.append(len(queries))
    _, one, seven = counted
    assert one == seven
