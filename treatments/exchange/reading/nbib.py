"""NBIB, the format of PubMed's exports (MEDLINE): a tag of four columns, a hyphen, a value that may go on below it.

Read by hand: the library nbib ends at the first line that it does not know, keeps one collective author of several and
none of the authors without a full name, loses whom the authors' order puts first, and does not know LID nor the tags of
retractions and errata. The tests compare it with this where it can read.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from treatments.exchange.reading.draft import Draft
from treatments.exchange.reading.lines import Record
from treatments.exchange.reading.names import family_first, is_others, literal
from treatments.exchange.reading.notices import flag
from treatments.vocabulary import CitationType, Design

Json = dict[str, Any]
Tags = list[tuple[str, str]]

LINE = re.compile(r"([A-Z]{2,4}) {0,2}- ?(.*)")
BEGINNINGS = ("PMID", "PMC")  # what a record begins with: PMID in PubMed's exports, PMC in those of PubMed Central
TITLES = {"TI", "BTI"}
DESIGNS = {
    "systematic review": Design.SYSTEMATIC_REVIEW,
    "meta-analysis": Design.META_ANALYSIS,
    "randomized controlled trial": Design.RCT,
    "practice guideline": Design.GUIDELINE,
    "guideline": Design.GUIDELINE,
    "case reports": Design.CASE_REPORT,
}
REGISTRIES = {
    "ClinicalTrials.gov", "ISRCTN", "ANZCTR", "EudraCT", "ChiCTR", "CTRI", "DRKS", "IRCT", "JPRN", "KCT", "NTR",
    "PACTR", "ReBec", "REPEC", "RPCEC", "SLCTR", "TCTR", "UMIN-CTR",
}  # fmt: skip


def split(texts: Sequence[str]) -> Iterator[Record]:
    """The records: each begins at the tag with which the first one does, or, where that is missing, at a blank line."""
    block: list[str] = []
    start, titled, after_blank = 1, False, False
    beginning = next((tag for text in texts if (tag := _tag(text)) in BEGINNINGS), None)
    for number, text in enumerate(texts, start=1):
        if not text.strip():
            after_blank = True
            continue
        begins = (beginning and _tag(text) == beginning) or (after_blank and titled and _is_titled(texts, number))
        if begins and block:
            yield Record(start, block)
            block, titled = [], False
        if not block:
            start = number
        after_blank = False
        block.append(text)
        titled = titled or _tag(text) in TITLES
    if block:
        yield Record(start, block)


def parse(record: Record) -> Iterator[Draft]:
    """The source that a record describes."""
    tags = _tags(record)
    first: dict[str, str] = {}
    for tag, value in tags:
        first.setdefault(tag, value)
    chapter = "TI" in first and "BTI" in first
    draft = Draft(
        line=record.line,
        title=_title(first.get("TI") or first.get("BTI", "")),
        type=CitationType.CHAPTER if chapter else CitationType.BOOK if "BTI" in first else CitationType.ARTICLE_JOURNAL,
        container_title=first.get("BTI", "") if chapter else first.get("JT") or first.get("TA") or "",
        years=[first.get("DP", ""), first.get("DEP", "")],
        volume=first.get("VI", ""),
        issue=first.get("IP", ""),
        pages=first.get("PG", ""),
        dois=_located(tags, "doi"),
        pmids=[first.get("PMID", "")],
        pmcids=[first.get("PMC", "")],
        registry_ids=[number for tag, value in tags if tag == "SI" and (number := _registered(value))],
    )
    _add_authors(draft, tags)
    _add_kind(draft, {value.lower() for tag, value in tags if tag == "PT"})
    _explain(draft, first)
    flag(draft, tags)
    yield draft


def _tag(text: str) -> str | None:
    match = LINE.match(text)
    return match[1] if match else None


def _is_titled(texts: Sequence[str], number: int) -> bool:
    """Whether the paragraph that begins in line `number` has a title of its own, and so is another record."""
    for text in texts[number - 1 :]:
        if not text.strip():
            return False
        if _tag(text) in TITLES:
            return True
    return False


def _tags(record: Record) -> Tags:
    """Tags and values in order, a value that goes on below joined to one."""
    found: list[tuple[str, list[str]]] = []
    for text in record.texts:
        if match := LINE.match(text):
            found.append((match[1], [match[2].strip()]))
        elif found:
            found[-1][1].append(text.strip())
    return [(tag, " ".join(parts)) for tag, parts in found]


def _title(text: str) -> str:
    """Without the full stop that PubMed puts behind a title, and the brackets around a translated one."""
    text = text.strip()
    if text.endswith(".") and not text.endswith(".."):
        text = text[:-1]
    return text[1:-1] if text.startswith("[") and text.endswith("]") else text


def _located(tags: Tags, kind: str) -> list[str]:
    """Values of LID and AID of one kind: `10.1136/bmj.n1446 [doi]` stands beside `bmj.n1446 [pii]`."""
    return [value.rpartition("[")[0] for tag, value in tags if tag in ("LID", "AID") and value.endswith(f"[{kind}]")]


def _registered(value: str) -> str | None:
    """The number in `ClinicalTrials.gov/NCT02412735`; None for a data bank that registers no trials."""
    bank, _, number = value.partition("/")
    return number if bank in REGISTRIES else None


def _add_authors(draft: Draft, tags: Tags) -> None:
    """Persons and organisations in the order of the record; short names only where it has no full ones."""
    names = "FAU" if any(tag == "FAU" for tag, _ in tags) else "AU"
    for tag, value in tags:
        if tag not in (names, "CN") or not value:
            continue
        if is_others(value):
            draft.warn("It has more authors than it names.")
        else:
            draft.authors.append(literal(value) if tag == "CN" else family_first(value))


def _add_kind(draft: Draft, kinds: set[str]) -> None:
    design = next((design for name, design in DESIGNS.items() if name in kinds), None)
    if design:
        draft.design = design
        draft.warn(
            f"The study design “{design.replace('_', ' ')}” was taken from PubMed's publication types: check it."
        )
    if "preprint" in kinds:
        draft.type = CitationType.DOCUMENT
        draft.warn("A preprint: it had not been peer reviewed.")


def _explain(draft: Draft, first: dict[str, str]) -> None:
    if first.get("PST") == "aheadofprint":
        draft.warn("Published ahead of print: volume and pages may follow.")
    language = first.get("LA", "eng").lower()
    if language != "eng":
        original = f"; its own title: “{first['TT'].rstrip('.')}”" if first.get("TT") else ""
        draft.warn(f"Not in English ({language}): the title may be PubMed's translation{original}.")
