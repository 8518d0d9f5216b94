"""BibTeX: one entry for each citation, in UTF-8.

Written by hand: bibtexparser writes values as they are given, and its own encoding turns é into \\'e and leaves `$`.
Addresses and identifiers are what BibLaTeX calls verbatim fields (manual, 2.2.1): nothing in them is escaped.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from treatments.exchange.citations import address, one_line, remarks, words
from treatments.vocabulary import CitationType

Json = dict[str, Any]

# Entry type of a CSL type, and the field that holds the container's title.
TYPES = {
    CitationType.ARTICLE_JOURNAL: ("article", "journal"),
    CitationType.BOOK: ("book", "series"),
    CitationType.CHAPTER: ("incollection", "booktitle"),
    CitationType.DATASET: ("misc", "howpublished"),
    CitationType.DOCUMENT: ("misc", "howpublished"),
    CitationType.REPORT: ("techreport", "institution"),
    CitationType.THESIS: ("phdthesis", "school"),
    CitationType.WEBPAGE: ("misc", "howpublished"),
}
# Each in braces of its own, so that none begins a "special character", whose case BibTeX would change. BibTeX counts
# braces, escaped or not: a lone one must not stand in a value.
ESCAPES = str.maketrans(
    {character: f"{{\\{character}}}" for character in "&%#_$"}
    | {character: f"{{{character}}}" for character in '"@'}
    | {
        "{": r"{\textbraceleft}",
        "}": r"{\textbraceright}",
        "\\": r"{\textbackslash}",
        "~": r"{\textasciitilde}",
        "^": r"{\textasciicircum}",
    }
)
VERBATIM = str.maketrans({"{": "%7B", "}": "%7D", "\\": "%5C"})


def write(citations: Iterable[Json]) -> bytes:
    """The citations of a document as `application/x-bibtex`."""
    return "\n".join(map(_entry, citations)).encode()


def _entry(citation: Json) -> str:
    type_, _ = TYPES[citation["type"]]
    fields = "".join(f"  {name} = {{{value}}},\n" for name, value in _fields(citation) if value)
    return f"@{type_}{{{citation['id']},\n{fields}}}\n"


def _fields(citation: Json) -> Iterator[tuple[str, str | None]]:
    _, container = TYPES[citation["type"]]
    yield "author", " and ".join(map(_author, citation["authors"]))
    yield "title", f"{{{_escaped(citation['title'])}}}"  # braces within: its capitals stay
    yield container, _escaped(citation["container_title"])
    yield "year", None if citation["year"] is None else str(citation["year"])
    yield "volume", _escaped(citation["volume"])
    yield "number", _escaped(citation["issue"])
    yield "pages", _escaped(_pages(citation["pages"]))
    for name in ("doi", "pmid", "pmcid"):
        yield name, (citation[name] or "").translate(VERBATIM)
    yield "url", address(citation)
    yield "keywords", words(citation["design"])
    yield "note", _escaped("; ".join(remarks(citation)))


def _escaped(text: str | None) -> str:
    """The text on one line with TeX's special characters as commands; empty for none."""
    return one_line(text or "").translate(ESCAPES)


def _pages(pages: str | None) -> str:
    return re.sub(r"\s*[-–—]+\s*", "--", pages or "")


def _author(author: Json) -> str:
    """`Family, Given`; what BibTeX would take apart (an organisation, a comma, the word "and") stands in braces."""
    if "literal" in author:
        return f"{{{_escaped(author['literal'])}}}"
    family, given = (_escaped(author[part]) for part in ("family", "given"))
    return f"{_whole(family)}, {_whole(given)}" if given else f"{{{family}}}"


def _whole(name: str) -> str:
    return f"{{{name}}}" if re.search(r",|\band\b", name, re.IGNORECASE) else name
