"""The review page: what would change, in words, every decision in one place, and why a button is off."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from tests.admin.conftest import Desk, act_url, change_url, errors, state
from tests.admin.test_publication import approval, button, checksum
from tests.conftest import Load, Publish, make_finding, make_record, person
from treatments.models import Citation, Condition, ConflictStatement, Finding, Step, Treatment, Version
from treatments.vocabulary import Action

REVIEW = act_url("review")
STATEMENTS = reverse("admin:treatments_conflictstatement_add")


def told(groups: Any) -> dict[str, dict[str, tuple[str, str]]]:
    """What people changed, by the title of the row and the label of the field."""
    return {
        group.title: {change.label: (strip_tags(change.old), strip_tags(change.new)) for change in group.decided}
        for group in groups
    }


def why(page: Any, action: str) -> str:
    """Why the button is off; empty when it is on."""
    refused = button(page, action).why_not
    return "" if refused is None else str(refused)


# What is shown


def test_what_is_new_in_words_and_what_follows_from_it(publish: Publish, desk: Desk, review_desk: Desk) -> None:
    publish()
    desk.edit(change_url(Finding.objects.get()), estimate="-9", imprecision="-2")
    response = review_desk.get(REVIEW)
    assert told(response.context["groups"]) == {
        "Finding: pain intensity, six weeks, Back pain": {
            "Estimate": ("−7", "−9"),
            "Imprecision": ("−1 serious", "−2 very serious"),
        },
        "Evidence grade: Back pain": {},
    }
    page = response.content.decode()
    assert "What follows from it" in page
    assert "<del>moderate</del>" in page
    assert "<ins>low</ins>" in page
    assert response.context["checksum"] == checksum()
    assert '<th scope="row">container title</th><td><span class="lines">Journal</span></td>' in page


def test_a_record_that_was_never_public_is_new_as_a_whole(load: Load, desk: Desk) -> None:
    load(make_record(synonyms=["<b>bold</b>"]))
    response = desk.get(REVIEW)
    assert response.context["is_first"]
    assert told(response.context["groups"])["The record"]["Synonyms"] == ("nothing", "&lt;b&gt;bold&lt;/b&gt;")
    assert "<b>bold</b>" not in response.content.decode()


def test_what_is_public_has_nothing_new(publish: Publish, desk: Desk) -> None:
    publish()
    response = desk.get(REVIEW)
    assert response.context["groups"] == []
    assert "this is what the last version says" in response.content.decode()


def test_it_is_only_read(load: Load, desk: Desk) -> None:
    load()
    assert desk.post(REVIEW).status_code == 405
    assert desk.get(act_url("review", "nobody")).status_code == 404


def test_who_submitted_it_with_what_note(load: Load, desk: Desk, review_desk: Desk) -> None:
    load()
    assert "Submitted by" not in review_desk.get(REVIEW).content.decode()
    desk.post(act_url("submit"), note="The new trial is in.")
    page = review_desk.get(REVIEW).content.decode()
    assert "Submitted by carol on" in page
    assert "The new trial is in." in page


# Decisions in one place


def test_comment_request_changes_approve_and_publish_on_one_page(load: Load, desk: Desk, review_desk: Desk) -> None:
    load()
    desk.post(act_url("submit"))
    page = review_desk.get(REVIEW)
    assert [str(each.action) for each in page.context["decisions"]] == [
        "comment",
        "request_changes",
        "approve",
        "publish",
    ]
    assert review_desk.post(act_url("comment"), text="Is it <six> weeks?").url == REVIEW
    assert review_desk.post(act_url("request_changes"), reason="Name the time point.").url == REVIEW
    desk.edit(change_url(Finding.objects.get()), timepoint="eight weeks")
    assert desk.post(act_url("comment"), text="Mended.").url == REVIEW
    desk.post(act_url("submit"))
    approved = {"approved": approval(review_desk.get(REVIEW))["approved"].value()}
    assert review_desk.post(act_url("approve"), **approved).url == REVIEW
    assert review_desk.post(act_url("publish"), note="First.").url == REVIEW
    assert Version.objects.count() == 1
    response = desk.get(REVIEW)
    steps = [(step.action, str(step.by), step.note) for step in response.context["panel"].steps]
    assert steps[::-1] == [
        ("load", "carol", ""),
        ("submit", "carol", ""),
        ("comment", "rita", "Is it <six> weeks?"),
        ("request_changes", "rita", "Name the time point."),
        ("edit", "carol", ""),
        ("comment", "carol", "Mended."),
        ("submit", "carol", ""),
        ("approve", "rita", ""),
        ("publish", "rita", "First."),
    ]
    page_text = response.content.decode()
    assert "Is it &lt;six&gt; weeks?" in page_text


@pytest.mark.parametrize("what", ["draft", "in_review", "approved", "changes_requested"])
def test_a_comment_is_possible_in_every_state_and_changes_neither_state_nor_edition(
    what: str, load: Load, desk: Desk, review_desk: Desk
) -> None:
    load()
    if what != "draft":
        desk.post(act_url("submit"))
    if what == "approved":
        review_desk.post(act_url("approve"), approved=checksum())
    if what == "changes_requested":
        review_desk.post(act_url("request_changes"), reason="a comma")
    before = state()
    assert before[0] == what
    for each in (desk, review_desk):
        assert each.post(act_url("comment"), text="Seen.").status_code == 302
    assert state() == before
    assert Step.objects.filter(action=Action.COMMENT).count() == 2


def test_who_commented_may_approve(in_review: Treatment) -> None:
    both = Desk(person("bo", "curator", "reviewer"))
    both.post(act_url("comment"), text="Good.")
    assert both.post(act_url("approve"), approved=checksum()).status_code == 302
    assert state()[0] == "approved"


def test_who_commented_is_not_taken_for_who_saved(load: Load, desk: Desk, review_desk: Desk) -> None:
    load()
    url = change_url(Finding.objects.get())
    opened = desk.open(url)
    Desk(person("stella", "curator")).edit(url, unit="cm")
    review_desk.post(act_url("comment"), text="Seen.")
    (notice,) = errors(desk.save(url, opened, timepoint="eight weeks"))["__all__"]
    assert notice.startswith("Nothing was saved: stella saved treatment rest at ")


@pytest.mark.parametrize("text", ["", " \n "])
def test_an_empty_comment_is_refused_beside_its_field(text: str, in_review: Treatment, review_desk: Desk) -> None:
    response = review_desk.post(act_url("comment"), text=text)
    assert button(response, "comment").form.errors == {"text": ["This field is required."]}
    assert not Step.objects.filter(action=Action.COMMENT).exists()


def test_what_was_typed_stays_when_it_is_refused(in_review: Treatment, desk: Desk, review_desk: Desk) -> None:
    desk.post(act_url("recall"))
    response = review_desk.post(act_url("request_changes"), reason="please <look>")
    page = response.content.decode()
    assert "Cannot request changes: the draft is draft; it must be in review or approved." in page
    assert button(response, "request_changes").form["reason"].value() == "please <look>"


# Why a button is off


def test_a_wrong_state_is_named(load: Load, review_desk: Desk) -> None:
    load()
    page = review_desk.get(REVIEW)
    assert {action: why(page, action) for action in ("comment", "request_changes", "approve", "publish")} == {
        "comment": "",
        "request_changes": "Cannot request changes: the draft is draft; it must be in review or approved.",
        "approve": "Cannot approve: the draft is draft; it must be in review.",
        "publish": "Cannot publish: the draft is draft; it must be approved.",
    }
    text = page.content.decode()
    assert '<button type="button" disabled aria-describedby="why-not-approve">Approve exactly this</button>' in text
    assert 'id="why-not-approve"' in text


@pytest.mark.parametrize("action", ["submit", "recall", "request_changes", "approve", "publish"])
def test_the_page_says_what_the_workflow_says(action: str, load: Load) -> None:
    load(make_record(findings=[make_finding("rest-pain", read=None)]))
    everything = Desk(person("eve", "curator", "reviewer", "release_manager"))
    panel = everything.get(change_url(Treatment.objects.get())).context["panel"]
    said = next(each.why_not for each in panel.buttons if each.action == action)
    data = {"reason": "because", "approved": "0" * 64}
    refused = everything.post(act_url(action), **data).context["refused"]
    assert (str(said), said.problems) == (str(refused), refused.problems)


def test_of_actions_without_the_right_nothing_is_shown(in_review: Treatment, desk: Desk, manager: User) -> None:
    assert [each.action for each in desk.get(REVIEW).context["decisions"]] == ["comment"]
    assert [each.action for each in Desk(manager).get(REVIEW).context["decisions"]] == ["publish"]
    panel = Desk(manager).get(change_url(in_review)).context["panel"]
    assert {each.action: str(each.why_not) for each in panel.buttons} == {
        "publish": "Cannot publish: the draft is in review; it must be approved.",
        "withdraw": "rest was never published.",
        "restore": "rest was never published.",
        "reissue": "rest was never published.",
    }


def test_problems_that_forbid_it_are_linked(load: Load, desk: Desk) -> None:
    treatment = load(make_record(findings=[make_finding("rest-pain", read=None), make_finding("rest-b", read=None)]))
    response = desk.get(change_url(treatment))
    submit = next(each for each in response.context["panel"].buttons if each.action == "submit")
    assert [each.url for each in submit.problems] == [change_url(each) for each in Finding.objects.order_by("id")]
    page = response.content.decode()
    assert '<a href="#forbids">the 2 things that forbid publication</a>' in page
    assert 'id="forbids"' in page


def test_without_a_statement_approval_is_off_and_links_its_form(in_review: Treatment) -> None:
    newcomer = Desk(person("ned", "reviewer", conflicts=None))
    page = newcomer.get(REVIEW)
    assert why(page, "approve") == (
        "Mend this first: ned has no conflict-of-interest statement of the last year: add one."
    )
    assert [each.url for each in button(page, "approve").problems] == [STATEMENTS]
    assert "You have not stated your conflicts of interest yet." in page.content.decode()
    assert newcomer.edit(STATEMENTS, statement="none").status_code == 302
    assert why(newcomer.get(REVIEW), "approve") == ""


def test_a_statement_of_more_than_a_year_ago_is_to_be_renewed(in_review: Treatment) -> None:
    ned = person("ned", "reviewer", conflicts=None)
    made = timezone.now() - timedelta(days=366)
    ConflictStatement.objects.create(by=ned, statement="none", at=made)
    page = Desk(ned).get(REVIEW).content.decode()
    assert f"Your conflict-of-interest statement was valid until {made + timedelta(days=365):%Y-%m-%d}." in page
    page = Desk(ned).get(change_url(in_review)).content.decode()
    assert "confirm or change your statement" in page


def test_publishing_needs_no_statement_of_who_publishes(in_review: Treatment, review_desk: Desk) -> None:
    review_desk.post(act_url("approve"), approved=checksum())
    newcomer = Desk(person("ned", "reviewer", conflicts=None))
    assert why(newcomer.get(REVIEW), "publish") == ""
    assert newcomer.post(act_url("publish")).status_code == 302
    assert Version.objects.count() == 1


# Nothing is approved that changed since it was read


def edited_finding(desk: Desk) -> None:
    desk.edit(change_url(Finding.objects.get()), estimate="-8")


def edited_citation(desk: Desk) -> None:
    desk.edit(change_url(Citation.objects.get()), title="Another title")


def edited_condition(desk: Desk) -> None:
    desk.edit(change_url(Condition.objects.get()), name="Low back pain")


EDITS = [
    (edited_finding, {"Finding: pain intensity, six weeks, Back pain": {"Estimate": ("−7", "−8")}}),
    (edited_citation, {"Citation: Another title": {"Title": ("Title of smith-2020", "Another title")}}),
    (edited_condition, {"Condition: Low back pain": {"Name": ("Back pain", "Low back pain")}}),
]


@pytest.mark.parametrize("again", [False, True], ids=["a draft again", "submitted again"])
@pytest.mark.parametrize(("edit", "changed"), EDITS)
def test_what_changed_since_it_was_read_is_shown_and_not_approved(
    edit: Any, changed: Any, again: Any, in_review: Treatment, desk: Desk, review_desk: Desk
) -> None:
    read = {"approved": approval(review_desk.get(REVIEW))["approved"].value(), "note": "Well done."}
    edit(desk)
    if again:
        desk.post(act_url("submit"))
    response = review_desk.post(act_url("approve"), **read)
    assert response.status_code == 200
    assert state()[0] == ("in_review" if again else "draft")
    page = response.content.decode()
    refusal = (
        "The record changed since you opened it: read it again before you approve it."
        if again
        else "Cannot approve: the draft is draft; it must be in review."
    )
    assert refusal in page
    assert "What changed since you read it" in page
    shown = {title: changes for title, changes in told(response.context["since"].groups).items() if changes}
    assert shown == changed
    # What is on the page now may be approved: the form holds its checksum, and what was typed.
    form = approval(response)
    assert (form["approved"].value(), form["note"].value()) == (checksum(), "Well done.")
    if again:
        approved = {"approved": form["approved"].value(), "note": form["note"].value()}
        assert review_desk.post(act_url("approve"), **approved).status_code == 302
        assert state()[0] == "approved"


@pytest.mark.parametrize(("edit", "changed"), EDITS)
def test_what_was_approved_and_changed_is_not_published(
    edit: Any, changed: Any, in_review: Treatment, desk: Desk, review_desk: Desk
) -> None:
    review_desk.post(act_url("approve"), approved=checksum())
    edit(desk)
    response = review_desk.post(act_url("publish"))
    assert "Cannot publish: the draft is draft; it must be approved." in response.content.decode()
    assert not Version.objects.exists()
    since = response.context["since"]
    assert (str(since.step.by), since.was_read) == ("rita", False)
    assert {title: changes for title, changes in told(since.groups).items() if changes} == changed
    assert "What changed since rita approved it on" in response.content.decode()


def test_a_second_review_shows_what_changed_since_the_first(
    in_review: Treatment, desk: Desk, review_desk: Desk
) -> None:
    assert review_desk.get(REVIEW).context["since"] is None
    review_desk.post(act_url("request_changes"), reason="Eight weeks.")
    desk.edit(change_url(Finding.objects.get()), timepoint="eight weeks")
    desk.post(act_url("submit"))
    response = review_desk.get(REVIEW)
    assert told(response.context["since"].groups) == {
        "Finding: pain intensity, eight weeks, Back pain": {"Timepoint": ("six weeks", "eight weeks")}
    }
    assert "What changed since carol submitted it on" in response.content.decode()


def test_an_unknown_checksum_is_refused_like_any_other(in_review: Treatment, review_desk: Desk) -> None:
    response = review_desk.post(act_url("approve"), approved="0" * 64)
    assert "The record changed since you opened it" in response.content.decode()
    assert response.context["since"] is None


@pytest.mark.parametrize("action", ["approve", "comment"])
def test_a_checksum_with_a_nul_is_refused_like_any_other(action: str, in_review: Treatment, review_desk: Desk) -> None:
    page = review_desk.post(act_url(action), approved="\x00")
    assert page.status_code == 200
    assert page.context["since"] is None
