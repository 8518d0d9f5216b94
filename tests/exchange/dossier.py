"""The dossier of tests/published/back-spasm.json and the bundled file, ready to be laid side by side."""

import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import BUNDLED
from treatments.document.canonical import parse

Json = dict[str, Any]


class Row(dict[str, Any]):
    """An object of the dossier that knows which of its keys were read."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        self.seen: set[str] = set()

    def __getitem__(self, key: str) -> Any:
        self.seen.add(key)
        return super().__getitem__(key)

    def get(self, key: str, default: Any = None) -> Any:
        self.seen.add(key)
        return super().get(key, default)


def unread(value: Any) -> list[str]:
    """The keys that nobody asked for, at any depth."""
    if isinstance(value, list):
        return [key for item in value for key in unread(item)]
    if not isinstance(value, Row):
        return []
    return [key for key in value if key not in value.seen] + [key for item in value.values() for key in unread(item)]


SOURCE = Path(__file__).parents[1] / "published" / "back-spasm.json"
DOSSIER = json.loads(SOURCE.read_text(encoding="utf-8"), parse_float=Decimal, object_pairs_hook=Row)
FILE: dict[str, Json] = {record["id"]: record for record in map(parse, BUNDLED.read_bytes().splitlines())}


def each(part: str) -> pytest.MarkDecorator:
    """One test per row of the dossier."""
    rows = DOSSIER[part]
    return pytest.mark.parametrize("row", rows, ids=[row.get("id", str(number)) for number, row in enumerate(rows)])


def in_file(part: str, row: Row) -> Json:
    (found,) = [each for each in FILE[row["treatment"]][part] if each["id"] == row["id"]]
    return dict(found)


def reading(row: Row, kind: str = "", more: str = "") -> Json:
    """Where a person read it; what nobody could verify is withheld, with the page in the reason."""
    if row["verified"]:
        return {"read": {"by": None, "where": f"{row['source_read']}{kind}{more}", "on": None}, "withheld": None}
    return {"read": None, "withheld": f"unverified: {row['source_read']}{kind}"}


def kind_of(row: Row) -> str:
    return f" ({row['source_kind']} source)"


def numbers(value: Any) -> set[Decimal]:
    """Every number in a value, also inside its texts; signs aside."""
    if isinstance(value, dict):
        return set().union(*(numbers(item) for key, item in value.items()))
    if isinstance(value, list):
        return set().union(*map(numbers, value))
    if isinstance(value, str):
        return {Decimal(digits) for digits in re.findall(r"\d+(?:\.\d+)?", value)}
    return set() if value is None or isinstance(value, bool) else {abs(Decimal(value))}


DESIGNS = {
    "systematic review": "systematic_review",
    "systematic review of RCTs": "systematic_review_of_rcts",
    "systematic review of RCTs to March 2021": "systematic_review_of_rcts",
    "systematic review (30 RCTs, 14 cohorts, all chronic pain)": "systematic_review",
    "overview of systematic reviews": "overview_of_reviews",
    "individual participant data meta-analysis": "meta_analysis",
    "meta-analysis of case-control studies": "meta_analysis",
    "RCT": "rct",
    "RCT subgroup": "rct_subgroup",
    "RCT subgroup, sponsor's announcement": "rct_subgroup",
    "cohort": "cohort",
    "cross-sectional survey": "cross_sectional",
    "outbreak report": "case_series",
    "case series": "case_series",
    "uncontrolled case series": "case_series",
    "review of case reports": "case_report",
    "case report": "case_report",
    "guideline": "guideline",
    "narrative review": "narrative_review",
    "regulatory communication": "regulatory_communication",
    "product label": "product_label",
    "viewpoint": "other",
}
WITHHELD = {
    "msc-phase3-composite": "findings",
    "ae-vigabatrin-somnolence": "adverse_events",
    "ae-vigabatrin-bronchitis": "adverse_events",
    "ae-vigabatrin-otitis-media-acute": "adverse_events",
    "ae-vigabatrin-abnormal-mri-signal-thalamus-basal-ganglia": "adverse_events",
    "amirdelfan-2021": "citations",
    "wheless-2007": "citations",
}
UNCITED = {"chou-2017", "bauer-2018", "amirdelfan-2021"}
