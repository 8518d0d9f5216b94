"""RIS: records from TY to ER, which rispy reads one by one, so that a broken one spoils no other."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from rispy import RisParser

from treatments.exchange import ris as written
from treatments.exchange.reading.draft import Draft
from treatments.exchange.reading.entry import Unreadable
from treatments.exchange.reading.keys import OWN
from treatments.exchange.reading.lines import Record
from treatments.exchange.reading.names import family_first, is_others
from treatments.vocabulary import CitationType

Json = dict[str, Any]

LINE = re.compile(r"\s*([A-Z][A-Z0-9]) {0,2}-(?: |\Z)(.*)")
TYPES = {tag: type_ for type_, tag in written.TYPES.items()} | {
    "EJOUR": CitationType.ARTICLE_JOURNAL,
    "INPR": CitationType.ARTICLE_JOURNAL,
    "MGZN": CitationType.ARTICLE_JOURNAL,
    "NEWS": CitationType.ARTICLE_JOURNAL,
    "EBOOK": CitationType.BOOK,
    "EDBOOK": CitationType.BOOK,
    "ECHAP": CitationType.CHAPTER,
    "ENCYC": CitationType.CHAPTER,
    "DBASE": CitationType.DATASET,
    "AGGR": CitationType.DATASET,
    "GOVDOC": CitationType.REPORT,
    "STAND": CitationType.REPORT,
    "BLOG": CitationType.WEBPAGE,
    "ICOMM": CitationType.WEBPAGE,
}
PUBLISHED_BY = {CitationType.REPORT, CitationType.THESIS, CitationType.BOOK, CitationType.WEBPAGE, CitationType.DATASET}


class Parser(RisParser):  # type: ignore[misc]  # rispy has no types
    """rispy's parser, patient with one space for two before the hyphen."""

    def parse_line(self, line: str) -> tuple[str, str] | tuple[None, str]:
        """Tag and value of a line; no tag for one that goes on from the line before."""
        match = LINE.match(line)
        return (match[1], match[2].strip()) if match else (None, line.strip())


def split(texts: Sequence[str]) -> Iterator[Record]:
    """From each TY to its ER or, where that is missing, to the next TY; tagged lines outside of these by themselves."""
    block: list[str] = []
    start = 1
    for number, text in enumerate(texts, start=1):
        match = LINE.match(text)
        tag = match[1] if match else None
        if tag == "TY" and block:
            yield Record(start, block)
            block = []
        if not block:
            start = number
        if block or tag not in (None, "ER"):
            block.append(text)
        if tag == "ER" and block:
            yield Record(start, block)
            block = []
    if block:
        yield Record(start, block)


def parse(record: Record) -> Iterator[Draft]:
    """The source that a record describes.

    Raises:
        Unreadable: when the record does not begin with TY.
    """
    tags = [match[1] for text in record.texts if (match := LINE.match(text))]
    if tags[0] != "TY":
        raise Unreadable(
            "This record does not begin with “TY  - ”, the line that says its kind. Add it and read it again."
        )
    lines = [text.strip() for text in record.texts if text.strip()]
    (found,) = Parser().parse_lines(iter([*lines, *(() if tags[-1] == "ER" else ("ER  - ",))]))
    draft = _draft(record.line, found)
    if tags[-1] != "ER":
        draft.warn(
            "The line “ER  - ”, which ends a record, is missing: if the file was cut off, something may be lost."
        )
    yield draft


def _draft(line: int, found: Json) -> Draft:
    def first(*names: str) -> str:
        return next((found[name] for name in names if found.get(name)), "")

    unknown = found.get("unknown_tag", {})
    given = found["type_of_reference"].upper()
    type_ = TYPES.get(given)
    publisher = ["publisher"] if type_ in PUBLISHED_BY else []
    links = [link for link in found.get("urls", []) if link]
    container = first(
        "secondary_title", "alternate_title3", "journal_name", "alternate_title2", "alternate_title1", *publisher
    )
    draft = Draft(
        line=line,
        key=first("id"),
        title=first("title", "primary_title") or next(iter(unknown.get("BT", [])), ""),
        type=type_,
        kind=given,
        container_title=container or next(iter(unknown.get("BT", [])), ""),
        years=[found.get(name, "") for name in ("year", "publication_year", "date")],
        volume=first("volume"),
        issue=first("number"),
        pages=_pages(first("start_page"), first("end_page")) or first("custom7"),
        dois=[first("doi"), *(link for link in links if "doi.org/10." in link)],
        links=links,
        pmcids=[value] if (value := first("custom2")).upper().startswith("PMC") else [],
        keywords=found.get("keywords", []),
        notes=found.get("notes", []),
    )
    _add_pmid(draft, found)
    for name in found.get("authors") or found.get("first_authors") or []:
        if is_others(name):
            draft.warn("It has more authors than it names.")
        elif name:
            draft.authors.append(family_first(name))
    return draft


def _add_pmid(draft: Draft, found: Json) -> None:
    """An accession number is a PMID only in PubMed: other databases have numbers, too."""
    number = found.get("accession_number", "")
    database = f"{found.get('name_of_database', '')} {found.get('database_provider', '')}".lower()
    if OWN.fullmatch(draft.key) or "pubmed" in database or "pmid" in number.lower():
        draft.pmids = [number]
    elif number.isdigit():
        draft.warn(f"The accession number {number} was dropped: nothing says that it is PubMed's.")
    draft.pmids += [link for link in draft.links if "pubmed.ncbi.nlm.nih.gov/" in link]


def _pages(first: str, last: str) -> str:
    """`123-9`; a first page that already is a range stays alone."""
    return (
        f"{first}-{last}" if first and last and last != first and not re.search(r"\d\s*[-–—]", first) else first or last
    )
