"""BibTeX: entries, which bibtexparser reads one by one, so that a broken one spoils no other."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from bibtexparser.entrypoint import parse_string
from bibtexparser.library import Library
from bibtexparser.middlewares.names import parse_single_name_into_parts, split_multiple_persons_names
from bibtexparser.middlewares.parsestack import default_parse_stack
from bibtexparser.model import Block, DuplicateBlockKeyBlock, DuplicateFieldKeyBlock, ParsingFailedBlock, String
from bibtexparser.model import Entry as Found

from treatments.exchange import bibtex as written
from treatments.exchange.citations import one_line
from treatments.exchange.reading.draft import Draft
from treatments.exchange.reading.entry import Fault
from treatments.exchange.reading.latex import decoded
from treatments.exchange.reading.lines import Record
from treatments.exchange.reading.names import ORGANISATION, is_others, literal, person
from treatments.vocabulary import CitationType

Json = dict[str, Any]

BEGINNING = re.compile(r"\s*@\s*([A-Za-z]+)\s*[{(]")
KEYLESS = re.compile(r"(@\s*[A-Za-z]+\s*[{(])(?=\s*[\w-]+\s*=)")
STRING = re.compile(
    r"@\s*string\s*[{(]\s*([\w:.+/-]+)\s*=\s*(?:\"[^\"{}]*\"|\{[^{}]*\})\s*[)}]", re.IGNORECASE
)  # of one that is broken, nothing is known
BARE_VALUE = re.compile(r"=\s*([A-Za-z][\w:.+/-]*)\s*[,})\n]")
TYPES = {name: type_ for type_, (name, _) in written.TYPES.items()} | {
    "misc": CitationType.DOCUMENT,
    "unpublished": CitationType.DOCUMENT,
    "booklet": CitationType.BOOK,
    "mvbook": CitationType.BOOK,
    "proceedings": CitationType.BOOK,
    "inbook": CitationType.CHAPTER,
    "inreference": CitationType.CHAPTER,
    "report": CitationType.REPORT,
    "manual": CitationType.REPORT,
    "thesis": CitationType.THESIS,
    "mastersthesis": CitationType.THESIS,
    "dataset": CitationType.DATASET,
    "online": CitationType.WEBPAGE,
    "electronic": CitationType.WEBPAGE,
    "www": CitationType.WEBPAGE,
}
CONTAINERS = ("journal", "journaltitle", "booktitle", "series", "howpublished", "institution", "school", "publisher")
ADDRESS = re.compile(r"https?://\S+")
REPAIR = "Check that every { has its }, every field ends with a comma, and read it again."


def split(texts: Sequence[str]) -> Iterator[Record]:
    """From each line that begins an entry to the next; before it, on the same line, the abbreviations that it uses."""
    blocks = list(_blocks(texts))
    kept = [match for block in blocks if (match := STRING.match(block.text.lstrip()))]
    abbreviations = {match[1].lower(): one_line(match[0]) for match in kept}
    for block in blocks:
        kind = BEGINNING.match(block.texts[0])
        if kind and kind[1].lower() not in ("comment", "preamble", "string"):
            first, *others = KEYLESS.sub(r"\1,", block.text, count=1).split("\n")
            used = dict.fromkeys(name.lower() for name in BARE_VALUE.findall(block.text))
            yield Record(block.line, ["".join(abbreviations.get(name, "") for name in used) + first, *others])


def _blocks(texts: Sequence[str]) -> Iterator[Record]:
    block: list[str] = []
    start = 1
    for number, text in enumerate(texts, start=1):
        if BEGINNING.match(text):
            if block:
                yield Record(start, block)
            block, start = [text], number
        elif block:
            block.append(text)
    if block:
        yield Record(start, block)


def parse(record: Record) -> Iterator[Draft | Fault]:
    """The sources that a record describes: several, where entries stand on one line."""
    library = parse_string(record.text)
    for block in library.blocks:
        yield from _read(block, record.line + (block.start_line or 0), library.strings)


def _read(block: Block, line: int, abbreviations: list[String]) -> Iterator[Draft | Fault]:
    if isinstance(block, Found):
        yield _draft(block, line)
    elif isinstance(block, DuplicateBlockKeyBlock | DuplicateFieldKeyBlock):
        entry = block.ignore_error_block  # set aside, raw
        library = Library([*abbreviations, *([entry] if entry else [])])
        for middleware in default_parse_stack():
            library = middleware.transform(library)
        for draft in (_draft(each, line) for each in library.entries):
            if isinstance(block, DuplicateFieldKeyBlock) and isinstance(draft, Draft):
                draft.warn(f"A field stands twice ({', '.join(sorted(block.duplicate_keys))}): the first was taken.")
            yield draft
    elif isinstance(block, ParsingFailedBlock):
        yield Fault(line, f"This entry is broken. {REPAIR}")


def _draft(entry: Found, line: int) -> Draft | Fault:
    fields = {field.key.lower(): str(field.value) for field in reversed(entry.fields)}
    enclosed = entry.parser_metadata.get("removed_enclosing", {})
    for name, enclosing in enclosed.items():
        if enclosing == "no-enclosing" and re.search(r'[{}"#]', fields[name.lower()]):
            return Fault(line, f"Its field “{name}” is broken, or joined with #, which is not read. {REPAIR}")

    def first(*names: str) -> str:
        return next((decoded(fields[name]) for name in names if fields.get(name)), "")

    draft = Draft(
        line=line,
        key=entry.key,
        title=first("title"),
        type=TYPES.get(entry.entry_type.lower()),
        kind=entry.entry_type,
        container_title=first(*CONTAINERS),
        years=[decoded(fields.get(name, "")) for name in ("year", "date")],
        volume=first("volume"),
        issue=first("number", "issue"),
        pages=re.sub(r"\s*(?:--+|[–—])\s*", "-", first("pages")),
        dois=[_verbatim(fields.get("doi", ""))],
        pmids=[fields.get("pmid", "")],
        pmcids=[fields.get("pmcid", "") or fields.get("pmc", "")],
        links=[
            _verbatim(link)
            for name in ("url", "howpublished", "link")
            for link in ADDRESS.findall(fields.get(name, ""))
        ],
        keywords=[first("keywords")],
        notes=[first("note")],
    )
    if ADDRESS.match(draft.container_title):
        draft.container_title = ""
    if "subtitle" in fields:
        draft.title = f"{draft.title}: {first('subtitle')}"
    _add_authors(draft, fields.get("author", ""))
    if "\\" in f"{draft.title}{draft.container_title}{draft.authors}":
        draft.warn("A LaTeX command is not known and stands as it is: correct it.")
    return draft


def _verbatim(text: str) -> str:
    """An address or identifier without the escapes that programs put even there, or a command around it."""
    text = re.sub(r"\\url\{(.*)\}", r"\1", text.strip())
    return re.sub(r"\{?\\([_%&#$~{}])\}?", r"\1", text).strip("{}")


def _add_authors(draft: Draft, names: str) -> None:
    for name in split_multiple_persons_names(" ".join(names.split())):
        if is_others(decoded(name)):
            draft.warn("It has more authors than it names.")
        elif author := _author(name):
            draft.authors.append(author)


def _author(name: str) -> Json | None:
    """A person by BibTeX's rules, a particle with the family name; in braces, or by its words, an organisation."""
    parts = parse_single_name_into_parts(name, strict=False)
    family = decoded(" ".join([*parts.von, *parts.last])).strip()
    given = decoded(" ".join([*parts.first, *parts.jr])).strip()
    if family and given and ("," in name or not ORGANISATION.search(name)):
        return person(family, given)
    whole = decoded(name).strip(" ,")
    return literal(whole) if whole else None
