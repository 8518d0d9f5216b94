"""Whole statements, one for each way a finding can be worded."""

from decimal import Decimal

import pytest

from treatments.grading.effect import Effect
from treatments.grading.interpretation import Mid, interpret
from treatments.grading.statement import statement
from treatments.vocabulary import Certainty, Measure, MidScale

NSAIDS = "Non-steroidal anti-inflammatory drugs (oral)"


def effect(measure: Measure, estimate: str, low: str | None = None, high: str | None = None) -> Effect:
    bounds = [None if bound is None else Decimal(bound) for bound in (low, high)]
    return Effect(measure, Decimal(estimate), bounds[0], bounds[1])


def said(
    it: Effect | None,
    certainty: Certainty | None,
    *,
    outcome: str = "pain intensity",
    unit: str | None = "points",
    timepoint: str | None = None,
    higher_is_better: bool = False,
    mid: str | None = None,
    large: bool = False,
) -> str:
    threshold = None if mid is None else Mid(Decimal(mid), MidScale.NATIVE)
    return statement(
        treatment=NSAIDS,
        comparator="placebo",
        outcome=outcome,
        timepoint=timepoint,
        unit=unit,
        effect=it,
        interpretation=interpret(it, higher_is_better=higher_is_better, mid=threshold, judged_large=large),
        certainty=certainty,
        higher_is_better=higher_is_better,
    )


RELIEF = effect(Measure.MD, "-7.29", "-10.98", "-3.61")
FIGURES = "Mean difference in points: −7.29 (95% CI −10.98 to −3.61)."


@pytest.mark.parametrize(
    ("certainty", "says"),
    [
        (Certainty.HIGH, f"{NSAIDS} compared with placebo: the treatment reduces pain intensity slightly. {FIGURES}"),
        (
            Certainty.MODERATE,
            f"{NSAIDS} compared with placebo: the treatment probably reduces pain intensity slightly. {FIGURES}",
        ),
        (Certainty.LOW, f"{NSAIDS} compared with placebo: the treatment may reduce pain intensity slightly. {FIGURES}"),
        (
            Certainty.VERY_LOW,
            "The evidence is very uncertain about the effect of non-steroidal anti-inflammatory drugs (oral) on pain "
            f"intensity, compared with placebo. {FIGURES}",
        ),
        (None, f"{NSAIDS} compared with placebo. Outcome: pain intensity. {FIGURES}"),
    ],
)
def test_the_verb_says_the_certainty(certainty: Certainty | None, says: str) -> None:
    assert said(RELIEF, certainty, mid="10") == says


def test_the_time_point_comes_last() -> None:
    assert said(RELIEF, Certainty.LOW, timepoint="3 weeks or less").endswith(f"{FIGURES} Time point: 3 weeks or less.")


def test_an_unwelcome_event_is_a_risk() -> None:
    text = said(effect(Measure.RR, "1.6", "1.2", "2.0"), Certainty.MODERATE, outcome="any adverse event")
    assert text == (
        f"{NSAIDS} compared with placebo: the treatment probably increases the risk of “any adverse event”. "
        "Risk ratio: 1.6 (95% CI 1.2 to 2)."
    )


def test_a_welcome_event_is_a_chance() -> None:
    text = said(effect(Measure.RD, "0.19", "0.01", "0.36"), Certainty.LOW, outcome="no spasms", higher_is_better=True)
    assert text == (
        f"{NSAIDS} compared with placebo: the treatment may increase the chance of “no spasms”. "
        "Risk difference in percentage points: 19 (95% CI 1 to 36)."
    )


def test_fewer_welcome_events() -> None:
    text = said(effect(Measure.OR, "0.5", "0.3", "0.7"), Certainty.LOW, outcome="return to work", higher_is_better=True)
    assert "the treatment may reduce the chance of “return to work”. Odds ratio: 0.5" in text


@pytest.mark.parametrize(
    ("certainty", "verb"),
    [(Certainty.HIGH, "results in"), (Certainty.MODERATE, "probably results in"), (Certainty.LOW, "may result in")],
)
def test_trivial_is_little_to_no_difference(certainty: Certainty, verb: str) -> None:
    text = said(effect(Measure.MD, "-0.69", "-0.82", "-0.56"), certainty, unit="cm", mid="1")
    assert text == (
        f"{NSAIDS} compared with placebo: the treatment {verb} little to no difference in pain intensity. "
        "Mean difference in cm: −0.69 (95% CI −0.82 to −0.56)."
    )


def test_trivial_without_a_grade_is_the_figures_alone() -> None:
    text = said(effect(Measure.MD, "0.1", "-0.8", "0.9"), None, unit=None, mid="1")
    assert text == (
        f"{NSAIDS} compared with placebo. Outcome: pain intensity. Mean difference: 0.1 (95% CI −0.8 to 0.9)."
    )


@pytest.mark.parametrize("certainty", [None, Certainty.HIGH, Certainty.MODERATE, Certainty.LOW])
def test_unclear(certainty: Certainty | None) -> None:
    text = said(effect(Measure.MD, "0.53", "0.0", "1.07"), certainty)
    assert text == (
        f"{NSAIDS} compared with placebo: it is unclear whether the treatment changes pain intensity. "
        "Mean difference in points: 0.53 (95% CI 0 to 1.07)."
    )


@pytest.mark.parametrize(
    ("estimate", "low", "high", "noun"), [("-0.9", "-1.2", "-0.6", "reduction"), ("0.9", "0.6", "1.2", "increase")]
)
def test_large(estimate: str, low: str, high: str, noun: str) -> None:
    text = said(effect(Measure.SMD, estimate, low, high), Certainty.MODERATE, large=True)
    assert f"the treatment probably results in a large {noun} in pain intensity. Standardised mean" in text


@pytest.mark.parametrize("certainty", [None, Certainty.HIGH])
def test_without_an_interval(certainty: Certainty | None) -> None:
    assert said(effect(Measure.MD, "0.0"), certainty, unit="days") == (
        f"{NSAIDS} compared with placebo. Outcome: pain intensity. "
        "Mean difference in days: 0; no interval was reported, so no conclusion is drawn."
    )


def test_one_group_only() -> None:
    assert said(effect(Measure.PROPORTION, "0.01"), Certainty.LOW, outcome="share of users") == (
        f"{NSAIDS}. Outcome: share of users. Proportion: 1%, in one group only: there is nothing to compare it with."
    )


def test_one_group_only_very_uncertain() -> None:
    text = said(
        effect(Measure.PROPORTION, "0.445", "0.357", "0.533"), Certainty.VERY_LOW, outcome="share of current users"
    )
    assert text == (
        "The evidence is very uncertain about this outcome of treatment with non-steroidal anti-inflammatory drugs "
        "(oral): share of current users. Proportion: 44.5% (95% CI 35.7% to 53.3%), in one group only: there is "
        "nothing to compare it with."
    )


def test_described_in_words() -> None:
    assert said(None, Certainty.MODERATE, outcome="pain and function") == (
        f"{NSAIDS} compared with placebo. Outcome: pain and function. "
        "The finding is described in words, without an estimate."
    )


def test_a_name_with_a_comma_is_marked_as_a_name() -> None:
    text = said(effect(Measure.MD, "-3.3", "-5.33", "-1.27"), Certainty.LOW, outcome="pain, change from baseline")
    assert "the treatment may reduce “pain, change from baseline”. Mean" in text
