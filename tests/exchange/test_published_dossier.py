"""The dossier row by row beside the bundled file: all but the findings, which have a module of their own.

Every key of the dossier is read, so that nothing is lost on the way without somebody saying so. The words are mapped as
the dossier's own table says.
"""

import hashlib
import json
from decimal import Decimal
from typing import Any

from tests.conftest import BUNDLED
from tests.exchange.dossier import DESIGNS, DOSSIER, FILE, SOURCE, Row, each, in_file, kind_of, numbers, reading, unread

Json = dict[str, Any]


# The whole


def test_the_dossier_is_as_it_was_curated() -> None:
    digest = hashlib.sha256(SOURCE.read_bytes()).hexdigest()
    assert digest == "cae80fdc3a849e40e70a837c8baa4fe8d1f5fc587a04332b062f47985e94e3f7"


def test_no_section_goes_unread() -> None:
    assert set(DOSSIER) == {
        "meta", "conditions", "treatments", "citations", "findings", "adverse_events", "recommendations", "claims",
        "evidence_gaps",
    }  # fmt: skip
    explained = {
        "title", "grade_scale", "frequency_classes", "retraction_note", "rd_units", "signs", "source_kind", "computed",
        "standing", "verified_note",
    }  # fmt: skip
    assert set(DOSSIER["meta"]) == {"article", *explained}
    assert set(DOSSIER["meta"]["article"]) == {"title", "publisher", "url", "note"}


def test_counts() -> None:
    parts = ("findings", "adverse_events", "recommendations", "claims", "evidence_gaps", "warnings", "regulatory")
    assert {part: sum(len(record[part]) for record in FILE.values()) for part in parts} == {
        "findings": 60, "adverse_events": 72, "recommendations": 22, "claims": 13, "evidence_gaps": 3, "warnings": 5,
        "regulatory": 3,
    }  # fmt: skip
    assert len(FILE) == len(DOSSIER["treatments"]) == 23
    assert list(FILE) == sorted(FILE)
    citations = {citation["id"] for record in FILE.values() for citation in record["citations"]}
    assert citations == {citation["id"] for citation in DOSSIER["citations"]}
    assert len(citations) == 64


def test_one_record_a_line_as_it_is_written() -> None:
    for line in BUNDLED.read_text(encoding="utf-8").splitlines():
        assert json.dumps(json.loads(line), ensure_ascii=False) == line


# Row by row


def codes(rows: list[Row]) -> list[Json]:
    for row in rows:
        assert row["source_read"]  # kept in the dossier: a coding of ours says only whether it was verified
    found = [
        {"system": row["system"], "code": row["code"], "display": row["label"], "verified": row["verified"]}
        for row in rows
    ]
    return sorted(found, key=lambda code: (code["system"], code["code"]))


@each("conditions")
def test_condition(row: Row) -> None:
    copies = [each for record in FILE.values() for each in record["conditions"] if each["id"] == row["id"]]
    expected = {
        "id": row["id"],
        "name": row["name"],
        "synonyms": [],
        "description": row["description"],
        "codes": codes(row["codes"]),
    }
    assert copies
    assert all(copy == expected for copy in copies)
    assert unread(row) == []


KINDS = {"drug class": "drug_class", "drug": "drug", "drug combination": "combination", "cell therapy": "cell_therapy"}
PHYSICAL = {"exercise-therapy": "exercise", "acupuncture": "complementary"}
MEMBERS = {
    **dict.fromkeys(("cyclobenzaprine", "tizanidine", "carisoprodol"), "muscle-relaxants"),
    **dict.fromkeys(("tramadol", "oxycodone-naloxone", "oxycodone-paracetamol"), "opioids"),
}
WARNINGS = {
    "tizanidine": ("contraindication", ["label-tizanidine"]),
    "baclofen": ("withdrawal", ["label-baclofen"]),
    "carisoprodol": ("other", ["fda-2009-carisoprodol", "label-carisoprodol"]),
    "diazepam": ("boxed_warning", ["label-diazepam"]),
    "vigabatrin": ("boxed_warning", ["label-vigabatrin"]),
}
STATUSES = {
    "intradiscal-msc": ("investigational", ["fda-2021"]),
    "unapproved-stem-cell-products": ("unapproved", ["fda-2020", "fda-2021"]),
    "cell-therapy-childhood-epilepsy": ("unapproved", ["fda-2021"]),
}


@each("treatments")
def test_treatment(row: Row) -> None:
    found, key, note = FILE[row["id"]], row["id"], row["regulatory_note"]
    class_ = row["treatment_class"]
    assert {name: found[name] for name in ("id", "name", "description", "codes")} == {
        "id": key,
        "name": row["name"],
        "description": row["description"],
        "codes": codes(row["codes"]),
    }
    assert found["kind"] == (PHYSICAL.get(key, "physical") if class_ == "physical" else KINDS[class_])
    assert [condition["id"] for condition in found["conditions"]] == sorted(row["conditions"])
    assert found["member_of"] == MEMBERS.get(key)
    assert (found["synonyms"], found["evidence_current_to"], found["review_due"]) == ([], None, None)
    kind, cited = WARNINGS.get(key, ("", []))
    warning = {"kind": kind, "jurisdiction": "US", "text": note, "citations": cited}
    assert found["warnings"] == ([warning] if kind else [])
    status, cited = STATUSES.get(key, ("", []))
    regulatory = {
        "jurisdiction": "US", "authority": "FDA", "status": status, "condition": None, "as_of": None, "note": note,
        "citations": cited,
    }  # fmt: skip
    assert found["regulatory"] == ([regulatory] if status else [])
    assert bool(note) == (key in WARNINGS or key in STATUSES)
    assert row["verified"]
    assert {*row["citations"]} <= {citation["id"] for citation in found["citations"]}
    assert unread(row) == []


TYPES = {
    **dict.fromkeys(("journal-article", "cochrane-review"), "article-journal"),
    **dict.fromkeys(("guideline", "evidence-report"), "report"),
    **dict.fromkeys(("trial-registry", "regulatory"), "webpage"),
    "product-label": "document",
}


def author(row: Row) -> Json:
    family, given = row["family"], row["given"]
    return {"family": family, "given": given} if given else {"literal": family}


@each("citations")
def test_citation(row: Row) -> None:
    copies = [each for record in FILE.values() for each in record["citations"] if each["id"] == row["id"]]
    # The contract has no place for a source's participants: the note says them.
    participants, note = row["n_participants"], row.get("note")
    if note and note.startswith("n_participants"):
        note = note.replace("n_participants", f"Number of participants ({participants})", 1)
    elif participants is not None:
        note = " ".join([f"Number of participants: {participants}.", *([note] if note else [])])
    expected = {
        "id": row["id"],
        "type": TYPES[row["type"]],
        "title": row["title"],
        "authors": [author(each) for each in row["authors"]],
        "container_title": row["container"],
        "year": row["year"],
        "volume": row["volume"],
        "issue": row["issue"],
        "pages": row["pages"],
        "doi": row["doi"],
        "pmid": row["pmid"],
        "pmcid": row["pmcid"],
        "link": row["url"],
        "design": DESIGNS[row["study_design"]],
        "registry_ids": row["registry_ids"],
        "retraction": {"status": row["retraction_status"], "notice": None, "date": None},
        "note": note,
        **reading(row),
    }
    assert copies
    assert all(copy == expected for copy in copies)
    assert unread(row) == []
    assert numbers(dict(row)) <= numbers(expected)


@each("adverse_events")
def test_adverse_event(row: Row) -> None:
    low, high = row.get("percent_range") or (None, None)
    relative = row["relative_effect"]
    compared = relative["comparator"] if relative else "placebo" if "placebo_percent" in row else None
    comparator = {
        "text": compared, "events": None, "total": row.get("placebo_n"), "percent": row.get("placebo_percent"),
        "percent_low": None, "percent_high": None,
    }  # fmt: skip
    class_ = row["frequency_class"].replace(" ", "_")
    only_class = row["percent"] is None and low is None and row["n_exposed"] is None and class_ != "not_known"
    assert in_file("adverse_events", row) == {
        "id": row["id"],
        "term": row["term"],
        "codes": [],
        "system_organ_class": row["soc"],
        "serious": row["serious"],
        "seriousness": [],
        "population": row["population"],
        "treated": {
            "events": row["n_events"], "total": row["n_exposed"], "percent": row["percent"], "percent_low": low,
            "percent_high": high,
        },
        "comparator": comparator if compared else None,
        "relative_effect": relative
        and {
            **{name: relative[name] for name in ("measure", "estimate", "ci_low", "ci_high")},
            "ci_level": Decimal("0.95"),
            "computed": relative.get("computed_from_counts", False),
        },
        "note": row.get("note"),
        "frequency": {"reported_class": class_ if only_class else None},
        "citations": sorted(row["citations"]),
        **reading(row, kind_of(row)),
    }  # fmt: skip
    assert unread(row) == []
    assert numbers(row) <= numbers(in_file("adverse_events", row))


STRENGTHS = {
    "strong": "strong",
    "do not offer (strong)": "strong",
    "conditional": "conditional",
    "consider (conditional)": "conditional",
}


@each("recommendations")
def test_recommendation(row: Row) -> None:
    strength, quality, note = row["strength"], row["quality"], row.get("note")
    assert in_file("recommendations", row) == {
        "id": row["id"],
        "organisation": row["organisation"],
        "year": row["year"],
        "condition": row["condition"],
        "direction": "neither" if row["direction"] == "no recommendation" else row["direction"],
        "strength": STRENGTHS.get(strength, "not_stated"),
        "strength_as_printed": None if strength == "not read" else strength,
        "certainty": None if quality in ("not graded", "not read") else quality,
        "text": row["text_paraphrased"],
        "status": "retired" if note and "RETIRED" in note else "current",
        "note": note,
        "citations": sorted(row["citations"]),
        **reading(row, kind_of(row)),
    }
    assert unread(row) == []
    assert numbers(row) <= numbers(in_file("recommendations", row))


@each("claims")
def test_claim(row: Row) -> None:
    article = DOSSIER["meta"]["article"]
    assert in_file("claims", row) == {
        "id": row["id"],
        "quote": row["quote"],
        "source": {
            "publisher": article["publisher"], "title": article["title"], "url": article["url"], "seen_on": None,
        },
        "condition": row["condition"],
        "verdict": row["verdict"],
        "rationale": row["rationale"],
        "findings": [],
        "citations": sorted(row["citations"]),
    }  # fmt: skip
    assert row.get("note") in (None, "the article prints a curly apostrophe")  # left out
    assert unread(row) == []


@each("evidence_gaps")
def test_evidence_gap(row: Row) -> None:
    expected = {
        "condition": row["condition"], "statement": row["statement"], "citations": sorted(row["citations"]),
    }  # fmt: skip
    assert FILE[row["treatment"]]["evidence_gaps"] == [expected]
    assert unread(row) == []
