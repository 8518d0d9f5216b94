"""How often an adverse event was seen: the CIOMS frequency class, with the number that it was computed from.

Classes: CIOMS Working Group III (1995) and the European SmPC guideline (2009), section 4.8. Upper bound after no
events: 1 − 0.05^(1/n), printed as 3/n ("rule of three": Hanley and Lippman-Hand, JAMA 1983;249:1743-5).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, localcontext

from treatments.grading.effect import Fault
from treatments.grading.rounding import WORKING, rounded
from treatments.grading.wording import percentage, printed
from treatments.vocabulary import FrequencyClass

_FROM = (
    (Decimal("0.1"), FrequencyClass.VERY_COMMON),
    (Decimal("0.01"), FrequencyClass.COMMON),
    (Decimal("0.001"), FrequencyClass.UNCOMMON),
    (Decimal("0.0001"), FrequencyClass.RARE),
)

# From this many people on, 3/n is close enough to the exact bound to be printed for it.
_RULE_OF_THREE_FROM = 30


@dataclass(frozen=True, slots=True)
class Frequency:
    """The class of a number, or the classes of both ends of a range, and the `basis` in words ("51 of 9940").

    `upper_bound` (a fraction) and its usual spelling ("3/300", or "52.7%" below 30 people) stand only where counts
    show no events.
    """

    class_: FrequencyClass
    class_high: FrequencyClass
    basis: str | None
    upper_bound: Decimal | None
    upper_bound_printed: str | None = None


def class_of(proportion: Decimal | None) -> FrequencyClass:
    """The class of a proportion; each class includes its lower limit. Not known without a number, and for 0.

    Not seen is not "very rare": that depends on how many were watched.
    """
    if proportion is None or proportion == 0:
        return FrequencyClass.NOT_KNOWN
    return next((name for least, name in _FROM if proportion >= least), FrequencyClass.VERY_RARE)


def frequency(
    *,
    events: int | None,
    total: int | None,
    percent: Decimal | None,
    percent_low: Decimal | None,
    percent_high: Decimal | None,
) -> Frequency:
    """The frequency in one arm that has no `arm_faults`.

    Where several are given, counts win over a range, and a range over a percentage: the printed percentage is rounded
    from the counts, or one of several in the range. A printed 0% may be rounded: without counts it has no upper bound.
    Raises ValueError for an arm with faults.
    """
    if found := arm_faults(
        events=events, total=total, percent=percent, percent_low=percent_low, percent_high=percent_high
    ):
        raise ValueError(found[0].message)
    if events is not None and total is not None:
        return _of_counts(events, total)
    of_total = "" if total is None else f" of {total}"
    if percent_low is not None and percent_high is not None:
        low, high = class_of(_proportion(percent_low)), class_of(_proportion(percent_high))
        return Frequency(low, high, f"{printed(percent_low)}% to {printed(percent_high)}%{of_total}", None)
    if percent is not None:
        found_class = class_of(_proportion(percent))
        return Frequency(found_class, found_class, f"{printed(percent)}%{of_total}", None)
    return Frequency(FrequencyClass.NOT_KNOWN, FrequencyClass.NOT_KNOWN, None, None)


def arm_faults(
    *,
    events: int | None,
    total: int | None,
    percent: Decimal | None,
    percent_low: Decimal | None,
    percent_high: Decimal | None,
) -> list[Fault]:
    """Everything arithmetically impossible in one arm; the fields bear the names of the arguments."""
    found = [*_count_faults(events, total)]
    percents = {"percent": percent, "percent_low": percent_low, "percent_high": percent_high}
    outside = [
        field
        for field, value in percents.items()
        if value is not None and not (value.is_finite() and 0 <= value <= 100)
    ]
    found.extend(Fault(field, "A percentage lies between 0 and 100. Check the figure.") for field in outside)
    if (percent_low is None) != (percent_high is None):
        missing = "percent_low" if percent_low is None else "percent_high"
        found.append(Fault(missing, "The other end of the range is given. Enter both ends, or a single percentage."))
    elif percent_low is not None and percent_high is not None and not outside and percent_low > percent_high:
        found.append(Fault("percent_low", "The range is reversed. Enter the lower percentage first."))
    return found


def _count_faults(events: int | None, total: int | None) -> Iterator[Fault]:
    if events is not None and events < 0:
        yield Fault("events", "A count of people is not negative. Check the number of events.")
    if total is not None and total <= 0:
        yield Fault("total", "A group has at least one person. Leave the number empty where it is not known.")
    elif events is not None and total is not None and events > total:
        yield Fault("events", "More people with the event than people in the group. Check both counts.")


def _proportion(percent: Decimal) -> Decimal:
    return percent.scaleb(-2, context=WORKING)


def _of_counts(events: int, total: int) -> Frequency:
    basis = f"{events} of {total}"
    with localcontext(WORKING):
        found_class = class_of(Decimal(events) / total)
        if events > 0:
            return Frequency(found_class, found_class, basis, None)
        bound = 1 - Decimal("0.05") ** (Decimal(1) / total)
    usual = f"3/{total}" if total >= _RULE_OF_THREE_FROM else percentage(bound)
    return Frequency(found_class, found_class, basis, _upper_bound(bound), usual)


def _upper_bound(bound: Decimal) -> Decimal:
    """To 4 places like every risk; where that would be 0, and thus no upper bound, to its first two digits."""
    usual = rounded(bound, 4)
    return rounded(bound, 1 - bound.adjusted()) if usual == 0 else usual
