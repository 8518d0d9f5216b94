"""Each group does what it may, and no more."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from tests.admin.conftest import Desk, add_url, change_url
from treatments.models import (
    Change,
    Citation,
    Condition,
    ConflictStatement,
    Finding,
    Publication,
    Step,
    Treatment,
    Version,
)

DESK: list[Any] = [Treatment, Condition, Citation, Finding]
RECORD: list[Any] = [Step, Publication, Version, Change, ConflictStatement]


def list_url(model: Any) -> str:
    return reverse(f"admin:treatments_{model._meta.model_name}_changelist")


@pytest.mark.parametrize("model", DESK, ids=lambda model: model.__name__)
def test_a_reviewer_reads_and_does_not_edit(model: Any, publish: Any, review_desk: Desk) -> None:
    publish()
    row = model.objects.get()
    assert review_desk.get(list_url(model)).status_code == 200
    page = review_desk.get(change_url(row))
    assert page.status_code == 200
    assert 'name="_save"' not in page.content.decode()
    assert review_desk.post(change_url(row), name="Mine").status_code == 403
    assert review_desk.get(add_url(model)).status_code == 403
    assert review_desk.post(add_url(model), id="x").status_code == 403
    delete = reverse(f"admin:treatments_{model._meta.model_name}_delete", args=[row.pk])
    assert review_desk.post(delete, post="yes").status_code == 403


@pytest.mark.parametrize("model", RECORD, ids=lambda model: model.__name__)
def test_the_record_is_read_only_even_for_the_owner(model: Any, publish: Any, owner_desk: Desk) -> None:
    publish()
    row = model.objects.first()
    assert owner_desk.get(list_url(model)).status_code == 200
    page = owner_desk.get(change_url(row))
    assert page.status_code == 200
    assert 'name="_save"' not in page.content.decode()
    assert owner_desk.post(change_url(row), note="Mine").status_code == 403
    delete = reverse(f"admin:treatments_{model._meta.model_name}_delete", args=[row.pk])
    assert owner_desk.post(delete, post="yes").status_code == 403
    if model is not ConflictStatement:
        assert owner_desk.get(add_url(model)).status_code == 403


def test_a_curator_deletes_rows_but_no_shared_ones_and_no_treatments(load: Any, desk: Desk) -> None:
    load()
    for model in (Treatment, Condition, Citation):
        url = reverse(f"admin:treatments_{model._meta.model_name}_delete", args=[model.objects.get().pk])
        assert desk.post(url, post="yes").status_code == 403
    url = reverse("admin:treatments_finding_delete", args=["rest-pain"])
    assert desk.post(url, post="yes").status_code == 302


def autocomplete(desk: Desk, model: str, field: str, **term: str) -> Any:
    names = {"app_label": "treatments", "model_name": model, "field_name": field, "term": "", **term}
    return desk.get(reverse("admin:autocomplete"), **names)


@pytest.mark.parametrize(
    ("model", "field", "found"),
    [
        ("finding", "citations", "smith-2020"),
        ("finding", "condition", "back-pain"),
        ("finding", "superseded_by", "rest-pain"),
        ("finding", "comparator_treatment", "rest"),
        ("claim", "findings", "rest-pain"),
        ("treatment", "conditions", "back-pain"),
        ("treatment", "member_of", "rest"),
    ],
)
def test_curators_find_what_they_link_to(model: str, field: str, found: str, load: Any, desk: Desk) -> None:
    load()
    assert [each["id"] for each in autocomplete(desk, model, field).json()["results"]] == [found]
    assert autocomplete(desk, model, field, term="no such thing").json()["results"] == []
    assert autocomplete(desk, model, field, term=f"{found}\x00").json()["results"]


def test_staff_without_a_group_find_nothing(load: Any) -> None:
    load()
    nobody = Desk(User.objects.create_user("nora", is_staff=True))
    assert autocomplete(nobody, "finding", "citations").status_code == 403


def test_a_version_shows_its_document(publish: Any, desk: Desk) -> None:
    publish()
    version = Version.objects.get()
    page = desk.get(change_url(version)).content.decode()
    assert version.checksum in page
    assert "&quot;estimate&quot;: -7" in page
    assert "&quot;sequence&quot;: 1" in desk.get(change_url(Change.objects.get())).content.decode()


def test_an_approval_shows_what_was_approved(publish: Any, desk: Desk) -> None:
    publish()
    assert "&quot;rest-pain&quot;" in desk.get(change_url(Step.objects.get(action="approve"))).content.decode()
    assert "&quot;rest-pain&quot;" in desk.get(change_url(Step.objects.get(action="submit"))).content.decode()


def test_everybody_adds_their_own_statement_and_reads_the_others(desk: Desk, reviewer: User) -> None:
    response = desk.edit(add_url(ConflictStatement), statement="Fees\r\nfrom A.", by=str(reviewer.pk))
    assert response.status_code == 302
    statement = ConflictStatement.objects.latest("id")
    assert (statement.by, statement.statement) == (desk.user, "Fees\nfrom A.")
    assert "rita" in desk.get(list_url(ConflictStatement)).content.decode()


def test_a_release_manager_adds_no_statement(manager: User) -> None:
    assert Desk(manager).get(add_url(ConflictStatement)).status_code == 403


def test_the_owner_manages_people(owner_desk: Desk) -> None:
    assert owner_desk.get(reverse("admin:auth_user_changelist")).status_code == 200
    assert owner_desk.get(reverse("admin:auth_group_changelist")).status_code == 200


def test_short_statements_are_not_in_the_index(desk: Desk) -> None:
    page = desk.get(reverse("admin:index")).content.decode()
    assert reverse("admin:treatments_finding_changelist") in page
    assert reverse("admin:treatments_warning_changelist") not in page
