"""Lines go in, outcomes come out."""

import json
from typing import Any

from django.contrib.auth.models import User

from tests.workflow.conftest import everything
from treatments.exchange.records import Import, Outcome, Result

Json = dict[str, Any]


def lines(*records: Json) -> list[bytes]:
    return [json.dumps(record).encode() for record in records]


def run(by: User | None, *records: Json, **options: Any) -> list[Outcome]:
    return list(Import(by=by, **options).run(lines(*records)))


def results(outcomes: list[Outcome]) -> list[tuple[int, str, str]]:
    return [(outcome.line, outcome.treatment, outcome.result) for outcome in outcomes]


def reasons(by: User | None, *records: Json, **options: Any) -> list[str]:
    """Why the last record was refused or skipped, which changes nothing."""
    *before, last = records
    run(by, *before, **options)
    state = everything()
    outcome = run(by, last, **options)[0]
    assert outcome.result in (Result.REFUSED, Result.SKIPPED), outcome
    assert everything() == state
    return list(outcome.reasons)
