"""The way to the public: every button is one action of the workflow, and a refusal is a sentence."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from tests.admin.conftest import Desk, act_url, add_url, change_url, log_in, state
from tests.conftest import make_finding, make_record, person
from treatments import workflow
from treatments.document.content import content, content_checksum
from treatments.document.render import read
from treatments.models import Change, Finding, Publication, Step, Treatment, Version

ACTIONS = ["submit", "recall", "request_changes", "comment", "approve", "publish", "withdraw", "restore", "reissue"]


def checksum() -> str:
    return content_checksum(content(Treatment.objects.with_rows().get(id="rest")))


def buttons(desk: Desk) -> list[str]:
    panel = desk.get(change_url(Treatment.objects.get(id="rest"))).context["panel"]
    return [str(button.action) for button in panel.buttons if button.why_not is None and button.action != "comment"]


def button(page: Any, action: str) -> Any:
    """The button of that action on the review page."""
    return next(each for each in page.context["decisions"] if each.action == action)


def approval(page: Any) -> Any:
    return button(page, "approve").form


def test_a_change_is_invisible_until_another_person_approved_exactly_it(
    publish: Any, desk: Desk, review_desk: Desk
) -> None:
    treatment = publish()
    finding = Finding.objects.get()
    public = Client().get("/api/v1/treatments/rest").content
    desk.edit(change_url(finding), estimate="-9")
    assert (Version.objects.count(), Change.objects.count()) == (1, 1)
    assert Client().get("/api/v1/treatments/rest").content == public
    response = desk.post(act_url("submit"), note="a new figure")
    assert response.url == change_url(treatment)
    page = review_desk.get(act_url("review"))
    approve = approval(page)
    desk.edit(change_url(finding), estimate="-8")
    desk.post(act_url("submit"))
    seen = {"approved": approve["approved"].value()}
    refusal = review_desk.post(act_url("approve"), **seen).content.decode()
    assert "The record changed since you opened it" in refusal
    seen = {"approved": approval(review_desk.get(act_url("review")))["approved"].value()}
    assert review_desk.post(act_url("approve"), **seen).status_code == 302
    assert Client().get("/api/v1/treatments/rest").content == public
    assert review_desk.post(act_url("publish"), note="a better figure").status_code == 302
    version = Version.objects.get(number=2)
    assert read(version.body)["findings"][0]["effect"]["estimate"] == -8
    change = Change.objects.get(version=version)
    assert (change.type, change.note, change.by) == ("updated", "a better figure", "rita")
    assert Client().get("/api/v1/treatments/rest").json()["findings"][0]["effect"]["estimate"] == -8
    assert [entry["sequence"] for entry in Client().get("/api/v1/changes?after=1").json()["results"]] == [2]


def test_a_record_whose_last_version_was_redacted_can_be_reviewed(
    publish: Any, desk: Desk, review_desk: Desk, manager: User
) -> None:
    publish()
    workflow.withdraw(treatment_id="rest", by=manager, reason="It named a patient.")
    owner = User.objects.create_superuser("olga")
    workflow.redact(treatment_id="rest", number=1, by=owner, seconded_by=manager, reason="It named a patient.")
    desk.edit(change_url(Finding.objects.get()), estimate="-9")
    desk.post(act_url("submit"))
    page = review_desk.get(act_url("review"))
    assert page.status_code == 200
    seen = {"approved": approval(page)["approved"].value()}
    assert review_desk.post(act_url("approve"), **seen).status_code == 302
    assert state()[0] == "approved"


@pytest.mark.parametrize("action", ACTIONS)
def test_an_action_is_only_posted(action: str, load: Any, desk: Desk) -> None:
    load()
    assert desk.get(act_url(action)).status_code == 405


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("treatment", ["nobody", "a\x00"])
def test_an_unknown_treatment_is_not_found(action: str, treatment: str, desk: Desk) -> None:
    assert desk.post(act_url(action, treatment)).status_code == 404


@pytest.mark.parametrize("action", ACTIONS)
def test_strangers_are_sent_to_the_login(action: str, load: Any, client: Client) -> None:
    load()
    response: Any = client.post(act_url(action))
    assert response.url.startswith(reverse("admin:login"))


def test_staff_without_a_group_may_not_even_look(load: Any) -> None:
    load()
    nobody = Desk(person("nora"))
    assert nobody.post(act_url("submit")).status_code == 403
    assert nobody.get(act_url("review")).status_code == 403


def test_a_post_from_elsewhere_is_refused(load: Any, curator: User) -> None:
    load()
    client = Client(enforce_csrf_checks=True)
    log_in(client, curator)
    assert client.post(act_url("submit")).status_code == 403
    assert state()[0] == "draft"


@pytest.mark.parametrize(
    ("action", "data"),
    [
        ("request_changes", {"reason": "because"}),
        ("approve", {"approved": "0" * 64}),
        ("publish", {}),
        ("withdraw", {"reason": "because"}),
        ("restore", {"reason": "because"}),
        ("reissue", {}),
    ],
)
def test_a_curator_is_refused_in_words(action: str, data: dict[str, str], in_review: Treatment, desk: Desk) -> None:
    response = desk.post(act_url(action), **data)
    assert response.status_code == 200
    assert "carol may not" in response.content.decode()
    assert state()[0] == "in_review"


def test_an_action_in_the_wrong_state_is_refused(load: Any, desk: Desk) -> None:
    load()
    assert "Cannot recall: the draft is draft" in desk.post(act_url("recall")).content.decode()


def test_a_refusal_lists_the_problems_with_their_pages_and_keeps_the_note(load: Any, desk: Desk) -> None:
    load(make_record(findings=[make_finding("rest-pain", read=None)]))
    response = desk.post(act_url("submit"), note="please <look>")
    page = response.content.decode()
    (problem,) = response.context["problems"]
    assert problem.url == change_url(Finding.objects.get())
    assert problem.url in page
    assert "Say where a person read this" in page
    assert "please &lt;look&gt;" in page


def test_a_missing_reason_is_said_beside_the_field(publish: Any, manager: User) -> None:
    publish()
    response = Desk(manager).post(act_url("withdraw"), reason=" ", successor="heat")
    assert response.context["form"].errors == {"reason": ["This field is required."]}
    assert 'value="heat"' in response.content.decode()


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("reason", "a\x00", "Null characters are not allowed."),
        ("reason", "x" * 20_001, "Ensure this value has at most 20000 characters (it has 20001)."),
        ("successor", "x" * 101, "Ensure this value has at most 100 characters (it has 101)."),
        ("successor", "a\x00", "Null characters are not allowed."),
    ],
)
def test_what_cannot_be_stored_is_said_beside_the_field(
    field: str, value: str, message: str, publish: Any, manager: User
) -> None:
    publish()
    response = Desk(manager).post(act_url("withdraw"), **{"reason": "because", field: value})
    assert response.context["form"].errors == {field: [message]}


def test_a_wrong_successor_is_refused(publish: Any, manager: User) -> None:
    publish()
    page = Desk(manager).post(act_url("withdraw"), reason="because", successor="heat").content.decode()
    assert "heat cannot be the successor" in page


def test_withdraw_and_restore(publish: Any, manager: User) -> None:
    publish()
    desk = Desk(manager)
    assert buttons(desk) == ["withdraw", "reissue"]
    desk.post(act_url("withdraw"), reason="because")
    assert Publication.objects.get().state == "withdrawn"
    assert buttons(desk) == ["restore"]
    desk.post(act_url("restore"), reason="because")
    assert Publication.objects.get().state == "current"


def test_nothing_to_reissue(publish: Any, manager: User) -> None:
    publish()
    assert "there is nothing to reissue" in Desk(manager).post(act_url("reissue")).content.decode()


def test_the_buttons_of_each_state(load: Any, desk: Desk, review_desk: Desk, manager: User) -> None:
    load()
    assert (buttons(desk), buttons(review_desk)) == (["submit"], [])
    desk.post(act_url("submit"))
    assert (buttons(desk), buttons(review_desk)) == (["recall"], ["request_changes", "approve"])
    review_desk.post(act_url("request_changes"), reason="a comma")
    assert (buttons(desk), buttons(review_desk)) == (["submit"], [])
    desk.post(act_url("submit"))
    review_desk.post(act_url("approve"), approved=checksum())
    assert (buttons(desk), buttons(review_desk)) == (["recall"], ["request_changes", "publish"])
    assert buttons(Desk(manager)) == ["publish"]


def test_no_submission_while_something_forbids_publication(load: Any, desk: Desk) -> None:
    load(make_record(findings=[make_finding("rest-pain", read=None)]))
    assert buttons(desk) == []


def test_who_submitted_does_not_approve(load: Any, curator: User) -> None:
    load()
    both = Desk(person("bo", "curator", "reviewer"))
    both.post(act_url("submit"))
    page = both.get(act_url("review"))
    assert str(button(page, "approve").why_not) == "bo submitted this record: another person must approve it."
    assert "bo submitted this record: another person must approve it." in page.content.decode()


def test_who_edited_does_not_approve(load: Any, desk: Desk) -> None:
    load()
    both = Desk(person("bo", "curator", "reviewer"))
    both.edit(change_url(Finding.objects.get()), unit="cm")
    desk.post(act_url("submit"))
    refused = button(both.get(act_url("review")), "approve").why_not
    assert str(refused) == "bo edited this record since it was last published: another person must approve it."
    page = both.post(act_url("approve"), approved=checksum()).content.decode()
    assert "bo edited this record since it was last published" in page


def test_publishing_a_withdrawn_record_needs_the_right_to_restore(
    publish: Any, desk: Desk, review_desk: Desk, manager: User
) -> None:
    publish()
    Desk(manager).post(act_url("withdraw"), reason="because")
    desk.post(act_url("submit"))
    review_desk.post(act_url("approve"), approved=checksum())
    assert "publish" not in buttons(review_desk)
    assert buttons(Desk(manager)) == ["publish", "restore"]


def test_the_panel_says_what_forbids_publication_and_what_is_left_out(load: Any, db: None) -> None:
    withheld = make_finding("rest-sleep", withheld="in doubt")
    load(make_record(findings=[make_finding("rest-pain", citations=[]), withheld]))
    newcomer = Desk(person("nina", "curator", conflicts=None))
    response = newcomer.get(change_url(Treatment.objects.get()))
    panel = response.context["panel"]
    assert [(each.problem.id, each.url) for each in panel.problems] == [
        ("rest-pain", change_url(Finding.objects.get(id="rest-pain"))),
        ("", reverse("admin:treatments_conflictstatement_add")),
    ]
    assert "left out: in doubt" in [each.problem.message for each in panel.notes]


def test_the_panel_shows_the_history(in_review: Treatment, desk: Desk) -> None:
    desk.post(act_url("recall"), note="a slip")
    panel = desk.get(change_url(in_review)).context["panel"]
    assert [(step.action, str(step.by), step.note) for step in panel.steps] == [
        ("recall", "carol", "a slip"),
        ("submit", "carol", ""),
        ("load", "carol", ""),
    ]


def test_a_step_by_nobody_known(load: Any, desk: Desk) -> None:
    treatment = load(by=None)
    assert Step.objects.get().by is None
    assert "unknown" in desk.get(change_url(treatment)).content.decode()


def test_a_treatment_that_is_being_added_has_no_panel(desk: Desk) -> None:
    assert "panel" not in desk.get(add_url(Treatment)).context
