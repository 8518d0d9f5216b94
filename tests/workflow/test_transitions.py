"""Both tables of states, whole: where an action leads, and where it is refused and changes nothing."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from pytest_django import Settings

from tests.conftest import Load
from tests.workflow.conftest import Reach, changed_record, desk_state, edit, everything, seen, set_status
from treatments import workflow
from treatments.models import Publication, Step, Treatment
from treatments.rules import DESK, PUBLIC, Refused
from treatments.vocabulary import Action, DeskState, PublicState

Act = Callable[[], Any]


@pytest.fixture
def act(
    request: pytest.FixtureRequest,
    load: Load,
    curator: User,
    reviewer: User,
    other_reviewer: User,
    manager: User,
    settings: Settings,
) -> dict[Action, Act]:
    """Every action on the record “rest”, by somebody who may do it."""

    def reissue() -> None:
        settings.ATTRIBUTION = "Another name"
        workflow.reissue(treatment_id="rest", by=manager)

    return {
        Action.EDIT: lambda: edit(curator),
        Action.LOAD: lambda: load(changed_record(), overwrite=True),
        Action.SUBMIT: lambda: workflow.submit(treatment_id="rest", by=curator),
        Action.RECALL: lambda: workflow.recall(treatment_id="rest", by=curator),
        Action.REQUEST_CHANGES: lambda: workflow.request_changes(treatment_id="rest", by=reviewer, reason="Say more."),
        Action.COMMENT: lambda: workflow.comment(treatment_id="rest", by=curator, text="Please read this."),
        Action.APPROVE: lambda: workflow.approve(treatment_id="rest", by=other_reviewer, approved=seen()),
        Action.PUBLISH: lambda: workflow.publish(treatment_id="rest", by=manager),
        Action.IMPORT: lambda: workflow.publish_import(treatment_id="rest", by=manager, source="a file"),
        Action.WITHDRAW: lambda: workflow.withdraw(treatment_id="rest", by=manager, reason="It was wrong."),
        Action.RESTORE: lambda: workflow.restore(treatment_id="rest", by=manager, reason="It was right."),
        Action.SET_CITATION_STATUS: lambda: set_status(reviewer),
        Action.REISSUE: reissue,
    }


def test_every_action_stands_in_a_table() -> None:
    assert set(DESK) | set(PUBLIC) == set(Action) - {Action.COMMENT, Action.REDACT}  # which move no state


# state → where the action leads from it; the states that are missing refuse.
D, P = DeskState, PublicState
KEPT = {D.DRAFT: D.DRAFT, D.IN_REVIEW: D.DRAFT, D.APPROVED: D.DRAFT, D.CHANGES_REQUESTED: D.CHANGES_REQUESTED}
DESK_TABLE: dict[Action, dict[DeskState, DeskState]] = {
    Action.EDIT: KEPT,
    Action.LOAD: dict.fromkeys(D, D.DRAFT),
    Action.SUBMIT: {D.DRAFT: D.IN_REVIEW, D.CHANGES_REQUESTED: D.IN_REVIEW},
    Action.RECALL: {D.IN_REVIEW: D.DRAFT, D.APPROVED: D.DRAFT},
    Action.REQUEST_CHANGES: {D.IN_REVIEW: D.CHANGES_REQUESTED, D.APPROVED: D.CHANGES_REQUESTED},
    Action.APPROVE: {D.IN_REVIEW: D.APPROVED},
    Action.PUBLISH: {D.APPROVED: D.DRAFT},
    Action.IMPORT: {D.DRAFT: D.DRAFT},
    Action.SET_CITATION_STATUS: KEPT,
}


@pytest.mark.parametrize("state", D)
@pytest.mark.parametrize("action", DESK_TABLE)
def test_desk(reach_desk: Reach, act: dict[Action, Act], action: Action, state: DeskState) -> None:
    reach_desk(state)
    if state in DESK_TABLE[action]:
        act[action]()
        assert desk_state() == DESK_TABLE[action][state]
        return
    before = everything()
    with pytest.raises(Refused) as refused:
        act[action]()
    possible = " or ".join(DESK_TABLE[action]).replace("_", " ")
    is_now, wanted = state.replace("_", " "), action.replace("_", " ")
    assert str(refused.value) == f"Cannot {wanted}: the draft is {is_now}; it must be {possible}."
    assert everything() == before


PUBLIC_TABLE: dict[Action, dict[PublicState, PublicState]] = {
    Action.PUBLISH: dict.fromkeys(P, P.CURRENT),
    Action.IMPORT: dict.fromkeys(P, P.CURRENT),
    Action.WITHDRAW: {P.CURRENT: P.WITHDRAWN},
    Action.RESTORE: {P.WITHDRAWN: P.CURRENT},
    Action.REISSUE: {P.CURRENT: P.CURRENT},
}


def public_state() -> str:
    publication = Publication.objects.filter(id="rest").first()
    return P.NONE if publication is None else publication.state


@pytest.mark.parametrize("state", P)
@pytest.mark.parametrize("action", PUBLIC_TABLE)
def test_public(reach_public: Reach, act: dict[Action, Act], action: Action, state: PublicState) -> None:
    reach_public(state)
    if action in (Action.PUBLISH, Action.IMPORT):
        act[Action.LOAD]()
    if action is Action.PUBLISH:
        act[Action.SUBMIT]()
        act[Action.APPROVE]()
    if state in PUBLIC_TABLE[action]:
        act[action]()
        assert public_state() == PUBLIC_TABLE[action][state]
        return
    before = everything()
    with pytest.raises(Refused) as refused:
        act[action]()
    possible = " or ".join(PUBLIC_TABLE[action])
    assert str(refused.value) == (
        "rest was never published."
        if state is P.NONE
        else f"Cannot {action}: the published record is {state}; it must be {possible}."
    )
    assert everything() == before


@pytest.mark.parametrize("action", [Action.EDIT, Action.SUBMIT, Action.APPROVE, Action.SET_CITATION_STATUS])
@pytest.mark.parametrize("state", P)
def test_the_desk_does_not_move_the_public_side(
    reach_public: Reach, act: dict[Action, Act], action: Action, state: PublicState
) -> None:
    reach_public(state)
    if action is Action.APPROVE:
        act[Action.SUBMIT]()
    act[action]()
    assert public_state() == state


@pytest.mark.parametrize("state", D)
@pytest.mark.parametrize("public", [P.CURRENT, P.WITHDRAWN])
def test_withdrawing_and_restoring_leave_the_desk_alone(
    reach_public: Reach, act: dict[Action, Act], state: DeskState, public: PublicState
) -> None:
    reach_public(public)
    if state is not D.DRAFT:
        act[Action.SUBMIT]()
    if state is D.APPROVED:
        act[Action.APPROVE]()
    if state is D.CHANGES_REQUESTED:
        act[Action.REQUEST_CHANGES]()
    act[Action.WITHDRAW if public is P.CURRENT else Action.RESTORE]()
    assert desk_state() == state


EDITS_COUNTED = {Action.EDIT, Action.LOAD, Action.SET_CITATION_STATUS}


@pytest.mark.parametrize("action", DESK_TABLE)
def test_the_edition_counts_what_writes_rows(reach_desk: Reach, act: dict[Action, Act], action: Action) -> None:
    reach_desk(next(iter(DESK_TABLE[action])))
    before = Treatment.objects.get(id="rest").edition
    act[action]()
    assert Treatment.objects.get(id="rest").edition - before == (action in EDITS_COUNTED)


@pytest.mark.parametrize("action", DESK_TABLE)
def test_every_action_leaves_one_step(reach_desk: Reach, act: dict[Action, Act], action: Action) -> None:
    reach_desk(next(iter(DESK_TABLE[action])))
    before = list(Step.objects.of("rest").values())
    act[action]()
    *older, new = Step.objects.of("rest")
    assert [step.action for step in older] == [step["action"] for step in before]
    assert new.action == action


@pytest.mark.parametrize("state", D)
@pytest.mark.parametrize("public", [P.NONE, P.WITHDRAWN])
def test_a_comment_moves_nothing(
    reach_desk: Reach, reach_public: Reach, act: dict[Action, Act], state: DeskState, public: PublicState
) -> None:
    if public is P.NONE:
        reach_desk(state)
    else:
        reach_public(public)
    before = [rows for rows in everything() if rows[0] != "Step"], Step.objects.count()
    act[Action.COMMENT]()
    assert ([rows for rows in everything() if rows[0] != "Step"], Step.objects.count() - 1) == before


@pytest.mark.parametrize(
    "action", [Action.SUBMIT, Action.RECALL, Action.REQUEST_CHANGES, Action.COMMENT, Action.PUBLISH, Action.IMPORT]
)
def test_a_record_that_does_not_exist(act: dict[Action, Act], action: Action) -> None:
    before = everything()
    with pytest.raises(Refused, match=r"^There is no treatment rest\.$"):
        act[action]()
    assert everything() == before
