"""Every published number of tests/published/grade.json, row by row; no key of it may go unread."""

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from treatments.grading import certainty
from treatments.grading.absolute import AbsoluteEffect, NoAbsoluteEffect, absolute_effect
from treatments.grading.effect import Effect, Fault, faults
from treatments.grading.frequency import class_of, frequency
from treatments.grading.interpretation import Interpretation, Mid, interpret
from treatments.grading.rounding import per_1000, rounded
from treatments.grading.statement import statement
from treatments.vocabulary import Certainty, Direction, Domain, Importance, Measure, MidScale, Size, Start

Row = dict[str, Any]

CASES: Row = json.loads(
    (Path(__file__).parent.parent / "published" / "grade.json").read_text(encoding="utf-8"),
    parse_float=Decimal,
    parse_int=Decimal,
)

# What only explains a row. Where it promises something, the row's other keys carry it.
REMARKS = {"source", "note", "rule", "rounding", "why"}


def each(rows: list[Row], *known: str) -> pytest.MarkDecorator:
    """One test per row; a key that the test does not name fails the collection."""
    for row in rows:
        assert set(row) <= REMARKS | set(known), row
    return pytest.mark.parametrize("row", rows, ids=[str(number) for number, _ in enumerate(rows)])


def effect_of(row: Row) -> Effect:
    low, high = row.get("ci") or (None, None)
    return Effect(Measure(row["measure"]), row["estimate"], low, high)


def test_no_section_goes_unread() -> None:
    assert set(CASES) == {
        "about", "absolute_effects_or", "absolute_effects", "certainty", "overall", "frequency",
        "importance", "direction", "refused", "statements", "accepted",
    }  # fmt: skip
    assert set(CASES["absolute_effects_or"]) == {"source", "rounding", "rows"}
    assert set(CASES["overall"]) == {"source", "outcomes", "rating"}
    assert set(CASES["frequency"]) == {"source", "cases", "zero_events", "ranges"}
    assert set(CASES["statements"]) == {"rule", "cases"}


@each(
    CASES["absolute_effects_or"]["rows"], "outcome", "baseline_percent", "odds_ratio", "ci_low", "ci_high",
    "risk_percent", "difference_points", "difference_low", "difference_high", "certainty",
)  # fmt: skip
def test_summary_of_findings_from_odds_ratios(row: Row) -> None:
    effect = Effect(Measure.OR, row["odds_ratio"], row["ci_low"], row["ci_high"])
    absolute = absolute_effect(effect, row["baseline_percent"] / 100, higher_is_better=False)
    assert absolute.risk is not None
    assert absolute.risk * 100 == row["risk_percent"]
    assert Decimal(absolute.difference_per_1000) / 10 == row["difference_points"]
    assert absolute.ci_low is not None
    assert Decimal(absolute.ci_low) / 10 == row["difference_low"]
    assert absolute.ci_high is not None
    assert Decimal(absolute.ci_high) / 10 == row["difference_high"]
    assert Certainty(row["certainty"]) in certainty.SYMBOLS


def in_thousands(risk: Decimal | None) -> int | None:
    return None if risk is None else per_1000(risk)


# How each expected key of a row is read off the result.
READ: dict[str, Callable[[AbsoluteEffect], Any]] = {
    "per_1000": lambda it: it.difference_per_1000,
    "per_1000_ci": lambda it: [it.ci_low, it.ci_high],
    "risk": lambda it: it.risk,
    "risk_per_1000": lambda it: it.risk_per_1000,
    "risk_per_1000_ci": lambda it: [in_thousands(risk) for risk in it.risk_ci or ()],
    "risk_percent": lambda it: rounded(it.risk * 100, 1) if it.risk is not None else None,
    "capped": lambda it: it.capped,
    "nnt": lambda it: it.nnt and it.nnt.value,
    "nnt_ci": lambda it: it.nnt and [it.nnt.ci_low, it.nnt.ci_high],
    "nnt_kind": lambda it: it.nnt and it.nnt.kind,
}


@each(
    [row for row in CASES["absolute_effects"] if "error" not in row],
    "measure", "estimate", "ci", "baseline", "higher_is_better", *READ,
)  # fmt: skip
def test_absolute_effect(row: Row) -> None:
    absolute = absolute_effect(effect_of(row), row.get("baseline"), higher_is_better=row.get("higher_is_better", False))
    expected = {key: row[key] for key in READ if key in row}
    assert expected
    assert {key: READ[key](absolute) for key in expected} == expected


@each([row for row in CASES["absolute_effects"] if "error" in row], "measure", "estimate", "error")
def test_no_absolute_effect(row: Row) -> None:
    with pytest.raises(NoAbsoluteEffect, match=f"(?i){row['error']}"):
        absolute_effect(effect_of(row), Decimal("0.2"), higher_is_better=False)


def judgements_of(row: Row) -> list[certainty.Judgement]:
    levels = {**row.get("down", {}), **row.get("up", {})}
    return [certainty.Judgement(Domain(domain), int(number), "as published") for domain, number in levels.items()]


@each([row for row in CASES["certainty"] if "error" not in row], "start", "down", "up", "rating", "warn")
def test_certainty(row: Row) -> None:
    rating = certainty.rate(Start(row["start"]), judgements_of(row))
    assert rating.certainty == row["rating"]
    assert list(rating.warnings) == ([row["warn"]] if "warn" in row else [])
    # The notes: "minus five stops at the floor", "capped".
    assert ("held at" in rating.trace[-1]) == ("note" in row)


@each([row for row in CASES["certainty"] if "error" in row], "start", "down", "up", "error")
def test_certainty_refused(row: Row) -> None:
    with pytest.raises(certainty.Refused) as refused:
        certainty.rate(Start(row["start"]), judgements_of(row))
    assert row["error"] == "rating up needs start low"
    [(domain, message)] = refused.value.faults
    assert domain is Domain.LARGE_EFFECT
    assert "rates up, which needs a start at low" in message


def test_overall_certainty() -> None:
    outcomes = [
        (name, Importance(importance), Certainty(rating), False)
        for name, importance, rating in CASES["overall"]["outcomes"]
    ]
    grade = certainty.overall(outcomes)
    assert grade.certainty == CASES["overall"]["rating"]
    assert grade.determined_by == ("hospitalisation", "serious adverse events")


@pytest.mark.parametrize(("proportion", "expected"), CASES["frequency"]["cases"])
def test_frequency_class(proportion: Decimal | None, expected: str) -> None:
    assert class_of(proportion) == expected


@each(CASES["frequency"]["zero_events"], "events", "total", "class", "upper_bound", "printed")
def test_no_events(row: Row) -> None:
    counts = {"events": int(row["events"]), "total": int(row["total"])}
    found = frequency(**counts, percent=None, percent_low=None, percent_high=None)
    assert found.class_ == row["class"]
    assert found.upper_bound == row["upper_bound"]
    assert found.upper_bound_printed == row.get("printed", "52.7%")


@each(CASES["frequency"]["ranges"], "low", "high", "class", "class_high")
def test_range_of_frequencies(row: Row) -> None:
    found = frequency(
        events=None, total=None, percent=None, percent_low=row["low"] * 100, percent_high=row["high"] * 100
    )
    assert (found.class_, found.class_high) == (row["class"], row["class_high"])


@each(
    CASES["importance"], "measure", "scale", "mid", "estimate", "ci", "higher_is_better", "direction", "size",
    "clinical_importance",
)  # fmt: skip
def test_importance(row: Row) -> None:
    effect = effect_of(row)
    low, high = row.get("scale", (0, 100))
    assert abs(effect.estimate) <= high - low
    mid = None if row["mid"] is None else Mid(row["mid"], MidScale.NATIVE)
    found = interpret(effect, higher_is_better=row["higher_is_better"], mid=mid, judged_large=False)
    assert found.direction == row["direction"]
    assert found.size == row["size"]
    assert found.clinical_importance == row["clinical_importance"]


@each(CASES["direction"], "measure", "estimate", "ci", "higher_is_better", "direction")
def test_direction(row: Row) -> None:
    found = interpret(effect_of(row), higher_is_better=row["higher_is_better"], mid=None, judged_large=False)
    assert found.direction == row["direction"]


# The reason in the published case, and the fault that carries it.
REASONS = {
    "bounds reversed, as printed in a published table": ("ci_low", "The bounds of the interval are reversed."),
    "the interval does not contain the estimate": ("ci_high", "The interval does not contain the estimate."),
    "a ratio is greater than 0": ("estimate", "A ratio is greater than 0."),
    "a proportion lies between 0 and 1": ("estimate", "A proportion lies between 0 and 1."),
    "a bound of a ratio is at least 0": ("ci_low", "A bound of a ratio is at least 0."),
}


@each(CASES["refused"], "measure", "estimate", "ci")
def test_refused(row: Row) -> None:
    field, begins = REASONS[row["why"]]
    [fault] = faults(effect_of(row))
    assert fault.field == field
    assert fault.message.startswith(begins)


@each(CASES["accepted"], "measure", "estimate", "ci")
def test_accepted(row: Row) -> None:
    effect = effect_of(row)
    assert faults(effect) == list[Fault]()
    assert effect.ci_low == 0
    assert "95% CI 0 to" in sentence_of({"certainty": "low", "direction": "benefit", "size": None}, effect)


# An effect that gives the direction and size of the statement's case; the case names neither measure nor figures.
EFFECTS = {
    ("benefit", None): Effect(Measure.RR, Decimal("0.5"), Decimal("0.3"), Decimal("0.7")),
    ("harm", None): Effect(Measure.RR, Decimal("1.6"), Decimal("1.2"), Decimal(2)),
    ("no_clear_difference", None): Effect(Measure.RR, Decimal("1.1"), Decimal("0.9"), Decimal("1.3")),
    ("no_clear_difference", "trivial"): Effect(Measure.MD, Decimal("-3.3"), Decimal("-7.3"), Decimal("0.7")),
    ("benefit", "trivial"): Effect(Measure.MD, Decimal(-4), Decimal(-7), Decimal(-1)),
    ("benefit", "small"): Effect(Measure.MD, Decimal("-7.7"), Decimal("-12.1"), Decimal("-3.3")),
    ("benefit", "unqualified"): Effect(Measure.MD, Decimal("-32.2"), Decimal("-38.69"), Decimal("-25.71")),
    "one group only, with an interval": Effect(
        Measure.PROPORTION, Decimal("0.445"), Decimal("0.357"), Decimal("0.533")
    ),
    "an estimate without an interval": Effect(Measure.MD, Decimal(0)),
}


def sentence_of(row: Row, effect: Effect) -> str:
    size = None if row["size"] is None else Size(row["size"])
    return statement(
        treatment="Superficial heat",
        comparator="oral placebo",
        outcome="pain intensity",
        timepoint="5 days",
        unit="points",
        effect=effect,
        interpretation=Interpretation(Direction(row["direction"]), size, None),
        certainty=Certainty(row["certainty"]),
        higher_is_better=False,
    )


@each(CASES["statements"]["cases"], "certainty", "direction", "because", "size", "has", "has_not")
def test_statement(row: Row) -> None:
    effect = EFFECTS[row["because"] if "because" in row else (row["direction"], row["size"])]
    read = interpret(effect, higher_is_better=False, mid=Mid(Decimal(10), MidScale.NATIVE), judged_large=False)
    assert (read.direction, read.size) == (row["direction"], row["size"])
    text = sentence_of(row, effect).lower()
    assert [words for words in row["has"] if words not in text] == []
    assert [words for words in row["has_not"] if words in text] == []
