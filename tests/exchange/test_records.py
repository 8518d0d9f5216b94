"""Loading: a record whole or not at all, nothing twice, nothing over what people wrote."""

from typing import Any

from django.contrib.auth.models import User

from tests.conftest import Publish, make_citation, make_finding, make_record
from tests.exchange.conftest import lines, reasons, results, run
from tests.workflow.conftest import edit, everything
from treatments import workflow
from treatments.exchange.records import Import
from treatments.models import Citation, Finding, Publication, Step, Treatment, Version

Json = dict[str, Any]


def changed(**changes: Any) -> Json:
    return make_record(findings=[make_finding("rest-pain", rationale="New.", **changes)])


def history_rows() -> int:
    return sum(model.history.count() for model in (Treatment, Finding, Citation))


def test_a_record_is_loaded_into_the_desk(curator: User) -> None:
    assert results(run(curator, make_record())) == [(1, "rest", "loaded")]
    (step,) = Step.objects.all()
    assert (step.treatment, step.action, step.by) == ("rest", "load", curator)
    assert Treatment.objects.get().desk_state == "draft"
    assert not Publication.objects.exists()


def test_equal_content_changes_nothing(curator: User) -> None:
    run(curator, make_record())
    before, history = everything(), history_rows()
    assert results(run(curator, make_record())) == [(1, "rest", "unchanged")]
    assert everything() == before
    assert history_rows() == history


def test_a_doi_spelled_otherwise_changes_nothing(curator: User) -> None:
    run(curator, make_record(citations=[make_citation("smith-2020", doi="10.1136/bmj.n1446")]))
    again = make_record(citations=[make_citation("smith-2020", doi="https://doi.org/10.1136/bmj.n1446")])
    assert results(run(curator, again)) == [(1, "rest", "unchanged")]


def test_rows_that_the_line_does_not_name_are_deleted(curator: User) -> None:
    run(curator, make_record(findings=[make_finding("rest-pain"), make_finding("rest-sleep")]))
    run(curator, make_record())
    assert list(Finding.objects.values_list("id", flat=True)) == ["rest-pain"]


def test_publishing_as_the_release_manager(manager: User) -> None:
    outcomes = run(manager, make_record(), make_record("walking"), publish=True, source="a file")
    assert results(outcomes) == [(1, "rest", "published"), (2, "walking", "published")]
    again = run(manager, make_record(), make_record("walking", name="Walks"), publish=True, source="a file")
    assert results(again) == [(1, "rest", "unchanged"), (2, "walking", "published")]
    assert list(Version.objects.of("walking").values_list("number", flat=True)) == [1, 2]


def test_what_is_on_the_desk_already_is_published_now(manager: User) -> None:
    run(manager, make_record())
    assert results(run(manager, make_record(), publish=True, source="a file")) == [(1, "rest", "published")]


def test_publishing_without_permission_loads_nothing(curator: User) -> None:
    assert reasons(curator, make_record(), publish=True, source="a file") == [
        "carol may not import: that is for the groups release_manager."
    ]


def test_a_record_with_problems_is_not_published_and_not_loaded(manager: User) -> None:
    record = make_record(findings=[make_finding("rest-pain", citations=[])])
    assert reasons(manager, record, publish=True, source="a file") == ["finding rest-pain citations: Cite a source."]


def test_a_withdrawn_record_stays_withdrawn(manager: User) -> None:
    run(manager, make_record(), publish=True, source="a file")
    workflow.withdraw(treatment_id="rest", by=manager, reason="It was wrong.")
    assert reasons(manager, changed(), publish=True, source="a file") == ["withdrawn: restore it first, or it stays so"]


# Order and files


def test_records_are_loaded_before_those_that_name_them(manager: User) -> None:
    comparator = {"text": "walking", "treatment": "walking"}
    outcomes = run(
        manager,
        make_record("member", member_of="group"),
        make_record("rest", findings=[make_finding("rest-pain", comparator=comparator)]),
        make_record("group"),
        make_record("walking"),
        publish=True,
        source="a file",
    )
    assert results(outcomes) == [
        (3, "group", "published"),
        (1, "member", "published"),
        (4, "walking", "published"),
        (2, "rest", "published"),
    ]


def test_a_refused_record_is_no_part_of_the_import(manager: User) -> None:
    run(manager, make_record("group"))
    outcomes = run(
        manager, make_record("group", kind="nonsense"), make_record("rest", member_of="group"), publish=True, source="x"
    )
    assert outcomes[1].reasons == (
        "treatment rest member_of: group is not public: publish it first, or leave this empty.",
    )


def test_one_bad_line_does_not_hold_up_the_others(curator: User) -> None:
    data = [b"", *lines(make_record()), b"  \r", b"{", *lines(make_record("walking"), make_record())]
    outcomes = list(Import(by=curator).run([line + b"\r" for line in data]))
    assert results(outcomes) == [
        (4, "", "refused"),
        (6, "rest", "refused"),
        (2, "rest", "loaded"),
        (5, "walking", "loaded"),
    ]
    assert outcomes[1].reasons == ("id: rest stands in line 2 already",)


# What people wrote on the desk


EDITED = "edited on the desk since it was last loaded: use --overwrite to load it over that"


def test_an_edited_record_is_skipped(curator: User) -> None:
    run(curator, make_record())
    edit(curator)
    assert reasons(curator, make_record()) == [EDITED]


def test_an_edit_that_was_reviewed_is_not_undone_either(publish: Publish, curator: User, manager: User) -> None:
    run(curator, make_record())
    edit(curator)
    publish(id_="rest")
    assert reasons(manager, make_record(), publish=True, source="a file") == [EDITED]


def test_an_edit_that_says_the_same_is_no_difference(curator: User) -> None:
    run(curator, make_record())
    edit(curator, rationale="")
    assert results(run(curator, make_record())) == [(1, "rest", "unchanged")]


def test_overwrite_loads_over_the_edit(curator: User) -> None:
    run(curator, make_record())
    edit(curator)
    assert results(run(curator, make_record(), overwrite=True)) == [(1, "rest", "loaded")]
    assert Finding.objects.get().rationale == ""
    assert results(run(curator, changed())) == [(1, "rest", "loaded")]  # nothing of the edit is left to protect
