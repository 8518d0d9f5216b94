"""The effect among 1,000 people: risk, risk difference and number needed to treat from a baseline risk.

Formulas: Cochrane Handbook 5.1, 12.5.4 (RR, OR, RD, NNT); GRADE guidelines 27 (Skoetz 2020, J Clin Epidemiol
118:124-31) for the hazard ratio. Nothing is rounded before the end.
"""

from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal, localcontext

from treatments.grading.effect import RATIOS, Effect
from treatments.grading.rounding import WORKING, per_1000, rounded, settled
from treatments.grading.wording import confidence, quoted
from treatments.vocabulary import Measure, NntKind


@dataclass(frozen=True, slots=True)
class Nnt:
    """Number needed to treat for one more to benefit or to be harmed, rounded up; of the bounds the smaller first."""

    value: int
    kind: NntKind
    ci_low: int | None
    ci_high: int | None


@dataclass(frozen=True, slots=True)
class AbsoluteEffect:
    """Risks are fractions: the baseline as given, the others to 4 places. `ci_low` and `ci_high` bound the difference.

    `capped`: a computed risk lay outside 0 to 1 and was held there. `nnt` is None when the difference is 0 or its
    interval reaches 0. What is per 1,000 is rounded from the unrounded risks.
    """

    baseline_risk: Decimal | None
    risk: Decimal | None
    risk_ci: tuple[Decimal, Decimal] | None
    risk_per_1000: int | None
    difference_per_1000: int
    ci_low: int | None
    ci_high: int | None
    ci_level: Decimal
    capped: bool
    nnt: Nnt | None


class NoAbsoluteEffect(ValueError):  # noqa: N818 - the problem's name in the API: no-absolute-effect
    """There is none for this effect; the message says why."""


class BaselineNeeded(NoAbsoluteEffect):
    """There is one, but only at a baseline risk."""


# The digits that a stored number has at most; finer risks would give numbers needed to treat without end.
_PLACES = 15

_NONE_FOR = {
    Measure.MD: "There is no absolute effect for a mean difference: it does not count people.",
    Measure.SMD: "There is no absolute effect for a standardised mean difference: it does not count people.",
    Measure.PROPORTION: "There is no absolute effect for a proportion: it describes one group, without a comparison.",
}


def absolute_effect(effect: Effect | None, baseline_risk: Decimal | None, *, higher_is_better: bool) -> AbsoluteEffect:
    """Apply `effect`, an Effect without faults or None for a finding in words, to a risk in the comparator group.

    A risk difference needs no baseline: its difference is then given without a risk.
    Raises NoAbsoluteEffect for MD, SMD, a proportion, a finding in words, and a ratio without a baseline risk;
    ValueError for a baseline risk outside 0 to 1 or with more than 15 decimal places.
    """
    if baseline_risk is not None:
        _check_risk(baseline_risk)
    if effect is None:
        raise NoAbsoluteEffect("There is no absolute effect for a finding described in words: it has no estimate.")
    if effect.measure in _NONE_FOR:
        raise NoAbsoluteEffect(_NONE_FOR[effect.measure])
    if effect.measure in RATIOS and baseline_risk is None:
        raise BaselineNeeded("There is no absolute effect for a ratio without a baseline risk. Give a baseline risk.")
    values = (effect.estimate, *(effect.interval or ()))
    with localcontext(WORKING):
        # Without a baseline there is no risk to hold: p + RD is then taken from p = 0, so that it is the difference.
        base = Decimal(0) if baseline_risk is None else baseline_risk
        computed = [_risk(effect.measure, value, base) for value in values]
        risks = computed if baseline_risk is None else [min(max(risk, Decimal(0)), Decimal(1)) for risk in computed]
        differences = [risk - base for risk in risks]
        nnt = _nnt(differences, higher_is_better=higher_is_better)
    low, high = (per_1000(bound) for bound in differences[1:]) if effect.interval else (None, None)
    return AbsoluteEffect(
        baseline_risk=baseline_risk,
        risk=None if baseline_risk is None else rounded(risks[0], 4),
        risk_ci=None if baseline_risk is None or not effect.interval else (rounded(risks[1], 4), rounded(risks[2], 4)),
        risk_per_1000=None if baseline_risk is None else per_1000(risks[0]),
        difference_per_1000=per_1000(differences[0]),
        ci_low=low,
        ci_high=high,
        ci_level=effect.ci_level,
        capped=risks != computed,
        nnt=nnt,
    )


def sentence(absolute: AbsoluteEffect, *, treatment: str, comparator: str, outcome: str) -> str:
    """The absolute effect in words, with its figures per 1,000; `outcome` names the event, as the finding does."""
    compared = f"{treatment} compared with {comparator}. Outcome {quoted(outcome)}, of every 1,000 people:"
    difference = more_or_fewer(absolute.difference_per_1000) or "a difference of less than 1"
    difference += f" ({_interval(absolute)})."
    if absolute.baseline_risk is None or absolute.risk_per_1000 is None:
        parts = [compared, difference]
    else:
        compared_risk = per_1000(absolute.baseline_risk)
        risks = f"about {absolute.risk_per_1000:,} with the treatment, {compared_risk:,} with the comparator;"
        parts = [compared, risks, difference]
    if absolute.capped:
        parts.append("A computed risk below 0 or above 1,000 per 1,000 is held to that limit.")
    if absolute.nnt is not None:
        parts.append(_nnt_sentence(absolute.nnt, absolute.ci_level))
    return " ".join(parts)


def _risk(measure: Measure, value: Decimal, base: Decimal) -> Decimal:
    if measure is Measure.RD:
        return base + value
    if value == 0:
        return Decimal(0)  # a bound of 0: no events, also from a risk of 1, where odds and hazard are endless
    if measure is Measure.RR:
        return base * value
    if measure is Measure.OR:
        return value * base / (1 - base + value * base)
    return 1 - (1 - base) ** value


def _nnt(differences: list[Decimal], *, higher_is_better: bool) -> Nnt | None:
    if min(differences) <= 0 <= max(differences):
        return None
    value, *bounds = (
        int(settled(1 / abs(difference)).to_integral_value(rounding=ROUND_CEILING)) for difference in differences
    )
    kind = NntKind.BENEFIT if (differences[0] > 0) == higher_is_better else NntKind.HARM
    return Nnt(value, kind, min(bounds, default=None), max(bounds, default=None))


def _check_risk(risk: Decimal) -> None:
    if not (risk.is_finite() and 0 <= risk <= 1):
        raise ValueError("A baseline risk lies between 0 and 1. Enter 20% as 0.2.")
    if risk != rounded(risk, _PLACES):
        raise ValueError(f"A baseline risk has at most {_PLACES} decimal places.")


def more_or_fewer(count: int) -> str | None:
    """ "24 fewer"; None for 0."""
    if count == 0:
        return None
    return f"{abs(count):,} {'more' if count > 0 else 'fewer'}"


def _interval(absolute: AbsoluteEffect) -> str:
    if absolute.ci_low is None or absolute.ci_high is None:
        return "no interval was reported"
    low, high = (more_or_fewer(bound) or "0" for bound in (absolute.ci_low, absolute.ci_high))
    return f"{confidence(absolute.ci_level)} {low} to {high}"


def _nnt_sentence(nnt: Nnt, level: Decimal) -> str:
    outcome = "to benefit" if nnt.kind is NntKind.BENEFIT else "to be harmed"
    bounds = "" if nnt.ci_low is None else f" ({confidence(level)} {nnt.ci_low:,} to {nnt.ci_high:,})"
    return f"Number needed to treat for one more {outcome}: {nnt.value:,}{bounds}."
