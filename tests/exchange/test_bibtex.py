"""BibTeX, read back by pybtex."""

import re
from typing import Any

import pytest
from hypothesis import given
from pybtex.database import BibliographyData, Entry, Person, parse_bytes  # type: ignore[import-untyped]

from tests.exchange.published import CITATIONS, SICI, bundled_citations, citation, flat
from treatments.exchange import bibtex
from treatments.vocabulary import CitationType

Json = dict[str, Any]

CONTAINERS = {
    "article": "journal", "book": "series", "incollection": "booktitle", "misc": "howpublished",
    "techreport": "institution", "phdthesis": "school",
}  # fmt: skip
COMMANDS = {
    "textbraceleft": "{", "textbraceright": "}", "textbackslash": "\\", "textasciitilde": "~", "textasciicircum": "^",
}  # fmt: skip
COMMAND = re.compile(r'\{(?:\\([a-z]+|[&%#_$])|(["@]))\}')


def entries(*citations: Json) -> BibliographyData:
    return parse_bytes(bibtex.write(citations), "bibtex")


def entry(value: Json) -> Entry:
    (found,) = entries(value).entries.values()
    return found


def plain(text: str | None) -> str | None:
    """What TeX prints for a field in which only special characters are commands."""
    if text is None:
        return None
    found = COMMAND.sub(lambda match: match[2] or COMMANDS.get(match[1], match[1]), text)
    assert COMMAND.sub("", text).translate(str.maketrans("", "", '{}\\&%#_$"@~^')) == COMMAND.sub("", text)
    return found


def whole(name: str) -> str:
    """A part of a name without the braces that keep it whole."""
    inner = COMMAND.sub("", name)
    return str(plain(name[1:-1] if inner.startswith("{") and inner.endswith("}") else name))


def author(person: Person) -> Json:
    family, given = (whole(" ".join(parts)) for parts in (person.prelast_names + person.last_names, person.first_names))
    assert not person.middle_names + person.lineage_names or given
    return {"family": family, "given": " ".join([given, *map(whole, person.middle_names)]).strip() or None}


def read_back(found: Entry) -> Json:
    fields = found.fields
    title = fields["title"]
    assert title.startswith("{")
    assert title.endswith("}")
    return {
        "title": plain(title[1:-1]),
        "authors": [author(person) for person in found.persons.get("author", [])],
        "container_title": plain(fields.get(CONTAINERS[found.type])),
        "year": fields.get("year"),
        "volume": plain(fields.get("volume")),
        "issue": plain(fields.get("number")),
        "pages": plain(fields.get("pages")),
        "doi": fields.get("doi"),
        "pmid": fields.get("pmid"),
        "pmcid": fields.get("pmcid"),
        "design": fields.get("keywords"),
    }


def expected(value: Json) -> Json:
    return {
        "title": flat(value["title"]),
        "authors": [
            {"family": flat(person.get("family", person.get("literal"))), "given": flat(person.get("given"))}
            for person in value["authors"]
        ],
        "container_title": flat(value["container_title"]),
        "year": value["year"] and str(value["year"]),
        "volume": flat(value["volume"]),
        "issue": flat(value["issue"]),
        "pages": value["pages"] and re.sub("[-–]", "--", value["pages"]),
        "doi": value["doi"],
        "pmid": value["pmid"],
        "pmcid": value["pmcid"],
        "design": value["design"] and value["design"].replace("_", " "),
    }


def check(value: Json) -> None:
    found = entry(value)
    assert read_back(found) == expected(value)
    note = plain(found.fields.get("note")) or ""
    for remark in [*value["registry_ids"], value["note"] or ""]:
        assert str(flat(remark)) in note


def test_an_entry() -> None:
    value = citation(
        type="report",
        title="100% of $5 & “more”: Opioids_in {US} #1 ~ \\x^2",
        authors=[{"family": "van Tulder", "given": "M W"}, {"literal": "Science and Health, Inc."}],
        container_title="AHRQ",
        pages="3–4",
        doi=SICI,
        pmid="1",
        pmcid="PMC2",
        link=None,
        design="systematic_review_of_rcts",
        registry_ids=["NCT01290367", "EudraCT 2017-002092-25"],
        retraction={"status": "retracted", "notice": "10.1136/bmj.n1", "date": "2021-05-01"},
        note="First\nauthors only.",
    )
    assert bibtex.write([value]).decode() == (
        "@techreport{smith-2020,\n"
        "  author = {van Tulder, M W and {Science and Health, Inc.}},\n"
        "  title = {{100{\\%} of {\\$}5 {\\&} “more”: Opioids{\\_}in {\\textbraceleft}US{\\textbraceright} {\\#}1 "
        "{\\textasciitilde} {\\textbackslash}x{\\textasciicircum}2}},\n"
        "  institution = {AHRQ},\n"
        "  year = {2020},\n"
        "  volume = {1},\n"
        "  number = {2},\n"
        "  pages = {3--4},\n"
        f"  doi = {{{SICI}}},\n"
        "  pmid = {1},\n"
        "  pmcid = {PMC2},\n"
        "  url = {https://doi.org/10.1002/%28SICI%291097-0258%2819980815/30%2917%3A15/16%3C1661%3A%3AAID-SIM968%3E3.0.CO"
        "%3B2-2},\n"
        "  keywords = {systematic review of rcts},\n"
        "  note = {RETRACTED (2021-05-01), notice: 10.1136/bmj.n1; Registered as NCT01290367, EudraCT 2017-002092-25; "
        "First authors only.},\n"
        "}\n"
    )


def test_what_is_unknown_is_left_out() -> None:
    unknown = dict.fromkeys(["container_title", "year", "volume", "issue", "pages", "link", "design"])
    value = citation(type="webpage", authors=[], **unknown)
    assert bibtex.write([value]) == b"@misc{smith-2020,\n  title = {{Title of smith-2020}},\n}\n"


def test_nothing() -> None:
    assert bibtex.write([]) == b""


@pytest.mark.parametrize(
    ("type_", "entry_type"),
    [
        ("article-journal", "article"), ("book", "book"), ("chapter", "incollection"), ("dataset", "misc"),
        ("document", "misc"), ("report", "techreport"), ("thesis", "phdthesis"), ("webpage", "misc"),
    ],
)  # fmt: skip
def test_types(type_: str, entry_type: str) -> None:
    assert entry(citation(type=type_)).type == entry_type


def test_every_type_has_one() -> None:
    assert set(bibtex.TYPES) == set(CitationType)


@pytest.mark.parametrize(
    ("status", "note"),
    [
        ({"status": "none", "notice": None, "date": None}, None),
        ({"status": "corrected", "notice": None, "date": None}, "Corrected"),
        (
            {"status": "expression_of_concern", "notice": None, "date": "2020-01-02"},
            "Expression of concern (2020-01-02)",
        ),
        ({"status": "retracted", "notice": "https://x.org", "date": None}, "RETRACTED, notice: https://x.org"),
    ],
)
def test_retraction(status: Json, note: str | None) -> None:
    assert entry(citation(retraction=status)).fields.get("note") == note


def test_authors_are_not_taken_apart() -> None:
    people = [
        {"family": "Abdel Shaheed", "given": None},
        {"family": "Smith, Jr", "given": "Ann"},
        {"family": "Fire and Ice", "given": "B, C"},
        {"literal": "U.S. Food and Drug Administration"},
    ]
    found = entry(citation(authors=people)).persons["author"]
    assert [str(person) for person in found] == [
        "{Abdel Shaheed}", "{Smith, Jr}, Ann", "{Fire and Ice}, {B, C}", "{U.S. Food and Drug Administration}",
    ]  # fmt: skip


def test_capitals_stay() -> None:
    """BibTeX changes the case of a special character, a brace at the outermost level with a backslash behind it."""
    title = entry(citation(title="$100 Laptop")).fields["title"]
    assert title == "{{\\$}100 Laptop}"
    assert not title.startswith("{\\")


def test_a_brace_in_a_doi_breaks_no_entry() -> None:
    assert entry(citation(doi="10.1234/a}b{c\\d")).fields["doi"] == "10.1234/a%7Db%7Bc%5Cd"


def test_bundled() -> None:
    found = entries(*bundled_citations()).entries
    assert list(found) == [value["id"] for value in bundled_citations()]
    assert len(found) >= 57
    for value in bundled_citations():
        check(value)


@given(CITATIONS)
def test_awkward(value: Json) -> None:
    check(value)
    lines = bibtex.write([value]).decode().split("\n")
    assert all(re.fullmatch(r"@\w+\{smith-2020,|  \w+ = \{.*\},|\}|", line) for line in lines)


def test_the_same_bytes() -> None:
    assert bibtex.write(bundled_citations()) == bibtex.write(list(bundled_citations()))
