"""What a forest plot shows, case by case."""

import base64
import hashlib
from decimal import Decimal
from typing import Any

import pytest

from tests.pictures.data import BUNDLED_FINDINGS, classed, drawn, made
from treatments.pictures import STYLE_HASH, Picture, Row, forest
from treatments.pictures.panels import panels

D = Decimal


def plot(*findings: dict[str, Any]) -> Picture:
    return forest("Outcome", [Row(f"Row {number}", finding) for number, finding in enumerate(findings, 1)])


def parts(picture: Picture, class_: str) -> int:
    return len(classed(drawn(picture.standalone()), class_))


def texts(picture: Picture, class_: str) -> list[str]:
    found = classed(drawn(picture.standalone()), class_)
    return [" ".join(span.text or "" for span in part) if len(part) > 0 else part.text or "" for part in found]


def test_a_ratios_bound_of_0_is_cut() -> None:
    picture = plot(made("RR", D("0.5"), 0, 2))
    assert (parts(picture, "cut"), parts(picture, "end")) == (1, 1)
    assert "0.5 (95% CI 0 to 2)" in picture.description
    assert "An arrow marks an interval that goes on beyond the axis." in picture.description


def test_a_differences_bound_of_0_is_not_cut() -> None:
    assert parts(plot(made("MD", D("0.53"), 0, D("1.07"))), "cut") == 0


def test_one_interval_that_would_squeeze_the_others_is_cut_on_both_sides() -> None:
    narrow = made("MD", 5, 4, 6)
    picture = plot(narrow, narrow, narrow, made("MD", 0, -900, 900))
    assert (parts(picture, "cut"), parts(picture, "end")) == (2, 6)


def test_without_interval() -> None:
    picture = plot(made("RD", D("0.128")))
    assert (parts(picture, "alone"), parts(picture, "interval")) == (1, 0)
    assert texts(picture, "figures") == ["12.8, no interval reported"]


def test_an_estimate_of_0_is_marked() -> None:
    picture = plot(made("MD", 0))
    assert (parts(picture, "alone"), texts(picture, "figures")) == (1, ["0, no interval reported"])


def test_in_words() -> None:
    picture = plot(made(None))
    assert (texts(picture, "figures"), parts(picture, "axis")) == (["described in words, no estimate"], 0)


def test_in_words_beside_figures_of_the_same_outcome() -> None:
    found = panels([Row("a", made(None)), Row("b", made("MD", 1, 0, 2))])
    assert [[row.label for row in panel.rows] for panel in found] == [["a", "b"]]


@pytest.mark.parametrize(
    ("other", "together"),
    [
        (made("RR", 2, 1, 3), True),
        (made("RR", 2, 1, 3, name="another"), True),
        (made("OR", 2, 1, 3), False),
        (made("RR", 2, 1, 3, higher_is_better=True), False),
    ],
)
def test_which_ratios_share_an_axis(other: dict[str, Any], together: bool) -> None:  # noqa: FBT001
    assert len(panels([Row("a", made("RR", 2, 1, 3)), Row("b", other)])) == (1 if together else 2)


@pytest.mark.parametrize(
    "outcome", [{"unit": "cm"}, {"scale_max": 10}, {"name": "disability"}, {"higher_is_better": True}]
)
def test_which_mean_differences_do_not(outcome: dict[str, Any]) -> None:
    assert len(panels([Row("a", made("MD", 2, 1, 3)), Row("b", made("MD", 2, 1, 3, **outcome))])) == 2


def test_standardised_differences_stand_apart() -> None:
    assert len(panels([Row("a", made("MD", 2, 1, 3)), Row("b", made("SMD", 2, 1, 3))])) == 2


@pytest.mark.parametrize(
    ("measure", "scale", "bands"), [("MD", "native", 1), ("MD", "sd", 0), ("SMD", "sd", 1), ("SMD", "native", 0)]
)
def test_a_mid_counts_on_its_own_scale(measure: str, scale: str, bands: int) -> None:
    picture = plot(made(measure, 1, 0, 2, mid={"value": 1, "scale": scale, "citation": "smith-2020"}))
    assert parts(picture, "band") == bands
    assert ("minimal important difference" in picture.description) == (bands == 1)


def test_rows_with_different_mids_say_their_own() -> None:
    mids = [{"value": value, "scale": "native", "citation": "smith-2020"} for value in (5, 10)]
    picture = plot(*(made("MD", 1, 0, 2, mid=mid) for mid in mids), made("MD", 1, 0, 2))
    assert parts(picture, "band") == 2
    assert [text for text in texts(picture, "muted") if text.startswith("Shaded")] == [
        "Shaded: less than the minimal important difference of 5 points.",
        "Shaded: less than the minimal important difference of 10 points.",
    ]


@pytest.mark.parametrize(
    ("higher_is_better", "sides"),
    [
        (False, ["←\xa0favours the treatment", "favours usual care\xa0→"]),
        (True, ["←\xa0favours usual care", "favours the treatment\xa0→"]),
    ],
)
@pytest.mark.parametrize("measure", ["RR", "MD"])
def test_which_side_favours_which(measure: str, higher_is_better: bool, sides: list[str]) -> None:  # noqa: FBT001
    assert texts(plot(made(measure, 2, 1, 3, higher_is_better=higher_is_better)), "sides") == sides


def test_the_treatment_is_named_when_every_row_is_of_it() -> None:
    named = made("RR", 2, 1, 3) | {"treatment": {"id": "heat", "name": "Superficial heat"}}
    assert texts(plot(named), "sides")[0] == "←\xa0favours superficial heat"


def test_a_proportion_has_no_sides() -> None:
    picture = plot(made("proportion", D("0.445"), D("0.357"), D("0.533")))
    assert (parts(picture, "sides"), parts(picture, "null")) == (0, 0)


def test_superseded() -> None:
    picture = plot(made("RR", 2, 1, 3) | {"superseded_by": "newer"})
    assert "superseded: shown, not counted, see newer" in picture.description
    assert parts(picture, "old") == 2


def test_a_long_label_is_cut_with_the_whole_in_its_tooltip() -> None:
    label = "very long " * 60
    picture = forest("Outcome", [Row(label, made("RR", 2, 1, 3))])
    (shown,) = classed(drawn(picture.standalone()), "label")
    assert ("".join(shown[0].itertext()), (shown[-1].text or "")[-1], len(shown)) == (label, "…", 5)


def test_a_hundred_rows() -> None:
    assert parts(plot(*[made("MD", number, number - 1, number + 1) for number in range(100)]), "estimate") == 100


def test_no_rows() -> None:
    assert plot().description == "There is no finding to show."


def test_figures_are_spelt_as_in_the_statement() -> None:
    for name, finding in BUNDLED_FINDINGS.values():
        (figures,) = texts(forest("Outcome", [Row(name, finding)]), "figures")
        if finding["effect"] is not None:
            assert f": {figures.removesuffix(', no interval reported')}" in finding["interpretation"]["statement"]


def test_the_hash_is_that_of_the_style() -> None:
    root = drawn(plot().standalone())
    (style,) = (part for part in root if part.tag.endswith("style"))
    digest = hashlib.sha256((style.text or "").encode()).digest()
    assert f"sha256-{base64.b64encode(digest).decode()}" == STYLE_HASH
