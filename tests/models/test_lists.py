"""Lists in one column, checked entry by entry."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from treatments.models.lists import validate_authors, validate_codes, validate_seriousness, validate_texts

CODE = {"system": "MeSH", "code": "D1", "display": "One", "verified": True}
ENTRY = "Entry: give a text of 1 to 500 characters."
AUTHOR = "An author has a family and a given name, or is an organisation's literal name."
CODING = "A coding has a system, a code, a display and whether it was verified."
NUL = "Entry: a text holds no NUL and no half of a surrogate pair."


@pytest.mark.parametrize(
    ("validate", "value", "message"),
    [
        (validate_texts, "text", "Give a list."),
        (validate_texts, {"a": 1}, "Give a list."),
        (validate_texts, [str(number) for number in range(201)], "Give at most 200 entries."),
        (validate_texts, [1], ENTRY),
        (validate_texts, [""], ENTRY),
        (validate_texts, [" "], ENTRY),
        (validate_texts, ["x" * 501], ENTRY),
        (validate_texts, [["x"]], ENTRY),
        (validate_texts, ["a", "b", "a"], "Give each entry once."),
        (validate_texts, ["a\0"], NUL),
        (validate_texts, ["\ud800"], NUL),
        (validate_codes, [{**CODE, "version": 1}], CODING),
        (validate_codes, ["D1"], CODING),
        (validate_codes, [{**CODE, "code": ""}], "Code: give a text of 1 to 500 characters."),
        (validate_codes, [{**CODE, "display": 1}], "Display: give a text of 1 to 500 characters."),
        (validate_codes, [{**CODE, "verified": 1}], "“verified” is true or false."),
        (validate_codes, [CODE, {**CODE, "display": "Two"}], "Give each code once."),
        (validate_authors, [{"family": "Smith"}], AUTHOR),
        (validate_authors, [{"family": "Smith", "given": None, "literal": "WHO"}], AUTHOR),
        (validate_authors, ["Smith"], AUTHOR),
        (validate_authors, [{"literal": None}], "Author: give a text of 1 to 500 characters."),
        (validate_authors, [{"family": "Smith", "given": ""}], "Given name: give a text of 1 to 500 characters."),
        (validate_seriousness, ["death", "death"], "Give each entry once."),
        (
            validate_seriousness,
            ["severe"],
            "severe is not a criterion: use death, life_threatening, hospitalisation, disability, congenital_anomaly, "
            "other_important.",
        ),
        (
            validate_codes,
            [{**CODE, "system": "ICD"}],
            "ICD is not a coding system: use ICD-10-CM, ICD-11, MeSH, SNOMED CT, ATC, RxNorm, MONDO.",
        ),
    ],
)
def test_refused(validate: Any, value: Any, message: str) -> None:
    with pytest.raises(ValidationError) as refused:
        validate(value)
    assert refused.value.messages == [message]


@pytest.mark.parametrize(
    ("validate", "value"),
    [
        (validate_texts, []),
        (validate_texts, ["a", "A", "x" * 500]),
        (validate_codes, [CODE, {**CODE, "code": "D2"}, {**CODE, "system": "ATC"}]),
        (
            validate_authors,
            [{"family": "Smith", "given": "Ann"}, {"family": "Plato", "given": None}, {"literal": "WHO"}],
        ),
        (validate_seriousness, ["death", "disability"]),
    ],
)
def test_accepted(validate: Any, value: Any) -> None:
    validate(value)
