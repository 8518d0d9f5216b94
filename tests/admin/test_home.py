"""The home page tells what waits, what is due, what was retracted and what was published."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.admin.conftest import Desk
from tests.conftest import make_citation, make_finding, make_record, person
from treatments import workflow
from treatments.models import Treatment
from treatments.vocabulary import Currency, RetractionStatus

HOME = reverse("admin:index")
LIST = reverse("admin:treatments_treatment_changelist")
TODAY = timezone.now().date()


def told(desk: Desk) -> Any:
    response = desk.get(HOME)
    assert response.status_code == 200, response
    return response.context["home"]


def page(desk: Desk) -> str:
    return str(desk.get(HOME).content.decode())


def in_days(days: int) -> str:
    return (timezone.now().date() + timedelta(days=days)).isoformat()


def due(id_: str, days: int | None) -> dict[str, Any]:
    return make_record(id_, findings=[], citations=[], review_due=None if days is None else in_days(days))


def retract(citation: str, by: Any, day: Any = None, status: RetractionStatus = RetractionStatus.RETRACTED) -> None:
    workflow.set_citation_status(
        citation_id=citation, by=by, status=status, notice="10.1/notice", noticed_on=day, reason="As its notice says."
    )


def test_an_empty_desk_says_so_in_words(desk: Desk) -> None:
    text = page(desk)
    for words in (
        "Nothing waits for you.",
        "No review is overdue, and none falls due within 90 days.",
        "No citation is known to be retracted, corrected or in doubt.",
        "Nothing was published in the last 30 days.",
    ):
        assert words in text
    assert f"Your conflict-of-interest statement is valid until {in_days(365)}." in text


def test_what_waits_is_linked_to_where_it_is_done(in_review: Treatment, review_desk: Desk, desk: Desk) -> None:
    assert told(review_desk).waiting.count == 1
    review = reverse("admin:treatments_treatment_review", args=["rest"])
    assert f'<a href="{review}">Name of rest</a>: to review' in page(review_desk)
    assert told(desk).waiting.count == 0


def test_reviews_that_are_overdue_or_due_are_listed_by_their_day(load: Any, desk: Desk) -> None:
    for id_, days in (("later", 91), ("soon", 90), ("today", 0), ("late", -1), ("never", None)):
        load(due(id_, days))
    home = told(desk)
    assert ([each.id for each in home.due], home.due_count) == (["late", "today", "soon"], 3)
    text = page(desk)
    assert f"<strong>overdue</strong> since {in_days(-1)}" in text
    assert f"<td>{in_days(0)}</td>" in text


def test_a_withdrawn_record_is_not_due(publish: Any, manager: Any, desk: Desk) -> None:
    publish(make_record(review_due=in_days(-1)))
    assert [each.id for each in told(desk).due] == ["rest"]
    workflow.withdraw(treatment_id="rest", by=manager, reason="Wrong.")
    assert told(desk).due == []


def test_long_lists_are_cut_short_and_say_so(load: Any, desk: Desk) -> None:
    for number in range(12):
        load(due(f"record-{number}", number))
    home = told(desk)
    assert (len(home.due), home.due_count) == (10, 12)
    assert "The first 10 of 12." in page(desk)


@pytest.mark.parametrize(
    ("chosen", "found"),
    [("overdue", {"late"}), ("due", {"soon", "today"}), ("other", {"late", "today", "soon", "later", "never"})],
)
def test_the_list_of_treatments_is_filtered_by_it(chosen: str, found: set[str], load: Any, desk: Desk) -> None:
    for id_, days in (("later", 91), ("soon", 90), ("today", 0), ("late", -1), ("never", None)):
        load(due(id_, days))
    response = desk.get(LIST, review=chosen)
    assert {each.id for each in response.context["cl"].result_list} == found
    if chosen in set(Currency):
        assert f"{LIST}?review={chosen}" in page(desk)


def test_retracted_citations_are_listed_with_the_records_that_rest_on_them(
    load: Any, desk: Desk, review_desk: Desk, reviewer: Any
) -> None:
    both = [make_citation("smith-2020"), make_citation("lee-2021")]
    load(make_record(citations=both, findings=[make_finding("rest-pain", citations=["smith-2020", "lee-2021"])]))
    load(make_record("heat", citations=both[:1]))
    retract("lee-2021", reviewer, TODAY - timedelta(days=9), RetractionStatus.CORRECTED)
    retract("smith-2020", reviewer, TODAY)
    home = told(desk)
    assert [(each.citation.id, [row.id for row in each.treatments]) for each in home.retracted] == [
        ("smith-2020", ["heat", "rest"]),
        ("lee-2021", ["rest"]),
    ]
    assert f"<td>retracted</td><td>{TODAY}</td>" in page(desk)
    retractions = reverse("admin:treatments_citation_retractions")
    assert f'<a href="{retractions}">Hold a table' in page(review_desk)
    assert f'<a href="{retractions}">Hold a table' not in page(desk)


def test_what_was_published_is_listed_newest_first(publish: Any, desk: Desk, manager: Any) -> None:
    publish(note="The first.")
    workflow.withdraw(treatment_id="rest", by=manager, reason="Wrong.")
    home = told(desk)
    assert [(each.change.type, each.change.number, each.change.by, each.change.note) for each in home.published] == [
        ("withdrawn", 1, "max", "Wrong."),
        ("published", 1, "rita", "The first."),
    ]
    assert home.published_count == 2


def test_a_statement_that_is_missing_is_asked_for(db: None) -> None:
    text = page(Desk(person("nadia", "curator", conflicts=None)))
    assert reverse("admin:treatments_conflictstatement_add") in text
    assert "is valid until" not in text


def test_staff_without_a_group_see_no_record(load: Any) -> None:
    load(due("late", -1))
    text = page(Desk(person("nora")))
    assert "Name of late" not in text
    assert "You may see no table yet: ask an administrator for a role." in text


def test_more_records_need_no_more_queries(load: Any, publish: Any, desk: Desk, reviewer: Any) -> None:
    def queries() -> int:
        desk.get(HOME)  # content types are cached by the first request
        with CaptureQueriesContext(connection) as captured:
            desk.get(HOME)
        return len(captured)

    def another(number: int) -> None:
        key = f"smith-{2020 + number}"
        cited = [make_citation(key)]
        finding = make_finding(f"record-{number}-f", citations=[key])
        publish(make_record(f"record-{number}", citations=cited, findings=[finding], review_due=in_days(number)))
        retract(key, reviewer)
        late = make_record(f"waits-{number}", citations=[], findings=[], review_due=in_days(-number))
        load(late)
        workflow.submit(treatment_id=f"waits-{number}", by=desk.user)
        workflow.request_changes(treatment_id=f"waits-{number}", by=reviewer, reason="More.")

    another(1)
    few = queries()
    another(2)
    another(3)
    assert told(desk).waiting.count == 3
    assert queries() == few
    assert few < 60
