"""An effect estimate with its confidence interval, and what is arithmetically impossible in it."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from treatments.vocabulary import Measure

RATIOS = frozenset({Measure.RR, Measure.OR, Measure.HR})


@dataclass(frozen=True, slots=True)
class Effect:
    """An effect estimate: ratios are treated ÷ comparator, differences treated − comparator.

    Risk differences and proportions are fractions, mean differences are in the outcome's unit, standardised ones in
    standard deviations. Zero is a value. A finding that is only described in words has no Effect.
    """

    measure: Measure
    estimate: Decimal
    ci_low: Decimal | None = None
    ci_high: Decimal | None = None
    ci_level: Decimal = Decimal("0.95")

    @property
    def interval(self) -> tuple[Decimal, Decimal] | None:
        """Both bounds of the confidence interval, or None where none was reported."""
        if self.ci_low is None or self.ci_high is None:
            return None
        return self.ci_low, self.ci_high


@dataclass(frozen=True, slots=True)
class Fault:
    """Something impossible in a field, in a sentence for the curator who typed it."""

    field: str
    message: str


def null_value(measure: Measure) -> Decimal | None:
    """The value that means equal groups: 1 for ratios, 0 for differences, none for a proportion."""
    if measure is Measure.PROPORTION:
        return None
    return Decimal(1) if measure in RATIOS else Decimal(0)


def faults(effect: Effect) -> list[Fault]:
    """Everything arithmetically impossible; an empty list when there is nothing.

    The fields are "estimate", "ci_low", "ci_high" and "ci_level".
    """
    given = {"estimate": effect.estimate, "ci_low": effect.ci_low, "ci_high": effect.ci_high}
    numbers = {field: value for field, value in given.items() if value is not None}
    endless = [field for field, value in (numbers | {"ci_level": effect.ci_level}).items() if not value.is_finite()]
    if endless:  # NaN cannot be compared: nothing else can be said
        return [Fault(field, "This is not a number. Enter the figure as the source prints it.") for field in endless]
    found = [Fault(field, why) for field, value in numbers.items() if (why := _out_of_range(effect, field, value))]
    found.extend(_interval_faults(effect))
    if not 0 < effect.ci_level < 1:
        found.append(Fault("ci_level", "A confidence level lies between 0 and 1. Enter 95% as 0.95."))
    return found


def _out_of_range(effect: Effect, field: str, value: Decimal) -> str | None:
    if effect.measure in RATIOS:
        if field == "estimate":
            return None if value > 0 else "A ratio is greater than 0. Check the estimate and the measure."
        return None if value >= 0 else "A bound of a ratio is at least 0. Check the bound and the measure."
    if effect.measure is Measure.PROPORTION and not 0 <= value <= 1:
        return "A proportion lies between 0 and 1. Enter 44.5% as 0.445."
    if effect.measure is Measure.RD and not -1 <= value <= 1:
        return "A risk difference lies between −1 and 1. Enter 12.8 percentage points as 0.128."
    return None


def _interval_faults(effect: Effect) -> Iterator[Fault]:
    if effect.interval is None:
        for field, bound, other in (
            ("ci_low", effect.ci_low, effect.ci_high),
            ("ci_high", effect.ci_high, effect.ci_low),
        ):
            if bound is None and other is not None:
                yield Fault(field, "The other bound of the interval is given. Enter both bounds, or neither.")
        return
    low, high = effect.interval
    if low > high:
        yield Fault("ci_low", "The bounds of the interval are reversed. Enter the lower one first.")
    elif effect.estimate < low:
        yield Fault("ci_low", "The interval does not contain the estimate. Check all three against the source.")
    elif effect.estimate > high:
        yield Fault("ci_high", "The interval does not contain the estimate. Check all three against the source.")
