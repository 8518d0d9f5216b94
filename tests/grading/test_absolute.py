"""Absolute effects: refusals, borders, rounding, and the sentence."""

from decimal import Decimal

import pytest

from treatments.grading.absolute import AbsoluteEffect, Nnt, NoAbsoluteEffect, absolute_effect, sentence
from treatments.grading.effect import Effect
from treatments.vocabulary import Measure, NntKind


def effect(measure: Measure, estimate: str, low: str | None = None, high: str | None = None) -> Effect:
    bounds = [None if bound is None else Decimal(bound) for bound in (low, high)]
    return Effect(measure, Decimal(estimate), bounds[0], bounds[1])


def at(it: Effect | None, risk: str | None, *, higher_is_better: bool = False) -> AbsoluteEffect:
    return absolute_effect(it, None if risk is None else Decimal(risk), higher_is_better=higher_is_better)


@pytest.mark.parametrize(
    ("it", "risk", "why"),
    [
        (effect(Measure.MD, "-7.7"), "0.2", "for a mean difference"),
        (effect(Measure.SMD, "-0.5"), "0.2", "for a standardised mean difference"),
        (effect(Measure.PROPORTION, "0.4"), "0.2", "for a proportion"),
        (None, "0.2", "described in words"),
        (effect(Measure.RR, "0.5"), None, "without a baseline risk"),
        (effect(Measure.OR, "0.5"), None, "without a baseline risk"),
        (effect(Measure.HR, "0.5"), None, "without a baseline risk"),
    ],
)
def test_there_is_none(it: Effect | None, risk: str | None, why: str) -> None:
    with pytest.raises(NoAbsoluteEffect, match=why):
        at(it, risk)


@pytest.mark.parametrize("risk", ["-0.01", "1.01", "NaN", "Infinity"])
def test_a_risk_outside_0_to_1(risk: str) -> None:
    with pytest.raises(ValueError, match="lies between 0 and 1"):
        at(effect(Measure.RR, "0.5"), risk)


def test_a_risk_too_fine_to_be_stored() -> None:
    with pytest.raises(ValueError, match="at most 15 decimal places"):
        at(effect(Measure.RR, "0.5"), "1E-999999")


def test_a_risk_difference_needs_no_baseline() -> None:
    assert at(effect(Measure.RD, "0.03", "0", "0.06"), None) == AbsoluteEffect(
        baseline_risk=None,
        risk=None,
        risk_ci=None,
        risk_per_1000=None,
        difference_per_1000=30,
        ci_low=0,
        ci_high=60,
        ci_level=Decimal("0.95"),
        capped=False,
        nnt=None,
    )


def test_a_risk_difference_is_held_with_a_baseline() -> None:
    absolute = at(effect(Measure.RD, "-0.1", "-0.2", "-0.01"), "0.05")
    assert (absolute.risk, absolute.difference_per_1000, absolute.capped) == (Decimal(0), -50, True)
    assert (absolute.ci_low, absolute.ci_high) == (-50, -10)
    assert absolute.nnt == Nnt(20, NntKind.BENEFIT, 20, 100)


def test_a_bound_alone_can_be_capped() -> None:
    absolute = at(effect(Measure.RR, "1.2", "1.1", "1.4"), "0.8")
    assert (absolute.risk, absolute.capped) == (Decimal("0.96"), True)
    assert absolute.risk_ci == (Decimal("0.88"), Decimal(1))


@pytest.mark.parametrize("measure", [Measure.RR, Measure.OR, Measure.HR])
def test_a_bound_of_zero_means_no_events(measure: Measure) -> None:
    absolute = at(effect(measure, "0.1", "0", "0.26"), "1")
    assert absolute.risk_ci is not None
    assert absolute.risk_ci[0] == 0
    assert absolute.ci_low == -1000


@pytest.mark.parametrize(
    ("it", "risk", "value"),
    [
        (effect(Measure.RR, "0.8"), "0.2", 25),  # exactly 25: 1 ÷ 0.04
        (effect(Measure.RR, "0.8"), "0.199", 26),
        (effect(Measure.OR, "0.5"), "0.5", 6),  # exactly 6: 1/3 − 1/2
        (effect(Measure.OR, "1.8"), "0.5", 7),  # exactly 7: 9/14 − 1/2
        (effect(Measure.HR, "0.5"), "0.75", 4),  # exactly 4: 1 − √0.25 is 0.5
    ],
)
def test_the_number_needed_to_treat_is_rounded_up_but_not_by_the_error_of_a_division(
    it: Effect, risk: str, value: int
) -> None:
    absolute = at(it, risk)
    assert absolute.nnt is not None
    assert absolute.nnt.value == value


@pytest.mark.parametrize(
    ("estimate", "higher_is_better", "kind"),
    [
        ("0.5", False, NntKind.BENEFIT),
        ("0.5", True, NntKind.HARM),
        ("2", True, NntKind.BENEFIT),
        ("2", False, NntKind.HARM),
    ],
)
def test_for_whom_the_number_needed_counts(estimate: str, *, higher_is_better: bool, kind: NntKind) -> None:
    absolute = at(effect(Measure.RR, estimate), "0.2", higher_is_better=higher_is_better)
    assert absolute.nnt is not None
    assert (absolute.nnt.kind, absolute.nnt.ci_low, absolute.nnt.ci_high) == (kind, None, None)


@pytest.mark.parametrize(
    ("it", "risk"),
    [
        (effect(Measure.RR, "1"), "0.2"),
        (effect(Measure.RR, "0.5"), "0"),
        (effect(Measure.RD, "0"), None),
        (effect(Measure.RR, "0.9", "0.8", "1"), "0.2"),
        (effect(Measure.OR, "0.9", "0.8", "1.1"), "0.2"),
    ],
)
def test_no_number_needed_to_treat(it: Effect, risk: str | None) -> None:
    assert at(it, risk).nnt is None


@pytest.mark.parametrize(
    ("it", "risk", "says"),
    [
        (
            effect(Measure.RR, "0.86", "0.63", "1.18"),
            "0.111",
            "about 95 with the treatment, 111 with the comparator; 16 fewer (95% CI 41 fewer to 20 more).",
        ),
        (
            effect(Measure.RR, "1.6", "1.2", "2"),
            "0.9",
            "about 1,000 with the treatment, 900 with the comparator; 100 more (95% CI 100 more to 100 more). "
            "A computed risk below 0 or above 1,000 per 1,000 is held to that limit. "
            "Number needed to treat for one more to be harmed: 10 (95% CI 10 to 10).",
        ),
        (
            effect(Measure.RR, "0.5"),
            "0.2",
            "about 100 with the treatment, 200 with the comparator; 100 fewer (no interval was reported). "
            "Number needed to treat for one more to benefit: 10.",
        ),
        (effect(Measure.RD, "0.03", "0", "0.06"), None, "30 more (95% CI 0 to 60 more)."),
        (
            effect(Measure.RR, "0.5"),
            "0.0002",
            "about 0 with the treatment, 0 with the comparator; a difference of less than 1 (no interval was "
            "reported). Number needed to treat for one more to benefit: 10,000.",
        ),
    ],
)
def test_sentence(it: Effect, risk: str | None, says: str) -> None:
    text = sentence(at(it, risk), treatment="Opioid analgesics (class)", comparator="placebo", outcome="vomiting")
    assert text == (
        f"Opioid analgesics (class) compared with placebo. Outcome “vomiting”, of every 1,000 people: {says}"
    )
