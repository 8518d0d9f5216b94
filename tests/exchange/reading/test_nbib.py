"""NBIB as PubMed exports it, and as it arrives."""

import nbib as oracle
import pytest

from tests.exchange.reading.reader import EMPTY, FILES, NO_RETRACTION, entry, fault, filed, found, nbib
from treatments.exchange.reading import Entry, Fault


def test_an_export() -> None:
    cashin, wakefield, notice, recovery = filed("pubmed.nbib")
    assert cashin == Entry(
        1,
        {
            **EMPTY,
            "id": "cashin-2021",
            "title": "Efficacy, acceptability, and safety of muscle relaxants for adults with non-specific low back"
            " pain: systematic review and meta-analysis",
            "authors": [{"family": "Cashin", "given": "Aidan G"}, {"family": "Folly", "given": "Thiago"}],
            "container_title": "BMJ (Clinical research ed.)",
            "volume": "374",
            "pages": "n1446",
            "doi": "10.1136/bmj.n1446",
            "pmid": "34233900",
            "pmcid": "PMC8262447",
            "design": "systematic_review",
        },
        ("The study design “systematic review” was taken from PubMed's publication types: check it.",),
    )
    assert isinstance(wakefield, Entry)
    assert (wakefield.line, wakefield.citation["id"], wakefield.citation["pages"]) == (30, "wakefield-1998", "637-41")
    assert wakefield.citation["doi"] == "10.1016/s0140-6736(97)11096-0"
    assert wakefield.citation["retraction"] == {
        "status": "retracted", "notice": "10.1016/S0140-6736(10)60175-4", "date": "2010-02-06",
    }  # fmt: skip
    assert wakefield.warnings == (
        "It was corrected: Lancet. 2004 Mar 6;363(9411):750.",
        "It was retracted: Lancet. 2010 Feb 6;375(9713):445. doi: 10.1016/S0140-6736(10)60175-4. PMID: 20137807.",
    )
    assert isinstance(notice, Entry)
    assert (notice.line, notice.citation["id"]) == (48, "editors-of-the-lancet-2010")
    assert notice.citation["retraction"] == NO_RETRACTION
    assert notice.warnings[0] == (
        "This is the notice of a retraction, not the article itself: Lancet. 1998 Feb 28;351(9103):637-41."
    )
    assert isinstance(recovery, Entry)
    assert recovery.citation["id"] == "recovery-collaborative-group-2021"
    assert recovery.citation["authors"] == [
        {"literal": "RECOVERY Collaborative Group"}, {"family": "Horby", "given": "Peter"},
    ]  # fmt: skip
    assert (recovery.citation["registry_ids"], recovery.citation["design"]) == (["NCT04381936"], "rct")


def test_what_the_library_nbib_reads_is_read_alike() -> None:
    """Of a file that it can read: every tag it knows, two records, a blank line between them."""
    text = (FILES / "pubmed.nbib").read_text().partition("PMID- 20137807")[0]
    for theirs, ours in zip(oracle.read(text + "\n"), found(text), strict=True):
        assert isinstance(ours, Entry)
        assert {
            "title": theirs["title"].rstrip("."),
            "authors": [{"family": one["last_name"], "given": one["first_name"]} for one in theirs["authors"]],
            "container_title": theirs["journal"],
            "volume": theirs["journal_volume"],
            "pages": theirs["pages"],
            "doi": theirs["doi"],
            "pmid": str(theirs["pubmed_id"]),
            "year": int(theirs["publication_date"][:4]),
        }.items() <= ours.citation.items()


@pytest.mark.parametrize(
    ("line", "retraction"),
    [
        ("RIN - X. 2020 Jun 4;1:2. PMID: 77", ("retracted", "https://pubmed.ncbi.nlm.nih.gov/77/", "2020-06-04")),
        ("RIN - X. 2020 Jun;1:2.", ("retracted", None, None)),
        ("RIN - X. 2020 Feb 31;1:2.", ("retracted", None, None)),
        ("RRI - X. 2020 Jun 4;1:2.", ("retracted", None, "2020-06-04")),
        ("PT  - Retracted Publication", ("retracted", None, None)),
        ("ECI - X. 2020 Jun 4;1:2. doi: 10.1000/x.", ("expression_of_concern", "10.1000/x", "2020-06-04")),
        ("EIN - X. 2020 Jun 4;1:2.", ("corrected", None, "2020-06-04")),
        ("PRIN- X. 2020 Jun 4;1:2.", ("corrected", None, "2020-06-04")),
        ("EIN - X. 2019 Jan 1;1\nEIN - X. 2020 Jun 4;1\nEIN - X. 2018 Jan 1;1", ("corrected", None, "2020-06-04")),
        ("RIN - X. 2019 Jan 1;1\nECI - X. 2020 Jun 4;1", ("retracted", None, "2019-01-01")),
    ],
)
def test_notices(line: str, retraction: tuple[str, str | None, str | None]) -> None:
    got = entry(nbib(line))
    assert tuple(got.citation["retraction"].values()) == retraction
    assert got.warnings[0].startswith("It was ")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("ROF - X. 2019;1:2", "the notice of a retraction, not the article itself: X. 2019;1:2"),
        (
            "PT  - Retraction of Publication",
            "the notice of a retraction, not the article itself: the article is not named",
        ),
        ("PT  - Published Erratum", "an erratum, not the article itself: the article is not named"),
        ("ECF - X. 2019;1:2", "an expression of concern, not the article itself: X. 2019;1:2"),
    ],
)
def test_a_notice_is_told_from_its_article(line: str, said: str) -> None:
    got = entry(nbib(line))
    assert got.citation["retraction"] == NO_RETRACTION
    assert got.warnings == (f"This is {said}.",)


@pytest.mark.parametrize(
    ("lines", "authors"),
    [
        (["AU  - Cashin AG", "AU  - van Tulder MW"], [("Cashin", "AG"), ("van Tulder", "MW")]),
        (["FAU - King, Martin Luther Jr", "AU  - King ML Jr"], [("King", "Martin Luther Jr")]),
        (["FAU - 山田, 太郎"], [("山田", "太郎")]),
        (["CN  - First", "FAU - Zola, Émile", "CN  - Last"], ["First", ("Zola", "Émile"), "Last"]),
        (["FAU - Zola, Émile", "FAU - et al"], [("Zola", "Émile")]),
    ],
)
def test_authors(lines: list[str], authors: list[object]) -> None:
    got = entry(nbib(*lines)).citation["authors"]
    assert [one.get("literal") or tuple(one.values()) for one in got] == authors


def test_records_that_miss_a_blank_line_or_a_pmid() -> None:
    text = nbib("DP  - 2020") + "\n" + nbib() + "\n\nTI  - Third.\nDP  - 2020\n\nAB  - Goes on.\n\n\nTI  - Fourth.\n"
    entries = [each for each in found(text) if isinstance(each, Entry)]
    assert [(each.line, each.citation["title"], each.citation["pmid"]) for each in entries] == [
        (1, "A title", "1"), (5, "A title", "1"), (9, "Third", None), (15, "Fourth", None),
    ]  # fmt: skip


def test_records_none_of_which_has_a_pmid() -> None:
    text = "STAT- MEDLINE\nTI  - First\n      of two.\nAU  - Zola E\n\nTI  - Second.\n"
    entries = [each for each in found(text) if isinstance(each, Entry)]
    assert [(each.line, each.citation["title"], len(each.citation["authors"])) for each in entries] == [
        (1, "First of two", 1), (6, "Second", 0),
    ]  # fmt: skip


def test_a_record_of_pubmed_central() -> None:
    first, second = found("PMC - PMC12\nPMID- 1\nTI  - One\nPMC - PMC13\nPMID- 2\nTI  - Two\n")
    assert isinstance(first, Entry)
    assert isinstance(second, Entry)
    assert (first.citation["pmcid"], second.citation["pmid"], second.line) == ("PMC12", "2", 4)


def test_lines_that_no_library_knows_lose_nothing() -> None:
    got = entry("PMID- 1\nTI  - A title\nsome words\nPHST- never [entrez]\nAID - nothing\nIS  - ?\nDP  - 2021 Jul-Aug")
    assert (got.citation["title"], got.citation["year"], got.citation["doi"]) == ("A title some words", 2021, None)


def test_a_book_and_a_chapter() -> None:
    book = entry("PMID- 1\nBTI - StatPearls\nDP  - 2021\n").citation
    chapter = entry("PMID- 1\nBTI - StatPearls\nTI  - Baclofen\nDP  - 2021\n").citation
    assert (book["type"], book["title"], book["container_title"]) == ("book", "StatPearls", None)
    assert (chapter["type"], chapter["title"], chapter["container_title"]) == ("chapter", "Baclofen", "StatPearls")


def test_a_translated_title() -> None:
    got = entry(nbib("LA  - ger", "TT  - Ein Titel.").replace("A title.", "[A title]."))
    assert got.citation["title"] == "A title"
    assert got.warnings == ("Not in English (ger): the title may be PubMed's translation; its own title: “Ein Titel”.",)


def test_ahead_of_print() -> None:
    got = entry(nbib("PST - aheadofprint"))
    assert got.citation["pages"] is None
    assert got.warnings == ("Published ahead of print: volume and pages may follow.",)


def test_a_preprint() -> None:
    got = entry(nbib("PT  - Preprint"))
    assert (got.citation["type"], got.warnings) == ("document", ("A preprint: it had not been peer reviewed.",))


def test_no_title() -> None:
    assert fault("PMID- 1\nDP  - 2021\n") == Fault(
        1, "It has no title, so nobody could tell what it is. Add one and read it again."
    )
