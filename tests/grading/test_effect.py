"""Effects: what is arithmetically impossible, one fault each."""

from decimal import Decimal

import pytest

from treatments.grading.effect import Effect, Fault, faults, null_value
from treatments.vocabulary import Measure


def effect(
    measure: Measure, estimate: str, low: str | None = None, high: str | None = None, level: str = "0.95"
) -> Effect:
    bounds = [None if bound is None else Decimal(bound) for bound in (low, high)]
    return Effect(measure, Decimal(estimate), bounds[0], bounds[1], Decimal(level))


@pytest.mark.parametrize(
    ("faulty", "field", "begins"),
    [
        (effect(Measure.RR, "0"), "estimate", "A ratio is greater than 0."),
        (effect(Measure.OR, "-0.1"), "estimate", "A ratio is greater than 0."),
        (effect(Measure.HR, "0.1", "-0.1", "0.3"), "ci_low", "A bound of a ratio is at least 0."),
        (effect(Measure.PROPORTION, "-0.01"), "estimate", "A proportion lies between 0 and 1."),
        (effect(Measure.PROPORTION, "0.9", "0.8", "1.01"), "ci_high", "A proportion lies between 0 and 1."),
        (effect(Measure.RD, "12.8"), "estimate", "A risk difference lies between −1 and 1."),
        (effect(Measure.RD, "-0.9", "-1.1", "-0.5"), "ci_low", "A risk difference lies between −1 and 1."),
        (effect(Measure.MD, "1", "2", "0"), "ci_low", "The bounds of the interval are reversed."),
        (effect(Measure.MD, "1", "2", "3"), "ci_low", "The interval does not contain the estimate."),
        (effect(Measure.MD, "4", "2", "3"), "ci_high", "The interval does not contain the estimate."),
        (effect(Measure.MD, "1", "0"), "ci_high", "The other bound of the interval is given."),
        (effect(Measure.MD, "-1", None, "0"), "ci_low", "The other bound of the interval is given."),
        (effect(Measure.MD, "1", level="0"), "ci_level", "A confidence level lies between 0 and 1."),
        (effect(Measure.MD, "1", level="1"), "ci_level", "A confidence level lies between 0 and 1."),
        (effect(Measure.MD, "NaN", "1", "2"), "estimate", "This is not a number."),
        (effect(Measure.MD, "1", "1", "Infinity"), "ci_high", "This is not a number."),
        (effect(Measure.MD, "1", level="NaN"), "ci_level", "This is not a number."),
    ],
)
def test_impossible(faulty: Effect, field: str, begins: str) -> None:
    [fault] = faults(faulty)
    assert fault.field == field
    assert fault.message.startswith(begins)


@pytest.mark.parametrize(
    "possible",
    [
        effect(Measure.RR, "0.1", "0", "0.26"),
        effect(Measure.MD, "0", "0", "0"),
        effect(Measure.RD, "-1", "-1", "1"),
        effect(Measure.RD, "0"),
        effect(Measure.PROPORTION, "0", "0", "1"),
        effect(Measure.SMD, "-12", "-20", "-3", "0.9"),
    ],
)
def test_possible(possible: Effect) -> None:
    assert faults(possible) == []


def test_all_faults_are_listed_at_once() -> None:
    found = faults(effect(Measure.RR, "-1", "-2", "-3", "95"))
    assert [fault.field for fault in found] == ["estimate", "ci_low", "ci_high", "ci_low", "ci_level"]
    assert all(isinstance(fault, Fault) for fault in found)


def test_an_interval_at_zero_is_an_interval() -> None:
    assert effect(Measure.RD, "0", "0", "0").interval == (Decimal(0), Decimal(0))


def test_half_an_interval_is_none() -> None:
    assert effect(Measure.RD, "0", "0").interval is None


@pytest.mark.parametrize("measure", list(Measure))
def test_null_value(measure: Measure) -> None:
    expected = {Measure.RR: 1, Measure.OR: 1, Measure.HR: 1, Measure.PROPORTION: None}
    assert null_value(measure) == expected.get(measure, 0)
