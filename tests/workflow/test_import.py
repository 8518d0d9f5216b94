"""The second way: records that come curated are published as they were loaded, and say so."""

from typing import Any

import pytest
from django.contrib.auth.models import User

from tests.conftest import Load, make_finding, make_record, person
from tests.workflow.conftest import edit, everything, seen, set_status
from treatments import workflow
from treatments.document.render import read
from treatments.models import Finding, Step, Version
from treatments.rules import Refused


def publish_import(manager: User, id_: str = "rest", **options: Any) -> Version:
    return workflow.publish_import(treatment_id=id_, by=manager, **{"source": "a file", **options})


def test_curation_names_the_source_and_nobody(load: Load, manager: User) -> None:
    newcomer = person("ned", "curator", conflicts=None)
    load(by=newcomer)
    version = publish_import(manager, note="The first of them.")
    document = read(version.body)
    assert document["curation"] == {
        "process": "import",
        "source": "a file",
        "curated_by": [],
        "reviewed_by": [],
        "conflicts_of_interest": [],
    }
    assert (version.type, version.published_by, document["note"]) == ("published", "max", "The first of them.")
    assert [(step.action, step.by) for step in Step.objects.of("rest")] == [("load", newcomer), ("import", manager)]


def test_reasons_of_levels_may_lack(load: Load, manager: User) -> None:
    domains = [{"domain": "imprecision", "levels": -1, "reason": None}]
    certainty = {**make_finding("rest-pain")["certainty"], "domains": domains}
    load(make_record(findings=[make_finding("rest-pain", certainty=certainty)]))
    document = read(publish_import(manager).body)
    assert document["findings"][0]["certainty"]["trace"] == [
        "starts high: randomised trials",
        "−1 imprecision: reason not recorded",
    ]


def test_every_other_rule_holds(load: Load, manager: User) -> None:
    load(make_record(findings=[make_finding("rest-pain", read=None)]))
    before = everything()
    with pytest.raises(Refused, match=r"^Mend this first: finding rest-pain read_where: Say where a person read this"):
        publish_import(manager)
    assert everything() == before


EDITED = r"^Only what was loaded is published by import: this record was edited since, so it goes to review\.$"


@pytest.mark.parametrize("editor", ["carol", None])
def test_refused_after_an_edit(load: Load, manager: User, editor: str | None) -> None:
    load()
    edit(User.objects.filter(username=editor).first())
    before = everything()
    with pytest.raises(Refused, match=EDITED):
        publish_import(manager)
    assert everything() == before


def test_refused_when_nothing_was_loaded_since_the_last_publication(load: Load, manager: User) -> None:
    load()
    publish_import(manager)
    with pytest.raises(Refused, match=EDITED):
        publish_import(manager)


def test_possible_again_when_loaded_over_the_edit(load: Load, curator: User, manager: User) -> None:
    load()
    edit(curator)
    load(overwrite=True)
    assert publish_import(manager).number == 1


def test_possible_after_a_citation_status(load: Load, reviewer: User, manager: User) -> None:
    load()
    set_status(reviewer, to="corrected")
    document = read(publish_import(manager).body)
    assert document["citations"][0]["retraction"]["status"] == "corrected"


@pytest.mark.parametrize("source", ["", " \n"])
def test_the_source_is_named(load: Load, manager: User, source: str) -> None:
    load()
    before = everything()
    with pytest.raises(Refused, match=r"^Say the source of the import\.$"):
        publish_import(manager, source=source)
    assert everything() == before


def test_records_of_one_import_may_name_each_other(load: Load, manager: User) -> None:
    load(make_record("parent"))
    load(make_record("rest", member_of="parent"))
    with pytest.raises(Refused, match="parent is not public"):
        publish_import(manager)
    document = read(publish_import(manager, importing=["parent"]).body)
    assert document["member_of"] == "parent"


def test_a_later_review_names_the_people(load: Load, curator: User, reviewer: User, manager: User) -> None:
    load(by=manager)
    publish_import(manager)
    edit(curator, rationale="Better.")
    workflow.submit(treatment_id="rest", by=curator)
    workflow.approve(treatment_id="rest", by=reviewer, approved=seen())
    curation = read(workflow.publish(treatment_id="rest", by=reviewer).body)["curation"]
    assert (curation["process"], curation["source"]) == ("review", None)
    assert (curation["curated_by"], curation["reviewed_by"]) == (["Carol Example", "Max Example"], ["Rita Example"])


def test_deleted_rows_of_the_desk_are_no_longer_published(load: Load, manager: User) -> None:
    load(make_record(findings=[make_finding("rest-pain"), make_finding("rest-sleep")]))
    publish_import(manager)
    load()
    document = read(publish_import(manager).body)
    assert [finding["id"] for finding in document["findings"]] == ["rest-pain"]
    assert list(Finding.objects.values_list("id", flat=True)) == ["rest-pain"]
