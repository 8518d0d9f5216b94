"""Who may do what: every action by a member of each group, by nobody in particular, and by the owner."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from pytest_django import Settings

from tests.conftest import person
from tests.workflow.conftest import Reach, everything, seen, set_status
from treatments import workflow
from treatments.roles import GROUPS
from treatments.rules import PERMISSION, Refused, check_may
from treatments.vocabulary import Action, DeskState, PublicState

CURATOR, REVIEWER, MANAGER, ADMINISTRATOR = "curator", "reviewer", "release_manager", "administrator"
MAY: dict[Action, set[str]] = {
    Action.SUBMIT: {CURATOR},
    Action.RECALL: {CURATOR},
    Action.REQUEST_CHANGES: {REVIEWER},
    Action.COMMENT: {CURATOR, REVIEWER},
    Action.APPROVE: {REVIEWER},
    Action.PUBLISH: {REVIEWER, MANAGER},
    Action.IMPORT: {MANAGER},
    Action.WITHDRAW: {MANAGER},
    Action.RESTORE: {MANAGER},
    Action.REISSUE: {MANAGER},
    Action.SET_CITATION_STATUS: {REVIEWER},
}
STATE: dict[Action, str] = {
    Action.SUBMIT: DeskState.DRAFT,
    Action.RECALL: DeskState.IN_REVIEW,
    Action.REQUEST_CHANGES: DeskState.IN_REVIEW,
    Action.COMMENT: DeskState.APPROVED,
    Action.APPROVE: DeskState.IN_REVIEW,
    Action.PUBLISH: DeskState.APPROVED,
    Action.IMPORT: DeskState.DRAFT,
    Action.WITHDRAW: PublicState.CURRENT,
    Action.RESTORE: PublicState.WITHDRAWN,
    Action.REISSUE: PublicState.CURRENT,
    Action.SET_CITATION_STATUS: DeskState.DRAFT,
}


def perform(action: Action, by: User) -> None:
    record: Any = {"treatment_id": "rest", "by": by}
    actions: dict[Action, Callable[[], Any]] = {
        Action.SUBMIT: lambda: workflow.submit(**record),
        Action.RECALL: lambda: workflow.recall(**record),
        Action.REQUEST_CHANGES: lambda: workflow.request_changes(**record, reason="Say more."),
        Action.COMMENT: lambda: workflow.comment(**record, text="Well done."),
        Action.APPROVE: lambda: workflow.approve(**record, approved=seen()),
        Action.PUBLISH: lambda: workflow.publish(**record),
        Action.IMPORT: lambda: workflow.publish_import(**record, source="a file"),
        Action.WITHDRAW: lambda: workflow.withdraw(**record, reason="It was wrong."),
        Action.RESTORE: lambda: workflow.restore(**record, reason="It was right."),
        Action.REISSUE: lambda: workflow.reissue(**record),
        Action.SET_CITATION_STATUS: lambda: set_status(by),
    }
    actions[action]()


def test_every_permission_is_tried() -> None:
    assert set(PERMISSION) == set(MAY)


@pytest.fixture
def ready(reach_desk: Reach, reach_public: Reach, settings: Settings) -> Any:
    """Takes the record to a state from which the action is possible."""

    def reach(action: Action) -> None:
        (reach_public if STATE[action] in list(PublicState) else reach_desk)(STATE[action])
        settings.ATTRIBUTION = "Another name"  # so that there is something to reissue

    return reach


@pytest.mark.parametrize("group", [CURATOR, REVIEWER, MANAGER, ADMINISTRATOR, None])
@pytest.mark.parametrize("action", MAY)
def test_group(ready: Any, action: Action, group: str | None) -> None:
    ready(action)
    somebody = person("sam", *([group] if group else []))
    if group in MAY[action]:
        perform(action, somebody)
        return
    before = everything()
    with pytest.raises(Refused) as refused:
        perform(action, somebody)
    groups = [name for name in (CURATOR, REVIEWER, MANAGER) if name in MAY[action]]
    wanted = action.replace("_", " ")
    assert str(refused.value) == f"sam may not {wanted}: that is for the groups {', '.join(groups)}."
    assert everything() == before


@pytest.mark.parametrize("action", MAY)
def test_owner(ready: Any, action: Action) -> None:
    ready(action)
    owner = person("olga")
    owner.is_superuser = True
    owner.save()
    before = everything()
    perform(action, owner)
    assert everything() != before


@pytest.mark.parametrize("action", MAY)
def test_who_was_switched_off_may_nothing(db: None, action: Action) -> None:
    somebody = person("sam", *GROUPS)
    somebody.is_active = False
    somebody.save()
    with pytest.raises(Refused, match=r"^sam may not "):
        check_may(action, somebody)


def test_a_person_may_be_in_several_groups(db: None) -> None:
    somebody = person("sam", *GROUPS)
    for action in MAY:
        check_may(action, somebody)


DELETED_BY_CURATORS = {
    "regulatorystatus",
    "warning",
    "evidencegap",
    "finding",
    "adverseevent",
    "recommendation",
    "claim",
}


@pytest.mark.parametrize("group", GROUPS)
def test_permissions_of_a_group_exist_and_reach_no_frozen_row(db: None, group: str) -> None:
    somebody = person("sam", group)
    given = {name.removeprefix("treatments.") for name in somebody.get_all_permissions()}
    assert given == GROUPS[group]
    frozen = ("version", "change", "step", "publication", "feed")
    assert not {name for name in given if name.endswith(frozen) and not name.startswith("view_")}
    deleted = {name.removeprefix("delete_") for name in given if name.startswith("delete_")}
    assert deleted == (DELETED_BY_CURATORS if group == CURATOR else set())
