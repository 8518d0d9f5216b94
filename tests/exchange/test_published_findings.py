"""The findings of the dossier beside those of the bundled file: every number, every mapped word."""

import re
from decimal import Decimal
from typing import Any

from tests.exchange.dossier import DESIGNS, Row, each, in_file, kind_of, numbers, reading, unread

Json = dict[str, Any]

# What stands in the brackets behind a unit, and where it went.
SAID_ELSEWHERE = (
    r"computed|higher is better|minimally important difference .*|\d+/\d+ v \d+/\d+"
    "|15 is the review's threshold of importance"
)
LABELS = ("Treated v comparator: ", "Comparator v treated: ", "The review as a whole: ", "Trials ")
MEASURES = {"risk ratio", "odds ratio", "hazard ratio", "risk difference", "standardised"}


def scale_of(row: Row) -> tuple[Json, list[str]]:
    """Unit and scale out of `unit_or_scale`, and what else it says."""
    text = row["unit_or_scale"] or ""
    if row["measure"] == "proportion" or text in MEASURES | {""}:
        return {"unit": None, "scale_min": None, "scale_max": None}, [text] if "children" in text else []
    head, _, tail = text.partition(" (")
    remarks = [remark for remark in re.split(r"; |, ", tail.removesuffix(")")) if remark]
    if head in MEASURES:
        return {"unit": None, "scale_min": None, "scale_max": None}, remarks
    if not (scale := re.fullmatch(r"(RMDQ )?(\d+)-(\d+) ?(.*)", head)):
        return {"unit": head, "scale_min": None, "scale_max": None}, remarks
    name, low, high, unit = scale.groups()
    unit, _, more = unit.partition(" visual ")
    unit = f"{name}points" if name else unit
    return {"unit": unit, "scale_min": int(low), "scale_max": int(high)}, remarks + [f"visual {more}"] * bool(more)


def words(text: str) -> list[str]:
    """The text's words, in order of the alphabet, without labels and punctuation."""
    for label in LABELS:
        text = text.replace(label, "")
    return sorted(re.sub(r"[.,;](?= |$)", "", text).lower().split())


PLACES = {
    "table/(CD[0-9]+-tbl-[0-9]+)": "table {}",
    "Figure_(21)_RESULTS": "figure {}",
    "/abstract|=Abstract|(abstract)": "abstract",
}


def location(row: Row) -> Json | None:
    for pattern, place in PLACES.items():
        if found := re.search(pattern, row["source_read"]):
            (citation,) = row["citations"]
            return {"citation": citation, "where": place.format(found[1])}
    return None


RATINGS = ("very_low", "low", "moderate", "high")


def certainty(grade: Row) -> Json:
    """The judgements, without reasons, since the dossier gives one rationale for the row."""
    domains = ("risk_of_bias", "inconsistency", "indirectness", "imprecision", "publication_bias")
    levels = {domain: grade[domain] for domain in domains}
    assert grade["upgrades"] in (0, None)
    published = grade["certainty_source"] == "published"
    unknown = set(levels.values()) == {None}
    rating = max(0, RATINGS.index(grade["start"]) + sum(filter(None, levels.values())))
    assert unknown or grade["certainty"] == RATINGS[rating]
    assert grade["domains_source"] == (
        "not reported where read" if unknown else "as published" if published else "our judgement"
    )
    return {
        "source": grade["certainty_source"],
        "published_rating": grade["certainty"] if published else None,
        "start": grade["start"],
        "domains": None
        if unknown
        else [{"domain": domain, "levels": level, "reason": None} for domain, level in levels.items() if level],
        "difference_reason": None,
    }


def figures(row: Row) -> Json:
    """The effect, the counts and the baseline risk."""
    low, text = row["ci_low"], row["unit_or_scale"] or ""
    effect = {
        "measure": row["measure"],
        "estimate": row["estimate"],
        "ci_low": low,
        "ci_high": row["ci_high"],
        "ci_level": None if low is None else Decimal("0.95"),
        "computed": bool(row.get("computed")),
    }
    assert bool(row.get("computed")) == ("computed" in text)
    assert bool(row.get("narrative")) == (row["measure"] is None)
    counts = re.search(r"(\d+)/(\d+) v (\d+)/(\d+)", text)
    treated, of, compared, of_them = map(int, counts.groups()) if counts else (None,) * 4
    arms = {"treated": {"events": treated, "total": of}, "comparator": {"events": compared, "total": of_them}}
    risk = re.search(r"(\d+) v \d+ per 1000", text)
    place = location(row)
    assert not risk or place
    baseline = risk and place and {"risk": Decimal(risk[1]) / 1000, "source": f"{place['citation']}, {place['where']}"}
    return {
        "effect": None if row["measure"] is None else effect,
        "arms": arms if counts else None,
        "baseline": baseline or None,
    }


@each("findings")
def test_finding(row: Row) -> None:
    scale, remarks = scale_of(row)
    mid, found = row.get("mid"), in_file("findings", row)
    more = f"; minimal important difference: {mid['source_read']}" if mid else ""
    rationale = found.pop("rationale")
    assert found == {
        "id": row["id"],
        "condition": row["condition"],
        "population": row["population"],
        "comparator": {"text": row["comparator"], "treatment": None},
        "outcome": {
            "name": row["outcome"],
            "importance": row["importance"],
            **scale,
            "higher_is_better": not row["lower_is_better"],
            "mid": mid and {"value": mid["value"], "scale": mid["scale"], "citation": mid["citation"]},
        },
        "timepoint": row["timepoint"],
        "design": DESIGNS[row["study_design"]],
        "studies": row["n_studies"],
        "participants": row["n_participants"],
        **figures(row),
        "certainty": certainty(row["grade"]),
        "size_judgement": None,
        "location": location(row),
        "superseded_by": None,
        "citations": sorted(row["citations"]),
        **reading(row, kind_of(row), more),
    }
    assert rationale.startswith(row["rationale"])
    design = re.search(r"to March 2021|sponsor's announcement|\((.*)\)", row["study_design"])
    said = [design[1] or design[0]] if design else []
    said += [remark for remark in remarks if not re.fullmatch(SAID_ELSEWHERE, remark)]
    assert words(rationale.removeprefix(row["rationale"])) == words(" ".join(said))
    assert unread(row) == []
    assert numbers({**row, "grade": None}) <= numbers(found) | numbers(rationale)
