"""Findings for pictures: the bundled ones, and made ones."""

import xml.etree.ElementTree as ET
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from tests.conftest import BUNDLED, make_finding, make_record
from treatments.document.canonical import canonical, parse
from treatments.document.derived import derive

Json = dict[str, Any]
SVG = "{http://www.w3.org/2000/svg}"
DOCUMENTS = [derive(parse(line)) for line in BUNDLED.read_bytes().split(b"\n") if line.strip()]
BUNDLED_FINDINGS = {row["id"]: (document["name"], row) for document in DOCUMENTS for row in document["findings"]}
BOUNDS = {"RR": (0, 1000), "OR": (0, 1000), "HR": (0, 1000), "RD": (-1, 1), "MD": (-1000, 1000), "SMD": (-9, 9)}
BOUNDS["proportion"] = (0, 1)


def made(measure: str | None, *numbers: Any, risk: Any = None, **outcome: Any) -> Json:
    """A finding as a document has it, of an estimate and perhaps the two bounds; None: described in words."""
    estimate, low, high = (*numbers, None, None, None)[:3]
    effect = None
    if measure is not None:
        effect = {"measure": measure, "estimate": estimate, "ci_low": low, "ci_high": high, "ci_level": Decimal("0.95")}
        effect["computed"] = False
    finding = make_finding("made", effect=effect, baseline=None if risk is None else {"risk": risk, "source": None})
    finding["outcome"] |= outcome
    found: Json = derive(parse(canonical(make_record(findings=[finding]))))["findings"][0]
    return found


def drawn(svg: bytes) -> ET.Element:
    """The parsed picture."""
    return ET.fromstring(svg)  # noqa: S314 - our own


def classed(root: ET.Element, class_: str) -> list[ET.Element]:
    """Its parts of this class, from top to bottom."""
    return [part for part in root.iter() if class_ in part.get("class", "").split()]


@st.composite
def findings(draw: st.DrawFn, measure: str | None = None) -> Json:
    """Any finding that the rules allow."""
    kind = draw(st.sampled_from(sorted(BOUNDS))) if measure is None else measure
    least, most = BOUNDS[kind]
    numbers = sorted(draw(st.lists(st.decimals(least, most, places=4), min_size=3, max_size=3)))
    low, estimate, high = numbers
    if least == 0 and most == 1000:
        estimate = max(estimate, Decimal("0.0001"))
        high = max(high, estimate)
    mid = draw(st.none() | st.builds(lambda v, s: {"value": v, "scale": s, "citation": "smith-2020"},
        st.decimals("0.01", 50, places=2), st.sampled_from(["native", "sd"])))  # fmt: skip
    interval = (low, high) if draw(st.booleans()) else ()
    return made(kind, estimate, *interval, mid=mid, higher_is_better=draw(st.booleans()))
