"""Rounding: at the end, halves away from zero, never a signed zero."""

from decimal import Decimal

import pytest

from treatments.grading.rounding import WORKING, per_1000, rounded, settled


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        ("0.00005", 4, "0.0001"),
        ("-0.00005", 4, "-0.0001"),
        ("0.00004999", 4, "0.0000"),
        ("-0.00004999", 4, "0.0000"),
        ("-0", 0, "0"),
        ("2.5", 0, "3"),
        ("-2.5", 0, "-3"),
    ],
)
def test_rounded(value: str, places: int, text: str) -> None:
    assert str(rounded(Decimal(value), places)) == text


@pytest.mark.parametrize(("proportion", "count"), [("0.0005", 1), ("-0.0005", -1), ("-0.0004", 0), ("1", 1000)])
def test_per_1000(proportion: str, count: int) -> None:
    assert per_1000(Decimal(proportion)) == count


def test_settled_undoes_the_error_of_a_division() -> None:
    sixth = WORKING.divide(Decimal(1), Decimal(6))
    assert settled(WORKING.divide(Decimal(1), WORKING.subtract(sixth, Decimal("1E-58")))) == 6
