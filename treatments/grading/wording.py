"""How numbers and names stand in a sentence."""

from decimal import Decimal

from treatments.grading.rounding import WORKING, rounded


def printed(value: Decimal) -> str:
    """Every digit of `value`, without exponent, trailing zeros or a signed zero; the minus sign is U+2212."""
    if value == 0:
        return "0"
    text = f"{value:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.replace("-", "−")


def in_percent(proportion: Decimal) -> Decimal:
    """100 × `proportion`, with every digit; also of a difference of proportions, then in percentage points."""
    return proportion.scaleb(2, context=WORKING)


def percentage(proportion: Decimal) -> str:
    """A computed proportion as a percentage to 1 place, "5.2%"."""
    return f"{printed(rounded(in_percent(proportion), 1))}%"


def confidence(level: Decimal) -> str:
    """ "95% CI"."""
    return f"{printed(in_percent(level))}% CI"


def in_sentence(name: str) -> str:
    """A treatment's name with a small first letter, as it stands in the middle of a sentence.

    Names are written as headings ("Superficial heat"). Kept as they are: abbreviations ("NSAIDs") and names with
    another capitalised word ("St John's wort"). A proper noun that comes first and alone ("Pilates") cannot be told.
    """
    first, *others = name.partition("(")[0].split() or [name]
    if not first[1:].islower() or any(word[0].isupper() and word[1:].islower() for word in others):
        return name
    return name[0].lower() + name[1:]


def quoted(name: str) -> str:
    """A name that need not be a noun phrase ("free of treatment failure"), marked as a name."""
    return f"“{name}”"
