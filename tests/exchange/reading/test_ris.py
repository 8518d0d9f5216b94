"""RIS as databases and reference managers export it, and as it arrives."""

import pytest

from tests.exchange.reading.reader import EMPTY, entry, fault, filed, found, ris
from treatments.exchange.reading import Entry, Fault


def test_a_file() -> None:
    tulder, dillon, who, bare, slides = filed("mixed.ris")
    assert tulder == Entry(
        4,
        {
            **EMPTY,
            "id": "van-tulder-2003",
            "title": "Muscle relaxants for non-specific low back pain",
            "authors": [{"family": "van Tulder", "given": "M. W."}, {"family": "Touray", "given": "T."}],
            "container_title": "Cochrane Database of Systematic Reviews",
            "year": 2003,
            "issue": "2",
            "pages": "CD004252",
            "doi": "10.1002/14651858.CD004252",
            "pmid": "12804507",
        },
    )
    assert dillon == Entry(
        16,
        {
            **EMPTY,
            "id": "dillon-2004",
            "title": "Skeletal muscle relaxant use in the United States: data from the Third National Health and"
            " Nutrition Examination Survey",
            "authors": [{"family": "Dillon", "given": "Charles"}, {"family": "Paulose-Ram", "given": "Ryne"}],
            "container_title": "Spine",
            "year": 2004,
            "volume": "29",
            "pages": "892-6",
        },
        ("The line “ER  - ”, which ends a record, is missing: if the file was cut off, something may be lost.",),
    )
    assert isinstance(who, Entry)
    assert (who.line, who.citation["id"], who.citation["type"]) == (28, "world-health-organization-2023", "report")
    assert who.citation["container_title"] == "World Health Organization"
    assert who.citation["authors"] == [{"literal": "World Health Organization"}]
    assert bare == Fault(
        34, "This record does not begin with “TY  - ”, the line that says its kind. Add it and read it again."
    )
    assert isinstance(slides, Entry)
    assert (slides.line, slides.citation["id"], slides.citation["type"]) == (37, "what-is-left-nd", "document")
    assert slides.warnings == (
        "The line “ER  - ”, which ends a record, is missing: if the file was cut off, something may be lost.",
        "No year was recognised in “n.d.”.",
        "Its kind “SLIDE” is none that citations have here: “document” was taken.",
    )


@pytest.mark.parametrize(
    ("tag", "type_"),
    [
        ("JOUR", "article-journal"), ("EJOUR", "article-journal"), ("CHAP", "chapter"), ("RPRT", "report"),
        ("ELEC", "webpage"), ("THES", "thesis"), ("DATA", "dataset"), ("EBOOK", "book"), ("GEN", "document"),
        ("jour", "article-journal"),
    ],
)  # fmt: skip
def test_kinds(tag: str, type_: str) -> None:
    got = entry(ris(type_=tag))
    assert (got.citation["type"], got.warnings) == (type_, ())


@pytest.mark.parametrize(
    ("lines", "pages"),
    [
        (["SP  - 123", "EP  - 9"], "123-9"),
        (["SP  - 123-129", "EP  - 129"], "123-129"),
        (["SP  - 5", "EP  - 5"], "5"),
        (["EP  - 9"], "9"),
        (["C7  - e0123456"], "e0123456"),
        (["SP  - e1217", "EP  - e1228"], "e1217-e1228"),
    ],
)
def test_pages(lines: list[str], pages: str) -> None:
    assert entry(ris(*lines)).citation["pages"] == pages


@pytest.mark.parametrize(
    ("name", "author"),
    [
        ("King, Martin Luther, Jr", {"family": "King", "given": "Martin Luther Jr"}),
        ("Smith AB", {"family": "Smith", "given": "AB"}),
        ("US FDA", {"literal": "US FDA"}),
        (
            "National Institute for Health and Care Excellence",
            {"literal": "National Institute for Health and Care Excellence"},
        ),
        ("Food and Drug Administration, U.S.", {"literal": "Food and Drug Administration, U.S."}),
        ("Plato", {"literal": "Plato"}),
        ("山田, 太郎", {"family": "山田", "given": "太郎"}),
    ],
)
def test_names(name: str, author: dict[str, str]) -> None:
    assert entry(ris(f"AU  - {name}")).citation["authors"] == [author]


def test_and_others() -> None:
    got = entry(ris("AU  - Zola, Émile", "AU  - et al."))
    assert got.citation["authors"] == [{"family": "Zola", "given": "Émile"}]
    assert got.warnings == ("It has more authors than it names.",)


def test_an_accession_number_of_another_database_is_no_pmid() -> None:
    got = entry(ris("AN  - 2013456789", "DB  - Embase"))
    assert got.citation["pmid"] is None
    assert got.warnings == ("The accession number 2013456789 was dropped: nothing says that it is PubMed's.",)


def test_what_an_address_says() -> None:
    got = entry(ris("UR  - https://pubmed.ncbi.nlm.nih.gov/34233900/", "UR  - https://doi.org/10.1136/bmj.n1446"))
    assert (got.citation["pmid"], got.citation["doi"], got.citation["link"]) == (
        "34233900", "10.1136/bmj.n1446", "https://pubmed.ncbi.nlm.nih.gov/34233900/",
    )  # fmt: skip


def test_one_space_where_two_belong() -> None:
    assert entry("TY - JOUR\nTI - A title\nPY - 2021\nER -").citation == {**EMPTY, "id": "a-title-2021"}


def test_what_others_note_is_dropped_and_what_we_wrote_is_read() -> None:
    lines = (
        "KW  - rct",
        "N1  - Corrected (2021-05-01), notice: 10.1000/x",
        "N1  - Registered as NCT1",
        "N1  - A note.",
    )
    theirs, ours = entry(ris(*lines)).citation, entry(ris("ID  - cashin-2021", *lines)).citation
    assert (theirs["id"], theirs["note"], theirs["design"], theirs["registry_ids"]) == ("a-title-2021", None, None, [])
    assert (ours["id"], ours["note"], ours["design"], ours["registry_ids"]) == (
        "cashin-2021",
        "A note.",
        "rct",
        ["NCT1"],
    )
    assert ours["retraction"] == {"status": "corrected", "notice": "10.1000/x", "date": "2021-05-01"}


def test_glued_on_without_an_end() -> None:
    assert [
        each.line for each in found("TY  - JOUR\nTI  - One\nTY  - JOUR\nTI  - Two\nER  - \nTY  - BOOK\nTI  - Three")
    ] == [1, 3, 6]


def test_an_empty_record() -> None:
    assert fault("TY  - JOUR\nER  - \n").line == 1
