"""Search follows what is published, at once, and nothing else."""

from typing import Any

from django.contrib.auth.models import User

from tests.api.conftest import publish_by_import
from tests.conftest import Load, Publish, full_record, make_citation, make_finding, make_record
from tests.search.conftest import MODELS, found, ranked, rows
from treatments import index, search, workflow
from treatments.models import Citation, Finding
from treatments.models.index import IndexedText


def written(rationale: str) -> dict[str, Any]:
    return make_record(findings=[make_finding("rest-pain", rationale=rationale)])


def where(question: str) -> dict[str, list[str]]:
    """What is found in each list that finds anything."""
    return {kind: keys for kind in MODELS if (keys := found(kind, question))}


HIT = {"treatments": ["rest"], "findings": ["rest-pain"]}


def test_drafts_are_not_found(load: Load) -> None:
    load(written("firstword"))
    assert where("firstword") == {}


def test_published_edited_published_again(publish: Publish, curator: User) -> None:
    publish(written("firstword"))
    assert where("firstword") == HIT
    Finding.objects.filter(id="rest-pain").update(rationale="secondword")
    workflow.touched(treatments=["rest"], by=curator)
    assert (where("firstword"), where("secondword")) == (HIT, {})
    publish(id_="rest")
    assert (where("firstword"), where("secondword")) == ({}, HIT)


def test_withdrawn_and_restored(publish: Publish, manager: User) -> None:
    publish(written("firstword"))
    workflow.withdraw(treatment_id="rest", by=manager, reason="It was wrong.")
    assert where("firstword") == {}
    assert not IndexedText.objects.exists()
    workflow.restore(treatment_id="rest", by=manager, reason="It was right.")
    assert where("firstword") == HIT


def test_of_a_shared_row_the_copy_that_is_shown_is_searched(manager: User) -> None:
    old, new = make_citation("smith-2020", title="Oldtitle"), make_citation("smith-2020", title="Newtitle")
    publish_by_import(manager, make_record("walk", citations=[old]))
    Citation.objects.update(title="Newtitle")
    publish_by_import(manager, make_record("rest", citations=[new]))
    workflow.rebuild_index()  # the copy that is not shown comes last
    assert where("oldtitle") == {"treatments": ["walk"]}
    assert where("newtitle") == {"treatments": ["rest"], "citations": ["smith-2020"]}
    assert ranked("citations", "oldtitle") == []
    assert search.snippets(search.read("newtitle"), "citations", ["smith-2020"]) == {
        "smith-2020": "<mark>Newtitle</mark>"
    }
    workflow.withdraw(treatment_id="rest", by=manager, reason="It was wrong.")
    assert where("oldtitle") == {"treatments": ["walk"], "citations": ["smith-2020"]}
    assert where("newtitle") == {}


QUESTIONS = ["rest", "walk", "name of", "pain", '"usual care"', "heals", "nausea", "smith 2020", "care", "a", "zzz"]


def answers() -> list[Any]:
    return [
        (kind, search.ranked(asked, kind, rows(kind)), search.snippets(asked, kind, ranked(kind, question)))
        for kind in MODELS
        for question in QUESTIONS
        for asked in [search.read(question)]
    ]


def test_emptied_and_rebuilt(manager: User) -> None:
    publish_by_import(manager, full_record("rest"), full_record("walk"))
    before = answers()
    assert sum(len(ranked.hits) for _, ranked, _ in before) > 50
    IndexedText.objects.all().delete()
    assert where("pain") == {}
    assert workflow.rebuild_index() == 2
    assert (answers(), index.faults(), search.faults()) == (before, [], [])
