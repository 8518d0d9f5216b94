"""Frequencies of adverse events: which number counts, what it is called, what is impossible."""

from decimal import Decimal
from typing import TypedDict

import pytest

from treatments.grading.frequency import Frequency, arm_faults, class_of, frequency
from treatments.vocabulary import FrequencyClass


class Arm(TypedDict):
    events: int | None
    total: int | None
    percent: Decimal | None
    percent_low: Decimal | None
    percent_high: Decimal | None


def arm(
    events: int | None = None,
    total: int | None = None,
    percent: str | None = None,
    low: str | None = None,
    high: str | None = None,
) -> Arm:
    number, lowest, highest = (None if text is None else Decimal(text) for text in (percent, low, high))
    return Arm(events=events, total=total, percent=number, percent_low=lowest, percent_high=highest)


@pytest.mark.parametrize(
    ("given", "class_", "class_high", "basis"),
    [
        (arm(percent="29", total=464), "very_common", "very_common", "29% of 464"),
        (arm(percent="7.5"), "common", "common", "7.5%"),
        (arm(percent="10.0"), "very_common", "very_common", "10%"),
        (arm(percent="0.06", total=9940), "rare", "rare", "0.06% of 9940"),
        (arm(51, 9940, "0.5"), "uncommon", "uncommon", "51 of 9940"),
        (arm(45, 264, "17", "10", "20"), "very_common", "very_common", "45 of 264"),
        (arm(low="21", high="29"), "very_common", "very_common", "21% to 29%"),
        (arm(low="5", high="15", total=100), "common", "very_common", "5% to 15% of 100"),
        (arm(percent="63", low="10", high="63"), "very_common", "very_common", "10% to 63%"),
        (arm(low="0", high="5"), "not_known", "common", "0% to 5%"),
        (arm(percent="0", total=1000), "not_known", "not_known", "0% of 1000"),
        (arm(events=12), "not_known", "not_known", None),
        (arm(total=12), "not_known", "not_known", None),
        (arm(12, percent="3"), "common", "common", "3%"),
        (arm(), "not_known", "not_known", None),
    ],
)
def test_frequency(given: Arm, class_: str, class_high: str, basis: str | None) -> None:
    expected = Frequency(FrequencyClass(class_), FrequencyClass(class_high), basis, None)
    assert frequency(**given) == expected


@pytest.mark.parametrize(
    ("total", "upper_bound", "printed"),
    [
        (29, "0.0981", "9.8%"),
        (30, "0.0950", "3/30"),
        (58, "0.0503", "3/58"),
        (1, "0.95", "95%"),
        (1_000_000, "0.0000030", "3/1000000"),  # to 4 places it would read as if nothing could happen
    ],
)
def test_no_events(total: int, upper_bound: str, printed: str) -> None:
    found = frequency(**arm(0, total, "0"))
    assert found == Frequency(
        FrequencyClass.NOT_KNOWN, FrequencyClass.NOT_KNOWN, f"0 of {total}", Decimal(upper_bound), printed
    )


def test_none_seen_is_not_very_rare() -> None:
    assert class_of(Decimal("0.0")) is FrequencyClass.NOT_KNOWN


@pytest.mark.parametrize(
    ("given", "field", "begins"),
    [
        (arm(5, 4), "events", "More people with the event"),
        (arm(0, 0), "total", "A group has at least one person."),
        (arm(total=-1), "total", "A group has at least one person."),
        (arm(-1, 4), "events", "A count of people is not negative."),
        (arm(percent="100.1"), "percent", "A percentage lies between 0 and 100."),
        (arm(percent="-0.1"), "percent", "A percentage lies between 0 and 100."),
        (arm(percent="NaN"), "percent", "A percentage lies between 0 and 100."),
        (arm(low="-1", high="5"), "percent_low", "A percentage lies between 0 and 100."),
        (arm(low="1", high="101"), "percent_high", "A percentage lies between 0 and 100."),
        (arm(low="5", high="4"), "percent_low", "The range is reversed."),
        (arm(low="0"), "percent_high", "The other end of the range is given."),
        (arm(high="0"), "percent_low", "The other end of the range is given."),
    ],
)
def test_impossible(given: Arm, field: str, begins: str) -> None:
    [fault] = arm_faults(**given)
    assert fault.field == field
    assert fault.message.startswith(begins)
    with pytest.raises(ValueError, match=fault.message):
        frequency(**given)


@pytest.mark.parametrize(
    "given", [arm(), arm(0, 1, "0", "0", "0"), arm(4, 4, "100", "100", "100"), arm(events=12), arm(percent="0")]
)
def test_possible(given: Arm) -> None:
    assert arm_faults(**given) == []
