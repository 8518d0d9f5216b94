"""What differs between two states of a record, in words."""

import json
from copy import deepcopy
from typing import Any

import pytest
from django.utils.html import strip_tags

from tests.conftest import (
    full_record,
    make_citation,
    make_event,
    make_finding,
    make_gap,
    make_record,
    make_warning,
)
from treatments.admin.changes.groups import Change, Group, extent, groups
from treatments.admin.changes.marks import marked
from treatments.document.canonical import parse
from treatments.document.derived import derive

Json = dict[str, Any]
Told = dict[str, tuple[str, str]]


def document(record: Json) -> Json:
    """The record as a document has it: without what an import alone may say, with what is derived."""
    record = deepcopy(record)
    for rows in ("findings", "adverse_events", "recommendations", "claims", "citations"):
        for row in record[rows]:
            row.pop("read", None)
            row.pop("withheld", None)
    return derive(parse(json.dumps(record).encode()))


def told(changes: list[Change]) -> Told:
    return {change.label: (strip_tags(change.old), strip_tags(change.new)) for change in changes}


def told_of(found: list[Group]) -> list[tuple[str, str, Told]]:
    return [(group.title, group.kind, told(group.decided)) for group in found]


def after(change: Any, record: Json | None = None) -> list[Group]:
    """What differs when the record is changed so."""
    old = make_record() if record is None else record
    new = deepcopy(old)
    change(new)
    return groups(document(old), document(new))


@pytest.mark.django_db
def test_a_finding_field_by_field_with_what_follows_apart() -> None:
    def change(record: Json) -> None:
        (finding,) = record["findings"]
        finding["effect"]["estimate"] = -9
        finding["outcome"]["higher_is_better"] = True
        finding["certainty"]["domains"] = [
            {"domain": "risk_of_bias", "levels": -1, "reason": "nobody was blinded"},
            {"domain": "imprecision", "levels": -2, "reason": "few people"},
        ]

    finding, grade = after(change)
    assert (finding.title, finding.id, finding.kind) == (
        "Finding: pain intensity, six weeks, Back pain",
        "rest-pain",
        "changed",
    )
    assert told(finding.decided) == {
        "Higher is better": ("no", "yes"),
        "Estimate": ("−7", "−9"),
        "Risk of bias": ("0 not serious", "−1 serious"),
        "Risk of bias reason": ("nothing", "nobody was blinded"),
        "Imprecision": ("−1 serious", "−2 very serious"),
    }
    follows = told(finding.follows)
    assert follows["Certainty rating"] == ("moderate", "very low")
    assert follows["Interpretation direction"] == ("benefit", "harm")
    assert "Certainty symbol" not in follows
    assert (grade.title, told(grade.decided)) == ("Evidence grade: Back pain", {})
    assert told(grade.follows)["Certainty"] == ("moderate", "very low")


@pytest.mark.django_db
def test_sources_and_conditions_by_name() -> None:
    def change(record: Json) -> None:
        record["citations"].append(make_citation("jones-2021"))
        record["findings"][0]["citations"].append("jones-2021")
        record["conditions"].append({**record["conditions"][0], "id": "sciatica", "name": "Sciatica"})
        record["findings"][0]["condition"] = "sciatica"

    found = {title: each for title, _, each in told_of(after(change))}
    assert found["Finding: pain intensity, six weeks, Sciatica"] == {
        "Condition": ("Back pain", "Sciatica"),
        "Citations": ("Title of smith-2020", "Title of smith-2020\nTitle of jones-2021"),
    }
    assert found["Citation: Title of jones-2021"]["Authors"] == ("nothing", "Smith | Ann")


@pytest.mark.django_db
def test_a_treatment_is_named(load: Any) -> None:
    load(make_record("parent", name="The parent"))
    (record,) = after(lambda new: new.update(member_of="parent", kind="drug"))
    assert told_of([record]) == [
        ("The record", "changed", {"Kind": ("self care", "drug"), "Member of": ("nothing", "The parent")})
    ]


@pytest.mark.parametrize(
    ("rows", "old", "new", "title", "changes"),
    [
        ("warnings", make_warning(), make_warning(text="Take good care."), "Warning: other", "Text"),
        ("evidence_gaps", make_gap(), make_gap(statement="One trial runs."), "Evidence gap: Back pain", "Statement"),
    ],
)
def test_a_statement_without_an_id_is_compared_with_itself(
    rows: str, old: Json, new: Json, title: str, changes: str
) -> None:
    (group,) = after(lambda record: record.update({rows: [new]}), {**make_record(), rows: [old]})
    assert (group.title, group.id, group.kind, list(told(group.decided))) == (title, "", "changed", [changes])


def test_of_two_alike_statements_one_changes() -> None:
    two = [make_warning(text="First."), make_warning(text="Second.")]
    (group,) = after(lambda record: record["warnings"][1].update(text="Other."), make_record(warnings=two))
    assert told(group.decided) == {"Text": ("Second.", "Other.")}


def test_rows_that_come_and_go_are_told_whole() -> None:
    def change(record: Json) -> None:
        record["adverse_events"] = [make_event(id="rest-fall", term="Fall", seriousness=["death"], serious=True)]

    gone, come = after(change, make_record(adverse_events=[make_event()]))
    assert (gone.title, gone.kind) == ("Adverse event: Nausea", "removed")
    assert told(gone.decided)["Term"] == ("Nausea", "nothing")
    assert (come.title, come.kind) == ("Adverse event: Fall", "added")
    assert told(come.decided) == {
        "Term": ("nothing", "Fall"),
        "Serious": ("nothing", "yes"),
        "Seriousness": ("nothing", "death"),
        "Citations": ("nothing", "Title of smith-2020"),
    }


def test_a_grade_that_was_taken_away() -> None:
    finding = next(
        group
        for group in after(lambda record: record["findings"][0].update(certainty=None))
        if group.title.startswith("Finding")
    )
    changes = told(finding.decided)
    assert changes["Certainty source"] == ("curated", "nothing")
    assert changes["Imprecision"] == ("−1 serious", "not judged")


def test_everything_of_a_record_that_was_never_published_is_new() -> None:
    found = groups(None, document(full_record()))
    assert [(group.title, group.kind) for group in found] == [
        ("The record", "changed"),
        ("Condition: Back pain", "added"),
        ("Regulatory status: US, FDA", "added"),
        ("Warning: other", "added"),
        ("Evidence gap: Back pain", "added"),
        ("Finding: pain intensity, six weeks, Back pain", "added"),
        ("Finding: any adverse event, six weeks, Back pain", "added"),
        ("Adverse event: Nausea", "added"),
        ("Recommendation: NICE, 2020", "added"),
        ("Claim: It heals.", "added"),
        ("Citation: Title of smith-2020", "added"),
        ("Evidence grade: Back pain", "added"),
    ]


def test_zero_is_a_value() -> None:
    def change(record: Json) -> None:
        record["findings"][0]["effect"]["ci_high"] = 0

    (finding, *_) = after(change)
    assert told(finding.decided) == {"CI high": ("−2", "0")}


def test_nothing_differs() -> None:
    assert after(lambda record: None, full_record()) == []


@pytest.mark.parametrize(
    ("change", "phrase"),
    [
        (lambda record: None, "nothing changed"),
        (lambda record: record.update(name="Another"), "1 field changed"),
        (lambda record: record["findings"].append(make_finding("rest-more")), "1 row added"),
        (
            lambda record: record.update(findings=[make_finding("a", timepoint=None)], kind="drug", synonyms=["x"]),
            "2 fields changed, 1 row added, 1 row removed",
        ),
    ],
)
def test_how_much_changed(change: Any, phrase: str) -> None:
    old, new = make_record(), make_record()
    change(new)
    assert extent(document(old), document(new)) == phrase


@pytest.mark.parametrize(
    ("old", "new", "was", "is_now"),
    [
        ("", "new", "nothing", "<ins>new</ins>"),
        ("old", "", "<del>old</del>", "nothing"),
        ("the pain was less", "the pain was much less", "the pain was less", "the pain was <ins>much </ins>less"),
        ("a <b> c d", "a <i> c d", "a <del>&lt;b&gt; </del>c d", "a <ins>&lt;i&gt; </ins>c d"),
        ("one two three", "four five six", "<del>one two three</del>", "<ins>four five six</ins>"),
    ],
)
def test_words_are_marked(old: str, new: str, was: str, is_now: str) -> None:
    found = tuple(each.removeprefix('<span class="lines">').removesuffix("</span>") for each in marked(old, new))
    assert (found[0].removeprefix('<span class="quiet">'), found[1].removeprefix('<span class="quiet">')) == (
        was,
        is_now,
    )


def test_lists_are_marked_by_line() -> None:
    _, new = marked("Title of a\nTitle of b", "Title of a\nTitle of c\nTitle of b", by_line=True)
    assert new == '<span class="lines">Title of a\n<ins>Title of c\n</ins>Title of b</span>'
