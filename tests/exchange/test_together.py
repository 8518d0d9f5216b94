"""Records of one file that hang together: the order of loading, circles, different copies of what they share."""

import json
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.conftest import make_citation, make_finding, make_record
from tests.exchange.conftest import lines, results, run
from tests.workflow.conftest import edit, everything
from treatments.document.render import read
from treatments.exchange.records import Import
from treatments.exchange.records.lines import Line, line_of
from treatments.exchange.records.order import loading_order
from treatments.models import Citation, Finding, IndexedCitation, Publication, Step, Treatment
from treatments.rules import problems

Json = dict[str, Any]


def naming(id_: str, *others: str, sequence: int | None = None, **changes: Any) -> Json:
    """A record whose findings compare it with these treatments; `sequence` as in a document of the API."""
    findings = [make_finding(f"{id_}-{other}", comparator={"text": other, "treatment": other}) for other in others] or [
        make_finding(f"{id_}-pain")
    ]
    meta = {} if sequence is None else {"meta": {"sequence": sequence}}
    return {**make_record(id_, findings=findings, **changes), **meta}


def order(*records: Json) -> list[list[str]]:
    given = {record["id"]: line_of(at, json.dumps(record).encode()) for at, record in enumerate(records, start=1)}
    return [[line.key for line in group] for group in loading_order(given)]


TITLED = {title: [make_citation("smith-2020", title=title)] for title in ("Old", "New", "Newest")}


# The order


@pytest.mark.parametrize(
    ("records", "expected"),
    [
        ([], []),
        ([naming("b"), naming("a")], [["b"], ["a"]]),
        ([naming("a", "elsewhere")], [["a"]]),
        ([naming("a", "a")], [["a"]]),
        ([naming("a", "b"), naming("b", "c"), naming("c")], [["c"], ["b"], ["a"]]),
        ([naming("a", "b"), naming("b", "a"), naming("c", "a"), naming("d")], [["a", "b"], ["c"], ["d"]]),
        ([naming("c", "a"), naming("b", "c"), naming("a", "b")], [["c", "b", "a"]]),
        ([naming("a", "b", "c"), naming("b", "a"), naming("c", "a")], [["a", "b", "c"]]),
        ([naming("c", member_of="b"), naming("b", "c")], [["c", "b"]]),
        ([naming("a", sequence=3), naming("b", sequence=1), naming("c", sequence=2)], [["b"], ["c"], ["a"]]),
        ([naming("a"), naming("b", sequence=9)], [["b"], ["a"]]),
        ([naming("a", "b", sequence=1), naming("b", sequence=2)], [["b"], ["a"]]),
        ([naming("a", "b", sequence=2), naming("b", "a", sequence=1)], [["b", "a"]]),
    ],
    ids=[
        "nothing", "as they stand", "a treatment of no line", "itself", "named first", "a pair", "a circle",
        "two circles in one record", "a member that is named", "by sequence", "without a sequence last",
        "named before published", "a pair by sequence",
    ],
)  # fmt: skip
def test_order(records: list[Json], expected: list[list[str]]) -> None:
    assert order(*records) == expected


def test_the_newest_copy_is_written_last_although_others_name_its_record() -> None:
    """Otherwise the copy of the older record would be the public one. The others keep to themselves."""
    records = (
        naming("child", "parent", sequence=1, citations=TITLED["Old"]),
        naming("parent", sequence=5, citations=TITLED["Newest"]),
        naming("between", sequence=3, citations=TITLED["New"]),
        naming("same", "parent", sequence=2, citations=TITLED["Newest"]),
    )
    assert order(*records) == [["between"], ["child", "parent"], ["same"]]


def test_a_long_chain() -> None:
    """Longer than Python's stack is deep."""
    empty: Json = {"findings": [], "conditions": [], "citations": []}
    chain = {f"r{n}": Line(n, {"id": f"r{n}", "member_of_id": f"r{n + 1}", **empty}) for n in range(2000)}
    assert [line.number for (line,) in loading_order(chain)] == list(reversed(range(2000)))


# Circles


@pytest.mark.parametrize("publish", [False, True])
@pytest.mark.parametrize("names", ["ab", "abcde"])
def test_records_that_name_each_other(manager: User, names: str, publish: bool) -> None:  # noqa: FBT001
    circle = [naming(name, other) for name, other in zip(names, names[1:] + names[0], strict=True)]
    outcomes = run(manager, *circle, publish=publish, source="a file")
    assert results(outcomes) == [
        (number, name, "published" if publish else "loaded") for number, name in enumerate(names, start=1)
    ]
    named = Finding.objects.values_list("treatment_id", "comparator_treatment_id")
    assert dict(named) == dict(zip(names, names[1:] + names[0], strict=True))
    again = run(manager, *circle, publish=publish, source="a file")
    assert {outcome.result for outcome in again} == {"unchanged"}


def test_a_circle_of_parents_is_refused_by_the_rules(manager: User) -> None:
    circle = [make_record("a", member_of="b"), make_record("b", member_of="c"), make_record("c", member_of="a")]
    outcomes = run(manager, *circle, publish=True, source="a file")
    reason = "treatment a member_of: a → b → c → a: a treatment cannot be its own member."
    assert [(outcome.treatment, outcome.result, outcome.reasons) for outcome in outcomes] == [
        (name, "refused", (reason,)) for name in "abc"
    ]
    assert not Treatment.objects.exists()


def test_the_desk_holds_a_circle_of_parents_until_they_are_to_be_published(curator: User) -> None:
    outcomes = run(curator, make_record("a", member_of="b"), make_record("b", member_of="a"))
    assert {outcome.result for outcome in outcomes} == {"loaded"}
    assert [str(problem) for problem in problems(Treatment.objects.get(id="a"), importing={"a", "b"})] == [
        "treatment a member_of: a → b → a: a treatment cannot be its own member."
    ]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"review_due": "2020-01-01", "synonyms": ["x", "x"]}, "treatment b: synonyms: Give each entry once."),
        ({"member_of": "nobody"}, "member_of: there is no treatment nobody"),
    ],
    ids=["a fault", "a treatment that is not there"],
)
def test_a_circle_is_loaded_whole_or_not_at_all(manager: User, changes: Json, reason: str) -> None:
    before = everything()
    outcomes = run(manager, naming("a", "b"), naming("b", "a", **changes), publish=True, source="a file")
    assert [(outcome.treatment, outcome.result, outcome.reasons) for outcome in outcomes] == [
        ("a", "refused", ("it is loaded together with b, which was refused",)),
        ("b", "refused", (reason,)),
    ]
    assert everything() == before


def test_one_of_a_circle_that_was_edited(curator: User) -> None:
    circle = [naming("a", "b"), naming("b", "a")]
    run(curator, *circle)
    edit(curator, "b")
    outcomes = run(curator, naming("a", "b", name="New name"), circle[1])
    assert [(outcome.treatment, outcome.result, outcome.reasons) for outcome in outcomes] == [
        ("a", "skipped", ("it is loaded together with b, which was skipped",)),
        ("b", "skipped", ("edited on the desk since it was last loaded: use --overwrite to load it over that",)),
    ]


def test_a_record_whose_named_one_was_refused(manager: User) -> None:
    outcomes = run(manager, naming("a", "b"), naming("b", synonyms=["x", "x"]), publish=True, source="a file")
    assert [(outcome.treatment, outcome.reasons) for outcome in outcomes] == [
        ("b", ("treatment b: synonyms: Give each entry once.",)),
        ("a", ("findings[0].comparator.treatment: there is no treatment b",)),
    ]


# Different copies


def titles() -> dict[str, str]:
    """What the public reads of the citation in each record."""
    current = Publication.objects.select_related("current").exclude(current=None)
    return {row.id: read(row.current.body)["citations"][0]["title"] for row in current if row.current}


def test_each_record_is_published_with_its_own_copy(manager: User) -> None:
    records = (
        naming("a", sequence=2, citations=TITLED["New"]),
        naming("b", sequence=1, citations=TITLED["Old"]),
        naming("c", sequence=3, citations=TITLED["Newest"]),
    )
    outcomes = run(manager, *records, publish=True, source="a file")
    assert results(outcomes) == [(2, "b", "published"), (1, "a", "published"), (3, "c", "published")]
    assert titles() == {"a": "New", "b": "Old", "c": "Newest"}
    assert Citation.objects.get().title == "Newest"
    assert json.loads(bytes(IndexedCitation.objects.get(shown=True).entry))["title"] == "Newest"


def test_in_a_circle_too(manager: User) -> None:
    records = (
        naming("a", "b", sequence=2, citations=TITLED["New"]),
        naming("b", "a", sequence=1, citations=TITLED["Old"]),
    )
    outcomes = run(manager, *records, publish=True, source="a file")
    assert {outcome.result for outcome in outcomes} == {"published"}
    assert titles() == {"a": "New", "b": "Old"}


def test_the_desk_of_the_records_before_says_that_it_was_edited(manager: User) -> None:
    """As it was on the server from which they come: somebody corrected the source after they were published."""
    records = naming("a", citations=TITLED["Old"]), naming("b", citations=TITLED["New"])
    run(manager, *records, publish=True, source="a file")
    assert [step.action for step in Step.objects.of("a")] == ["load", "import", "edit"]


def test_a_status_that_came_between(manager: User) -> None:
    retraction = {"status": "corrected", "notice": "10.1000/erratum", "date": None}
    corrected = [make_citation("smith-2020", retraction=retraction)]
    outcomes = run(manager, naming("a"), naming("b", citations=corrected), publish=True, source="a file")
    assert {outcome.result for outcome in outcomes} == {"published"}
    assert Citation.objects.get().retraction_status == "corrected"


def test_what_was_there_before_the_run_is_not_replaced(manager: User) -> None:
    run(manager, naming("a", citations=TITLED["Old"]), publish=True, source="a file")
    outcomes = run(manager, naming("b", citations=TITLED["New"]), publish=True, source="a file")
    assert outcomes[0].reasons == ("citations smith-2020: the desk says otherwise (title); use --overwrite",)


def test_what_a_refused_record_brought_in_is_not_there(manager: User) -> None:
    """The copy of the record that was rolled back is nobody's: the next one brings its own."""
    records = naming("a", citations=TITLED["Old"], synonyms=["x", "x"]), naming("b", citations=TITLED["New"])
    outcomes = run(manager, *records, publish=True, source="a file")
    assert results(outcomes) == [(1, "a", "refused"), (2, "b", "published")]
    assert Citation.objects.get().title == "New"


# Many at once


def test_queries_do_not_grow_with_the_rows(manager: User) -> None:
    counted = []
    for name, rows in (("a", 2), ("b", 9)):
        findings = [make_finding(f"{name}-{number}", citations=[f"{name}-{number}"]) for number in range(rows)]
        citations = [make_citation(f"{name}-{number}") for number in range(rows)]
        record = make_record(name, findings=findings, citations=citations)
        with CaptureQueriesContext(connection) as queries:
            assert results(run(manager, record, publish=True, source="a file")) == [(1, name, "published")]
        counted.append(len(queries))
    first, second = counted
    assert second <= first  # the second run finds the condition and the permissions known


def test_a_new_row_has_one_entry_in_its_history(curator: User) -> None:
    run(curator, make_record())
    entry = Finding.history.get()
    assert (entry.history_type, entry.id, entry.estimate) == ("+", "rest-pain", -7)
    assert [link.citation_id for link in entry.citations.all()] == ["smith-2020"]
    (treatment,) = Treatment.history.all()
    assert [link.condition_id for link in treatment.conditions.all()] == ["back-pain"]


def test_only_what_differs_is_saved(curator: User) -> None:
    findings = [make_finding("rest-pain"), make_finding("rest-sleep")]
    run(curator, make_record(findings=findings))
    run(curator, make_record(findings=[findings[0], make_finding("rest-sleep", rationale="New.")]))
    run(curator, make_record(findings=[findings[0], make_finding("rest-sleep", rationale="New.", citations=[])]))
    entries = [
        (entry.id, entry.history_type, entry.rationale, entry.citations.count())
        for entry in Finding.history.order_by("history_id")
    ]
    assert entries == [
        ("rest-pain", "+", "", 1),
        ("rest-sleep", "+", "", 1),
        ("rest-sleep", "~", "New.", 1),
        ("rest-sleep", "~", "New.", 0),
    ]


def test_one_that_is_refused_among_many_leaves_the_others_as_they_are(manager: User) -> None:
    records = [make_record(f"r{number:02}") for number in range(30)]
    records[10] = make_record("r10", findings=[make_finding("r10-pain", citations=[])])
    outcomes = list(Import(by=manager, source="a file", publish=True).run(lines(*records)))
    refused = [outcome for outcome in outcomes if outcome.result != "published"]
    assert [(outcome.treatment, outcome.reasons) for outcome in refused] == [
        ("r10", ("finding r10-pain citations: Cite a source.",))
    ]
    assert len(outcomes) == 30
    assert Publication.objects.count() == Treatment.objects.count() == 29
    assert [step.action for step in Step.objects.of("r11")] == ["load", "import"]


@pytest.mark.parametrize("names", ["aa", "ab"], ids=["in one record", "in two"])
def test_two_citations_with_one_doi(curator: User, names: str) -> None:
    """Found by the database alone, after all of them were sent there at once."""
    one, two = (
        make_citation("smith-2020", doi="10.1136/BMJ.n1446"),
        make_citation("jones-2021", doi="10.1136/bmj.N1446"),
    )
    in_one = [make_record("a", citations=[one, two])]
    in_two = [
        make_record("a", citations=[one]),
        make_record("b", citations=[two], findings=[make_finding("b-pain", citations=["jones-2021"])]),
    ]
    *before, outcome = run(curator, *(in_one if names == "aa" else in_two))
    assert {each.result for each in before} <= {"loaded"}
    assert (outcome.treatment, outcome.result) == (names[-1], "refused")
    assert outcome.reasons == ("citations jones-2021: Another citation has this DOI: use that one.",)
