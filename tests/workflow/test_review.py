"""Four eyes: what was reviewed is what is published, and nobody approves what they edited."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from tests.conftest import Load, Publish, make_citation, make_finding, make_record, person
from tests.workflow.conftest import Reach, changed_record, desk_state, edit, everything, seen
from treatments import workflow
from treatments.document.canonical import checksum
from treatments.document.render import read
from treatments.models import Citation, Condition, ConflictStatement, Finding, Step, Treatment, Version
from treatments.rules import Refused
from treatments.vocabulary import Action, DeskState


def approve(by: User, id_: str = "rest") -> None:
    workflow.approve(treatment_id=id_, by=by, approved=seen(id_))


@pytest.fixture
def both(db: None) -> User:
    """Somebody who is curator and reviewer in one person."""
    return person("bo", "curator", "reviewer")


def test_the_whole_way(publish: Publish, curator: User, reviewer: User) -> None:
    publish(note="First.")
    version = Version.objects.get()
    document = read(version.body)
    today = timezone.now().date().isoformat()
    assert document["curation"] == {
        "process": "review",
        "source": None,
        "curated_by": ["Carol Example"],
        "reviewed_by": ["Rita Example"],
        "conflicts_of_interest": [
            {"name": "Carol Example", "statement": "none", "stated_on": today},
            {"name": "Rita Example", "statement": "none", "stated_on": today},
        ],
    }
    assert (version.number, version.type, version.published_by, version.note) == (1, "published", "rita", "First.")
    assert document["note"] == "First."
    steps = [(step.action, step.by, bool(step.content_checksum), step.note) for step in Step.objects.of("rest")]
    assert steps == [
        ("load", curator, False, ""),
        ("submit", curator, True, ""),
        ("approve", reviewer, True, ""),
        ("publish", reviewer, True, "First."),
    ]
    assert len(set(Step.objects.exclude(content_checksum="").values_list("content_checksum", flat=True))) == 1


def edit_row(both: User) -> None:
    edit(both)


def delete_row(both: User) -> None:
    Finding.objects.get(id="rest-second").delete()
    workflow.touched(treatments=["rest"], by=both)


def edit_citation(both: User) -> None:
    citation = Citation.objects.get(id="smith-2020")
    citation.title = "Another title"
    citation.save()
    workflow.touched(treatments=Treatment.objects.citing(citation).values_list("id", flat=True), by=both)


def edit_condition(both: User) -> None:
    condition = Condition.objects.get(id="back-pain")
    condition.name = "Another name"
    condition.save()
    workflow.touched(treatments=Treatment.objects.using_condition(condition).values_list("id", flat=True), by=both)


def load_again(both: User) -> None:
    workflow.touched(treatments=["rest"], by=both, action=Action.LOAD)


EDITS = [edit_row, delete_row, edit_citation, edit_condition, load_again]
TWO = make_record(findings=[make_finding("rest-pain"), make_finding("rest-second")])


@pytest.mark.parametrize("how", EDITS)
def test_who_edited_cannot_approve(load: Load, curator: User, both: User, how: Any) -> None:
    load(TWO)
    how(both)
    workflow.submit(treatment_id="rest", by=curator)
    before = everything()
    with pytest.raises(Refused, match=r"^bo edited this record since it was last published: another person must"):
        approve(both)
    assert everything() == before


@pytest.mark.parametrize("how", EDITS)
@pytest.mark.parametrize("state", [DeskState.IN_REVIEW, DeskState.APPROVED])
def test_an_edit_makes_it_a_draft_again(reach_desk: Reach, both: User, how: Any, state: DeskState) -> None:
    reach_desk(state, TWO)
    how(both)
    assert desk_state() == DeskState.DRAFT


def test_who_submitted_cannot_approve(load: Load, both: User) -> None:
    load()
    workflow.submit(treatment_id="rest", by=both)
    before = everything()
    with pytest.raises(Refused, match=r"^bo submitted this record: another person must approve it\.$"):
        approve(both)
    assert everything() == before


def test_an_earlier_submission_by_the_approver_does_not_count(load: Load, curator: User, both: User) -> None:
    load()
    workflow.submit(treatment_id="rest", by=both)
    workflow.recall(treatment_id="rest", by=both)
    workflow.submit(treatment_id="rest", by=curator)
    approve(both)
    assert desk_state() == DeskState.APPROVED


def test_an_unknown_editor_leaves_two_people_who_check(load: Load, curator: User, both: User, reviewer: User) -> None:
    load()
    edit(None)
    workflow.submit(treatment_id="rest", by=both)
    with pytest.raises(Refused, match="bo submitted this record"):
        approve(both)
    approve(reviewer)
    version = workflow.publish(treatment_id="rest", by=reviewer)
    assert read(version.body)["curation"]["curated_by"] == ["Bo Example", "Carol Example"]


def test_an_edit_before_the_last_publication_does_not_count(
    load: Load, publish: Publish, curator: User, both: User
) -> None:
    load()
    edit(both)
    publish(id_="rest")
    edit(curator)
    workflow.submit(treatment_id="rest", by=curator)
    approve(both)
    version = workflow.publish(treatment_id="rest", by=both)
    assert read(version.body)["curation"]["curated_by"] == ["Bo Example", "Carol Example"]


def test_a_reissue_does_not_end_the_count_of_editors(
    publish: Publish, curator: User, both: User, manager: User, settings: Any
) -> None:
    publish()
    edit(both)
    settings.ATTRIBUTION = "Another name"
    workflow.reissue(treatment_id="rest", by=manager)
    workflow.submit(treatment_id="rest", by=curator)
    with pytest.raises(Refused, match=r"^bo edited this record since it was last published"):
        approve(both)


def test_approving_what_is_no_longer_on_the_desk(reach_desk: Reach, reviewer: User) -> None:
    reach_desk(DeskState.IN_REVIEW)
    opened = seen()
    Citation.objects.filter(id="smith-2020").update(title="Behind everybody's back")
    before = everything()
    with pytest.raises(Refused, match=r"^The record changed since you opened it: read it again"):
        workflow.approve(treatment_id="rest", by=reviewer, approved=opened)
    assert everything() == before


@pytest.mark.parametrize(
    ("rows", "columns", "changed"),
    [
        (Citation, {"title": "New"}, "citations smith-2020 title: changed from “Title of smith-2020” to “New”."),
        (Condition, {"name": "New"}, "conditions back-pain name: changed from “Back pain” to “New”."),
        (Finding, {"estimate": -6}, "findings rest-pain effect estimate: changed from −7 to −6."),
        (Finding, {"withheld": "In doubt."}, "findings rest-pain: removed.; citations smith-2020: removed."),
        (Treatment, {"synonyms": ["lying"]}, "synonyms: changed from nothing to “lying”."),
    ],
    ids=["citation", "condition", "finding", "withheld", "treatment"],
)
def test_publishing_another_content_than_was_approved(
    reach_desk: Reach, reviewer: User, rows: Any, columns: dict[str, Any], changed: str
) -> None:
    reach_desk(DeskState.APPROVED)
    rows.objects.update(**columns)  # an edit that told nobody
    before = everything()
    with pytest.raises(Refused) as refused:
        workflow.publish(treatment_id="rest", by=reviewer)
    assert str(refused.value) == (
        f"The record is not what was approved: recall it and submit it again. Changed: {changed}"
    )
    assert everything() == before


def test_what_is_approved_twice_is_published_as_approved_last(reach_desk: Reach, curator: User, reviewer: User) -> None:
    reach_desk(DeskState.APPROVED)
    edit(curator, rationale="Better.")
    workflow.submit(treatment_id="rest", by=curator)
    approve(reviewer)
    version = workflow.publish(treatment_id="rest", by=reviewer)
    assert read(version.body)["findings"][0]["rationale"] == "Better."


def expire(user: User) -> None:
    """The person's statement was made a year and a day ago: they are new, and have another one."""
    ConflictStatement.objects.create(by=user, statement="old", at=timezone.now() - timedelta(days=366))


STATEMENT = "has no conflict-of-interest statement of the last year: add one."


@pytest.mark.parametrize("stated", [None, expire], ids=["missing", "expired"])
def test_conflict_of_interest_of_the_submitter(load: Load, stated: Any) -> None:
    load()
    newcomer = person("ned", "curator", conflicts=None)
    if stated:
        stated(newcomer)
    before = everything()
    with pytest.raises(Refused) as refused:
        workflow.submit(treatment_id="rest", by=newcomer)
    assert [str(problem) for problem in refused.value.problems] == [f"ned {STATEMENT}"]
    assert str(refused.value) == f"Mend this first: ned {STATEMENT}"
    assert everything() == before


@pytest.mark.parametrize("stated", [None, expire], ids=["missing", "expired"])
def test_conflict_of_interest_of_an_editor(load: Load, curator: User, stated: Any) -> None:
    newcomer = person("ned", "curator", conflicts=None)
    newcomer.set_password("Evidence-2026x")
    newcomer.save()
    load(by=newcomer)
    if stated:
        stated(newcomer)
    with pytest.raises(Refused, match=STATEMENT) as refused:
        workflow.submit(treatment_id="rest", by=curator)
    assert [problem.message for problem in refused.value.problems] == [f"ned {STATEMENT}"]


@pytest.mark.parametrize("stated", [None, expire], ids=["missing", "expired"])
def test_conflict_of_interest_of_the_approver(reach_desk: Reach, stated: Any) -> None:
    reach_desk(DeskState.IN_REVIEW)
    newcomer = person("ned", "reviewer", conflicts=None)
    if stated:
        stated(newcomer)
    before = everything()
    with pytest.raises(Refused, match=STATEMENT) as refused:
        approve(newcomer)
    assert [problem.message for problem in refused.value.problems] == [f"ned {STATEMENT}"]
    assert everything() == before


def test_the_newest_statement_is_published(publish: Publish, curator: User, reviewer: User) -> None:
    ConflictStatement.objects.create(by=curator, statement="speaker's fees")
    publish()
    document = read(Version.objects.get().body)
    statements = [each["statement"] for each in document["curation"]["conflicts_of_interest"]]
    assert statements == ["speaker's fees", "none"]


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_requesting_changes_needs_a_reason(reach_desk: Reach, reviewer: User, reason: str) -> None:
    reach_desk(DeskState.IN_REVIEW)
    before = everything()
    with pytest.raises(Refused, match=r"^Say what is to be changed\.$"):
        workflow.request_changes(treatment_id="rest", by=reviewer, reason=reason)
    assert everything() == before


@pytest.mark.parametrize("text", ["", "  \n"])
def test_a_comment_says_something(reach_desk: Reach, reviewer: User, text: str) -> None:
    reach_desk(DeskState.IN_REVIEW)
    with pytest.raises(Refused, match=r"^Say what you want to tell\.$"):
        workflow.comment(treatment_id="rest", by=reviewer, text=text)


def test_who_comments_may_approve(reach_desk: Reach, both: User) -> None:
    reach_desk(DeskState.IN_REVIEW)
    workflow.comment(treatment_id="rest", by=both, text="Is this the newest edition?")
    approve(both)
    assert desk_state() == DeskState.APPROVED
    told = Step.objects.of("rest").filter(action=Action.COMMENT).values_list("by__username", "note")
    assert list(told) == [("bo", "Is this the newest edition?")]


def test_what_was_submitted_is_kept_with_its_checksum(load: Load, curator: User) -> None:
    load()
    workflow.submit(treatment_id="rest", by=curator)
    step = Step.objects.get(action=Action.SUBMIT)
    assert step.content_checksum == checksum(bytes(step.content)) == seen()


def test_an_incomplete_record_is_not_submitted_and_says_everything(load: Load, curator: User) -> None:
    finding = make_finding("rest-pain", citations=[], read=None)
    load(make_record(findings=[finding, make_finding("rest-other")], citations=[make_citation("smith-2020")]))
    before = everything()
    with pytest.raises(Refused) as refused:
        workflow.submit(treatment_id="rest", by=curator)
    assert str(refused.value) == (
        "Mend this first: finding rest-pain citations: Cite a source. "
        "finding rest-pain read_where: Say where a person read this, or withhold the row with a reason."
    )
    assert everything() == before


def test_what_became_incomplete_after_approval_is_not_published(reach_desk: Reach, reviewer: User) -> None:
    reach_desk(DeskState.APPROVED)
    Finding.objects.get().citations.clear()
    with pytest.raises(Refused, match=r"^Mend this first: finding rest-pain citations: Cite a source\.$"):
        workflow.publish(treatment_id="rest", by=reviewer)


def test_changed_records_are_new_versions(publish: Publish) -> None:
    publish()
    publish(changed_record())
    assert list(Version.objects.of("rest").values_list("number", "type")) == [(1, "published"), (2, "updated")]
