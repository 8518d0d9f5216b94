"""What several records share, and where rows were read."""

from copy import deepcopy
from typing import Any

import pytest
from django.contrib.auth.models import User

from tests.conftest import make_citation, make_finding, make_record
from tests.exchange.conftest import reasons, results, run
from tests.workflow.conftest import set_status
from treatments.models import Citation, Finding, Step, Treatment

Json = dict[str, Any]

OTHER_TITLE = [make_citation("smith-2020", title="Another title")]
OTHER_NAME: list[Json] = [{"id": "back-pain", "name": "Pain", "synonyms": [], "description": None, "codes": []}]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"citations": OTHER_TITLE}, "citations smith-2020: the desk says otherwise (title); use --overwrite"),
        ({"conditions": OTHER_NAME}, "conditions back-pain: the desk says otherwise (name); use --overwrite"),
    ],
    ids=["citation", "condition"],
)
def test_what_is_shared_is_not_changed(curator: User, changes: Json, reason: str) -> None:
    assert reasons(curator, make_record(), make_record("walking", **changes)) == [reason]


@pytest.mark.parametrize(
    "changes", [{"citations": OTHER_TITLE}, {"conditions": OTHER_NAME}], ids=["citation", "condition"]
)
def test_overwriting_what_is_shared_touches_the_others(curator: User, changes: Json) -> None:
    run(curator, make_record(), make_record("unrelated", citations=[], findings=[], conditions=[]))
    run(curator, make_record("walking", **changes), overwrite=True)
    assert [(step.treatment, step.action) for step in Step.objects.order_by("id")] == [
        ("rest", "load"),
        ("unrelated", "load"),
        ("rest", "edit"),
        ("walking", "load"),
    ]
    assert Treatment.objects.get(id="rest").edition == 3


def test_two_lines_of_one_file_that_differ(curator: User) -> None:
    outcomes = run(curator, make_record(), make_record("walking", citations=OTHER_TITLE))
    assert results(outcomes) == [(1, "rest", "loaded"), (2, "walking", "refused")]
    assert Citation.objects.get().title == "Title of smith-2020"


def test_a_line_that_changes_only_the_source_of_a_mid(curator: User) -> None:
    outcome = {**make_finding("x")["outcome"], "mid": {"value": 10, "scale": "native", "citation": "jones-2021"}}

    def record(title: str) -> Json:
        citations = [make_citation("smith-2020"), make_citation("jones-2021", title=title)]
        return make_record(citations=citations, findings=[make_finding("rest-pain", outcome=outcome)])

    run(curator, record("Old"))
    assert results(run(curator, record("New"), overwrite=True)) == [(1, "rest", "loaded")]
    assert Citation.objects.get(id="jones-2021").title == "New"


RETRACTED = [make_citation("smith-2020", retraction={"status": "retracted", "notice": "10.1/x", "date": None})]


@pytest.mark.parametrize("overwrite", [0, 1])
def test_an_import_changes_no_retraction_status(curator: User, overwrite: int) -> None:
    assert reasons(curator, make_record(), make_record(citations=RETRACTED), overwrite=bool(overwrite)) == [
        "citations smith-2020: its retraction status is none on this server and is set by a reviewer alone"
    ]


def test_nor_does_it_take_one_back(curator: User, reviewer: User) -> None:
    run(curator, make_record())
    set_status(reviewer)
    assert reasons(curator, make_record(), overwrite=True) == [
        "citations smith-2020: its retraction status is retracted on this server and is set by a reviewer alone"
    ]


def test_the_first_import_brings_the_status(curator: User) -> None:
    run(curator, make_record(citations=RETRACTED))
    assert Citation.objects.get().retraction_status == "retracted"


# Where a row was read


def read_of(**options: Any) -> list[str]:
    for record in options.pop("records"):
        (outcome,) = run(None, record, **options)
        assert outcome.result in ("loaded", "unchanged"), outcome
    return [Finding.objects.get().read_where, Citation.objects.get().read_where]


def without_read(value: Any = "absent") -> Json:
    record = deepcopy(make_record())
    for row in (record["findings"][0], record["citations"][0]):
        if value == "absent":
            del row["read"], row["withheld"]
        else:
            row["read"] = value
    return record


@pytest.mark.parametrize("record", [without_read(), without_read(None)], ids=["absent", "null"])
def test_the_source_stands_in(db: None, record: Json) -> None:
    assert read_of(records=[record], source="the dossier") == ["the dossier", "the dossier"]


@pytest.mark.parametrize("record", [without_read(), without_read(None)], ids=["absent", "null"])
def test_without_a_source_it_is_unverified(db: None, record: Json) -> None:
    assert read_of(records=[record]) == ["", ""]


def test_what_is_known_stays_when_the_line_does_not_speak_of_it(db: None) -> None:
    assert read_of(records=[make_record(), without_read()], source="the dossier") == ["the article", "the article"]


def test_null_says_that_nobody_read_it(db: None) -> None:
    assert read_of(records=[make_record(), without_read(None)], overwrite=True) == ["", ""]


def test_a_withheld_row_needs_no_source(db: None) -> None:
    run(None, make_record(findings=[make_finding("rest-pain", read=None, withheld="in doubt")]), source="the dossier")
    assert (Finding.objects.get().read_where, Finding.objects.get().withheld) == ("", "in doubt")
