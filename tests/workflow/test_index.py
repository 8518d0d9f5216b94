"""The index follows the current versions: of what several records hold, lists show the newest copy."""

import json

import pytest
from django.contrib.auth.models import User
from django.db import connection, models
from django.test.utils import CaptureQueriesContext

from tests.conftest import Load, Publish, full_record, make_citation, make_finding, make_record
from tests.workflow.conftest import seen
from treatments import index, workflow
from treatments.apps import complete_database
from treatments.document.canonical import parse
from treatments.exchange.records import Import, Result
from treatments.models import Citation, IndexedCitation, IndexedCondition, IndexedFinding, IndexedTreatment
from treatments.models.index import IndexedRow


def shown(model: type[IndexedRow]) -> dict[str, str]:
    """Of each key the record whose copy lists show."""
    return dict(model._default_manager.filter(shown=True).values_list("key", "treatment"))


def test_of_a_shared_citation_the_newest_copy_is_shown(publish: Publish, manager: User) -> None:
    publish(make_record("a"))
    publish(make_record("b"))
    assert (shown(IndexedCitation), shown(IndexedCondition)) == ({"smith-2020": "b"}, {"back-pain": "b"})
    publish(make_record("a", name="A again"))
    assert shown(IndexedCitation) == {"smith-2020": "a"}
    assert index.faults() == []


def test_where_the_newest_copy_goes_the_one_before_is_shown(publish: Publish, manager: User) -> None:
    for id_ in ("a", "b", "c"):
        publish(make_record(id_))
    workflow.withdraw(treatment_id="c", by=manager, reason="wrong")
    assert shown(IndexedCitation) == {"smith-2020": "b"}
    publish(make_record("b", citations=[make_citation("jones-2021")], findings=[
        make_finding("b-pain", citations=["jones-2021"])]))  # fmt: skip
    assert shown(IndexedCitation) == {"smith-2020": "a", "jones-2021": "b"}
    workflow.restore(treatment_id="c", by=manager, reason="right after all")
    assert shown(IndexedCitation) == {"smith-2020": "c", "jones-2021": "b"}
    assert index.faults() == []


def test_a_restored_record_is_not_newer_than_what_came_meanwhile(publish: Publish, manager: User) -> None:
    publish(make_record("a"))
    workflow.withdraw(treatment_id="a", by=manager, reason="wrong")
    publish(make_record("b"))
    workflow.restore(treatment_id="a", by=manager, reason="right after all")
    assert shown(IndexedCitation) == {"smith-2020": "b"}
    assert index.faults() == []


def test_lists_show_what_was_published_not_what_the_desk_says(publish: Publish) -> None:
    publish(make_record("a"))
    Citation.objects.update(title="Another title")
    publish(make_record("b", citations=[make_citation("smith-2020", title="Another title")]))
    (copy,) = IndexedCitation.objects.filter(shown=True)
    assert parse(bytes(copy.entry))["title"] == "Another title"
    assert {parse(bytes(each.entry))["title"] for each in IndexedCitation.objects.all()} == {
        "Title of smith-2020",
        "Another title",
    }


def test_a_row_that_moved_to_another_record_is_shown_once(publish: Publish, load: Load, manager: User) -> None:
    """Until its old record is published again, two current versions hold it."""
    publish(make_record("a", findings=[make_finding("moved"), make_finding("a-pain")]))
    load(make_record("a", findings=[make_finding("a-pain")]))
    publish(make_record("b", findings=[make_finding("moved")]))
    assert IndexedFinding.objects.filter(key="moved").count() == 2
    assert shown(IndexedFinding) == {"moved": "b", "a-pain": "a"}
    workflow.withdraw(treatment_id="b", by=manager, reason="wrong")
    assert shown(IndexedFinding) == {"moved": "a", "a-pain": "a"}
    assert index.faults() == []


def test_an_index_that_a_migration_left_empty_is_made_anew(publish: Publish, manager: User) -> None:
    publish(full_record("a"))
    publish(full_record("b"))
    workflow.withdraw(treatment_id="b", by=manager, reason="wrong")
    before = shown(IndexedFinding)
    IndexedTreatment.objects.all().delete()
    assert (index.is_empty(), len(index.faults()) > 0) == (True, True)
    complete_database("default")
    assert (index.is_empty(), index.faults(), shown(IndexedFinding)) == (False, [], before)


@pytest.mark.parametrize("model", index.MODELS)
def test_a_full_record_has_rows_in_every_table(publish: Publish, model: type[models.Model]) -> None:
    publish(full_record())
    assert model._default_manager.exists()


def test_a_withdrawn_record_leaves_no_row(publish: Publish, manager: User) -> None:
    publish(full_record())
    workflow.withdraw(treatment_id="rest", by=manager, reason="wrong")
    assert {model._default_manager.count() for model in index.MODELS} == {0}


@pytest.mark.parametrize("name", ["ß" * 300, "😀" * 300, "a\u0301" * 150])
def test_no_text_is_too_long_for_the_index(load: Load, manager: User, name: str) -> None:
    outcome = {**make_finding("any")["outcome"], "name": name}
    record = make_record(findings=[make_finding("rest-pain", outcome=outcome)])
    (outcome_of_load,) = Import(by=manager, source="a test", publish=True).run([json.dumps(record).encode()])
    assert outcome_of_load.result is Result.PUBLISHED
    assert list(IndexedFinding.objects.on_outcome(name.swapcase()).values_list("key", flat=True)) == ["rest-pain"]


def test_publishing_beside_many_others_takes_as_many_queries(
    publish: Publish, load: Load, curator: User, reviewer: User
) -> None:
    counted = []
    for number in range(4):
        id_ = f"r{number}"
        load(full_record(id_))
        workflow.submit(treatment_id=id_, by=curator)
        workflow.approve(treatment_id=id_, by=reviewer, approved=seen(id_))
        with CaptureQueriesContext(connection) as queries:
            workflow.publish(treatment_id=id_, by=User.objects.get(username="rita"))
        counted.append(len(queries))
    assert counted[1] == counted[2] == counted[3]
