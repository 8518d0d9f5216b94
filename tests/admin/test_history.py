"""The history of a row, and the way back to an earlier state."""

from typing import Any

import pytest
from django.urls import reverse

from tests.admin.conftest import Desk, add_url, change_url, read_form
from tests.conftest import make_citation, make_record
from treatments import workflow
from treatments.models import Citation, Finding, Treatment


def past_url(row: Any, past: Any) -> str:
    return reverse(f"admin:treatments_{row._meta.model_name}_simple_history", args=[row.pk, past.pk])


def test_the_history_names_the_person_and_both_values(load: Any, desk: Desk) -> None:
    load()
    finding = Finding.objects.get()
    desk.edit(change_url(finding), unit="cm")
    page = desk.get(reverse("admin:treatments_finding_history", args=[finding.pk])).content.decode()
    assert "carol" in page
    assert "points" in page
    assert "cm" in page


def test_going_back_restores_the_columns_and_the_links(load: Any, desk: Desk) -> None:
    load(make_record(citations=[make_citation("smith-2020")]))
    desk.edit(add_url(Citation), id="lee-2021", type="report", title="Lee")
    finding = Finding.objects.get()
    past = finding.history.first()
    desk.edit(change_url(finding), unit="cm", citations=["lee-2021"])
    response = desk.client.get(past_url(finding, past), follow=True)
    assert "Save it to go back to them." in response.content.decode()
    assert desk.save(change_url(finding), read_form(response)).status_code == 302
    finding.refresh_from_db()
    assert finding.unit == "points"
    assert [citation.id for citation in finding.citations.all()] == ["smith-2020"]


def test_going_back_leaves_states_and_editions_to_the_workflow(publish: Any, desk: Desk) -> None:
    publish()
    treatment = Treatment.objects.get()
    past = treatment.history.last()
    desk.edit(change_url(treatment), name="Another name")
    workflow.submit(treatment_id="rest", by=desk.user)
    before = Treatment.objects.get()
    assert desk.save(change_url(treatment), desk.open(past_url(treatment, past))).status_code == 302
    now = Treatment.objects.get()
    assert now.name == "Name of rest"
    assert (now.desk_state, now.edition, now.publication_id) == ("draft", before.edition + 1, "rest")


def test_a_deleted_row_comes_back(load: Any, desk: Desk) -> None:
    load()
    finding = Finding.objects.get()
    past = finding.history.first()
    desk.post(reverse("admin:treatments_finding_delete", args=["rest-pain"]), post="yes")
    page = desk.open(past_url(Finding(id="rest-pain"), past))
    assert desk.save(add_url(Finding), page).status_code == 302
    assert [citation.id for citation in Finding.objects.get().citations.all()] == ["smith-2020"]


def test_the_old_state_is_not_posted_to(load: Any, desk: Desk) -> None:
    load()
    finding = Finding.objects.get()
    assert desk.post(past_url(finding, finding.history.first())).status_code == 405


def test_who_only_looks_sees_the_old_state(load: Any, desk: Desk, review_desk: Desk) -> None:
    load()
    finding = Finding.objects.get()
    past = finding.history.first()
    desk.edit(change_url(finding), unit="cm")
    page = review_desk.get(past_url(finding, past)).content.decode()
    assert "points" in page
    assert 'name="unit"' not in page


def test_who_only_looks_does_not_bring_back_what_is_deleted(load: Any, desk: Desk, review_desk: Desk) -> None:
    load()
    past = Finding.objects.get().history.first()
    desk.post(reverse("admin:treatments_finding_delete", args=["rest-pain"]), post="yes")
    response = review_desk.get(past_url(Finding(id="rest-pain"), past))
    assert 'name="unit"' not in response.content.decode()


@pytest.mark.parametrize(
    ("table", "key", "version"),
    [
        ("finding", "rest-pain", "abc"),
        ("finding", "rest-pain", "99999999999999999999"),
        ("finding", "rest-pain", "0"),
        ("finding", "nobody", "1"),
        ("finding", "a\x00", "1"),
        ("warning", "abc", "1"),
    ],
)
def test_no_such_state(load: Any, desk: Desk, table: str, key: str, version: str) -> None:
    load()
    assert desk.get(reverse(f"admin:treatments_{table}_simple_history", args=[key, version])).status_code == 404


@pytest.mark.parametrize(("table", "key"), [("finding", "nobody"), ("finding", "a\x00"), ("warning", "abc")])
def test_no_such_history(load: Any, desk: Desk, table: str, key: str) -> None:
    load()
    assert desk.get(reverse(f"admin:treatments_{table}_history", args=[key])).status_code == 404
