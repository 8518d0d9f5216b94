"""The queue: what waits for whom, since when, and where submissions stand."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.admin.conftest import Desk, act_url, change_url
from tests.conftest import Load, Publish, full_record, make_finding, make_record, person
from treatments import workflow
from treatments.admin.queue import Entry, Waiting, count, waiting
from treatments.document.content import content, content_checksum
from treatments.models import ConflictStatement, Finding, Treatment

QUEUE = reverse("admin:treatments_queue")


def names(waits: Waiting) -> dict[str, list[str]]:
    """Ids of the records of every list that holds some."""
    lists = ("to_review", "to_publish", "to_mend", "barred", "submitted")
    return {name: [entry.treatment.id for entry in found] for name in lists if (found := getattr(waits, name))}


def checksum(id_: str) -> str:
    return content_checksum(content(Treatment.objects.with_rows().get(id=id_)))


def approve(id_: str, by: User) -> None:
    workflow.approve(treatment_id=id_, by=by, approved=checksum(id_))


@pytest.fixture
def both(db: None) -> User:
    return person("bo", "curator", "reviewer")


@pytest.fixture
def under_way(load: Load, curator: User, reviewer: User) -> None:
    """A record in every state, as a curator and a reviewer brought them there."""
    for id_ in ("draft", "reviewed", "approved", "returned"):
        load(make_record(id_))
    for id_ in ("approved", "returned", "reviewed"):
        workflow.submit(treatment_id=id_, by=curator, note=f"Please read {id_}.")
    approve("approved", reviewer)
    workflow.request_changes(treatment_id="returned", by=reviewer, reason="Say more.")


def test_to_each_what_is_theirs(under_way: None, curator: User, reviewer: User, manager: User, both: User) -> None:
    assert names(waiting(reviewer)) == {"to_review": ["reviewed"], "to_publish": ["approved"]}
    assert names(waiting(curator)) == {"to_mend": ["returned"], "submitted": ["approved", "reviewed"]}
    assert names(waiting(manager)) == {"to_publish": ["approved"]}
    assert names(waiting(both)) == {"to_review": ["reviewed"], "to_publish": ["approved"]}
    assert names(waiting(person("nora"))) == {}
    for user, number in ((reviewer, 2), (curator, 1), (manager, 1), (both, 2)):
        assert (waiting(user).count, count(user)) == (number, number)


def test_the_page_says_who_submitted_when_with_what_note(under_way: None, review_desk: Desk) -> None:
    response = review_desk.get(QUEUE)
    page = response.content.decode()
    (entry,) = response.context["waiting"].to_review
    assert (str(entry.submission.by), entry.submission.note) == ("carol", "Please read reviewed.")
    assert f"{entry.submission.at:%Y-%m-%d %H:%M}" in page
    assert "Please read reviewed." in page
    assert act_url("review", "reviewed") in page
    assert "To review (1)" in page
    assert "Your submissions" not in page


def test_a_curator_sees_why_a_record_was_given_back_and_where_submissions_stand(under_way: None, desk: Desk) -> None:
    page = desk.get(QUEUE).content.decode()
    assert "Say more." in page
    assert change_url(Treatment.objects.get(id="returned")) in page
    assert "approved by rita" in page
    assert "To review" not in page


def test_the_oldest_submission_stands_first(load: Load, curator: User, reviewer: User) -> None:
    for id_ in ("a", "b", "c"):
        load(make_record(id_))
    for id_ in ("b", "c", "a"):
        workflow.submit(treatment_id=id_, by=curator)
    workflow.recall(treatment_id="b", by=curator)
    workflow.submit(treatment_id="b", by=curator)
    assert names(waiting(reviewer))["to_review"] == ["c", "a", "b"]


def test_what_one_had_a_part_in_waits_for_another_person(load: Load, curator: User, both: User) -> None:
    for id_ in ("submitted", "edited", "other"):
        load(make_record(id_))
    workflow.touched(treatments=["edited"], by=both)
    workflow.submit(treatment_id="submitted", by=both)
    for id_ in ("edited", "other"):
        workflow.submit(treatment_id=id_, by=curator)
    waits = waiting(both)
    assert names(waits) == {
        "to_review": ["other"],
        "barred": ["submitted", "edited"],
        "submitted": ["submitted"],
    }
    assert [entry.why_not for entry in waits.barred] == [
        "bo submitted this record: another person must approve it.",
        "bo edited this record since it was last published: another person must approve it.",
    ]
    assert waits.count == count(both) == 1
    assert "bo submitted this record: another person must approve it." in Desk(both).get(QUEUE).content.decode()


def test_an_edit_before_the_last_publication_is_no_part(
    load: Load, publish: Publish, curator: User, both: User
) -> None:
    load()
    workflow.touched(treatments=["rest"], by=both)
    publish(id_="rest")
    workflow.submit(treatment_id="rest", by=curator)
    assert names(waiting(both)) == {"to_review": ["rest"]}
    assert count(both) == 1


def test_a_withdrawn_record_is_published_by_who_may_restore(
    publish: Publish, curator: User, reviewer: User, manager: User
) -> None:
    publish()
    workflow.withdraw(treatment_id="rest", by=manager, reason="It was wrong.")
    workflow.submit(treatment_id="rest", by=curator)
    approve("rest", reviewer)
    assert names(waiting(manager)) == {"to_publish": ["rest"]}
    waits = waiting(reviewer)
    assert names(waits) == {"barred": ["rest"]}
    assert waits.barred[0].why_not == "rita may not restore: that is for the groups release_manager."
    assert (count(manager), count(reviewer)) == (1, 0)


def test_changes_requested_wait_for_those_who_worked_on_the_record(under_way: None, curator: User) -> None:
    stranger = person("stella", "curator")
    assert names(waiting(stranger)) == {}
    workflow.touched(treatments=["returned"], by=stranger)
    assert names(waiting(stranger)) == {"to_mend": ["returned"]}


def one(user: User) -> Entry:
    (entry,) = waiting(user).to_review
    return entry


def test_how_much_is_new(publish: Publish, desk: Desk, reviewer: User, load: Load, curator: User) -> None:
    publish(full_record())
    desk.edit(change_url(Finding.objects.get(id="rest-pain")), estimate="-9", timepoint="")
    workflow.submit(treatment_id="rest", by=curator)
    assert one(reviewer).extent == "2 fields changed"
    load(make_record("heat"))
    workflow.submit(treatment_id="heat", by=curator)
    assert [entry.extent for entry in waiting(reviewer).to_review] == ["2 fields changed", "new"]


@pytest.mark.parametrize(
    ("days", "currency"), [(None, ""), (-1, "overdue"), (0, "due"), (90, "due"), (91, "")], ids=str
)
def test_whether_its_review_is_due(load: Load, curator: User, reviewer: User, days: int | None, currency: str) -> None:
    day = None if days is None else (timezone.now().date() + timedelta(days=days)).isoformat()
    load(make_record(review_due=day))
    workflow.submit(treatment_id="rest", by=curator)
    assert one(reviewer).currency == currency
    page = Desk(reviewer).get(QUEUE).content.decode()
    assert (f"<strong>{currency}</strong>" in page) == bool(currency)


def test_who_has_no_current_statement_is_told_where_to_make_one(db: None) -> None:
    link = reverse("admin:treatments_conflictstatement_add")
    newcomer = person("ned", "reviewer", conflicts=None)
    page = Desk(newcomer).get(QUEUE).content.decode()
    assert "You have not stated your conflicts of interest yet." in page
    assert link in page
    made = timezone.now() - timedelta(days=366)
    ConflictStatement.objects.create(by=newcomer, statement="none", at=made)
    page = Desk(newcomer).get(QUEUE).content.decode()
    assert f"was valid until {made + timedelta(days=365):%Y-%m-%d}" in page
    ConflictStatement.objects.create(by=newcomer, statement="none")
    page = Desk(newcomer).get(QUEUE).content.decode()
    assert f"is valid until {timezone.now() + timedelta(days=365):%Y-%m-%d}" in page


def test_nobody_asks_a_release_manager_for_a_statement(manager: User) -> None:
    assert waiting(manager).conflict is None
    assert "conflict" not in Desk(manager).get(QUEUE).content.decode().partition('<div class="desk">')[2].lower()


def test_the_statement_is_renewed_by_its_form(desk: Desk, curator: User) -> None:
    url = reverse("admin:treatments_conflictstatement_add")
    ConflictStatement.objects.create(by=curator, statement="speaker's fees")
    response = desk.get(url)
    assert response.context["adminform"].form["statement"].value() == "speaker's fees"
    assert "Save it as it stands to confirm it for another year" in response.content.decode()
    assert desk.edit(url).status_code == 302
    statements = ConflictStatement.objects.filter(by=curator).order_by("id").values_list("statement", flat=True)
    assert list(statements) == ["none", "speaker's fees", "speaker's fees"]


def test_only_who_may_see_records_sees_the_queue(client: Any, db: None) -> None:
    assert Desk(person("nora")).get(QUEUE).status_code == 403
    assert client.get(QUEUE).url.startswith(reverse("admin:login"))


def test_the_queue_is_only_read(desk: Desk) -> None:
    assert desk.post(QUEUE).status_code == 405


# States and steps; the records with everything that documents are made of and their last versions; the steps and the
# edit history that tell whose part bars an approval; the person's statement. All of it once, however many records.
def test_many_records_need_no_more_queries_than_one(load: Load, publish: Publish, curator: User, both: User) -> None:
    counted = []
    for number in range(3):
        for state in ("reviewed", "approved", "returned"):
            id_ = f"{state}-{number}"
            publish(full_record(id_))
            rows = [make_finding(f"{id_}-{row}") for row in range(number)]
            load(full_record(id_, name="Another name", findings=[make_finding(f"{id_}-pain"), *rows]), overwrite=True)
            workflow.touched(treatments=[id_], by=both)
            workflow.submit(treatment_id=id_, by=curator)
            if state == "approved":
                approve(id_, User.objects.get(username="rita"))
            if state == "returned":
                workflow.request_changes(treatment_id=id_, by=both, reason="Say more.")
        with CaptureQueriesContext(connection) as queries:
            waits = waiting(both)
            told = [entry.extent for entry in (*waits.to_publish, *waits.to_mend, *waits.barred)]
        assert len(told) == 3 * (number + 1)
        with CaptureQueriesContext(connection) as badge:
            assert count(both) == 2 * (number + 1)
        counted.append((len(queries), len(badge)))
    assert counted == [counted[0]] * 3
    assert counted[0][1] <= 2
