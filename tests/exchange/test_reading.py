"""What an import makes of where rows were read, and why they are withheld, when its lines say nothing of it."""

from typing import Any

import pytest
from django.contrib.auth.models import User

from tests.conftest import Load, make_citation, make_finding, make_record
from treatments import workflow
from treatments.document.render import read
from treatments.models import Finding, Version

Json = dict[str, Any]


def silent(**finding: Any) -> Json:
    """A record whose finding says nothing of its reading, unless told to."""
    row = make_finding("rest-pain", **finding)
    for name in {"read", "withheld"} - set(finding):
        del row[name]
    return make_record(findings=[row, make_finding("rest-other")])


def ids() -> list[str]:
    """The findings that the public sees."""
    return [row["id"] for row in read(Version.objects.latest("number").body)["findings"]]


def test_a_withheld_row_stays_withheld_where_the_line_is_silent(load: Load, manager: User) -> None:
    load(silent(withheld="Under dispute."))
    load(silent(), by=manager, publish=True)
    assert Finding.objects.get(id="rest-pain").withheld == "Under dispute."
    assert ids() == ["rest-other"]


def test_null_lifts_the_withholding(load: Load, manager: User) -> None:
    load(silent(withheld="Under dispute.", read={"by": None, "where": "the article", "on": None}))
    load(silent(withheld=None, read={"by": None, "where": "the article", "on": None}), by=manager, publish=True)
    assert ids() == ["rest-other", "rest-pain"]


def test_a_curators_unreviewed_reading_is_not_published_by_import(load: Load, manager: User, curator: User) -> None:
    load(silent(read=None, withheld=None))
    finding = Finding.objects.get(id="rest-pain")
    finding.read_where = "I think I read it somewhere."
    finding.save()
    workflow.touched(treatments=["rest"], by=curator)
    with pytest.raises(AssertionError, match="Say where a person read this"):
        load(silent(), by=manager, publish=True, overwrite=True)
    assert not Version.objects.exists()


def test_what_the_public_sees_as_read_stays_read(load: Load, manager: User) -> None:
    load(silent(read={"by": None, "where": "the article", "on": None}), by=manager, publish=True)
    load(silent(rationale="New."), by=manager, publish=True)
    assert Version.objects.latest("number").number == 2
    assert Finding.objects.get(id="rest-pain").read_where == "the article"


def test_a_corrected_shared_source_does_not_block_the_next_record_of_the_file(load: Load, manager: User) -> None:
    for id_ in ("first", "second"):
        load(make_record(id_), by=manager, publish=True)
    corrected = [make_citation("smith-2020", title="Corrected title")]
    for id_ in ("first", "second"):
        load(make_record(id_, citations=corrected), by=manager, publish=True, overwrite=True)
    assert [version.number for version in Version.objects.order_by("publication", "number")] == [1, 2, 1, 2]
