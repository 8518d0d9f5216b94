"""Numbers and names as a sentence shows them."""

from decimal import Decimal

import pytest

from treatments.grading.wording import confidence, in_percent, in_sentence, percentage, printed, quoted


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("-7.70", "−7.7"), ("2.0", "2"), ("100", "100"), ("1E+2", "100"), ("-0", "0"), ("-0.00", "0"), ("0.05", "0.05"),
        ("123456789012345", "123456789012345"), ("1E-7", "0.0000001"),
    ],
)  # fmt: skip
def test_printed(value: str, text: str) -> None:
    assert printed(Decimal(value)) == text


def test_percentages() -> None:
    assert printed(in_percent(Decimal("-0.128"))) == "−12.8"
    assert percentage(Decimal("0.09815")) == "9.8%"
    assert confidence(Decimal("0.975")) == "97.5% CI"
    assert confidence(Decimal("0.9")) == "90% CI"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Superficial heat", "superficial heat"),
        ("Non-steroidal anti-inflammatory drugs (oral)", "non-steroidal anti-inflammatory drugs (oral)"),
        ("Hormonal therapy (ACTH, Tetracosactide)", "hormonal therapy (ACTH, Tetracosactide)"),
        ("Vitamin D", "vitamin D"),
        ("NSAIDs", "NSAIDs"),
        ("ACTH", "ACTH"),
        ("St John's wort", "St John's wort"),
        ("McKenzie method", "McKenzie method"),
        ("(R)-ketamine", "(R)-ketamine"),
        ("5-HT3 antagonists", "5-HT3 antagonists"),
        ("", ""),
    ],
)
def test_a_name_in_the_middle_of_a_sentence(name: str, text: str) -> None:
    assert in_sentence(name) == text


def test_quoted() -> None:
    assert quoted("no pain relief") == "“no pain relief”"
