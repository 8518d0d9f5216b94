"""RIS, the format of reference managers: one tag and one value a line, lines that end in CR LF.

Tags as EndNote and Zotero read them: AN is the PMID, C2 the PMCID. Written by hand: rispy puts a number before each
reference, which the format does not know, and takes values as they are given.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from treatments.exchange.citations import address, one_line, remarks, words
from treatments.vocabulary import CitationType

Json = dict[str, Any]

TYPES = {
    CitationType.ARTICLE_JOURNAL: "JOUR",
    CitationType.BOOK: "BOOK",
    CitationType.CHAPTER: "CHAP",
    CitationType.DATASET: "DATA",
    CitationType.DOCUMENT: "GEN",
    CitationType.REPORT: "RPRT",
    CitationType.THESIS: "THES",
    CitationType.WEBPAGE: "ELEC",
}
RANGE = re.compile(r"(\w+)[-–—]+(\w+)")


def write(citations: Iterable[Json]) -> bytes:
    """The citations of a document as `application/x-research-info-systems`."""
    return "\r\n".join(map(_reference, citations)).encode()


def _reference(citation: Json) -> str:
    lines = [f"{tag}  - {one_line(value)}" for tag, value in _tags(citation) if value]
    return "\r\n".join([f"TY  - {TYPES[citation['type']]}", *lines, "ER  - ", ""])


def _tags(citation: Json) -> Iterator[tuple[str, str | None]]:
    first_page, last_page = _pages(citation["pages"])
    found = address(citation)
    yield "ID", citation["id"]
    for author in citation["authors"]:
        yield "AU", author.get("literal") or ", ".join(name for name in (author["family"], author["given"]) if name)
    yield "TI", citation["title"]
    yield "T2", citation["container_title"]
    yield "PY", None if citation["year"] is None else str(citation["year"])
    yield "VL", citation["volume"]
    yield "IS", citation["issue"]
    yield "SP", first_page
    yield "EP", last_page
    yield "DO", citation["doi"]
    yield "AN", citation["pmid"]
    yield "C2", citation["pmcid"]
    yield "UR", found and found.replace(";", "%3B")  # a semicolon separates two addresses
    yield "KW", words(citation["design"])
    for remark in remarks(citation):
        yield "N1", remark


def _pages(pages: str | None) -> tuple[str | None, str | None]:
    """First and last page of a plain range; anything else stands whole as the first."""
    match = RANGE.fullmatch(pages or "")
    return (match[1], match[2]) if match else (pages, None)
