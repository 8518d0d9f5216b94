"""The shape is the one that the API's description binds: its keys in their order, its terms, nothing else."""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from rest_framework import serializers

from treatments import vocabulary
from treatments.document import shape
from treatments.document.canonical import canonical, parse
from treatments.document.fields import Choice, arrange

GOLDEN = Path(__file__).parent / "golden" / "opioids.json"
Json = dict[str, Any]


def keys(of: serializers.Serializer[Any], *, written: bool = False) -> list[str]:
    return [name for name, field in of.fields.items() if not field.write_only or written]


KEYS: dict[str, str] = {
    "Record": "id url name synonyms kind description codes member_of conditions regulatory warnings evidence_gaps "
    "evidence_grades findings adverse_events recommendations claims citations evidence_current_to review_due curation "
    "version published_at note meta",
    "Condition": "id name synonyms description codes",
    "Coding": "system code display verified",
    "RegulatoryStatus": "jurisdiction authority status condition as_of note citations",
    "Warning": "kind jurisdiction text citations",
    "EvidenceGap": "condition statement citations",
    "EvidenceGrade": "condition certainty symbol reason determined_by comparators rule_set critical",
    "CriticalCounts": "benefit harm no_clear_difference not_estimable",
    "Finding": "id condition population comparator outcome timepoint design studies participants effect arms baseline "
    "absolute interpretation certainty size_judgement rationale location superseded_by citations",
    "FindingComparator": "text treatment",
    "Outcome": "name importance unit scale_min scale_max higher_is_better mid",
    "Mid": "value scale citation",
    "Effect": "measure estimate ci_low ci_high ci_level computed",
    "RelativeEffect": "measure estimate ci_low ci_high ci_level computed",
    "Arms": "treated comparator",
    "TreatedCounts": "events total",
    "ComparatorCounts": "events total",
    "Baseline": "risk source",
    "AbsoluteEffect": "finding measure baseline_risk risk difference_per_1000 ci_low ci_high capped nnt statement",
    "Nnt": "value kind ci_low ci_high",
    "Interpretation": "direction size clinical_importance statement",
    "CertaintyRating": "rating symbol source published_rating start domains trace difference_reason rule_set",
    "Judgement": "domain levels reason",
    "Location": "citation where",
    "AdverseEvent": "id term codes system_organ_class serious seriousness population treated comparator "
    "relative_effect note frequency citations",
    "TreatedArm": "events total percent percent_low percent_high",
    "ComparatorArm": "text events total percent percent_low percent_high",
    "Frequency": "class class_high basis upper_bound reported_class",
    "Recommendation": "id organisation year condition direction strength strength_as_printed certainty text status "
    "note citations",
    "Claim": "id quote source condition verdict rationale findings citations",
    "ClaimSource": "publisher title url seen_on",
    "Citation": "id url type title authors container_title year volume issue pages doi pmid pmcid link design "
    "registry_ids retraction note formatted",
    "Author": "family given literal",
    "Retraction": "status notice date",
    "Curation": "process source curated_by reviewed_by conflicts_of_interest",
    "Meta": "license attribution schema_version rule_set sequence disclaimer_url",
    "License": "spdx url",
    "ConflictOfInterest": "name statement stated_on",
    "Read": "by where on",
}


def shapes() -> dict[str, serializers.Serializer[Any]]:
    """Every object of a record by the name of its class."""
    found: dict[str, serializers.Serializer[Any]] = {}

    def walk(field: Any) -> None:
        if isinstance(field, serializers.ListSerializer):
            walk(field.child)
        elif isinstance(field, serializers.Serializer):
            found[type(field).__name__] = field
            for inner in field.fields.values():
                walk(inner)

    walk(shape.Record())
    return found


def test_keys_in_their_order() -> None:
    expected = {name: listed.split() for name, listed in KEYS.items()}
    assert {name: keys(found) for name, found in shapes().items()} == expected


@pytest.mark.parametrize("name", ["Finding", "AdverseEvent", "Recommendation", "Citation"])
def test_what_an_import_says_besides(name: str) -> None:
    row = shapes()[name]
    assert set(keys(row, written=True)) - set(keys(row)) == {"read", "withheld"}


# The table "Enums" of the API's description. Those that no record holds stand at the end.
ENUMS = """
drug_class, drug, combination, biologic, cell_therapy, procedure, physical, exercise, psychological, complementary, \
device, self_care, education
ICD-10-CM, ICD-11, MeSH, SNOMED CT, ATC, RxNorm, MONDO
approved, off_label, investigational, unapproved, withdrawn
boxed_warning, contraindication, interaction, withdrawal, dependence, other
critical, important, limited
RR, OR, HR, RD, MD, SMD, proportion
systematic_review_of_rcts, systematic_review, overview_of_reviews, meta_analysis, rct, rct_subgroup, \
non_randomised_trial, cohort, case_control, cross_sectional, case_series, case_report, guideline, narrative_review, \
regulatory_communication, product_label, other
native, sd
high, moderate, low, very_low
published, curated
high, low
risk_of_bias, inconsistency, indirectness, imprecision, publication_bias, large_effect, dose_response, \
opposing_confounding
no_critical_outcome
benefit, harm, no_clear_difference, not_estimable
trivial, small, unqualified, large
large
important, not_important, uncertain
benefit, harm
death, life_threatening, hospitalisation, disability, congenital_anomaly, other_important
very_common, common, uncommon, rare, very_rare, not_known
for, against, neither
strong, conditional, not_stated
current, retired
supported, partly_supported, unsupported, contradicted, misleading
article-journal, book, chapter, dataset, document, report, thesis, webpage
none, corrected, expression_of_concern, retracted
import, review
published, updated, withdrawn, restored, citation_status, rerendered
added, removed, changed, certainty_changed, citation_status_changed
treatment, condition, finding, adverse_event, recommendation, claim, regulatory, warning, evidence_gap, citation
draft, in_review, approved, changes_requested
none, current, withdrawn
"""
IN_THE_API_ALONE = """
current, changed, withdrawn, unknown
current, due, overdue
json, ndjson, csv, fhir, bibtex, ris, csl
"""


def rows(table: str) -> set[tuple[str, ...]]:
    return {tuple(line.split(", ")) for line in table.strip().splitlines()}


def test_the_vocabulary_is_the_table() -> None:
    terms = {
        tuple(map(str, each))
        for each in vars(vocabulary).values()
        if isinstance(each, type) and issubclass(each, vocabulary.Term) and each is not vocabulary.Term
    }
    assert terms - {tuple(map(str, vocabulary.Action))} - rows(IN_THE_API_ALONE) == rows(ENUMS)


def test_the_shape_uses_terms_of_the_table() -> None:
    used = set()

    def walk(field: Any) -> None:
        if isinstance(field, Choice):
            used.add(tuple(field.choices))
        if (child := getattr(field, "child", None)) is not None:
            walk(child)
        for inner in getattr(field, "fields", {}).values():
            walk(inner)

    walk(shape.Record())
    assert used <= rows(ENUMS)


# Strictness


@pytest.fixture
def document() -> Json:
    value: Json = parse(GOLDEN.read_bytes())
    return value


def test_arranging_puts_the_keys_into_order(document: Json) -> None:
    def reverse(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: reverse(value[name]) for name in reversed(value)}
        return [reverse(item) for item in value] if isinstance(value, list) else value

    assert canonical(reverse(document)) != canonical(document)
    assert canonical(arrange(shape.Record(), reverse(document))) == canonical(document)


@pytest.mark.parametrize("path", [["effect"], ["findings", 0, "p"], ["findings", 0, "effect", "p"], ["meta", "day"]])
def test_an_unknown_key_is_refused(document: Json, path: list[Any]) -> None:
    inner: Any = document
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = None
    with pytest.raises(ValueError, match=rf"has no {path[-1]}$"):
        arrange(shape.Record(), document)


@pytest.mark.parametrize("path", [["name"], ["meta"], ["findings", 0, "absolute"], ["findings", 0, "effect", "ci_low"]])
def test_a_missing_key_is_refused(document: Json, path: list[Any]) -> None:
    inner: Any = document
    for step in path[:-1]:
        inner = inner[step]
    del inner[path[-1]]
    with pytest.raises(KeyError, match=path[-1]):
        arrange(shape.Record(), document)


def test_a_document_is_valid_input(document: Json) -> None:
    record = shape.Record(data=deepcopy(document))
    assert record.is_valid(), record.errors


def test_golden_files_are_readable_json() -> None:
    assert json.loads(GOLDEN.read_text(encoding="utf-8"))["id"] == "opioids"
