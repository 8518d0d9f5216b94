"""Only what was never published can be deleted; where deleting is off, the page says why."""

from typing import Any

import pytest
from django.urls import reverse

from tests.admin.conftest import Desk, change_url
from tests.conftest import full_record, make_finding, make_record
from treatments.models import AdverseEvent, Citation, Claim, Condition, Finding, Recommendation, Treatment, Warning


def delete_url(row: Any) -> str:
    return reverse(f"admin:treatments_{row._meta.model_name}_delete", args=[row.pk])


def why(desk: Desk, row: Any) -> str:
    response = desk.get(change_url(row))
    reason = response.context.get("why_kept", "")
    page = response.content.decode()
    assert reason in page
    assert (delete_url(row) in page) == (not reason)
    return str(reason)


KEYED = [(Finding, "rest-pain"), (AdverseEvent, "rest-nausea"), (Recommendation, "rest-nice")]


@pytest.mark.parametrize(("model", "key"), KEYED)
def test_a_row_that_was_never_published_is_deleted(model: Any, key: str, load: Any, desk: Desk) -> None:
    load(full_record(claims=[]))
    row = model.objects.get(id=key)
    assert why(desk, row) == ""
    assert desk.post(delete_url(row), post="yes").status_code == 302
    assert not model.objects.filter(id=key).exists()


@pytest.mark.parametrize(("model", "key"), KEYED)
def test_a_row_that_was_published_is_withheld_instead(model: Any, key: str, publish: Any, desk: Desk) -> None:
    publish(full_record())
    row = model.objects.get(id=key)
    reason = "Version 1 of rest holds it, and readers know it by its id: withhold it with a reason instead."
    assert why(desk, row) == reason
    assert desk.post(delete_url(row), post="yes").status_code == 403
    chosen = {"action": "delete_selected", "_selected_action": [key]}
    changelist = reverse(f"admin:treatments_{model._meta.model_name}_changelist")
    assert reason in desk.post(changelist, **chosen).content.decode()
    desk.post(changelist, **chosen, post="yes")
    assert model.objects.filter(id=key).exists()


def test_a_row_that_was_left_out_of_every_version_is_deleted(publish: Any, desk: Desk) -> None:
    publish(make_record(findings=[make_finding("rest-pain"), make_finding("kept-back", withheld="Not sure.")]))
    assert desk.post(delete_url(Finding(id="kept-back")), post="yes").status_code == 302


def test_a_row_stays_that_only_an_earlier_version_of_another_record_holds(publish: Any, load: Any, desk: Desk) -> None:
    publish(make_record(findings=[make_finding("rest-pain"), make_finding("rest-more")]))
    desk.edit(change_url(Finding(id="rest-more")), withheld="Doubtful.")
    publish(id_="rest")
    load(make_record("heat", findings=[], citations=[]))
    desk.edit(change_url(Finding(id="rest-more")), treatment="heat")
    assert why(desk, Finding(id="rest-more")).startswith("Version 1 of rest holds it")


def test_the_same_id_of_another_kind_keeps_nothing(publish: Any, desk: Desk) -> None:
    publish(make_record(findings=[make_finding("rest-pain"), make_finding("smith-2020", withheld="Not sure.")]))
    assert why(desk, Finding(id="smith-2020")) == ""


@pytest.mark.parametrize("model", [Claim, Warning])
def test_a_statement_that_cannot_be_withheld_is_deleted_from_the_next_version(
    model: Any, publish: Any, desk: Desk, review_desk: Desk
) -> None:
    publish(full_record())
    row = model.objects.get()
    assert why(desk, row) == ""
    assert desk.post(delete_url(row), post="yes").status_code == 302
    page = review_desk.get(reverse("admin:treatments_treatment_review", args=["rest"])).content.decode()
    assert "removed" in page


def test_a_record_says_who_deletes_it(load: Any, desk: Desk, owner_desk: Desk) -> None:
    treatment = load()
    reason = "Only an owner deletes a treatment, and only one that was never published."
    assert why(desk, treatment) == reason
    assert why(owner_desk, treatment) == ""


def test_a_published_record_is_withdrawn_instead(publish: Any, owner_desk: Desk) -> None:
    treatment = publish()
    assert why(owner_desk, treatment) == "It was published, and readers hold its versions: withdraw it instead."


def test_shared_rows_stay(publish: Any, load: Any, owner_desk: Desk) -> None:
    publish()
    assert why(owner_desk, Citation.objects.get()).startswith("A citation is never deleted: ")
    assert why(owner_desk, Condition.objects.get()) == (
        "Version 1 of rest holds it, and readers know it by its id: it stays."
    )


def test_a_condition_that_nothing_uses_is_deleted(load: Any, owner_desk: Desk) -> None:
    load()
    new = Condition.objects.create(id="cramp", name="Cramp")
    assert why(owner_desk, new) == ""
    assert owner_desk.post(delete_url(new), post="yes").status_code == 302


def test_who_only_reads_is_told_nothing_of_deleting(publish: Any, review_desk: Desk) -> None:
    publish()
    for row in (Finding.objects.get(), Treatment.objects.get()):
        assert "why_kept" not in review_desk.get(change_url(row)).context
