"""A table of retractions in the form of Retraction Watch, held against our citations.

Columns as in Crossref's public `retraction_watch.csv`: each row is one event (retraction, expression of concern,
correction, reinstatement) of one article. What a reviewer should do about each is proposed here and done elsewhere.
"""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from treatments.exchange.reading import Fault
from treatments.exchange.reading.identifiers import doi_of, pmid_of
from treatments.exchange.reading.lines import decoded_line
from treatments.exchange.reading.text import plain
from treatments.models import Citation
from treatments.vocabulary import RetractionStatus

NEEDED = ("RetractionDate", "OriginalPaperDOI", "OriginalPaperPubMedID", "RetractionNature")
NATURES = {
    "retraction": RetractionStatus.RETRACTED,
    "expression of concern": RetractionStatus.EXPRESSION_OF_CONCERN,
    "correction": RetractionStatus.CORRECTED,
    "reinstatement": RetractionStatus.NONE,
}
DATES = ("%m/%d/%Y %H:%M", "%m/%d/%Y", "%Y-%m-%d", "%m/%d/%Y %H:%M:%S", "%Y-%m-%d %H:%M:%S")


@dataclass(frozen=True, slots=True)
class Event:
    """One row about one of our citations; `notice` is a DOI or an address, `matched` the identifier that they share."""

    line: int
    status: RetractionStatus
    notice: str | None
    date: date | None
    reason: str
    matched: str

    @property
    def words(self) -> str:
        """What happened to the article, as people read it."""
        return "reinstated" if self.status == RetractionStatus.NONE else str(self.status).replace("_", " ")


@dataclass(frozen=True, slots=True)
class Hit:
    """A citation of which the table speaks: the event that decides, and all in the order of their dates."""

    citation: str
    decisive: Event
    events: tuple[Event, ...]
    is_recorded: bool = False  # what decides is what we have


@dataclass(frozen=True, slots=True)
class _Held:
    """What we hold of a citation."""

    id: str
    status: str
    notice: str


def hits(lines: Iterable[bytes], citations: QuerySet[Citation]) -> Iterator[Fault | Hit]:
    """Faults as they come, then a hit for each citation of which the rows speak.

    The lines are read one by one and only the rows about our citations are kept. The dates decide: each event replaces
    the one before, but a retraction is lifted by a reinstatement alone. One query.
    """
    by_doi, by_pmid = _held(citations)
    events: dict[_Held, list[Event]] = {}
    for line, found in _rows(lines):
        if isinstance(found, str):
            yield Fault(line, found)
            continue
        doi = (doi_of(found["OriginalPaperDOI"]) or "").lower()
        pmid = pmid_of(found["OriginalPaperPubMedID"]) or ""
        matched = {by_doi[doi]: "DOI"} if doi in by_doi else {}
        if pmid in by_pmid:
            matched.setdefault(by_pmid[pmid], "PMID")
        for held, by in matched.items():
            event = _event(line, found, by)
            if isinstance(event, str):
                yield Fault(line, f"This row is about {held.id}, but {event} Set the status by hand.")
            else:
                events.setdefault(held, []).append(event)
    for held, own in events.items():
        own.sort(key=lambda event: event.date or date.min)
        decisive = _decisive(own)
        yield Hit(held.id, decisive, tuple(own), _is_held(decisive, held))


def _held(citations: QuerySet[Citation]) -> tuple[dict[str, _Held], dict[str, _Held]]:
    by_doi, by_pmid = {}, {}
    columns = citations.order_by("pk").values_list("pk", "retraction_status", "retraction_notice", "doi", "pmid")
    for pk, status, notice, doi, pmid in columns:
        held = _Held(pk, status, notice)
        if doi:
            by_doi[doi.lower()] = held
        if pmid:
            by_pmid[pmid] = held
    return by_doi, by_pmid


def _rows(lines: Iterable[bytes]) -> Iterator[tuple[int, dict[str, str] | str]]:
    """The rows by column, with the number of their first line; for a row that is none, what is wrong with it."""
    reader = csv.reader(decoded_line(line)[0].replace("\0", "") for line in lines)
    try:
        header = [name.strip("\ufeff ") for name in next(reader, [])]
    except csv.Error:
        header = []
    while header and not header[-1]:
        header.pop()
    if missing := [name for name in NEEDED if name not in header]:
        yield (
            1,
            f"These columns are missing: {', '.join(missing)}. Use the file retraction_watch.csv as Crossref gives it.",
        )
        return
    while True:
        line = reader.line_num + 1
        try:
            row = next(reader, None)
        except csv.Error as error:
            yield line, f"This row could not be read ({error}): a quotation mark may be missing."
            continue
        if row is None:
            return
        if len(row) < len(header) - 1 or any(row[len(header) :]):
            if any(row):
                yield (
                    line,
                    f"This row has {len(row)} columns and the header {len(header)}: its values may be displaced.",
                )
            continue
        yield line, dict(zip(header, row, strict=False))


def _event(line: int, row: dict[str, str], matched: str) -> Event | str:
    """The event; or, in words, why it is none."""
    nature = row["RetractionNature"].strip()
    if nature.lower() not in NATURES:
        return f"“{nature}” is no nature that is known here: {', '.join(NATURES)}."
    given = row["RetractionDate"].strip()
    day = _day(given)
    if given and not day:
        return f"its date “{given}” is not understood."
    reason = "; ".join(part.strip(" +") for part in plain(row.get("Reason", "")).split(";") if part.strip(" +"))
    return Event(line, NATURES[nature.lower()], _notice(row), day, reason, matched)


def _day(text: str) -> date | None:
    """A day of the form 2/6/2010 0:00, month first."""
    for form in DATES:
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day, of no time zone
        except ValueError:
            continue
    return None


def _notice(row: dict[str, str]) -> str | None:
    if doi := doi_of(row.get("RetractionDOI", "")):
        return doi
    pmid = pmid_of(row.get("RetractionPubMedID", ""))
    return f"https://pubmed.ncbi.nlm.nih.gov/{pmid}/" if pmid else None


def _decisive(events: list[Event]) -> Event:
    decisive = events[0]
    for event in events[1:]:
        lifts = event.status in (RetractionStatus.RETRACTED, RetractionStatus.NONE)
        if decisive.status != RetractionStatus.RETRACTED or lifts:
            decisive = event
    return decisive


def _is_held(event: Event, held: _Held) -> bool:
    """Whether we have the event's status, and its notice where it names one."""
    if event.status != held.status:
        return False
    if event.notice is None or event.status == RetractionStatus.NONE:
        return True
    return event.notice.lower() == (doi_of(held.notice) or held.notice).lower()
