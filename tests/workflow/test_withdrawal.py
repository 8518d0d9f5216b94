"""Taking a record from the public, and bringing it back."""

from typing import Any

import pytest
from django.contrib.auth.models import User

from tests.conftest import Load, Publish, make_record
from tests.workflow.conftest import Reach, changed_record, edit, everything, seen, set_status
from treatments import workflow
from treatments.document.canonical import parse
from treatments.document.render import read
from treatments.models import Change, Citation, IndexedTreatment, Publication, Version
from treatments.rules import Refused
from treatments.vocabulary import DeskState, PublicState


def withdraw(manager: User, **options: Any) -> Change:
    return workflow.withdraw(treatment_id="rest", by=manager, **{"reason": "It was wrong.", **options})


def test_withdrawing(publish: Publish, manager: User) -> None:
    publish()
    publish(make_record("walking"))
    change = withdraw(manager, successor="walking")
    version = Version.objects.get(publication="rest")
    publication = Publication.objects.get(id="rest")
    assert (publication.state, publication.current, publication.withdrawn_at, publication.withdrawn_by) == (
        "withdrawn",
        version,
        change.at,
        "max",
    )
    assert (publication.withdrawal_reason, publication.successor) == ("It was wrong.", "walking")
    assert list(IndexedTreatment.objects.values_list("id", flat=True)) == ["walking"]


@pytest.mark.parametrize("reason", ["", " \n"])
def test_a_withdrawal_has_a_reason(publish: Publish, manager: User, reason: str) -> None:
    publish()
    before = everything()
    with pytest.raises(Refused, match=r"^Say why the record is withdrawn\.$"):
        withdraw(manager, reason=reason)
    assert everything() == before


@pytest.fixture
def successors(publish: Publish, load: Load, manager: User) -> None:
    publish()
    load(make_record("draft"))
    publish(make_record("gone"))
    workflow.withdraw(treatment_id="gone", by=manager, reason="It was wrong.")


@pytest.mark.parametrize("successor", ["rest", "draft", "gone", "unknown", "Not a key"])
def test_a_successor_is_another_public_record(successors: None, manager: User, successor: str) -> None:
    before = everything()
    with pytest.raises(Refused) as refused:
        withdraw(manager, successor=successor)
    assert str(refused.value) == f"{successor} cannot be the successor: name another record that is public."
    assert everything() == before


@pytest.mark.parametrize("state", DeskState)
def test_possible_in_every_desk_state(
    publish: Publish, curator: User, reviewer: User, manager: User, state: str
) -> None:
    publish()
    edit(curator)
    if state != DeskState.DRAFT:
        workflow.submit(treatment_id="rest", by=curator)
    if state == DeskState.APPROVED:
        workflow.approve(treatment_id="rest", by=reviewer, approved=seen())
    if state == DeskState.CHANGES_REQUESTED:
        workflow.request_changes(treatment_id="rest", by=reviewer, reason="Say more.")
    withdraw(manager)
    assert Publication.objects.get().state == PublicState.WITHDRAWN


def test_restoring_makes_the_last_version_current(reach_public: Reach, curator: User, manager: User) -> None:
    reach_public(PublicState.WITHDRAWN)
    edit(curator)  # a draft that nobody reviewed
    change = workflow.restore(treatment_id="rest", by=manager, reason="It was right.")
    publication, version = Publication.objects.get(), Version.objects.get()
    assert (publication.state, publication.current) == ("current", version)
    assert (publication.withdrawn_at, publication.withdrawn_by, publication.withdrawal_reason) == (None, "", "")
    assert (change.type, change.note, change.version) == ("restored", "It was right.", version)
    assert [row.id for row in IndexedTreatment.objects.all()] == ["rest"]


def test_restoring_ends_the_successor(publish: Publish, manager: User) -> None:
    publish()
    publish(make_record("walking"))
    withdraw(manager, successor="walking")
    workflow.restore(treatment_id="rest", by=manager, reason="It was right.")
    assert Publication.objects.get(id="rest").successor == ""


@pytest.mark.parametrize("reason", ["", " "])
def test_a_restoration_has_a_reason(reach_public: Reach, manager: User, reason: str) -> None:
    reach_public(PublicState.WITHDRAWN)
    before = everything()
    with pytest.raises(Refused, match=r"^Say why the record is restored\.$"):
        workflow.restore(treatment_id="rest", by=manager, reason=reason)
    assert everything() == before


def test_a_status_that_changed_meanwhile_is_issued_behind_it(
    reach_public: Reach, reviewer: User, manager: User
) -> None:
    reach_public(PublicState.WITHDRAWN)
    set_status(reviewer)
    assert Version.objects.count() == 1
    workflow.restore(treatment_id="rest", by=manager, reason="It was right.")
    assert [(change.type, change.version.number) for change in Change.objects.all()] == [
        ("published", 1),
        ("withdrawn", 1),
        ("restored", 1),
        ("citation_status", 2),
    ]
    document = read(Version.objects.get(number=2).body)
    assert document["citations"][0]["retraction"] == {"status": "retracted", "notice": "10.1/notice", "date": None}
    assert Publication.objects.get().current == Version.objects.get(number=2)


def test_a_citation_that_left_the_desk_is_restored_as_it_was(reach_public: Reach, load: Load, manager: User) -> None:
    reach_public(PublicState.WITHDRAWN)
    load(make_record(findings=[], citations=[]))
    Citation.objects.all().delete()
    workflow.restore(treatment_id="rest", by=manager, reason="It was right.")
    assert Version.objects.count() == 1


def test_publishing_a_withdrawn_record_restores_it(
    reach_public: Reach, load: Load, curator: User, manager: User
) -> None:
    reach_public(PublicState.WITHDRAWN)
    load(changed_record())
    workflow.publish_import(treatment_id="rest", by=manager, source="a file")
    publication, version = Publication.objects.get(), Version.objects.get(number=2)
    assert (publication.state, publication.current, publication.withdrawn_at) == ("current", version, None)
    assert (version.type, parse(bytes(Change.objects.get(version=version).body))["kinds"]) == (
        "restored",
        [{"kind": "changed", "part": "finding", "id": "rest-pain", "from": None, "to": None}],
    )


def test_publishing_a_withdrawn_record_needs_the_permission_to_restore(
    reach_public: Reach, load: Load, curator: User, reviewer: User, manager: User
) -> None:
    reach_public(PublicState.WITHDRAWN)
    load(changed_record())
    workflow.submit(treatment_id="rest", by=curator)
    workflow.approve(treatment_id="rest", by=reviewer, approved=seen())
    before = everything()
    with pytest.raises(Refused, match=r"^rita may not restore: that is for the groups release_manager\.$"):
        workflow.publish(treatment_id="rest", by=reviewer)
    assert everything() == before
    workflow.publish(treatment_id="rest", by=manager)
