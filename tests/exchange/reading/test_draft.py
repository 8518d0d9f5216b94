"""What holds for every format: years, limits, marks of web pages, titles that warn, ids."""

import pytest

from tests.exchange.reading.reader import entry, fault, found, nbib, ris
from treatments.exchange.reading import Entry, read


@pytest.mark.parametrize(
    ("text", "year", "warnings"),
    [
        ("2021", 2021, ()), ("2021 Jul-Aug", 2021, ()), ("2021///", 2021, ()), ("c2019.", 2019, ()),
        ("10 15", None, ("No year was recognised in “10 15”.",)),
        ("n.d.", None, ("No year was recognised in “n.d.”.",)),
        ("", None, ("No year is given.",)), ("12021", None, ("No year was recognised in “12021”.",)),
        ("1998-1999", 1998, ("The year 1998 was taken from “1998-1999”.",)),
    ],
)  # fmt: skip
def test_years(text: str, year: int | None, warnings: tuple[str, ...]) -> None:
    got = entry(f"TY  - JOUR\nTI  - A title\nPY  - {text}\nER  - ")
    assert (got.citation["year"], got.warnings) == (year, warnings)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (f"TI  - {'x' * 1001}", "The field “title” has 1,001 characters and may have 1,000"),
        (f"T2  - {'x' * 501}", "The field “container title” has 501 characters and may have 500"),
        (f"VL  - {'x' * 51}", "The field “volume” has 51 characters and may have 50"),
        (f"SP  - {'x' * 101}", "The field “pages” has 101 characters and may have 100"),
        (f"AU  - {'x' * 501}, A", "The field “author” has 501 characters and may have 500"),
        (f"DO  - 10.1000/{'x' * 501}", "Its DOI has 509 characters"),
    ],
)
def test_too_long(line: str, message: str) -> None:
    assert fault(f"TY  - JOUR\n{line}\nTI  - A title\nER  - ").message.startswith(message)


@pytest.mark.parametrize(
    ("raw", "title"),
    [
        ("Benefit &amp; harm", "Benefit & harm"), ("p &amp;lt; 0.05 and q<0.1", "p < 0.05 and q<0.1"),
        ("<i>In vitro</i> CO<sub>2</sub> <jats:p>x</jats:p>", "In vitro CO2 x"), ("a\x07b\tc  d", "ab c d"),
        ("Cafe\u0301", "Café"),
    ],
)  # fmt: skip
def test_titles(raw: str, title: str) -> None:
    assert entry(ris().replace("A title", raw)).citation["title"] == title


def test_control_characters_are_told() -> None:
    assert entry(ris().replace("A title", "a\x00b")).warnings == ("Control characters were dropped.",)


def test_a_title_that_says_retracted() -> None:
    got = entry(ris().replace("A title", "RETRACTED ARTICLE: A title"))
    assert got.citation["retraction"]["status"] == "retracted"
    assert got.warnings == ("Its title says that it was retracted; no notice is named.",)


@pytest.mark.parametrize(("title", "is_notice"), [
    ("Retraction: A title", True), ("Erratum to: A title", True), ("Correction", True),
    ("Correction factors", False), ("Retractions in medicine", False),
])  # fmt: skip
def test_a_title_of_a_notice(title: str, is_notice: bool) -> None:  # noqa: FBT001
    got = entry(ris().replace("A title", title))
    assert (got.warnings != (), got.citation["retraction"]["status"]) == (is_notice, "none")


def test_more_authors_than_are_held() -> None:
    got = entry(nbib(*(f"FAU - Smith, A{number}" for number in range(201))))
    assert len(got.citation["authors"]) == 200
    assert got.warnings == ("Only the first 200 of 201 authors were kept.",)


@pytest.mark.parametrize(
    ("tag", "field"), [("DO  - none", "doi"), ("UR  - <Go to ISI>://WOS:1", "link"), ("UR  - file://x", "link")]
)
def test_what_is_no_identifier_or_address_is_dropped_and_told(tag: str, field: str) -> None:
    got = entry(ris(tag))
    assert got.citation[field] is None
    assert got.warnings[0].startswith(f"“{tag.partition('- ')[2]}” is no ")


def test_two_dois() -> None:
    got = entry(ris("DO  - 10.1000/a", "UR  - https://doi.org/10.1000/b"))
    assert got.citation["doi"] == "10.1000/a"
    assert got.warnings == ("It has several DOIs: 10.1000/a was taken, 10.1000/b dropped.",)


@pytest.mark.parametrize(
    ("lines", "id_"),
    [
        (["AU  - Müller-Østergaard, A"], "muller-ostergaard-2021"), (["AU  - O'Callaghan, F"], "ocallaghan-2021"),
        (["AU  - 山田, 太郎"], "a-title-2021"), (["AU  - Coxib and traditional NSAID Trialists' (CNT) Collaboration"],
        "coxib-and-traditional-nsaid-trialists-cnt-collaboration-2021"), (["ID  - who-2023"], "who-2023"),
        (["ID  - 34233900"], "a-title-2021"), ([], "a-title-2021"),
    ],
)  # fmt: skip
def test_ids(lines: list[str], id_: str) -> None:
    assert entry(ris(*lines)).citation["id"] == id_


def test_ids_are_used_once() -> None:
    text = "\n".join([ris("AU  - Cashin, A")] * 30).encode()
    ids = [
        each.citation["id"] for each in read(text, taken={"cashin-2021", "cashin-2021-c"}) if isinstance(each, Entry)
    ]
    assert ids[:3] == ["cashin-2021-b", "cashin-2021-d", "cashin-2021-e"]
    assert ids[-1] == "cashin-2021-32"
    assert len(set(ids)) == 30


def test_nothing() -> None:
    message = "Nothing to read was found. Paste a DOI, a PMID, or an NBIB, RIS, BibTeX or CSL-JSON text."
    assert [(each.line, getattr(each, "message", None)) for each in found(" \n\n")] == [(1, message)]
