"""What is read of what a person typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.search import oracle
from treatments.search.question import MAX_WORDS, read


def parts(text: str) -> list[str]:
    """The phrases in a short notation: `back pain` is a phrase, `pain*` the beginning of a word."""
    return [" ".join(phrase.words) + ("*" if phrase.prefix else "") for phrase in read(text).phrases]


@pytest.mark.parametrize(
    ("text", "read_as"),
    [
        ("", []),
        ("?!", []),
        ('"', []),
        ('""', []),
        ('"" "?"', []),
        ("pain", ["pain*"]),
        ("back pain", ["back", "pain*"]),
        ("back pain.", ["back", "pain*"]),
        ('"back pain"', ["back pain"]),
        ('"back"', ["back"]),
        ('low "back pain"', ["low*", "back pain"]),
        ('low "back pain" x', ["low", "back pain", "x*"]),
        ('low"back pain"x', ["low", "back pain", "x*"]),
        ('"back pain', ["back", "pain*"]),
        ('low "back pa', ["low", "back", "pa*"]),
        ('"low" back "pain', ["low", "back", "pain*"]),
        ('back pain"', ["back", "pain*"]),
        ('"back" "pain"', ["back", "pain"]),
        ("“back pain” „low back“ «x y»", ["back pain", "low back", "x y"]),
        ("“back pain", ["back", "pain*"]),
        ("'back pain'", ["back", "pain*"]),
        ("pain pain pain", ["pain", "pain*"]),
        ("Low-Back STRAẞE", ["low", "back", "strasse*"]),
        ("a AND b OR NOT c", ["a", "and", "b", "or", "not", "c*"]),
        ("back* NEAR(pain, 5) ^low", ["back", "near", "pain", "5", "low*"]),
        ("col:x {a b} -y +z", ["col", "x", "a", "b", "y", "z*"]),
        ("a & b | !c <-> d:*", ["a", "b", "c", "d*"]),
        ("'; DROP TABLE x; --", ["drop", "table", "x*"]),
        ("<mark>a</mark>", ["mark", "a", "mark*"]),
        ("\\ % _ \n\t\r\x7f", []),
        ("🩹", []),
        ("\0\ud800", []),
    ],
)
def test_read(text: str, read_as: list[str]) -> None:
    assert parts(text) == read_as


def test_words_are_kept_as_typed_for_whole_titles() -> None:
    assert read('Pain, "back pain" pain').words == ("pain", "back", "pain", "pain")


def test_no_more_words_are_read_than_a_title_has() -> None:
    assert not read("a " * MAX_WORDS).cut
    question = read('x "' + "b " * 5_000 + '" ' + "c " * 60_000)
    assert (question.cut, len(question.words)) == (True, MAX_WORDS)
    assert sum(len(phrase.words) for phrase in question.phrases) == MAX_WORDS


def test_whole() -> None:
    whole = read('low "back pain" spas').whole()
    assert [phrase.prefix for phrase in whole.phrases] == [False, False, False]
    assert whole.words == ("low", "back", "pain", "spas")


@given(st.text(alphabet=st.characters(codec=None)) | st.text(alphabet="ab \"“”'*"))
def test_as_the_oracle_reads(text: str) -> None:
    question = read(text)
    expected = dict.fromkeys((tuple(words), prefix) for words, prefix in oracle.phrases(text))
    if not question.cut:
        assert [(phrase.words, phrase.prefix) for phrase in question.phrases] == list(expected)
