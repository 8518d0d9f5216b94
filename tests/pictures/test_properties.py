"""What holds for the picture of any finding."""

import re
from decimal import Decimal
from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.pictures.data import SVG, classed, drawn, findings, made
from treatments.document.derived import absolute
from treatments.grading.effect import null_value
from treatments.grading.rounding import per_1000
from treatments.grading.statement import figure
from treatments.pictures import Row, badge, forest, icons
from treatments.vocabulary import Measure

Json = dict[str, Any]


def numbers(finding: Json) -> list[Decimal]:
    effect = finding["effect"]
    return [Decimal(effect[key]) for key in ("estimate", "ci_low", "ci_high") if effect[key] is not None]


def middle(mark: Any) -> Decimal:
    return Decimal(mark.get("cx")) if "cx" in mark.attrib else Decimal(mark.get("x")) + 4


def marks(svg: bytes) -> list[Any]:
    return [part for part in drawn(svg).iter() if {"estimate", "alone"} & set(part.get("class", "").split())]


@given(st.lists(findings(), max_size=6), st.text())
def test_whole_file_is_well_formed_and_lies_inside(found: list[Json], text: str) -> None:
    root = drawn(forest(text, [Row(text, finding) for finding in found]).standalone())
    width, height = (Decimal(root.get(name, "")) for name in ("width", "height"))
    for part in root.iter():
        for names, most in ((("x", "cx"), width), (("y", "cy"), height)):
            for name in names:
                assert 0 <= Decimal(part.get(name, "0")) <= most
        x, y = Decimal(part.get("x", "0")), Decimal(part.get("y", "0"))
        if part.tag == f"{SVG}rect":
            assert 0 < Decimal(part.get("width", "")) + x <= width
            assert 0 < Decimal(part.get("height", "")) + y <= height
        for across, down in re.findall(r"M([\d.-]+) ([\d.-]+)", part.get("d", "")):
            assert 0 <= Decimal(across) <= width
            assert 0 <= Decimal(down) <= height


@given(findings())
def test_mark_stands_on_its_side_of_no_effect(finding: Json) -> None:
    svg = forest("a", [Row("b", finding)]).standalone()
    (mark,) = marks(svg)
    null = null_value(Measure(finding["effect"]["measure"]))
    lines = classed(drawn(svg), "null")
    assert len(lines) == (0 if null is None else 1)
    if null is not None:
        line = Decimal(lines[0].get("d", "").partition(" ")[0].removeprefix("M"))
        estimate = Decimal(finding["effect"]["estimate"])
        assert (middle(mark) - line) * (estimate - null) >= 0
        assert middle(mark) == line or estimate != null


@given(st.sampled_from(["RR", "RD", "MD", "SMD", "proportion"]).flatmap(lambda m: st.lists(findings(m), min_size=2)))
def test_marks_lie_in_the_order_of_estimates(found: list[Json]) -> None:
    # of one better side and no MID of its own: all in one panel
    for finding in found:
        finding["outcome"]["higher_is_better"] = True
    places = [middle(mark) for mark in marks(forest("a", [Row("b", finding) for finding in found]).standalone())]
    ordered = sorted(zip([numbers(finding)[0] for finding in found], places, strict=True))
    assert all(first[1] <= second[1] for first, second in pairwise(ordered))


@given(st.lists(findings(), min_size=1, max_size=5))
def test_description_holds_every_number(found: list[Json]) -> None:
    said = forest("a", [Row("b", finding) for finding in found]).description
    for finding in found:
        for number in numbers(finding):
            assert figure(number, Measure(finding["effect"]["measure"])) in said


@given(st.sampled_from(["RR", "OR", "HR", "RD"]).flatmap(findings), st.decimals(0, 1, places=3))
def test_icons_count_as_the_document_does(finding: Json, risk: Decimal) -> None:
    value = absolute(finding, risk, treatment="A")
    picture = icons(value, finding)
    assert picture is not None
    people = 100 if picture.title.startswith("Of 100 ") else 1000
    cell = Decimal("19.2") if people == 100 else Decimal("9.6")
    counts = {}
    for area in classed(drawn(picture.standalone()), "people"):
        sizes = re.findall(r"h([\d.]+)v([\d.]+)h-", area.get("d", ""))
        cells = sum(Decimal(across) * Decimal(down) for across, down in sizes) / cell**2
        counts[area.get("fill", "").removeprefix("url(#picture-").removesuffix(")")] = cells
    difference = value["difference_per_1000"] * people // 1000
    assert sum(counts.values()) == people
    assert counts.get(finding["interpretation"]["direction"], 0) == abs(difference)
    with_event = counts.get("with", 0)
    baseline = per_1000(risk) * people // 1000
    assert with_event == min(baseline, baseline + difference, people - abs(difference))
    assert value["statement"] in picture.description


@given(st.text(), st.text())
def test_any_text_is_escaped(text: str, id_: str) -> None:
    finding = made("RR", Decimal("0.5"), 0, 2, name=f"x{text}".encode(errors="ignore").decode().replace("\0", ""))
    for picture in (forest(text, [Row(text, finding)]), badge("high")):
        inside = drawn(picture.inline(f"i{id_}").encode())
        ids = [part.get("id") for part in inside.iter() if "id" in part.attrib]
        assert len(ids) == len(set(ids)) == 2
        assert "style" not in {name for part in inside.iter() for name in part.attrib}


def test_pictures_of_the_same_content_are_the_same() -> None:
    first, second = (
        forest("a", [Row("b", made("OR", Decimal("3.05"), Decimal("1.11"), Decimal("8.4")))]) for _ in "ab"
    )
    assert first.standalone() == second.standalone()
