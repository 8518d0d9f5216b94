"""The history of a row, and the way back to an earlier state."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.admin.conftest import Desk, add_url, change_url, read_form
from tests.conftest import full_record, make_citation, make_record, make_warning, person
from treatments import workflow
from treatments.models import Citation, Condition, Finding, Treatment, Warning
from treatments.vocabulary import RetractionStatus


@pytest.fixture
def other_desk(db: None) -> Desk:
    return Desk(person("cora", "curator"))


def past_url(row: Any, past: Any) -> str:
    return reverse(f"admin:treatments_{row._meta.model_name}_simple_history", args=[row.pk, past.pk])


def history_url(row: Any) -> str:
    return reverse(f"admin:treatments_{row._meta.model_name}_history", args=[row.pk])


def entries(desk: Desk, row: Any) -> list[Any]:
    response = desk.get(history_url(row))
    assert response.status_code == 200, response
    found: list[Any] = response.context["entries"]
    return found


def told(entry: Any) -> tuple[str, str, list[tuple[str, str, str]]]:
    """Who did what, field by field."""
    return (
        str(entry.state.history_user),
        entry.kind,
        [(each.label, each.old, each.new) for each in entry.differences],
    )


def add_lee(desk: Desk) -> None:
    desk.edit(add_url(Citation), id="lee-2021", type="report", title="Lee")


def test_each_edit_is_told_with_the_person_and_both_values_in_words(load: Any, desk: Desk) -> None:
    load()
    add_lee(desk)
    finding = Finding.objects.get()
    citations = ["lee-2021", "smith-2020"]
    desk.edit(change_url(finding), unit="cm", citations=citations, higher_is_better="True", importance="important")
    newest, loaded = entries(desk, finding)
    assert told(newest) == (
        "carol",
        "changed",
        [
            ("Importance", "critical", "important"),
            ("Unit", "points", "cm"),
            ("Higher is better", "no", "yes"),
            ("Citations", "smith-2020", "lee-2021, smith-2020"),
        ],
    )
    assert loaded.kind == "created"
    assert ("Unit", "nothing", "points") in told(loaded)[2]
    page = desk.get(history_url(finding)).content.decode()
    assert '<strong>Unit:</strong> <del class="lines">points</del> → <ins class="lines">cm</ins>' in page


def test_the_state_that_stands_is_not_gone_back_to(load: Any, desk: Desk) -> None:
    load()
    finding = Finding.objects.get()
    desk.edit(change_url(finding), unit="cm")
    newest, loaded = entries(desk, finding)
    assert (newest.back_url, loaded.undo_url) == ("", "")
    assert desk.save(change_url(finding), desk.open(loaded.back_url)).status_code == 302
    assert Finding.objects.get().unit == "points"


def test_a_save_that_changes_nothing_is_no_edit(load: Any, desk: Desk) -> None:
    load()
    finding = Finding.objects.get()
    finding.save()
    assert [entry.kind for entry in entries(desk, finding)] == ["created"]


def test_the_record_tells_the_edits_of_all_its_rows(load: Any, desk: Desk) -> None:
    treatment = load(full_record())
    url = change_url(treatment)
    desk.edit(url, **{"name": "Repose", "warnings-0-text": "Beware."})
    desk.edit(url, **{"evidence_gaps-0-DELETE": "on"})
    desk.post(reverse("admin:treatments_claim_delete", args=["rest-claim"]), post="yes")
    claim, gap, *both = entries(desk, treatment)[:4]
    assert (claim.kind, claim.row) == ("deleted", "claim rest-claim: It heals.")
    assert (gap.kind, gap.row) == ("deleted", "evidence gap Nothing found.")
    assert {entry.row: told(entry)[2] for entry in both} == {
        "treatment Repose": [("Name", "Name of rest", "Repose")],
        "warning other: Beware.": [("Text", "Take care.", "Beware.")],
    }


def test_a_retraction_status_is_told_and_is_undone_by_a_reviewer_alone(load: Any, desk: Desk, reviewer: Any) -> None:
    load()
    workflow.set_citation_status(
        citation_id="smith-2020",
        by=reviewer,
        status=RetractionStatus.RETRACTED,
        notice="10.1/x",
        noticed_on=None,
        reason="Notice.",
    )
    entry = entries(desk, Citation.objects.get())[0]
    assert told(entry)[2] == [("Retraction status", "none", "retracted"), ("Retraction notice", "nothing", "10.1/x")]
    assert entry.undo_url == ""


def test_one_edit_is_undone_and_later_ones_stay(load: Any, desk: Desk) -> None:
    load()
    finding = Finding.objects.get()
    url = change_url(finding)
    desk.edit(url, unit="cm", estimate="-8")
    desk.edit(url, timepoint="a year", estimate="-9")
    _, first, _ = entries(desk, finding)
    page = desk.get(first.undo_url).content.decode()
    assert "The form sets back what carol changed on " in page
    assert 'now <del class="lines">-9</del>, back to <ins class="lines">-7</ins>' in page
    assert desk.save(url, desk.open(first.undo_url)).status_code == 302
    finding.refresh_from_db()
    assert (finding.unit, finding.estimate, finding.timepoint) == ("points", -7, "a year")


def test_of_links_only_what_the_edit_changed_is_undone(load: Any, desk: Desk) -> None:
    load()
    add_lee(desk)
    desk.edit(add_url(Citation), id="kim-2022", type="report", title="Kim")
    finding = Finding.objects.get()
    url = change_url(finding)
    desk.edit(url, citations=["lee-2021"])  # Smith out, Lee in
    desk.edit(url, citations=["lee-2021", "kim-2022"])
    edit = entries(desk, finding)[1]
    assert desk.save(url, desk.open(edit.undo_url)).status_code == 302
    assert {each.pk for each in finding.citations.all()} == {"smith-2020", "kim-2022"}


def test_an_edit_of_an_inline_row_is_undone_on_its_own_page(load: Any, desk: Desk) -> None:
    treatment = load(make_record(warnings=[make_warning()]))
    desk.edit(change_url(treatment), **{"warnings-0-text": "Theirs.", "warnings-0-kind": "interaction"})
    entry = entries(desk, treatment)[0]
    assert desk.save(change_url(Warning.objects.get()), desk.open(entry.undo_url)).status_code == 302
    assert (Warning.objects.get().text, Warning.objects.get().kind) == ("Take care.", "other")


def test_a_deleted_inline_row_is_brought_back(load: Any, desk: Desk) -> None:
    treatment = load(make_record(warnings=[make_warning()]))
    desk.edit(change_url(treatment), **{"warnings-0-DELETE": "on"})
    entry = entries(desk, treatment)[0]
    assert (entry.kind, entry.undo_url) == ("deleted", "")
    assert desk.save(add_url(Warning), desk.open(entry.back_url)).status_code == 302
    warning = Warning.objects.get()
    assert (warning.treatment_id, warning.text) == ("rest", "Take care.")
    assert [each.pk for each in warning.citations.all()] == ["smith-2020"]


def test_undoing_is_an_ordinary_edit_of_the_edition_that_was_opened(load: Any, desk: Desk) -> None:
    load()
    finding = Finding.objects.get()
    url = change_url(finding)
    desk.edit(url, unit="cm")
    form = desk.open(entries(desk, finding)[0].undo_url)
    desk.edit(url, unit="mm")
    assert "Nothing was saved" in desk.save(url, form).content.decode()
    finding.refresh_from_db()
    assert finding.unit == "mm"


def test_a_deletion_says_where_it_is_undone(load: Any, desk: Desk) -> None:
    load()
    finding = Finding.objects.get()
    url = history_url(finding)
    response = desk.client.post(
        reverse("admin:treatments_finding_delete", args=[finding.pk]), {"post": "yes"}, follow=True
    )
    assert f'<a href="{url}">Bring it back</a>' in response.content.decode()
    entry = entries(desk, finding)[0]
    assert desk.save(add_url(Finding), desk.open(entry.back_url)).status_code == 302
    assert [each.pk for each in Finding.objects.get().citations.all()] == ["smith-2020"]


def test_who_only_reads_is_offered_no_way_back(load: Any, desk: Desk, review_desk: Desk) -> None:
    load()
    finding = Finding.objects.get()
    desk.edit(change_url(finding), unit="cm")
    edit = entries(desk, finding)[0]
    read = entries(review_desk, finding)[0]
    assert (read.undo_url, read.back_url) == ("", "")
    page = review_desk.get(edit.undo_url).content.decode()
    assert "Save it to undo" not in page
    assert 'name="unit"' not in page


def test_staff_without_a_group_read_no_history(load: Any) -> None:
    load()
    nobody = Desk(person("nora"))
    assert nobody.get(history_url(Finding.objects.get())).status_code == 403


@pytest.mark.parametrize("query", ["undo=1", "undo=0", "undo=x", "state=0", "state=x", "state=²"])
def test_no_such_edit(load: Any, desk: Desk, query: str) -> None:
    load()
    assert desk.get(f"{change_url(Finding.objects.get())}?{query}").status_code == 404


@pytest.mark.parametrize("query", ["undo=1", "state=x"])
def test_no_such_edit_of_a_new_row(load: Any, desk: Desk, query: str) -> None:
    load()
    assert desk.get(f"{add_url(Finding)}?{query}").status_code == 404


def test_older_edits_are_on_further_pages(load: Any, desk: Desk) -> None:
    load()
    condition = Condition.objects.get()
    for number in range(120):
        condition.description = f"Description {number}"
        condition.save()
    page = desk.get(history_url(condition))
    assert (len(page.context["entries"]), page.context["older"]) == (100, 2)
    assert told(page.context["entries"][99])[2] == [("Description", "Description 19", "Description 20")]
    older = desk.get(history_url(condition), page="2")
    assert (len(older.context["entries"]), older.context["newer"], older.context["older"]) == (21, 1, 0)


def test_the_history_needs_no_more_queries_for_more_edits(load: Any, desk: Desk, other_desk: Desk) -> None:
    treatment = load(full_record())
    finding = Finding.objects.get(id="rest-pain")

    def queries(row: Any) -> int:
        desk.get(history_url(row))  # content types are cached by the first request
        with CaptureQueriesContext(connection) as captured:
            desk.get(history_url(row))
        return len(captured)

    few = queries(finding), queries(treatment)
    for number in range(4):
        (desk, other_desk)[number % 2].edit(change_url(finding), unit=f"unit {number}", citations=[])
        (desk, other_desk)[number % 2].edit(change_url(finding), citations=["smith-2020"])
    many = queries(finding), queries(treatment)
    assert many == few
    assert many[1] < 60


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
