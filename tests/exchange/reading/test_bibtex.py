"""BibTeX as people keep it."""

import pytest

from tests.exchange.reading.reader import EMPTY, bib, entry, fault, filed, found
from treatments.exchange.reading import Entry, Fault
from treatments.exchange.reading.latex import decoded

BROKEN = "Check that every { has its }, every field ends with a comma, and read it again."
UNENCLOSED = f"Its field “title” is broken, or joined with #, which is not read. {BROKEN}"


def test_a_file() -> None:
    cashin, keyless, broken, who, other = filed("library.bib")
    assert cashin == Entry(
        5,
        {
            **EMPTY,
            "id": "cashin-2021",
            "title": "Efficacy, acceptability, and safety of muscle relaxants for adults with non-specific Low back"
            " pain: 50% & more",
            "authors": [{"family": "Cashin", "given": "Aidan G."}, {"family": "Folly", "given": "Thiago"}],
            "container_title": "BMJ",
            "volume": "374",
            "pages": "n1446",
            "doi": "10.1136/bmj.n1446",
        },
        ("It has more authors than it names.",),
    )
    assert keyless == Entry(
        15,
        {
            **EMPTY,
            "id": "muller-2004",
            "title": "On I^2 and the DNA of spasms",
            "authors": [
                {"family": "Müller", "given": "Jörg"},
                {"family": "van Beethoven", "given": "Ludwig"},
                {"family": "Straßer", "given": "René"},
            ],
            "pages": "892-896",
            "year": 2004,
        },
    )
    assert broken == Fault(21, f"This entry is broken. {BROKEN}")
    assert isinstance(who, Entry)
    assert (who.line, who.citation["id"], who.citation["authors"], who.citation["container_title"]) == (
        26, "world-health-organization-2023", [{"literal": "World Health Organization"}], "WHO",
    )  # fmt: skip
    assert isinstance(other, Entry)
    assert (other.line, other.citation["type"], other.citation["link"]) == (31, "document", "https://www.who.int/a_b")


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        (r"M{\"u}ller, Ren\'e, Stra{\ss}e, {\O}stergaard, \L ukasz", "Müller, René, Straße, Østergaard, Łukasz"),
        (r"Gonz{\'a}lez and P{\'{e}}rez", "González and Pérez"),
        ("The {COVID-19} {P}andemic", "The COVID-19 Pandemic"),
        ("50% of patients & others, 30\\% \\& more", "50% of patients & others, 30% & more"),
        (r"p \textless 0.05 and $p < 0.01$", "p <0.05 and p < 0.01"),
        (r"{\textbraceleft}US{\textbraceright} x{\textasciicircum}2", "{US} x^2"),
        (r"$\alpha$-blockers, H\textsubscript{2}O, \emph{in vitro}", "α-blockers, H2O, in vitro"),
        (r"\unknown{hello}", r"\unknown hello"),
        (r"\href{https://x.org}{text}", r"\href https://x.orgtext"),
        ("plain", "plain"),
    ],
)
def test_latex(latex: str, text: str) -> None:
    assert decoded(latex) == text


@pytest.mark.parametrize(
    ("names", "authors"),
    [
        ("{World Health Organization}", [{"literal": "World Health Organization"}]),
        ("World Health Organization", [{"literal": "World Health Organization"}]),
        ("{Rest and Ice} and Smith, A.", [{"literal": "Rest and Ice"}, {"family": "Smith", "given": "A."}]),
        ("de la Cruz, Ana", [{"family": "de la Cruz", "given": "Ana"}]),
        ("King, Jr, Martin Luther", [{"family": "King", "given": "Martin Luther Jr"}]),
        ("{Smith, Jr}, Ann", [{"family": "Smith, Jr", "given": "Ann"}]),
        ("WHO", [{"literal": "WHO"}]),
        ("", []),
    ],
)  # fmt: skip
def test_authors(names: str, authors: list[dict[str, str]]) -> None:
    assert entry(bib(f"author = {{{names}}},")).citation["authors"] == authors


@pytest.mark.parametrize(
    ("kind", "type_"),
    [
        ("article", "article-journal"), ("ARTICLE", "article-journal"), ("book", "book"), ("inbook", "chapter"),
        ("mastersthesis", "thesis"), ("online", "webpage"), ("misc", "document"), ("dataset", "dataset"),
    ],
)  # fmt: skip
def test_kinds(kind: str, type_: str) -> None:
    got = entry(bib(kind=kind))
    assert (got.citation["type"], got.warnings) == (type_, ())


def test_an_unknown_kind() -> None:
    got = entry(bib(kind="inproceedings"))
    assert got.citation["type"] == "document"
    assert got.warnings == ("Its kind “inproceedings” is none that citations have here: “document” was taken.",)


def test_duplicate_keys_and_fields() -> None:
    first, second = found(bib("Note = {a}, note = {b},") + "\n" + bib())
    assert isinstance(first, Entry)
    assert isinstance(second, Entry)
    assert (first.citation["id"], second.citation["id"]) == ("a-title-2021", "a-title-2021-b")
    twice = entry("@article{x, title = {One}, title = {Two}, year = 2021}")
    assert (twice.citation["title"], twice.warnings) == ("One", ("A field stands twice (title): the first was taken.",))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("@article{x, title = {A} year = 2021}", UNENCLOSED),
        ("@article{x, title = {A} # {B}}", UNENCLOSED),
        ("@article{x, title = {A}", f"This entry is broken. {BROKEN}"),
        ("@article{x}", "It has no title, so nobody could tell what it is. Add one and read it again."),
    ],
)  # fmt: skip
def test_broken(text: str, message: str) -> None:
    assert fault("\n" + text) == Fault(2, message)


def test_an_address_is_no_container_and_a_subtitle_belongs_to_the_title() -> None:
    got = entry(bib("subtitle = {and more}, howpublished = {https://x.org/a},", "misc")).citation
    assert (got["title"], got["container_title"], got["link"]) == ("A title: and more", None, "https://x.org/a")


def test_abbreviations() -> None:
    text = '@string{bmj =\n "The BMJ"}\n% a remark\n' + bib("journal = BMJ, note = {a}, note = {b},")
    got = entry(text)
    assert (got.line, got.citation["container_title"]) == (4, "The BMJ")


def test_escaped_identifiers() -> None:
    got = entry(bib(r"doi = {10.1007/978-3\_4}, url = {https://x.org/a{\_}b\%20c},")).citation
    assert (got["doi"], got["link"]) == ("10.1007/978-3_4", "https://x.org/a_b%20c")


def test_braces_nested_beyond_reason() -> None:
    assert [type(each) for each in found(bib(f"author = {{{'{' * 3000}{'}' * 3000}}},") + "\n" + bib())] == [
        Fault,
        Entry,
    ]
