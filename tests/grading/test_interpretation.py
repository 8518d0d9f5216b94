"""Direction, size and clinical importance at their borders."""

from decimal import Decimal

import pytest

from treatments.grading.effect import Effect
from treatments.grading.interpretation import Interpretation, Mid, interpret, large_judgement_fault
from treatments.vocabulary import ClinicalImportance, Direction, Measure, MidScale, Size

NATIVE_10 = Mid(Decimal(10), MidScale.NATIVE)


def effect(measure: Measure, estimate: str, low: str | None = None, high: str | None = None) -> Effect:
    bounds = [None if bound is None else Decimal(bound) for bound in (low, high)]
    return Effect(measure, Decimal(estimate), bounds[0], bounds[1])


def read(
    it: Effect | None, mid: Mid | None = None, *, higher_is_better: bool = False, large: bool = False
) -> Interpretation:
    return interpret(it, higher_is_better=higher_is_better, mid=mid, judged_large=large)


@pytest.mark.parametrize(
    "it",
    [
        None,
        effect(Measure.MD, "-7.7"),
        effect(Measure.MD, "-7.7", "-12.1"),
        effect(Measure.PROPORTION, "0.4", "0.3", "0.5"),
    ],
)
def test_not_estimable_says_nothing_else(it: Effect | None) -> None:
    assert read(it, NATIVE_10, large=True) == Interpretation(Direction.NOT_ESTIMABLE, None, None)


@pytest.mark.parametrize(
    ("it", "direction"),
    [
        (effect(Measure.RR, "1.2", "1", "1.4"), Direction.NO_CLEAR_DIFFERENCE),
        (effect(Measure.RR, "0.9", "0.8", "1"), Direction.NO_CLEAR_DIFFERENCE),
        (effect(Measure.RR, "1.2", "1.01", "1.4"), Direction.HARM),
        (effect(Measure.HR, "0.9", "0", "0.99"), Direction.BENEFIT),
        (effect(Measure.RD, "0", "0", "0"), Direction.NO_CLEAR_DIFFERENCE),
        (effect(Measure.SMD, "-0.4", "-0.8", "-0.01"), Direction.BENEFIT),
    ],
)
def test_reaching_the_null_is_no_clear_difference(it: Effect, direction: Direction) -> None:
    assert read(it).direction is direction


@pytest.mark.parametrize("measure", [Measure.RR, Measure.OR, Measure.HR, Measure.RD])
def test_events_have_no_size(measure: Measure) -> None:
    found = read(effect(measure, "0.5", "0.4", "0.6"), NATIVE_10, large=True)
    assert (found.size, found.clinical_importance) == (None, None)


@pytest.mark.parametrize(
    ("it", "mid", "size"),
    [
        (effect(Measure.MD, "-4", "-9.9", "1"), NATIVE_10, Size.TRIVIAL),
        (effect(Measure.MD, "-4", "-10", "1"), NATIVE_10, Size.SMALL),
        (effect(Measure.MD, "-9.9", "-12", "-7"), NATIVE_10, Size.SMALL),
        (effect(Measure.MD, "-10", "-12", "-7"), NATIVE_10, Size.UNQUALIFIED),
        (effect(Measure.MD, "-4", "-9", "1"), Mid(Decimal(10), MidScale.SD), None),
        (effect(Measure.SMD, "0.1", "0.01", "0.19"), None, Size.TRIVIAL),
        (effect(Measure.SMD, "0.1", "0", "0.2"), None, Size.SMALL),
        (effect(Measure.SMD, "0.49", "0.3", "0.7"), None, Size.SMALL),
        (effect(Measure.SMD, "0.5", "0.3", "0.7"), None, Size.UNQUALIFIED),
        (effect(Measure.SMD, "0.25", "0.21", "0.29"), Mid(Decimal("0.3"), MidScale.SD), Size.TRIVIAL),
        (effect(Measure.SMD, "0.49", "0.3", "0.7"), Mid(Decimal("0.3"), MidScale.SD), Size.UNQUALIFIED),
        (effect(Measure.SMD, "0.49", "0.3", "0.7"), NATIVE_10, Size.SMALL),
        (effect(Measure.SMD, "0.9", "0.7", "1.1"), None, Size.UNQUALIFIED),
    ],
)
def test_size(it: Effect, mid: Mid | None, size: Size | None) -> None:
    assert read(it, mid).size is size


@pytest.mark.parametrize(
    ("it", "mid", "size"),
    [
        (effect(Measure.SMD, "-0.8", "-1.1", "-0.5"), None, Size.LARGE),
        (effect(Measure.SMD, "-0.79", "-1.1", "-0.5"), None, Size.UNQUALIFIED),
        (effect(Measure.SMD, "0.9", "0.7", "1.1"), Mid(Decimal(1), MidScale.SD), Size.SMALL),
        (effect(Measure.MD, "-40", "-50", "-30"), NATIVE_10, Size.UNQUALIFIED),
    ],
)
def test_large_is_a_judgement_that_counts_only_where_it_can(it: Effect, mid: Mid | None, size: Size) -> None:
    assert read(it, mid, large=True).size is size


@pytest.mark.parametrize(
    ("it", "begins"),
    [
        (None, "Only a standardised mean difference"),
        (effect(Measure.MD, "-40", "-50", "-30"), "Only a standardised mean difference"),
        (effect(Measure.SMD, "0.79", "0.7", "0.9"), "An effect judged large is at least 0.8"),
        (effect(Measure.SMD, "-0.9"), "An effect without an interval has no size."),
    ],
)
def test_a_judgement_of_large_that_is_refused(it: Effect | None, begins: str) -> None:
    message = large_judgement_fault(it)
    assert message is not None
    assert message.startswith(begins)


def test_a_judgement_of_large_that_stands() -> None:
    assert large_judgement_fault(effect(Measure.SMD, "-0.8", "-1.1", "-0.5")) is None


@pytest.mark.parametrize(
    ("low", "high", "importance"),
    [
        ("10", "12", ClinicalImportance.IMPORTANT),
        ("-12", "-10", ClinicalImportance.IMPORTANT),
        ("-12", "12", ClinicalImportance.UNCERTAIN),
        ("9.9", "12", ClinicalImportance.UNCERTAIN),
        ("-10", "9", ClinicalImportance.UNCERTAIN),
        ("-9.9", "9.9", ClinicalImportance.NOT_IMPORTANT),
    ],
)
def test_clinical_importance(low: str, high: str, importance: ClinicalImportance) -> None:
    assert read(effect(Measure.MD, high, low, high), NATIVE_10).clinical_importance is importance


def test_no_importance_without_a_mid_on_the_scale() -> None:
    it = effect(Measure.SMD, "0.9", "0.8", "1")
    assert read(it).clinical_importance is None
    assert read(it, NATIVE_10).clinical_importance is None
    assert read(it, Mid(Decimal("0.5"), MidScale.SD)).clinical_importance is ClinicalImportance.IMPORTANT
