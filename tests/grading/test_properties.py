"""What holds for every effect, not only for the examples."""

from dataclasses import astuple, replace
from decimal import Decimal, localcontext
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from treatments.grading.absolute import absolute_effect, sentence
from treatments.grading.certainty import LEVELS, Judgement, rate
from treatments.grading.effect import RATIOS, Effect, faults, null_value
from treatments.grading.frequency import class_of, frequency
from treatments.grading.interpretation import Mid, interpret
from treatments.grading.statement import statement
from treatments.vocabulary import (
    Certainty,
    ClinicalImportance,
    Direction,
    FrequencyClass,
    Measure,
    MidScale,
    Size,
    Start,
)

LADDER = [Certainty.VERY_LOW, Certainty.LOW, Certainty.MODERATE, Certainty.HIGH]
RANGES = {
    **dict.fromkeys(RATIOS, ("0.001", "30")),
    Measure.RD: ("-1", "1"),
    Measure.PROPORTION: ("0", "1"),
    Measure.MD: ("-100", "100"),
    Measure.SMD: ("-3", "3"),
}
COUNTS_PEOPLE = [*RATIOS, Measure.RD]
OPPOSITE = {Direction.BENEFIT: Direction.HARM, Direction.HARM: Direction.BENEFIT}

risks = st.decimals("0", "1", places=4)
judgements = st.fixed_dictionaries({domain: st.integers(fewest, most) for domain, (fewest, most) in LEVELS.items()})


@st.composite
def effects(draw: st.DrawFn, measures: list[Measure] | None = None) -> Effect:
    measure = draw(st.sampled_from(measures or list(Measure)))
    numbers = st.decimals(*RANGES[measure], places=3)
    low, estimate, high = sorted(draw(st.tuples(numbers, numbers, numbers)))
    if draw(st.booleans()):
        return Effect(measure, estimate, low, high)
    return Effect(measure, estimate)


@given(effects())
def test_the_examples_have_no_faults(effect: Effect) -> None:
    assert faults(effect) == []


@given(judgements, st.sampled_from(list(LEVELS)))
def test_certainty_is_bounded_and_monotone_in_each_judgement(levels: dict[Any, int], domain: Any) -> None:
    def certainty_with(levels: dict[Any, int]) -> int:
        rating = rate(Start.LOW, [Judgement(name, level, None) for name, level in levels.items()])
        return LADDER.index(rating.certainty)

    fewest, _ = LEVELS[domain]
    assume(levels[domain] > fewest)
    assert certainty_with({**levels, domain: levels[domain] - 1}) <= certainty_with(levels)


@given(effects(COUNTS_PEOPLE), risks, st.booleans())
def test_absolute_risks_and_differences_are_bounded(effect: Effect, risk: Decimal, higher_is_better: bool) -> None:  # noqa: FBT001
    absolute = absolute_effect(effect, risk, higher_is_better=higher_is_better)
    assert absolute.risk is not None
    assert all(0 <= value <= 1 for value in (absolute.risk, *(absolute.risk_ci or ())))
    if absolute.ci_low is None or absolute.ci_high is None:
        assert -1000 <= absolute.difference_per_1000 <= 1000
    else:
        assert -1000 <= absolute.ci_low <= absolute.difference_per_1000 <= absolute.ci_high <= 1000


@given(st.sampled_from(COUNTS_PEOPLE), st.data(), risks)
def test_absolute_risk_is_monotone_in_the_estimate(measure: Measure, data: st.DataObject, risk: Decimal) -> None:
    numbers = st.decimals(*RANGES[measure], places=3)
    less, more = sorted([data.draw(numbers), data.draw(numbers)])
    low, high = (absolute_effect(Effect(measure, value), risk, higher_is_better=False) for value in (less, more))
    assert low.risk is not None
    assert high.risk is not None
    assert low.risk <= high.risk
    assert low.difference_per_1000 <= high.difference_per_1000


@given(effects([Measure.RR, Measure.RD]), risks)
def test_the_number_needed_to_treat_is_the_next_whole_number(effect: Effect, risk: Decimal) -> None:
    absolute = absolute_effect(effect, risk, higher_is_better=True)
    treated = risk * effect.estimate if effect.measure is Measure.RR else risk + effect.estimate
    difference = abs(min(max(treated, Decimal(0)), Decimal(1)) - risk)
    null = null_value(effect.measure)
    assert null is not None
    if absolute.nnt is None:
        assert difference == 0 or (effect.interval is not None and effect.interval[0] <= null <= effect.interval[1])
    else:
        assert absolute.nnt.value * difference >= 1
        assert (absolute.nnt.value - 1) * difference < 1


@given(st.lists(st.decimals("0.0000001", "1", places=7), min_size=2, max_size=2))
def test_frequency_class_is_monotone(proportions: list[Decimal]) -> None:
    order = list(FrequencyClass)
    less, more = sorted(proportions)
    assert order.index(class_of(more)) <= order.index(class_of(less))


@given(st.integers(1, 10_000_000))
def test_an_upper_bound_after_no_events_is_never_zero(total: int) -> None:
    found = frequency(events=0, total=total, percent=None, percent_low=None, percent_high=None)
    assert found.upper_bound is not None
    assert 0 < found.upper_bound < 1


@given(
    effects([Measure.MD, Measure.SMD, Measure.RD]),
    st.booleans(),
    st.none() | st.builds(Mid, st.decimals("0.1", "50", places=1), st.sampled_from(MidScale)),
    st.booleans(),
)
def test_interpretation_is_symmetric(
    effect: Effect,
    higher_is_better: bool,  # noqa: FBT001
    mid: Mid | None,
    judged_large: bool,  # noqa: FBT001
) -> None:
    low, high = effect.interval or (None, None)
    mirrored = replace(
        effect,
        estimate=-effect.estimate,
        ci_low=None if high is None else -high,
        ci_high=None if low is None else -low,
    )
    found = interpret(effect, higher_is_better=higher_is_better, mid=mid, judged_large=judged_large)
    assert found == interpret(mirrored, higher_is_better=not higher_is_better, mid=mid, judged_large=judged_large)
    other = interpret(effect, higher_is_better=not higher_is_better, mid=mid, judged_large=judged_large)
    assert other == replace(found, direction=OPPOSITE.get(found.direction, found.direction))
    assert (found.clinical_importance is ClinicalImportance.NOT_IMPORTANT) <= (found.size is Size.TRIVIAL)


@given(
    st.none() | effects(),
    st.none() | risks,
    st.none() | st.builds(Mid, st.decimals("0.1", "50", places=1), st.sampled_from(MidScale)),
    st.none() | st.sampled_from(Certainty),
    st.booleans(),
    st.booleans(),
)
def test_what_no_text_says_and_no_number_is(
    effect: Effect | None,
    risk: Decimal | None,
    mid: Mid | None,
    certainty: Certainty | None,
    higher_is_better: bool,  # noqa: FBT001
    judged_large: bool,  # noqa: FBT001
) -> None:
    names = {"treatment": "Superficial heat", "comparator": "oral placebo", "outcome": "pain"}
    read = interpret(effect, higher_is_better=higher_is_better, mid=mid, judged_large=judged_large)
    text = statement(
        **names, timepoint=None, unit=None, effect=effect, interpretation=read, certainty=certainty,
        higher_is_better=higher_is_better,
    )  # fmt: skip
    assert not {"-0", "−0"} & set(text.replace("(", " ").replace(")", " ").replace("%", "").split())
    assert ("little to no" in text) == (read.size is Size.TRIVIAL and certainty not in (None, Certainty.VERY_LOW))
    assert "no effect" not in text
    assert ("very uncertain" in text) == (certainty is Certainty.VERY_LOW)
    if effect is None or effect.measure not in COUNTS_PEOPLE or (risk is None and effect.measure in RATIOS):
        return
    absolute = absolute_effect(effect, risk, higher_is_better=higher_is_better)
    numbers = [absolute.risk, *(absolute.risk_ci or ()), *astuple(absolute)]
    assert not any(isinstance(number, float) for number in numbers)
    assert not any(str(number).startswith("-0.0000") for number in numbers)
    assert "−" not in sentence(absolute, **names)
    assert "-" not in sentence(absolute, **names)


@given(effects(), risks)
def test_the_callers_decimal_context_changes_nothing(effect: Effect, risk: Decimal) -> None:
    def results() -> tuple[Any, ...]:
        mid = Mid(Decimal("9.999"), MidScale.NATIVE)
        read = interpret(effect, higher_is_better=False, mid=mid, judged_large=True)
        counted = frequency(events=1, total=7, percent=None, percent_low=None, percent_high=None)
        if effect.measure not in COUNTS_PEOPLE:
            return read, counted
        return read, counted, absolute_effect(effect, risk, higher_is_better=False)

    expected = results()
    with localcontext() as context:
        context.prec = 1
        assert results() == expected
