"""What is there already, and what was read twice."""

from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from tests.exchange.reading.reader import entry, found, ris
from treatments.exchange.reading import Entry, Identifier, Scheme
from treatments.exchange.reading.duplicates import Duplicate, Sameness, duplicates
from treatments.models import Citation

pytestmark = pytest.mark.django_db


def stored(id_: str = "cashin-2021", **values: Any) -> Citation:
    return Citation.objects.create(**{"id": id_, "type": "article-journal", "title": "Another", **values})


def of(*read: Entry | Identifier) -> dict[int, list[Duplicate]]:
    return duplicates(read, Citation.objects.all())


@pytest.mark.parametrize(
    ("values", "lines", "sameness"),
    [
        ({"doi": "10.1136/BMJ.n1446"}, ["DO  - 10.1136/bmj.N1446"], Sameness.DOI),
        ({"pmid": "34233900"}, ["AN  - 34233900", "DB  - PubMed"], Sameness.PMID),
        ({"pmcid": "PMC8262447"}, ["C2  - PMC8262447"], Sameness.PMCID),
        ({"title": "À title!", "year": 2021}, [], Sameness.TITLE),
        ({"title": "A title", "year": 2021, "doi": "10.1000/x"}, ["DO  - 10.1000/x"], Sameness.DOI),
    ],
)
def test_a_stored_citation(values: dict[str, Any], lines: list[str], sameness: Sameness) -> None:
    stored(**values)
    stored("other-2021", doi="10.1000/other", pmid="1", pmcid="PMC1", year=2021)
    assert of(entry(ris(*lines))) == {0: [Duplicate(sameness, citation="cashin-2021")]}


@pytest.mark.parametrize(
    "values",
    [
        {"title": "A title", "year": 2020},
        {"title": "A title"},
        {"title": "A titles", "year": 2021},
        {"title": "!", "year": 2021},
    ],
)
def test_what_only_looks_like_it(values: dict[str, Any]) -> None:
    stored(**values)
    assert of(entry(ris())) == {}


def test_an_identifier_alone() -> None:
    stored(doi="10.1136/bmj.n1446", pmid="34233900")
    assert of(Identifier(1, Scheme.PMID, "34233900"), Identifier(2, Scheme.DOI, "10.1136/BMJ.N1446")) == {
        0: [Duplicate(Sameness.PMID, citation="cashin-2021")],
        1: [Duplicate(Sameness.DOI, citation="cashin-2021")],
    }


def test_within_what_was_read_the_first_stands_for_all() -> None:
    text = "\n".join([ris(), "", ris("DO  - 10.1000/x"), ris("DO  - 10.1000/X"), "TY  - JOUR\nER  - "])
    read = found(text)
    assert [each.line for each in read] == [1, 6, 11, 16]
    assert duplicates(read, Citation.objects.all()) == {
        1: [Duplicate(Sameness.TITLE, line=1)],
        2: [Duplicate(Sameness.DOI, line=6), Duplicate(Sameness.TITLE, line=1)],
    }


def test_several_stored_ones_and_only_those_asked_about() -> None:
    stored("a-2021", doi="10.1000/x")
    stored("b-2021", title="A title", year=2021)
    got = of(entry(ris("DO  - 10.1000/x")))
    assert got == {0: [Duplicate(Sameness.DOI, citation="a-2021"), Duplicate(Sameness.TITLE, citation="b-2021")]}
    assert duplicates([entry(ris())], Citation.objects.exclude(id="b-2021")) == {}


def test_one_query_for_any_number(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    Citation.objects.bulk_create(
        Citation(id=f"c-{number}", type="book", title=f"Title {number}", pmid=str(number + 1)) for number in range(3000)
    )
    read = [Identifier(number + 1, Scheme.PMID, str(number + 1)) for number in range(5000)]
    with django_assert_num_queries(1):
        got = duplicates(read, Citation.objects.all())
    assert len(got) == 3000
    assert got[2999] == [Duplicate(Sameness.PMID, citation="c-2999")]
