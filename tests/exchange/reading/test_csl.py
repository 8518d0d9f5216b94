"""CSL-JSON of reference managers and of Crossref."""

import json
from typing import Any

import pytest

from tests.exchange.reading.reader import EMPTY, entry, fault, filed, found
from treatments.exchange.reading import Entry, Fault


def item(**members: Any) -> str:
    return json.dumps({"type": "article-journal", "title": "A title", "issued": {"date-parts": [[2021]]}, **members})


def test_a_file() -> None:
    opal, comma, cut_off, talk = filed("zotero.json")
    assert opal == Entry(
        2,
        {
            **EMPTY,
            "id": "jones-2023",
            "title": "Opioid analgesia for acute low back pain and neck pain (the OPAL trial): a randomised"
            " placebo-controlled trial",
            "authors": [
                {"family": "Jones", "given": "Caitlin M P"},
                {"family": "van der Gaag", "given": "Wendelien H"},
                {"literal": "OPAL Investigators"},
            ],
            "container_title": "The Lancet",
            "year": 2023,
            "volume": "402",
            "pages": "304-312",
            "doi": "10.1016/S0140-6736(23)00404-X",
        },
    )
    assert comma == Fault(
        17, "This item is no JSON (Expecting ',' delimiter, line 20): correct it, or export it again."
    )
    assert isinstance(cut_off, Fault)
    assert cut_off.line == 22
    assert isinstance(talk, Entry)
    assert (talk.line, talk.citation["title"], talk.citation["type"]) == (30, "A talk & its questions", "document")


@pytest.mark.parametrize(
    ("issued", "year"),
    [
        ({"date-parts": [[2021, 7, 7]]}, 2021), ({"date-parts": [["2021"]]}, 2021), ({"raw": "July 2021"}, 2021),
        ({"literal": "n.d."}, None), ({"date-parts": [[None]]}, None), ({"date-parts": []}, None), (None, None),
        ({"date-parts": [[10, 15]]}, None), (2021, 2021),
    ],
)  # fmt: skip
def test_years(issued: Any, year: int | None) -> None:
    assert entry(item(issued=issued)).citation["year"] == year


def test_lists_as_crossref_gives_them() -> None:
    got = entry(
        item(title=["One", "Two"], **{"container-title": []}, author=[{"name": "A Group"}, {"given": "Plato"}, 7])
    ).citation
    assert (got["title"], got["container_title"]) == ("One", None)
    assert got["authors"] == [{"literal": "A Group"}, {"literal": "Plato"}]


def test_a_retracted_article_of_crossref() -> None:
    updates = [
        {"type": "correction", "DOI": "10.1000/c", "updated": {"date-parts": [[2022, 1, 1]]}},
        {"type": "retraction", "DOI": "10.1000/r", "updated": {"date-parts": [[2021, 5, 1]]}},
    ]
    got = entry(item(**{"updated-by": updates}))
    assert got.citation["retraction"] == {"status": "retracted", "notice": "10.1000/r", "date": "2021-05-01"}
    assert got.warnings[1] == "Crossref has a notice about it: retraction, 10.1000/r."


def test_a_notice_of_crossref() -> None:
    got = entry(item(**{"update-to": [{"type": "retraction", "DOI": "10.1000/x"}]}))
    assert got.citation["retraction"]["status"] == "none"
    assert got.warnings == ("This is a notice (retraction) about 10.1000/x, not the article itself.",)


def test_one_line_and_objects_that_begin_lines() -> None:
    text = "[" + item() + ",\n" + item(author=[{"family": "Zola"}]).replace("[{", "[\n{") + "\n]"
    assert [each.line for each in found(text)] == [1, 2]
    assert len(json.loads(text)) == 2


@pytest.mark.parametrize(
    "text",
    [
        "[",
        '{"a": "b',
        '[{"title": 5e999, "type": []}',
        "{" * 5000,
        '["' + '\\"' * 100_000,
        '{"title": "\\ud800"}',
        "[{}]",
    ],
)
def test_faults(text: str) -> None:
    assert fault(text).line == 1
