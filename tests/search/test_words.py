"""How texts are folded and cut."""

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.search import oracle
from treatments.search.words import FOLDING, TEXT, TITLE, fold, marked, words

ANY = st.text(alphabet=st.characters(codec=None))  # lone surrogates and NUL among them


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("", []),
        ("  .,;  ", []),
        ("Ärger", ["arger"]),
        ("A\u0308rger", ["arger"]),
        ("Straße STRASSE strasse", ["strasse"] * 3),
        ("İstanbul", ["istanbul"]),
        ("Ωmega ωMEGA Ωmega", ["ωmega"] * 3),
        ("eﬃcacy ﬁne", ["efficacy", "fine"]),
        ("ＦＵＬＬ　ｗｉｄｔｈ１２", ["full", "width12"]),
        ("𝔘nusual", ["unusual"]),
        ("ΣΊΣΥΦΟΣ σίσυφος", ["σισυφοσ", "σισυφοσ"]),
        ("Привет ЙОД", ["привет", "иод"]),
        ("हिन्दी", ["हनद"]),
        ("שָׁלוֹם", ["שלום"]),
        ("العَرَبِيَّة", ["العربية"]),
        ("糖尿病、治療", ["糖尿病", "治療"]),
        ("run\u00adning", ["running"]),
        ("don't O’Brien", ["don", "t", "o", "brien"]),
        ("low-back foo_bar", ["low", "back", "foo", "bar"]),
        ("1e5 -5.3e-10 v1.2 x² ½ 50%", ["1e5", "5", "3e", "10", "v1", "2", "x2", "1", "2", "50"]),
        ("a@b.org http://a.b/c?d=e&f", ["a", "b", "org", "http", "a", "b", "c", "d", "e", "f"]),
        ("🩹back🩹pain👩‍⚕️", ["back", "pain"]),
        ("x\ud800y\0z", ["x", "y", "z"]),
        ("w" * 250, ["w" * 100, "w" * 100, "w" * 50]),
    ],
)
def test_cut(text: str, cut: list[str]) -> None:
    assert words(text) == cut


@given(ANY)
def test_as_the_oracle_cuts(text: str) -> None:
    assert words(text) == oracle.words(text)


@given(ANY)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_every_character_folds_as_by_itself() -> None:
    """Offsets of snippets rest on it: no character changes what its neighbour becomes."""
    characters = [chr(code) for code in range(sys.maxunicode + 1)]
    single = [fold(character) for character in characters]
    assert "".join(single) == oracle.folded("".join(characters))
    assert fold("".join(single)) == "".join(single)
    assert max(map(len, single)) == 18


def test_what_is_typed_does_not_fill_the_memory() -> None:
    text = "".join(map(chr, range(0x4E00, 0x4E00 + 20_000)))
    assert fold(text) == unicodedata.normalize("NFKD", text)
    assert len(FOLDING) <= FOLDING.capacity


def test_marks() -> None:
    assert marked("findings", TITLE, ["back", "pain"]) == ["f=back", "f=pain"]
    assert marked("claims", TEXT, ("back",)) == ["q-back"]
