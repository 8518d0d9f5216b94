"""Nobody approves what they wrote, by whichever way it came into the record."""

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.conftest import Load, make_citation, make_finding, make_record, person
from tests.workflow.conftest import desk_state, seen
from treatments import workflow
from treatments.models import Citation, ConflictStatement, Finding, Treatment
from treatments.rules import Refused
from treatments.vocabulary import RetractionStatus


@pytest.fixture
def dora(db: None) -> User:
    """Curator and reviewer in one person."""
    return person("dora", "curator", "reviewer")


def written_by(user: User, row: Finding | Citation) -> None:
    """Save the row as an edit in the admin does: with the person in its edit history."""
    row._history_user = user  # type: ignore[union-attr]
    row.save()


def approve(id_: str, by: User) -> None:
    workflow.approve(treatment_id=id_, by=by, approved=seen(id_))


def test_a_row_that_was_moved_here_keeps_its_editor(load: Load, curator: User, dora: User) -> None:
    load(make_record("first", findings=[make_finding("moved"), make_finding("stays")]), by=None)
    load(make_record("second"), by=None)
    finding = Finding.objects.get(id="moved")
    finding.rationale = "Dora's words."
    written_by(dora, finding)
    workflow.touched(treatments=["first"], by=dora)
    finding.treatment_id = "second"
    written_by(curator, finding)
    workflow.touched(treatments=["first", "second"], by=curator)
    workflow.submit(treatment_id="second", by=curator)
    with pytest.raises(Refused, match="dora edited this record"):
        approve("second", dora)


def test_who_entered_a_source_before_it_was_cited_wrote_it(load: Load, curator: User, dora: User) -> None:
    load(make_record("other", citations=[make_citation("smith-2020")]), by=None)
    written_by(dora, Citation.objects.get(id="smith-2020"))
    load(make_record("rest"), by=None)
    workflow.submit(treatment_id="rest", by=curator)
    with pytest.raises(Refused, match="dora edited this record"):
        approve("rest", dora)


def test_what_the_last_version_holds_already_does_not_count(
    load: Load, curator: User, reviewer: User, dora: User
) -> None:
    load(by=None)
    written_by(dora, Citation.objects.get(id="smith-2020"))
    workflow.submit(treatment_id="rest", by=curator)
    approve("rest", reviewer)
    workflow.publish(treatment_id="rest", by=reviewer)
    load(make_record(name="Another name"), by=None)
    workflow.submit(treatment_id="rest", by=curator)
    approve("rest", dora)
    assert desk_state() == "approved"


def test_setting_a_citations_status_is_no_edit(load: Load, curator: User, reviewer: User) -> None:
    load(make_record(citations=[make_citation("smith-2020", note="Still the only trial.")]), by=None)
    citation = Citation.objects.get(id="smith-2020")
    workflow.set_citation_status(
        citation_id=citation.id,
        by=reviewer,
        status=RetractionStatus.RETRACTED,
        notice="10.1000/notice",
        noticed_on=None,
        reason="The notice says so.",
    )
    in_a_request = citation.history.latest()
    in_a_request.history_user = reviewer
    in_a_request.save()
    workflow.submit(treatment_id="rest", by=curator)
    approve("rest", reviewer)
    assert desk_state() == "approved"


def test_the_parts_in_many_records_take_as_many_queries_as_in_one(load: Load, curator: User, dora: User) -> None:
    load(make_record("first"), by=dora)
    for id_ in ("second", "third", "fourth"):
        load(make_record(id_), by=None)
    workflow.submit(treatment_id="second", by=dora)
    workflow.submit(treatment_id="third", by=curator)
    counted = []
    for ids in (["first"], ["first", "second", "third", "fourth"]):
        treatments = Treatment.objects.with_rows().select_related("publication__current").filter(id__in=ids)
        read = list(treatments)
        with CaptureQueriesContext(connection) as queries:
            parts = workflow.own_parts(treatments=read, by=dora)
        counted.append(len(queries))
    assert parts == {
        "first": "dora edited this record since it was last published: another person must approve it.",
        "second": "dora submitted this record: another person must approve it.",
    }
    # The steps since and of the last publication; the edits of findings, conditions and citations.
    assert counted == [5, 5]


def test_an_editor_who_left_does_not_block_the_record(load: Load, curator: User) -> None:
    gone = person("gone", "curator", conflicts=None)
    load(by=gone)
    gone.is_active = False
    gone.save()
    workflow.submit(treatment_id="rest", by=curator)
    assert desk_state() == "in_review"


def test_an_editor_who_can_still_state_their_conflicts_must(load: Load, curator: User) -> None:
    present = person("present", "curator", conflicts=None)
    present.set_password("Evidence-2026x")
    present.save()
    load(by=present)
    with pytest.raises(Refused, match=r"^Mend this first: present has no conflict-of-interest statement"):
        workflow.submit(treatment_id="rest", by=curator)
    ConflictStatement.objects.create(by=present, statement="none")
    workflow.submit(treatment_id="rest", by=curator)
