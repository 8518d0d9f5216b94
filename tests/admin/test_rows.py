"""Rows are added one after the other, each to the same record."""

from collections.abc import Callable
from typing import Any

from tests.admin.conftest import Desk, add_url, change_url
from treatments.models import Condition, Finding, Treatment


def test_a_row_of_a_record_with_one_condition_is_of_that_condition(desk: Desk, load: Callable[..., Treatment]) -> None:
    [condition] = load().conditions.all()
    form = desk.open(f"{add_url(Finding)}?treatment=rest")
    assert (form["treatment"], form["condition"]) == (["rest"], [condition.pk])


def test_a_row_of_a_record_with_two_conditions_is_of_neither_until_somebody_chooses(
    desk: Desk, load: Callable[..., Treatment]
) -> None:
    load().conditions.add(Condition.objects.create(id="another", name="Another"))
    assert desk.open(f"{add_url(Finding)}?treatment=rest")["condition"] == [""]


def test_a_condition_that_is_asked_for_stands(desk: Desk, load: Callable[..., Treatment]) -> None:
    load()
    Condition.objects.create(id="another", name="Another")
    assert desk.open(f"{add_url(Finding)}?treatment=rest&condition=another")["condition"] == ["another"]


def test_an_unknown_treatment_has_no_condition(desk: Desk) -> None:
    assert desk.open(f"{add_url(Finding)}?treatment=no%00thing")["condition"] == [""]


def test_another_row_is_one_of_the_same_record_and_condition(desk: Desk, load: Callable[..., Treatment]) -> None:
    [condition] = load().conditions.all()
    another = f"{add_url(Finding)}?treatment=rest&condition={condition.pk}"
    added: dict[str, Any] = {
        "id": "second",
        "comparator_text": "placebo",
        "outcome_name": "pain",
        "importance": "critical",
        "higher_is_better": "False",
    }
    assert desk.edit(another, **added, _addanother="1")["Location"] == another
    assert desk.edit(change_url(Finding.objects.get(id="second")), _addanother="1")["Location"] == another
