"""Every state is reached by the real actions."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import models

from tests.conftest import Load, make_finding, make_record, person
from treatments import workflow
from treatments.document.content import content, content_checksum
from treatments.models import (
    Change,
    Citation,
    Condition,
    Feed,
    Finding,
    IndexedCitation,
    IndexedCondition,
    IndexedFinding,
    IndexedTreatment,
    Publication,
    Step,
    Treatment,
    Version,
)
from treatments.vocabulary import DeskState, PublicState, RetractionStatus

STORED: tuple[type[models.Model], ...] = (
    Change,
    Citation,
    Condition,
    Feed,
    Finding,
    IndexedCitation,
    IndexedCondition,
    IndexedFinding,
    IndexedTreatment,
    Publication,
    Step,
    Treatment,
    Version,
)


def everything() -> list[Any]:
    """Whatever an action could write, comparable."""
    return [
        [model.__name__, *(bytes(value) if isinstance(value, memoryview) else value for value in row)]
        for model in STORED
        for row in model._default_manager.order_by("pk").values_list()
    ]


def seen(id_: str = "rest") -> str:
    """Checksum of what the desk says now: what an approver has on the screen."""
    return content_checksum(content(Treatment.objects.with_rows().get(id=id_)))


def desk_state(id_: str = "rest") -> str:
    return Treatment.objects.get(id=id_).desk_state


def edit(by: User | None, id_: str = "rest", **columns: Any) -> None:
    """Save a form of the record's first finding."""
    finding = Finding.objects.filter(treatment=id_).earliest("id")
    for column, value in (columns or {"rationale": f"edited by {by}"}).items():
        setattr(finding, column, value)
    finding.full_clean()
    finding.save()
    workflow.touched(treatments=[id_], by=by)


def set_status(by: User, citation: str = "smith-2020", *, to: str = "retracted", notice: str = "10.1/notice") -> None:
    """A reviewer sets a citation's retraction status."""
    workflow.set_citation_status(
        citation_id=citation,
        by=by,
        status=RetractionStatus(to),
        notice=notice,
        noticed_on=None,
        reason="the journal says so",
    )


def changed_record(id_: str = "rest", **changes: Any) -> dict[str, Any]:
    """`make_record` with one finding that says something else."""
    return make_record(id_, findings=[make_finding(f"{id_}-pain", rationale="A new reason.")], **changes)


@pytest.fixture
def other_reviewer(db: None) -> User:
    return person("ralf", "reviewer")


Reach = Callable[..., str]


@pytest.fixture
def reach_desk(load: Load, curator: User, reviewer: User) -> Reach:
    """Takes a new record to the desk state and gives its id."""

    def reach(state: str, record: dict[str, Any] | None = None) -> str:
        id_ = load(record).id
        if state != DeskState.DRAFT:
            workflow.submit(treatment_id=id_, by=curator)
        if state == DeskState.APPROVED:
            workflow.approve(treatment_id=id_, by=reviewer, approved=seen(id_))
        if state == DeskState.CHANGES_REQUESTED:
            workflow.request_changes(treatment_id=id_, by=reviewer, reason="Say more.")
        assert desk_state(id_) == state
        return id_

    return reach


@pytest.fixture
def reach_public(reach_desk: Reach, reviewer: User, manager: User) -> Reach:
    """Takes a new record to the public state and gives its id."""

    def reach(state: str, record: dict[str, Any] | None = None) -> str:
        if state == PublicState.NONE:
            return reach_desk(DeskState.DRAFT, record)
        id_ = reach_desk(DeskState.APPROVED, record)
        workflow.publish(treatment_id=id_, by=reviewer)
        if state == PublicState.WITHDRAWN:
            workflow.withdraw(treatment_id=id_, by=manager, reason="It was wrong.")
        assert Publication.objects.get(id=id_).state == state
        return id_

    return reach
