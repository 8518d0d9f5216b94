"""What an effect says, as far as its interval and the minimal important difference let it be said."""

from dataclasses import dataclass
from decimal import Decimal

from treatments.grading.effect import Effect, null_value
from treatments.vocabulary import ClinicalImportance, Direction, Measure, MidScale, Size

# Cohen's thresholds in standard deviations (Cohen 1988), used where no MID is known.
TRIVIAL_BELOW = Decimal("0.2")
SMALL_BELOW = Decimal("0.5")
LARGE_FROM = Decimal("0.8")

# The scale on which a MID must be given to count for a measure.
MID_SCALE = {Measure.MD: MidScale.NATIVE, Measure.SMD: MidScale.SD}


@dataclass(frozen=True, slots=True)
class Mid:
    """A minimal important difference, greater than 0, in the outcome's unit (native) or in standard deviations (sd)."""

    value: Decimal
    scale: MidScale


@dataclass(frozen=True, slots=True)
class Interpretation:
    """The reading of one finding; size and clinical importance are None where nothing allows them."""

    direction: Direction
    size: Size | None
    clinical_importance: ClinicalImportance | None


def interpret(effect: Effect | None, *, higher_is_better: bool, mid: Mid | None, judged_large: bool) -> Interpretation:
    """Read `effect`, an Effect without faults or None for a finding described in words.

    A MID counts only on the measure's own scale: native for MD, sd for SMD. `judged_large` is the curator's stored
    judgement; it counts only where `large_judgement_fault` is None, and not against a MID that calls the effect small.
    """
    direction = _direction(effect, higher_is_better=higher_is_better)
    if effect is None or effect.interval is None or direction is Direction.NOT_ESTIMABLE:
        return Interpretation(Direction.NOT_ESTIMABLE, None, None)
    threshold = mid.value if mid is not None and mid.scale is MID_SCALE.get(effect.measure) else None
    return Interpretation(
        direction,
        _size(effect, effect.interval, threshold, judged_large=judged_large),
        None if threshold is None else _importance(effect.interval, threshold),
    )


def large_judgement_fault(effect: Effect | None) -> str | None:
    """Why `effect` cannot be judged large, or None when it can: an SMD of at least ±0.8 with an interval."""
    if effect is None or effect.measure is not Measure.SMD:
        return "Only a standardised mean difference can be judged large. Remove the judgement of size."
    if effect.estimate.copy_abs() < LARGE_FROM:
        return "An effect judged large is at least 0.8 standard deviations. Remove the judgement of size."
    if effect.interval is None:
        return "An effect without an interval has no size. Enter the interval, or remove the judgement of size."
    return None


def _direction(effect: Effect | None, *, higher_is_better: bool) -> Direction:
    null = None if effect is None else null_value(effect.measure)
    if effect is None or effect.interval is None or null is None:
        return Direction.NOT_ESTIMABLE
    low, high = effect.interval
    if low <= null <= high:
        return Direction.NO_CLEAR_DIFFERENCE
    return Direction.BENEFIT if (effect.estimate > null) == higher_is_better else Direction.HARM


def _size(effect: Effect, interval: tuple[Decimal, Decimal], mid: Decimal | None, *, judged_large: bool) -> Size | None:
    if effect.measure not in MID_SCALE or (effect.measure is Measure.MD and mid is None):
        return None
    if _within(interval, TRIVIAL_BELOW if mid is None else mid):
        return Size.TRIVIAL
    if effect.estimate.copy_abs() < (SMALL_BELOW if mid is None else mid):
        return Size.SMALL
    if judged_large and large_judgement_fault(effect) is None:
        return Size.LARGE
    return Size.UNQUALIFIED


def _importance(interval: tuple[Decimal, Decimal], mid: Decimal) -> ClinicalImportance:
    low, high = interval
    if low >= mid or high <= mid.copy_negate():
        return ClinicalImportance.IMPORTANT
    return ClinicalImportance.NOT_IMPORTANT if _within(interval, mid) else ClinicalImportance.UNCERTAIN


def _within(interval: tuple[Decimal, Decimal], threshold: Decimal) -> bool:
    return all(bound.copy_abs() < threshold for bound in interval)
