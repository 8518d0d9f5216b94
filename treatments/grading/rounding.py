"""The precision grading computes with, and the one way it rounds what it gives out."""

from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Context, Decimal

# Stored numbers have at most 15 digits. Sixty leave every product, sum and terminating quotient of them exact, and put
# the error of a division or a power far below any digit that is printed.
WORKING = Context(prec=60, rounding=ROUND_HALF_EVEN)

# Digits that a division, or a power, can be trusted with; beyond them there may be only its own error.
_TRUSTED = Context(prec=40, rounding=ROUND_HALF_EVEN)


def settled(value: Decimal) -> Decimal:
    """`value` without the error of the divisions it came from, so that 1 ÷ (1/7) is 7 and not a hair more.

    For what is rounded up next: there a hair decides.
    """
    return _TRUSTED.plus(value)


def rounded(value: Decimal, places: int) -> Decimal:
    """`value` to `places` decimal places, halves away from zero; a zero has no sign."""
    result = value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP, context=WORKING)
    return result.copy_abs() if result == 0 else result


def per_1000(proportion: Decimal) -> int:
    """A proportion, or a difference of two, as a whole number per 1,000."""
    return int(rounded(proportion.scaleb(3, context=WORKING), 0))
