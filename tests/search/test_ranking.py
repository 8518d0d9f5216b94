"""The order of what is found, and which 500 are candidates where more is found."""

from typing import Any

import pytest

from tests.search import oracle
from tests.search.conftest import entries, found, index, ranked, rows
from tests.search.oracle import Entry
from treatments import search
from treatments.search.ranking import RANKED, Hit

pytestmark = pytest.mark.django_db


def answer(question: str, among: Any = None) -> search.Ranked:
    return search.ranked(search.read(question), "treatments", rows("treatments") if among is None else among)


def many(number: int, title: str = "x", text: str = "pain") -> list[Entry]:
    return [Entry(f"many-{place:04}", title, text) for place in range(number)]


def test_the_title_itself_then_titles_then_texts_then_hits_then_keys() -> None:
    written = entries(
        c=("Other", "back spasm"),
        b=("Other", "back spasm"),
        a=("Other", "back spasm, back spasms"),
        e=("Back and spasm", ""),
        d=("Spasm of the back", "spasm"),
        f=("Back-Spasm", ""),
        g=("Spasm", "back"),  # one in the title, one in the text
    )
    index(written)
    assert ranked("treatments", "back spasm") == ["f", "d", "e", "a", "b", "c", "g"]
    assert oracle.ranked("back spasm", written) == ["f", "d", "e", "a", "b", "c", "g"]
    assert ranked("treatments", "BACK SPAS") == ["d", "e", "f", "a", "b", "c", "g"]
    assert ranked("treatments", '"back spasm"') == ["f", "a", "b", "c"]


def test_ranks_are_whole_numbers_that_grow() -> None:
    index(entries(a=("Pain", ""), b=("Back pain", ""), c=("Back", "pain pain")))
    assert answer("pain") == search.Ranked([Hit(9_998, "a"), Hit(19_998, "b"), Hit(29_997, "c")], truncated=False)


def test_no_number_of_hits_in_a_text_is_worth_a_title() -> None:
    index(entries(a=("a " * 5_000, "a " * 500), b=("a", "")))
    assert [hit.rank for hit in answer('"a" a').hits] == [10_000, 19_997]


def test_hits_are_counted_at_the_beginning_of_a_text() -> None:
    index(entries(a=("x", f"pain {'y ' * RANKED} {'pain ' * 100}"), b=("x", "pain and pain")))
    assert ranked("treatments", "pain") == ["b", "a"]


def test_a_question_without_a_word_finds_nothing() -> None:
    index(entries(a=("Pain", "?")))
    assert (answer("?"), found("treatments", "?")) == (search.Ranked([], truncated=False), [])


def test_five_hundred_are_ranked_and_more_are_told_of() -> None:
    index(many(500))
    assert (len(answer("pain").hits), answer("pain").truncated) == (500, False)
    index([Entry("one-more", "x", "pain")])
    assert (len(answer("pain").hits), answer("pain").truncated) == (500, True)
    assert len(found("treatments", "pain")) == 501


def test_a_common_word_finds_its_title() -> None:
    index([*many(501), Entry("title", "Pain", "")])
    assert (ranked("treatments", "pain")[0], ranked("treatments", "pai")[0]) == ("title", "title")
    assert answer("pain").truncated


def test_the_beginning_of_a_word_in_a_title_is_a_candidate_before_whole_words_in_texts() -> None:
    index([*many(501, text="ibu"), Entry("title", "Ibuprofen", "")])
    assert ranked("treatments", "ibu")[0] == "title"


def test_whole_words_are_candidates_before_words_that_go_on() -> None:
    index([*many(501, text="pains"), Entry("whole", "x", "pain"), Entry("whole-title", "Pain of the back", "")])
    hits = ranked("treatments", "pain")
    assert (hits[0], "whole" in hits, len(hits)) == ("whole-title", True, 500)


def test_among_equals_those_indexed_first_are_candidates() -> None:
    index([Entry("z-first", "x", "pain"), *many(500), Entry("a-last", "x", "pain")])
    hits = ranked("treatments", "pain")
    assert ("z-first" in hits, "a-last" in hits, "many-0498" in hits, "many-0499" in hits) == (True, False, True, False)
    assert hits == sorted(hits)


def test_filters_come_before_the_bound() -> None:
    index([*many(501), Entry("other", "x", "pain"), Entry("silent", "x", "y")])
    among = rows("treatments").filter(pk__in=["other", "silent", "many-0007"])
    assert answer("pain", among) == search.Ranked([Hit(29_998, "many-0007"), Hit(29_998, "other")], truncated=False)
    assert found("treatments", "pain", among) == ["many-0007", "other"]
    assert found("treatments", "pain", rows("treatments").none()) == []


def test_what_matches_keeps_the_order_it_has() -> None:
    index(entries(b=("x", "pain pain"), a=("Pain", ""), c=("x", "y")))
    matching = search.matching(search.read("pain"), "treatments", rows("treatments"))
    assert list(matching.order_by("-pk").values_list("pk", flat=True)) == ["b", "a"]
    assert (matching.count(), matching.filter(pk="b").count()) == (2, 1)


@pytest.mark.parametrize(
    ("question", "queries"),
    [("pain", 1), ("ibu", 2), ("common", 3), ("rare", 4), ('"rare"', 2), ("?", 0)],
)
def test_queries(question: str, queries: int, django_assert_num_queries: Any) -> None:
    """A query for each reading, until there are enough candidates."""
    index(
        [*many(501, title="pain", text="common"), *[Entry(f"i-{n:04}", "Ibuprofen", "rare") for n in range(501)][:500]]
    )
    index([Entry("i-last", "Ibuprofen", "")])
    with django_assert_num_queries(queries):
        found = answer(question)
    assert (len(found.hits) == 0) == (queries == 0)
