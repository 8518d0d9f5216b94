"""What an icon array says, case by case."""

from decimal import Decimal
from typing import Any

import pytest

from tests.pictures.data import made
from treatments.document.derived import absolute
from treatments.pictures import Picture, icons

D = Decimal


def array(finding: dict[str, Any], risk: Any) -> Picture:
    picture = icons(absolute(finding, None if risk is None else D(risk), treatment="A"), finding)
    assert picture is not None
    return picture


def test_none_without_an_absolute_effect() -> None:
    assert icons(None, made("MD", 1, 0, 2)) is None


@pytest.mark.parametrize(
    ("finding", "risk", "lines"),
    [
        (
            made("RR", D("0.5"), D("0.2"), D("0.8")), "0.4",
            ["20 have it with the treatment or without.", "20 fewer have it with the treatment (a benefit)."],
        ),
        (
            made("RR", 2, D("1.5"), 3), "0.111",
            ["111 have it with the treatment or without.", "111 more have it with the treatment (a harm)."],
        ),
        (
            made("RR", 2, D("0.5"), 3), "0.2",
            ["20 more have it with the treatment (unclear: the interval includes no difference)."],
        ),
        (made("RD", D("0.1")), "0.2", ["10 more have it with the treatment (unclear: no interval was reported)."]),
        (made("RD", 0), "0.2", ["a difference of less than 1 in 1,000 with the treatment."]),
        (made("RR", 2, D("1.5"), 3), "0", ["0 have it with the treatment or without.", "100 do not have it"]),
        (made("RR", D("0.5"), 0, 2), "1", ["50 fewer have it", "50 have it with the treatment or", "0 do not"]),
        (made("RD", D("0.1"), 0, D("0.2")), None, ["others: how many have it is not known.", "comparator): not known"]),
    ],
)  # fmt: skip
def test_words(finding: dict[str, Any], risk: str | None, lines: list[str]) -> None:
    finding["comparator"]["text"] = "the comparator"
    said = array(finding, risk).description
    assert [line for line in lines if line not in said] == []


def test_capped() -> None:
    assert "held to that limit" in array(made("RR", 3, 2, 4), "0.5").description


@pytest.mark.parametrize(("risk", "people"), [("0.4", "100"), ("0.41", "100"), ("0.403", "1,000")])
def test_of_how_many(risk: str, people: str) -> None:
    assert array(made("RD", D("0.1"), D("0.05"), D("0.2")), risk).title == f"Of {people} people: “pain intensity”"


def test_a_thousand_people_take_a_few_kilobytes() -> None:
    assert len(array(made("RR", 2, D("1.5"), 3), "0.111").marks.encode()) < 5000
