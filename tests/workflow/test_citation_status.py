"""A retraction reaches every record that cites the source, at once, and lets nothing else through."""

from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import User

from tests.conftest import Load, Publish, make_citation, make_finding, make_record
from tests.workflow.conftest import Reach, changed_record, desk_state, edit, everything, seen, set_status
from treatments import workflow
from treatments.document.canonical import parse
from treatments.document.render import content_of, read
from treatments.models import Change, Citation, Finding, Step, Treatment, Version
from treatments.rules import Refused
from treatments.vocabulary import DeskState, PublicState, RetractionStatus

SECOND = make_citation("jones-2021")
BOTH = [make_citation("smith-2020"), SECOND]
ELSEWHERE = make_record("heat", citations=[SECOND], findings=[make_finding("heat-pain", citations=["jones-2021"])])


def document(id_: str, number: int) -> dict[str, Any]:
    return read(Version.objects.get(publication=id_, number=number).body)


def test_every_current_record_that_cites_it_is_issued_anew(
    publish: Publish, load: Load, reviewer: User, manager: User
) -> None:
    publish()
    publish(make_record("walking"))
    publish(ELSEWHERE)
    publish(make_record("gone"))
    workflow.withdraw(treatment_id="gone", by=manager, reason="It was wrong.")
    load(make_record("draft"))
    before = {id_: document(id_, 1) for id_ in ("rest", "walking")}
    versions = workflow.set_citation_status(
        citation_id="smith-2020",
        by=reviewer,
        status=RetractionStatus.RETRACTED,
        notice="10.1/notice",
        noticed_on=date(2026, 1, 2),
        reason="Invented data.",
    )
    assert [(version.publication_id, version.number, version.type) for version in versions] == [
        ("rest", 2, "citation_status"),
        ("walking", 2, "citation_status"),
    ]
    for id_, old in before.items():
        new = document(id_, 2)
        old["citations"][0]["retraction"] = {"status": "retracted", "notice": "10.1/notice", "date": "2026-01-02"}
        assert content_of(new) == content_of(old)
        assert new["curation"] == old["curation"]
        assert new["note"] == "Invented data."
    change = Change.objects.get(version=versions[0])
    assert parse(bytes(change.body))["kinds"] == [
        {
            "kind": "citation_status_changed",
            "part": "citation",
            "id": "smith-2020",
            "from": "none",
            "to": "retracted",
        },
        {"kind": "changed", "part": "citation", "id": "smith-2020", "from": None, "to": None},
    ]


def test_no_unreviewed_edit_goes_out_with_it(publish: Publish, curator: User, reviewer: User) -> None:
    publish()
    edit(curator, rationale="Not reviewed.")
    Citation.objects.update(title="Not reviewed.")
    set_status(reviewer)
    new = document("rest", 2)
    assert (new["findings"][0]["rationale"], new["citations"][0]["title"]) == (None, "Title of smith-2020")
    assert Finding.objects.get().rationale == "Not reviewed."
    assert Citation.objects.get().title == "Not reviewed."


def test_a_citation_that_only_the_published_version_cites(publish: Publish, load: Load, reviewer: User) -> None:
    publish()
    load(make_record(citations=[SECOND], findings=[make_finding("rest-pain", citations=["jones-2021"])]))
    set_status(reviewer)
    assert [citation["id"] for citation in document("rest", 2)["citations"]] == ["smith-2020"]


def test_a_draft_that_cites_it_is_told_and_not_published(load: Load, reviewer: User) -> None:
    load()
    edition = Treatment.objects.get().edition
    set_status(reviewer)
    assert not Version.objects.exists()
    assert Treatment.objects.get().edition == edition + 1
    step = Step.objects.of("rest").latest("id")
    assert (step.action, step.by, step.note) == ("set_citation_status", reviewer, "the journal says so")


def test_what_was_approved_is_a_draft_again(reach_desk: Reach, reviewer: User) -> None:
    reach_desk(DeskState.APPROVED)
    set_status(reviewer)
    assert desk_state() == DeskState.DRAFT


def test_a_source_of_the_mid_alone(publish: Publish, reviewer: User) -> None:
    outcome = make_finding("rest-pain")["outcome"]
    mid = {"value": 10, "scale": "native", "citation": "jones-2021"}
    publish(make_record(citations=BOTH, findings=[make_finding("rest-pain", outcome={**outcome, "mid": mid})]))
    set_status(reviewer, "jones-2021")
    status = {citation["id"]: citation["retraction"]["status"] for citation in document("rest", 2)["citations"]}
    assert status == {"jones-2021": "retracted", "smith-2020": "none"}


def test_setting_it_does_not_make_the_reviewer_an_editor(reach_desk: Reach, curator: User, reviewer: User) -> None:
    reach_desk(DeskState.DRAFT)
    set_status(reviewer, to="corrected")
    workflow.submit(treatment_id="rest", by=curator)
    workflow.approve(treatment_id="rest", by=reviewer, approved=seen())
    assert Treatment.objects.get().desk_state == DeskState.APPROVED


def test_it_is_taken_back_the_same_way(publish: Publish, reviewer: User) -> None:
    publish()
    set_status(reviewer)
    set_status(reviewer, to="none", notice="")
    assert content_of(document("rest", 3)) == content_of(document("rest", 1))
    checksums = list(Version.objects.order_by("number").values_list("content_checksum", flat=True))
    assert checksums[0] == checksums[2] != checksums[1]


def test_the_same_status_again(publish: Publish, reviewer: User) -> None:
    publish()
    set_status(reviewer)
    before = everything()
    with pytest.raises(Refused, match=r"^smith-2020 has this status already\.$"):
        set_status(reviewer)
    assert everything() == before


def test_the_same_status_with_another_notice(publish: Publish, reviewer: User) -> None:
    publish()
    set_status(reviewer)
    set_status(reviewer, notice="10.1/second")
    assert document("rest", 3)["citations"][0]["retraction"]["notice"] == "10.1/second"


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"notice": " "}, "Say the DOI or web address of the notice."),
        ({"reason": ""}, "Say why the status changes."),
        ({"citation_id": "unknown-1999"}, "There is no citation unknown-1999."),
    ],
)
def test_what_it_needs(publish: Publish, reviewer: User, given: dict[str, str], message: str) -> None:
    publish()
    before = everything()
    arguments: Any = {
        "citation_id": "smith-2020",
        "by": reviewer,
        "status": RetractionStatus.RETRACTED,
        "notice": "10.1/notice",
        "noticed_on": None,
        "reason": "Invented data.",
        **given,
    }
    with pytest.raises(Refused) as refused:
        workflow.set_citation_status(**arguments)
    assert str(refused.value) == message
    assert everything() == before


def test_a_withdrawn_record_is_not_issued(reach_public: Reach, reviewer: User) -> None:
    reach_public(PublicState.WITHDRAWN)
    set_status(reviewer)
    assert Version.objects.count() == 1


def test_the_next_review_of_the_desk_carries_the_status(publish: Publish, load: Load, reviewer: User) -> None:
    publish()
    set_status(reviewer, to="corrected", notice="10.1/notice")
    record = changed_record()
    retraction = {"status": "corrected", "notice": "10.1/notice", "date": None}
    record["citations"] = [make_citation("smith-2020", retraction=retraction)]
    publish(record)
    assert document("rest", 3)["citations"][0]["retraction"] == retraction
