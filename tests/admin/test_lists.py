"""Lists as text: lossless there and back, and every fault with its line."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from treatments.admin.lists import AUTHORS, CODES, TEXTS, Syntax, read, written
from treatments.vocabulary import CodingSystem

characters = st.characters(exclude_characters="\0", exclude_categories=["Cs"])
texts = st.text(characters, min_size=1, max_size=30).filter(lambda text: text == text.strip() and text.strip() != "")
codings = st.fixed_dictionaries(
    {
        "system": st.sampled_from([str(system) for system in CodingSystem]),
        "code": texts,
        "display": texts,
        "verified": st.booleans(),
    }
)
authors = st.one_of(
    st.fixed_dictionaries({"family": texts, "given": st.one_of(st.none(), texts)}),
    st.fixed_dictionaries({"literal": texts}),
)


@given(st.lists(texts, unique=True, max_size=5))
def test_texts_come_back(entries: list[str]) -> None:
    assert read(written(entries, TEXTS), TEXTS) == entries


@given(st.lists(codings, unique_by=lambda coding: (coding["system"], coding["code"]), max_size=5))
def test_codes_come_back(entries: list[Any]) -> None:
    assert read(written(entries, CODES), CODES) == entries


@given(st.lists(authors, max_size=5))
def test_authors_come_back(entries: list[Any]) -> None:
    assert read(written(entries, AUTHORS), AUTHORS) == entries


def test_the_syntax_that_people_write() -> None:
    assert written([{"family": "Smith", "given": "Ann"}, {"literal": "World Health Organization"}], AUTHORS) == (
        "Smith | Ann\nWorld Health Organization"
    )
    assert read("ICD-10-CM | M54.50 | Low back pain, unspecified | verified\r\n\r\nMeSH|D1|Pain", CODES) == [
        {"system": "ICD-10-CM", "code": "M54.50", "display": "Low back pain, unspecified", "verified": True},
        {"system": "MeSH", "code": "D1", "display": "Pain", "verified": False},
    ]
    assert read("a | b", TEXTS) == ["a | b"]


@pytest.mark.parametrize(
    ("text", "syntax", "message"),
    [
        ("MeSH | D1 | Pain | verified\nM54.50", CODES, "Line 2: Write: system | code | display | verified."),
        ("MeSH | D1 | Pain | yes", CODES, "Line 1: The last column is “verified” or “unverified”, not “yes”."),
        ("MESH | D1 | Pain", CODES, "Line 1: MESH is not a coding system"),
        ("MeSH | | Pain", CODES, "Line 1: Code: give a text of 1 to 500 characters."),
        ("MeSH | D1 | Pain\n\nMeSH | D1 | Ache", CODES, "Line 3: this stands in line 1 already."),
        ("Smith | Ann | Dr", AUTHORS, "Line 1: Write: family name | given name"),
        ("| Ann", AUTHORS, "Line 1: Author: give a text"),
        ("one\ntwo\none", TEXTS, "Line 3: this stands in line 1 already."),
        ("x" * 501, TEXTS, "Line 1: Entry: give a text of 1 to 500 characters."),
    ],
)
def test_a_fault_names_its_line(text: str, syntax: Syntax, message: str) -> None:
    with pytest.raises(ValidationError) as caught:
        read(text, syntax)
    assert any(each.startswith(message) for each in caught.value.messages), caught.value.messages


def test_every_faulty_line_is_named() -> None:
    with pytest.raises(ValidationError) as caught:
        read("a\nMeSH | D1 | Pain\nb", CODES)
    assert [message[:6] for message in caught.value.messages] == ["Line 1", "Line 3"]
