"""The axis of a forest plot: what it reaches over, where a value lies on it, and its ticks."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal, localcontext

from treatments.grading.effect import RATIOS, Effect, null_value
from treatments.grading.rounding import WORKING
from treatments.vocabulary import Measure

LEFT, RIGHT = 20, 380  # where it begins and ends, in units of the picture

_PARTS = 4  # into about so many parts the ticks divide it
_CLOSE = 5  # ratios of which the greater is less than so many times the smaller have ticks in even steps
_MOST_TENS = 4  # powers of ten on an axis that marks 1, 2 and 5 of each
_REACH = 3  # a bound may lie so many times further from its estimate than the others before it is cut
_EDGE = 20  # the part of the axis that is left free at an end of a ratio's
_OTHER_SIDE = 6  # the part of the axis that the side of no effect has at least

_LIMITS = {Measure.RD: (Decimal(-1), Decimal(1)), Measure.PROPORTION: (Decimal(0), Decimal(1))}


@dataclass(frozen=True, slots=True)
class Axis:
    """`start` and `end` are values, for a ratio their logarithms; `ticks` are values."""

    measure: Measure
    start: Decimal
    end: Decimal
    ticks: tuple[Decimal, ...]

    @property
    def logarithmic(self) -> bool:
        """Whether equal factors, not equal differences, lie equally far apart."""
        return self.measure in RATIOS

    def at(self, value: Decimal) -> Decimal:
        """Where the value lies, in units of the picture: for what lies beyond an end, that end."""
        if self.below(value):
            return Decimal(LEFT)
        if self.above(value):
            return Decimal(RIGHT)
        with localcontext(WORKING):
            part = (_scaled(value, logarithmic=self.logarithmic) - self.start) / (self.end - self.start)
            return LEFT + part * (RIGHT - LEFT)

    def below(self, value: Decimal) -> bool:
        """Whether the value lies before the start. A ratio's bound of 0 always does: it has no logarithm."""
        if self.logarithmic and value == 0:
            return True
        return _scaled(value, logarithmic=self.logarithmic) < self.start

    def above(self, value: Decimal) -> bool:
        """Whether the value lies beyond the end."""
        return not self.below(value) and _scaled(value, logarithmic=self.logarithmic) > self.end


def axis(measure: Measure, effects: Sequence[Effect], mids: Iterable[Decimal]) -> Axis:
    """The axis for effects of one measure, and for the MIDs that are shown on it.

    It holds every estimate, every MID on both sides, and the value of no effect with room beside it (for a proportion:
    0). It holds the bounds, too, except those that would squeeze everything else: these are cut.
    """
    logarithmic = measure in RATIOS
    with localcontext(WORKING):
        mid_ends = [end for mid in mids for end in (mid.copy_negate(), mid)]
        wanted = [*_wanted(effects, logarithmic=logarithmic), *mid_ends]
        null = null_value(measure)
        if null is None:
            most = max(wanted)
            return _linear(Decimal(0), Decimal(1) if most == 0 else most, measure)
        middle = _scaled(null, logarithmic=logarithmic)
        low, high = min(middle, *wanted), max(middle, *wanted)
        other_side = (high - low) / _OTHER_SIDE
        low, high = min(low, middle - other_side), max(high, middle + other_side)
        return _logarithmic(low, high, measure) if logarithmic else _linear(low, high, measure)


def _scaled(value: Decimal, *, logarithmic: bool) -> Decimal:
    return value.ln(WORKING) if logarithmic else value


def _wanted(effects: Sequence[Effect], *, logarithmic: bool) -> Iterator[Decimal]:
    """The estimates and how far their bounds may reach, scaled."""
    arms = []  # (estimate, side, distance of that side's bound or None when it has no end)
    for effect in effects:
        estimate = _scaled(effect.estimate, logarithmic=logarithmic)
        yield estimate
        for side, bound in zip((-1, 1), effect.interval or (), strict=False):
            endless = logarithmic and bound == 0
            distance = None if endless else abs(_scaled(bound, logarithmic=logarithmic) - estimate)
            arms.append((estimate, side, distance))
    reach = _reach([distance for _, _, distance in arms if distance is not None])
    for estimate, side, distance in arms:
        yield estimate + side * (reach if distance is None else min(distance, reach))


def _reach(distances: list[Decimal]) -> Decimal:
    """How far a bound may lie from its estimate: by the middle distance, which a few wide intervals cannot move."""
    ordered = sorted(distance for distance in distances if distance > 0)
    return ordered[len(ordered) // 2] * _REACH if ordered else Decimal(1)


def _logarithmic(low: Decimal, high: Decimal, measure: Measure) -> Axis:
    if low == high:
        low, high = low - 1, high + 1
    edge = (high - low) / _EDGE
    low, high = low - edge, high + edge
    return Axis(measure, low, high, ticks=tuple(_ratio_ticks(low.exp(), high.exp())))


def _linear(low: Decimal, high: Decimal, measure: Measure) -> Axis:
    """From a tick to a tick, or to what a share of people can be at most."""
    if low == high:
        low, high = low - 1, high + 1
    step = _tidy((high - low) / _PARTS)
    start, end = step * _whole(low / step, ROUND_FLOOR), step * _whole(high / step, ROUND_CEILING)
    if measure in _LIMITS:
        least, most = _LIMITS[measure]
        start, end = max(start, least), min(end, most)
    return Axis(measure, start, end, ticks=tuple(_multiples(step, start, end)))


def _ratio_ticks(low: Decimal, high: Decimal) -> list[Decimal]:
    """Between two ratios around 1: even steps when they are close, else 1, 2 and 5, else powers of ten."""
    if high < _CLOSE * low:
        return _multiples(_tidy((high - low) / _PARTS), low, high)
    tens = range(low.adjusted(), high.adjusted() + 1)
    ticks = [Decimal(digit).scaleb(ten) for ten in tens for digit in (1, 2, 5)]
    if len(ticks) > 3 * _MOST_TENS:
        stride = -(-len(tens) // _MOST_TENS)
        ticks = [Decimal(1).scaleb(ten) for ten in tens if ten % stride == 0]
    return [tick for tick in ticks if low <= tick <= high]


def _multiples(step: Decimal, low: Decimal, high: Decimal) -> list[Decimal]:
    """Those from `low` to `high`."""
    first, last = _whole(low / step, ROUND_CEILING), _whole(high / step, ROUND_FLOOR)
    return [step * number for number in range(first, last + 1)]


def _tidy(step: Decimal) -> Decimal:
    """The next 1, 2 or 5 of a power of ten."""
    power = Decimal(1).scaleb(step.adjusted())
    return next(power * factor for factor in (1, 2, 5, 10) if power * factor >= step)


def _whole(value: Decimal, rounding: str) -> int:
    return int(value.to_integral_value(rounding=rounding))
