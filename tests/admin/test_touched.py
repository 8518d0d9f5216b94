"""Every way of writing takes a record back from review, counts an edition and names the editor."""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from tests.admin.conftest import Desk, add_url, change_url, errors, state
from tests.conftest import make_finding, make_record
from treatments import workflow
from treatments.models import Citation, Condition, EvidenceGap, Finding, Step, Treatment, Warning


def finding() -> Finding:
    return Finding.objects.get(id="rest-pain")


def change_a_row(desk: Desk) -> Any:
    return desk.edit(change_url(finding()), unit="cm")


def change_only_links(desk: Desk) -> Any:
    return desk.edit(change_url(finding()), citations=None)


def add_a_row(desk: Desk) -> Any:
    values = {
        "id": "rest-sleep",
        "treatment": "rest",
        "condition": "back-pain",
        "comparator_text": "usual care",
        "outcome_name": "sleep",
        "importance": "limited",
        "higher_is_better": "True",
    }
    return desk.edit(add_url(Finding), **values)


def delete_a_row(desk: Desk) -> Any:
    return desk.post(reverse("admin:treatments_finding_delete", args=["rest-pain"]), post="yes")


def delete_many_rows(desk: Desk) -> Any:
    chosen = {"action": "delete_selected", "_selected_action": ["rest-pain"], "post": "yes"}
    return desk.post(reverse("admin:treatments_finding_changelist"), **chosen)


def move_a_row(desk: Desk) -> Any:
    return desk.edit(change_url(finding()), treatment="heat")


def change_the_treatment(desk: Desk) -> Any:
    return desk.edit(change_url(Treatment.objects.get(id="rest")), name="Bed rest")


def change_its_conditions(desk: Desk) -> Any:
    return desk.edit(change_url(Treatment.objects.get(id="rest")), conditions=["back-pain", "neck-pain"])


def inline(desk: Desk, **changes: Any) -> Any:
    return desk.edit(change_url(Treatment.objects.get(id="rest")), **changes)


def add_an_inline(desk: Desk) -> Any:
    return inline(desk, **{"warnings-TOTAL_FORMS": "2", "warnings-1-kind": "other", "warnings-1-text": "New."})


def change_an_inline(desk: Desk) -> Any:
    return inline(desk, **{"warnings-0-text": "Otherwise."})


def change_links_of_an_inline(desk: Desk) -> Any:
    return inline(desk, **{"warnings-0-citations": None})


def delete_an_inline(desk: Desk) -> Any:
    return inline(desk, **{"warnings-0-DELETE": "on"})


def change_a_statement_on_its_own_page(desk: Desk) -> Any:
    return desk.edit(change_url(Warning.objects.get()), text="Otherwise.")


def change_a_citation(desk: Desk) -> Any:
    return desk.edit(change_url(Citation.objects.get()), title="Another title")


def change_a_condition(desk: Desk) -> Any:
    return desk.edit(change_url(Condition.objects.get(id="back-pain")), name="Pain in the back")


def revert_a_row(desk: Desk) -> Any:
    past = finding().history.last()
    page = desk.open(reverse("admin:treatments_finding_simple_history", args=["rest-pain", past.pk]))
    return desk.save(change_url(finding()), page, population="everybody")


WAYS = [
    change_a_row,
    change_only_links,
    add_a_row,
    delete_a_row,
    delete_many_rows,
    move_a_row,
    change_the_treatment,
    change_its_conditions,
    add_an_inline,
    change_an_inline,
    change_links_of_an_inline,
    delete_an_inline,
    change_a_statement_on_its_own_page,
    change_a_citation,
    change_a_condition,
    revert_a_row,
]


@pytest.fixture
def submitted(load: Any, desk: Desk) -> Treatment:
    Condition.objects.create(id="neck-pain", name="Neck pain")
    warning = {"kind": "other", "jurisdiction": None, "text": "It warns.", "citations": ["smith-2020"]}
    load(make_record("heat", findings=[], citations=[]))
    treatment: Treatment = load(make_record(warnings=[warning]))
    workflow.submit(treatment_id="rest", by=desk.user)
    return treatment


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_an_edit_ends_the_review(way: Callable[[Desk], Any], submitted: Treatment, desk: Desk) -> None:
    before = state()
    assert before[0] == "in_review"
    response = way(desk)
    assert response.status_code == 302, errors(response)
    assert state() == ("draft", before[1] + 1)
    last = Step.objects.of("rest").last()
    assert last is not None
    assert (last.action, last.by) == ("edit", desk.user)
    page = desk.client.get(response.url)
    assert "The record rest is a draft again" in page.content.decode()


def test_moving_a_row_touches_both_records(submitted: Treatment, desk: Desk) -> None:
    before = Treatment.objects.get(id="heat").edition
    move_a_row(desk)
    assert finding().treatment_id == "heat"
    assert Treatment.objects.get(id="heat").edition == before + 1


@pytest.mark.parametrize("model", [Treatment, Finding, Citation, Condition, Warning], ids=lambda model: model.__name__)
def test_saving_without_a_change_writes_nothing(model: Any, submitted: Treatment, desk: Desk) -> None:
    row = model.objects.last()
    before, histories = state(), row.history.count()
    assert desk.edit(change_url(row)).status_code == 302
    assert state() == before
    assert row.history.count() == histories


def test_a_shared_row_counts_its_own_edition(submitted: Treatment, desk: Desk) -> None:
    change_a_citation(desk)
    change_a_condition(desk)
    assert (Citation.objects.get().edition, Condition.objects.get(id="back-pain").edition) == (2, 2)


def test_a_new_shared_row_touches_nothing(submitted: Treatment, desk: Desk) -> None:
    before = state()
    desk.edit(add_url(Condition), id="hip-pain", name="Hip pain")
    assert state() == before


def test_a_deletion_keeps_its_history(submitted: Treatment, desk: Desk) -> None:
    delete_many_rows(desk)
    last = Finding.history.filter(id="rest-pain").first()
    assert (last.history_type, last.history_user) == ("-", desk.user)


def test_a_finding_that_supersedes_another_is_not_deleted(load: Any, desk: Desk) -> None:
    old = make_finding("old", superseded_by="new")
    load(make_record(findings=[old, make_finding("new")]))
    url = reverse("admin:treatments_finding_delete", args=["new"])
    response = desk.post(url, post="yes")
    assert "Cannot delete" in response.content.decode()
    assert Finding.objects.count() == 2


def test_the_owner_deletes_what_was_never_public(load: Any, owner_desk: Desk) -> None:
    load()
    url = reverse("admin:treatments_treatment_delete", args=["rest"])
    assert owner_desk.post(url, post="yes").status_code == 302
    assert not Treatment.objects.exists()
    assert not EvidenceGap.objects.exists()


def test_what_was_published_is_never_deleted(publish: Any, owner_desk: Desk) -> None:
    publish()
    url = reverse("admin:treatments_treatment_delete", args=["rest"])
    assert owner_desk.post(url, post="yes").status_code == 403
    chosen = {"action": "delete_selected", "_selected_action": ["rest"], "post": "yes"}
    owner_desk.post(reverse("admin:treatments_treatment_changelist"), **chosen)
    assert Treatment.objects.exists()


def test_nobody_deletes_a_citation(submitted: Treatment, owner_desk: Desk) -> None:
    before = state()
    url = reverse("admin:treatments_citation_delete", args=["smith-2020"])
    assert owner_desk.post(url, post="yes").status_code == 403
    assert state() == before
    assert Citation.objects.filter(id="smith-2020").exists()
