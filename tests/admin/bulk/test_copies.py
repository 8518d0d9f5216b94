"""Rows saved as new ones, and a finding copied to another condition."""

from typing import Any

import pytest
from django.urls import reverse

from tests.admin.conftest import Desk, change_url, errors, read_form
from tests.conftest import full_record
from treatments.models import AdverseEvent, Claim, Condition, Finding, Recommendation

ROWS: list[Any] = [Finding, AdverseEvent, Recommendation, Claim]


@pytest.mark.parametrize("model", ROWS, ids=lambda model: model.__name__)
def test_a_row_saved_as_new_asks_for_its_id_and_keeps_its_links(model: Any, load: Any, desk: Desk) -> None:
    load(full_record())
    row = model.objects.first()
    assert row is not None
    form = desk.open(change_url(row))
    asked = desk.save(change_url(row), form, _saveasnew="1")
    assert list(errors(asked)) == ["id"]
    answer = desk.save(change_url(row), read_form(asked), _saveasnew="1", id="brand-new")
    assert answer.status_code == 302, errors(answer)
    copy = model.objects.get(id="brand-new")
    for field in model._meta.concrete_fields:
        if field.name != "id":
            assert getattr(copy, field.attname) == getattr(row, field.attname), field.name
    for link in model._meta.many_to_many:
        assert {*getattr(copy, link.name).all()} == {*getattr(row, link.name).all()}
    assert copy.history.earliest("history_id").history_type == "+"
    assert {past.history_user for past in copy.history.all()} == {desk.user}


def test_a_row_is_not_saved_as_new_over_another(load: Any, desk: Desk) -> None:
    load(full_record())
    row = Finding.objects.get(id="rest-pain")
    answer = desk.save(change_url(row), desk.open(change_url(row)), _saveasnew="1", id="rest-any")
    assert errors(answer) == {"id": ["Finding with this Id already exists."]}


def copy_url(key: str = "rest-pain") -> str:
    return reverse("admin:treatments_finding_copy", args=[key])


def test_a_finding_is_copied_to_another_condition_and_indirectness_is_judged_anew(load: Any, desk: Desk) -> None:
    load(full_record())
    Finding.objects.filter(id="rest-pain").update(indirectness=-1, indirectness_reason="older people")
    Condition.objects.create(id="neck-pain", name="Neck pain")
    page = desk.get(copy_url()).content.decode()
    assert "Indirectness stays empty" in page

    answer = desk.post(copy_url(), condition="neck-pain", treatment="rest", id="rest-neck")
    assert answer.status_code == 302
    assert not Finding.objects.filter(id="rest-neck").exists()
    opened = desk.client.get(answer["Location"])
    form = read_form(opened)
    assert "Indirectness stays empty" in opened.content.decode()
    assert (form["id"], form["condition"], form["treatment"]) == (["rest-neck"], ["neck-pain"], ["rest"])
    assert (form.get("indirectness", [""]), form["indirectness_reason"]) == ([""], [""])
    assert form["imprecision_reason"] == ["few people"]

    add = reverse("admin:treatments_finding_add")
    assert list(errors(desk.save(add, form))) == ["risk_of_bias"]
    assert desk.save(add, form, indirectness="0").status_code == 302
    copy, original = Finding.objects.get(id="rest-neck"), Finding.objects.get(id="rest-pain")
    assert (copy.condition_id, copy.indirectness, copy.indirectness_reason) == ("neck-pain", 0, "")
    assert (copy.estimate, copy.imprecision, {*copy.citations.all()}) == (
        original.estimate,
        original.imprecision,
        {*original.citations.all()},
    )


@pytest.mark.parametrize(
    ("given", "faulty"),
    [
        ({"condition": "gout", "treatment": "rest", "id": "new"}, "condition"),
        ({"condition": "back-pain", "treatment": "none", "id": "new"}, "treatment"),
        ({"condition": "back-pain", "treatment": "rest", "id": "rest-pain"}, "id"),
        ({"condition": "back-pain", "treatment": "rest", "id": "No Id"}, "id"),
    ],
)
def test_a_copy_has_a_place_and_an_id(given: dict[str, str], faulty: str, load: Any, desk: Desk) -> None:
    load()
    assert list(desk.post(copy_url(), **given).context["form"].errors) == [faulty]


def test_who_may_not_add_findings_copies_none(load: Any, review_desk: Desk) -> None:
    load()
    assert review_desk.get(copy_url()).status_code == 403


@pytest.mark.parametrize("key", ["none", "%00"])
def test_a_finding_that_is_not_there_is_not_copied(key: str, load: Any, desk: Desk) -> None:
    load()
    assert desk.get(f"/admin/treatments/finding/{key}/copy/").status_code == 404
    assert desk.get(f"/admin/treatments/finding/add/?copy={key}").status_code == 200
