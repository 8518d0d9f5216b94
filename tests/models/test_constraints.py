"""What must never be false: each named constraint refuses in the database itself, and what is fine is accepted."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction

from tests.conftest import Load, Publish, full_record, make_event, make_record
from treatments.index import ROWS
from treatments.models import (
    AdverseEvent,
    Citation,
    Feed,
    Finding,
    IndexedReference,
    IndexedStatus,
    IndexedText,
    Publication,
    Treatment,
)

Columns = dict[str, Any]
OTHER: Columns = {"id": "other", "name": "Other", "synonyms": [], "description": None, "codes": []}
NO_CI: Columns = {"ci_low": None, "ci_high": None, "ci_level": None}
NARRATIVE: Columns = {"measure": "", "estimate": None, **NO_CI}
DOMAINS = (
    "risk_of_bias", "inconsistency", "indirectness", "imprecision", "publication_bias", "large_effect",
    "dose_response", "opposing_confounding",
)  # fmt: skip
UNJUDGED: Columns = dict.fromkeys(DOMAINS)
UNGRADED: Columns = {"certainty_source": "", "start": "", "published_rating": "", **UNJUDGED}

# The finding of `make_record` is an MD of −7 (−12 to −2) at 0.95. Each row: name, its field, one fault, what is fine.
EFFECT: list[tuple[str, str, Columns, list[Columns]]] = [
    ("has_measure", "estimate", {"measure": ""}, [NARRATIVE, {"estimate": 0, "ci_high": 0}]),
    ("ci_both", "ci_low", {"ci_level": None}, [NO_CI]),
    ("ci_contains", "ci_low", {"ci_high": -8}, [{"ci_low": -7, "ci_high": -7}, {"estimate": 0, "ci_high": 0}]),
    ("ci_level", "ci_level", {"ci_level": 1}, [{"ci_level": Decimal("0.9")}]),
    ("ratio_positive", "estimate", {"measure": "RR", "estimate": 0, "ci_low": 0, "ci_high": 1}, [
        {"measure": "RR", "estimate": Decimal("0.00000001"), "ci_low": 0, "ci_high": 1}]),
    ("ratio_bound", "ci_low", {"measure": "HR", "estimate": 1, "ci_low": -1, "ci_high": 2}, [
        {"measure": "HR", "estimate": 1, "ci_low": 0, "ci_high": 2}]),
    ("proportion", "estimate", {"measure": "proportion", "estimate": 2, **NO_CI}, [
        {"measure": "proportion", "estimate": value, **NO_CI} for value in (0, 1)]),
    ("risk_difference", "estimate", {"measure": "RD", "estimate": -2, **NO_CI}, [
        {"measure": "RD", "estimate": value, **NO_CI} for value in (-1, 0, 1)]),
]  # fmt: skip
FINDING: list[tuple[str, str, Columns, list[Columns]]] = [
    *((f"finding_{name}", field, fault, fine) for name, field, fault, fine in EFFECT),
    ("finding_ci_has_estimate", "estimate", {"measure": "", "estimate": None}, [NARRATIVE]),
    *(
        row
        for arm in ("treated", "comparator")
        for row in (
            (f"finding_{arm}_events", f"{arm}_events", {f"{arm}_events": 6, f"{arm}_total": 5}, [
                {f"{arm}_events": 0, f"{arm}_total": 5}, {f"{arm}_events": 5, f"{arm}_total": 5},
                {f"{arm}_events": 6}]),
            (f"finding_{arm}_total", f"{arm}_total", {f"{arm}_total": 0}, [{f"{arm}_total": 1}]),
        )
    ),
    ("finding_baseline_risk", "baseline_risk", {"baseline_risk": Decimal("1.1")}, [
        {"baseline_risk": value} for value in (0, 1)]),
    ("finding_scale", "scale_min", {"scale_min": 100}, [{"scale_min": None}, {"scale_max": None}, {"scale_min": -100}]),
    ("finding_mid", "mid_value", {"mid_value": 0, "mid_scale": "sd", "mid_citation_id": "smith-2020"}, [
        {"mid_value": 1, "mid_scale": "sd", "mid_citation_id": "smith-2020"}]),
    ("finding_not_superseded_by_itself", "superseded_by", {"superseded_by_id": "rest-pain"}, []),
    ("finding_judgements_all", "risk_of_bias", {"inconsistency": None}, []),
    ("finding_certainty", "certainty_source", {"certainty_source": ""}, [UNGRADED]),
    ("finding_published_rating", "published_rating", {"certainty_source": "published"}, [
        {"certainty_source": "published", "published_rating": "low"}]),
    ("finding_curated_judgements", "risk_of_bias", UNJUDGED, [
        {**UNJUDGED, "certainty_source": "published", "published_rating": "low"}]),
]  # fmt: skip
RELATIVE: Columns = {
    "measure": "MD", "estimate": -7, "ci_low": -12, "ci_high": -2, "ci_level": Decimal("0.95"),
}  # fmt: skip


def relative(columns: Columns) -> Columns:
    return {f"relative_{name}": value for name, value in {**RELATIVE, **columns}.items()}


ARMS: list[tuple[str, str, Columns, list[Columns]]] = [
    row
    for arm in ("treated", "comparator")
    for row in (
        (f"{arm}_events", f"{arm}_events", {f"{arm}_events": 6, f"{arm}_total": 5}, [{f"{arm}_events": 0}]),
        (f"{arm}_total", f"{arm}_total", {f"{arm}_total": 0}, [{f"{arm}_total": 1}]),
        (f"{arm}_percent", f"{arm}_percent", {f"{arm}_percent": 101}, [{f"{arm}_percent": 0}, {f"{arm}_percent": 100}]),
        (f"{arm}_percent_range", f"{arm}_percent_low", {f"{arm}_percent_low": 5, f"{arm}_percent_high": 4}, [
            {f"{arm}_percent_low": 0, f"{arm}_percent_high": 0}]),
    )
]  # fmt: skip
EVENT: list[tuple[str, str, Columns, list[Columns]]] = [
    *(
        (f"adverse_event_relative_{name}", f"relative_{field}", relative(fault), [relative(each) for each in fine])
        for name, field, fault, fine in EFFECT
    ),
    ("adverse_event_relative_ci_has_estimate", "relative_estimate", relative({"measure": "", "estimate": None}), []),
    *(
        (f"adverse_event_{name}", field, {"comparator_text": "placebo", **fault}, [
            {"comparator_text": "placebo", **each} for each in fine])
        for name, field, fault, fine in ARMS
    ),
    ("adverse_event_comparator_named", "comparator_text", {"comparator_events": 0}, [
        {"comparator_text": "placebo", "comparator_events": 0}]),
]  # fmt: skip
TABLES: list[tuple[type[models.Model], list[tuple[str, str, Columns, list[Columns]]]]] = [
    (Finding, FINDING),
    (AdverseEvent, EVENT),
]


@pytest.fixture
def rows(load: Load) -> None:
    load(make_record(adverse_events=[make_event()]))


@pytest.mark.parametrize(("model", "cases"), TABLES)
def test_refused_and_accepted_by_the_database(rows: None, subtests: pytest.Subtests, model: Any, cases: Any) -> None:
    for name, _field, fault, fine in cases:
        with subtests.test(f"{name} refuses"):
            with pytest.raises(IntegrityError) as refused, transaction.atomic():
                model.objects.update(**fault)
            # Without an estimate there is no measure either: the database may name that constraint first.
            assert name in str(refused.value) or name.replace("ci_has_estimate", "has_measure") in str(refused.value)
        for columns in fine:
            with subtests.test(f"{name} accepts {columns}"):
                with transaction.atomic():
                    model.objects.update(**columns)
                    stored = model.objects.values(*columns).get()
                    transaction.set_rollback(True)
                assert stored == columns


@pytest.mark.parametrize(("model", "cases"), TABLES)
def test_forms_say_so_beside_a_field(rows: None, subtests: pytest.Subtests, model: Any, cases: Any) -> None:
    for name, field, fault, _fine in cases:
        row = model.objects.get()
        for column, value in fault.items():
            setattr(row, column, value)
        with subtests.test(name):
            with pytest.raises(ValidationError) as refused:
                row.full_clean()
            assert set(refused.value.message_dict) <= {field, *fault}


@pytest.mark.parametrize(("model", "cases"), TABLES)
def test_every_constraint_is_tried(model: type[models.Model], cases: Any) -> None:
    assert {name for name, *_ in cases} == {constraint.name for constraint in model._meta.constraints}


# The other tables


def second_doi() -> None:
    Citation.objects.create(id="a", type="book", title="A", doi="10.1136/bmj.n1446")
    Citation.objects.create(id="b", type="book", title="B", doi="10.1136/BMJ.N1446")


OTHERS: dict[str, Callable[[], Any]] = {
    "citation_doi_unique": second_doi,
    "feed_one_row": lambda: Feed.objects.create(id=2),
    "publication_has_version": lambda: Publication.objects.update(current=None),
    "publication_withdrawal": lambda: Publication.objects.update(withdrawal_reason="none"),
}


@pytest.mark.parametrize("name", OTHERS)
def test_refused(publish: Publish, name: str) -> None:
    publish()
    with pytest.raises(IntegrityError), transaction.atomic():
        OTHERS[name]()


# The index holds one copy of a row for each record, and shows one of them


def again(model: type[models.Model], **changes: Any) -> None:
    """Write a row of the table once more, but for the changes."""
    row = model._default_manager.earliest("pk")
    row.pk = None
    for column, value in changes.items():
        setattr(row, column, value)
    model._default_manager.bulk_create([row])


@pytest.mark.parametrize("model", [*ROWS, IndexedStatus, IndexedReference, IndexedText])
def test_a_row_of_a_record_is_indexed_once(publish: Publish, model: type[models.Model]) -> None:
    publish(full_record())
    unshown = {"shown": False} if model in ROWS else {}
    with pytest.raises(IntegrityError, match=r"(?i)unique"), transaction.atomic():
        again(model, **unshown)


@pytest.mark.parametrize("model", ROWS)
def test_one_copy_of_a_row_is_shown(publish: Publish, model: type[models.Model]) -> None:
    publish(full_record())
    publish(make_record("walking", conditions=[OTHER], findings=[], citations=[]))
    again(model, treatment_id="walking", shown=False)
    with pytest.raises(IntegrityError, match=r"(?i)unique"), transaction.atomic():
        model._default_manager.update(shown=True)


def test_two_citations_may_lack_a_doi(db: None) -> None:
    Citation.objects.create(id="a", type="book", title="A")
    Citation.objects.create(id="b", type="book", title="B")
    assert set(Citation.objects.filter(doi="").values_list("id", flat=True)) == {"a", "b"}


# Numbers and keys

NUMBERS = ["0", "-0.00000001", "0.1", "1234567.12345678", "-9999999.99999999", "9999999.99999999", "0.3", "2.675"]


def test_numbers_of_15_digits_come_back_as_they_were(rows: None, subtests: pytest.Subtests) -> None:
    for text in NUMBERS:
        with subtests.test(text):
            number = Decimal(text)
            Finding.objects.update(estimate=number, ci_low=number, ci_high=number)
            assert Finding.objects.get().estimate == number
            assert Finding.objects.filter(estimate=number).exists()


KEYS = ["a", "a-b", "a-c", "a1", "ab", "a-b-c", "b", "0", "10", "9", "z-9", "zz"]


def test_keys_are_sorted_by_code_point(db: None) -> None:
    Treatment.objects.bulk_create([Treatment(id=key, name=key, kind="drug") for key in KEYS])
    assert list(Treatment.objects.order_by("id").values_list("id", flat=True)) == sorted(KEYS)
    assert list(Treatment.objects.filter(id__gt="a-b").values_list("id", flat=True)) == sorted(
        key for key in KEYS if key > "a-b"
    )


@pytest.mark.parametrize("key", ["", "A", "a_b", "-a", "a-", "a--b", "ä", "a b", "a\n", "a" * 101])
def test_what_is_no_key(db: None, key: str) -> None:
    with pytest.raises(ValidationError) as refused:
        Treatment(id=key, name="x", kind="drug").full_clean()
    assert set(refused.value.message_dict) == {"id"}


@pytest.mark.parametrize("key", ["a", "0", "a-b", "cashin-2021", "a" * 100])
def test_what_is_a_key(db: None, key: str) -> None:
    treatment = Treatment(id=key, name="x", kind="drug")
    treatment.full_clean()
    treatment.save()
    assert Treatment.objects.get().id == key


@pytest.mark.parametrize(
    "given",
    ["10.1136/BMJ.n1446", " 10.1136/BMJ.n1446 ", "https://doi.org/10.1136/BMJ.n1446", "doi:10.1136/BMJ.n1446",
     "DOI: 10.1136/BMJ.n1446", "http://dx.doi.org/10.1136/BMJ.n1446"],
)  # fmt: skip
def test_dois_are_normalised(db: None, given: str) -> None:
    citation = Citation(id="a", type="book", title="A", doi=given)
    citation.full_clean()
    assert citation.doi == "10.1136/BMJ.n1446"


@pytest.mark.parametrize("doi", ["10.1136", "11.1136/x", "10.1/x", "https://example.org/10.1136/x", "10.1136/a b"])
def test_what_is_no_doi(db: None, doi: str) -> None:
    with pytest.raises(ValidationError) as refused:
        Citation(id="a", type="book", title="A", doi=doi).full_clean()
    assert set(refused.value.message_dict) == {"doi"}
