"""One run over a file: each record whole or not at all."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import islice
from typing import Any

from django.db import DataError, IntegrityError, OperationalError, transaction
from django.db.models import ProtectedError

from treatments import rules, workflow
from treatments.document.content import content, content_checksum
from treatments.exchange.records.desk import Desk, Key, Skipped, edited_by_hand
from treatments.exchange.records.lines import SHARED, Json, Line, Unloadable, line_of
from treatments.exchange.records.order import loading_order
from treatments.models import Treatment
from treatments.rules import Refused
from treatments.vocabulary import Action, PublicState

BATCH = 25  # records a transaction: few enough that nobody else waits long for the feed


class Result(StrEnum):
    """What became of one line."""

    LOADED = "loaded"
    PUBLISHED = "published"
    UNCHANGED = "unchanged"
    SKIPPED = "skipped"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Outcome:
    """One line's result, with the reasons when it was skipped or refused.

    Else the notes name each row that no document shows, with the reason, and what is unusual (`rules.notes`).
    """

    line: int
    treatment: str
    result: Result
    reasons: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


class Stopped(Exception):  # noqa: N818 - it is no error
    """Lines of which one, `key` where it is known, cannot be loaded."""

    def __init__(self, result: Result, reasons: tuple[str, ...], key: str = "") -> None:
        super().__init__("; ".join(reasons))
        self.result = result
        self.reasons = reasons
        self.key = key

    def outcomes(self, lines: Sequence[Line]) -> list[Outcome]:
        """The outcome of each line, when none of them is loaded."""
        others = (f"it is loaded together with {self.key}, which was {self.result}",)
        return [
            Outcome(line.number, line.key, self.result, self.reasons if self.key in ("", line.key) else others)
            for line in lines
        ]


@dataclass(slots=True)
class Import:
    """One run over a file, which it holds in memory. `publish` issues each record by import.

    `source` says what the records are, and stands in for where a row was read; `file` names them where it is empty.
    """

    by: Any
    source: str = ""
    file: str = "an unnamed file"
    overwrite: bool = False
    publish: bool = False
    own: set[Key] = field(default_factory=set, init=False)  # see Desk

    def run(self, lines: Iterable[bytes]) -> Iterator[Outcome]:
        """Load the lines, records before those that name them.

        Records that name each other are loaded together. The others stand for themselves: several share a transaction
        only until one of them cannot be loaded.
        """
        records: dict[str, Line] = {}
        for number, data in enumerate(lines, start=1):
            if not data.strip():
                continue
            try:
                line = line_of(number, data)
            except Unloadable as fault:
                yield Outcome(number, "", Result.REFUSED, fault.reasons)
                continue
            if line.key in records:
                first = records[line.key].number
                yield Outcome(number, line.key, Result.REFUSED, (f"id: {line.key} stands in line {first} already",))
            else:
                records[line.key] = line
        importing = set(records)
        groups = loading_order(records)
        while batch := list(islice(groups, BATCH)):
            for outcome in self._load_batch(batch, importing):
                if outcome.result in (Result.REFUSED, Result.SKIPPED):
                    importing.discard(outcome.treatment)
                yield outcome

    def _load_batch(self, groups: Sequence[Sequence[Line]], importing: Collection[str]) -> Iterator[Outcome]:
        lines = [line for group in groups for line in group]
        try:
            yield from self._load(lines, importing)
        except Stopped as stopped:
            if len(groups) == 1:
                yield from stopped.outcomes(lines)
            else:
                for group in groups:
                    yield from self._load_batch([group], importing)

    def _load(self, lines: Sequence[Line], importing: Collection[str]) -> list[Outcome]:
        """Load the lines in one transaction.

        Raises:
            Stopped: when one of them cannot be, and then none is.
        """
        desk = Desk(self.by, self.source, overwrite=self.overwrite, publish=self.publish, own={*self.own})
        try:
            with transaction.atomic():
                runs = list(_runs(lines))
                if len(runs) > 1:
                    desk.announce(lines)
                outcomes = [outcome for run in runs for outcome in self._load_run(run, desk, importing)]
        except Skipped as skipped:
            raise Stopped(Result.SKIPPED, (str(skipped),), skipped.key) from None
        except Unloadable as fault:
            raise Stopped(Result.REFUSED, fault.reasons, fault.key) from None
        except Refused as refused:
            reasons = tuple(map(str, refused.problems)) or (str(refused),)
            raise Stopped(Result.REFUSED, reasons) from None
        except ProtectedError as error:
            used_by = ", ".join(sorted(str(row.pk) for row in error.protected_objects))
            raise Stopped(Result.REFUSED, (f"a row that the line leaves out is used by {used_by}",)) from None
        except (IntegrityError, DataError, OperationalError) as error:
            raise Stopped(Result.REFUSED, (f"the database refuses it: {str(error).splitlines()[0]}",)) from None
        self.own = desk.own
        return outcomes

    def _load_run(self, lines: Sequence[Line], desk: Desk, importing: Collection[str]) -> list[Outcome]:
        """Write lines that agree on what they share, and publish what differs from what is public."""
        _check_named(lines)
        stored = _stored(lines)
        changed = set(desk.write(lines, stored))
        if self.overwrite:
            changed |= {line.key for line in lines if edited_by_hand(line.key)}
        if changed:
            workflow.touched(treatments=changed, by=self.by, action=Action.LOAD)
            stored = _stored(lines)
        public = [line.key for line in lines if self.publish and _is_to_be_published(stored[line.key])]
        if public:
            source = self.source or self.file
            workflow.publish_imports(treatment_ids=public, by=self.by, source=source, importing=importing)
        return [
            Outcome(
                line.number,
                line.key,
                Result.PUBLISHED if line.key in public else Result.LOADED if line.key in changed else Result.UNCHANGED,
                notes=tuple(_notes(line, stored[line.key])),
            )
            for line in lines
        ]


def _runs(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """The lines in their order, divided wherever one holds another copy of what it shares with those before it."""
    run: list[Line] = []
    copies: dict[Key, Json] = {}
    for line in lines:
        own = {(part, row["id"]): row for part in SHARED for row in line.record[part]}
        if any(copies.get(key, row) != row for key, row in own.items()):
            yield run
            run, copies = [], {}
        run.append(line)
        copies |= own
    yield run


def _stored(lines: Sequence[Line]) -> dict[str, Treatment]:
    whole = Treatment.objects.with_rows().select_related("publication__current")
    bytes_ = ("publication__current__body", "publication__current__gzip")
    return {row.id: row for row in whole.defer(*bytes_).filter(id__in=[line.key for line in lines])}


def _check_named(lines: Sequence[Line]) -> None:
    """Refuse a line that names a treatment which neither the server nor another of the lines has.

    Raises:
        Unloadable: naming every one.
    """
    named = {other for line in lines for _, other in line.named}
    there = {line.key for line in lines} | set(Treatment.objects.filter(id__in=named).values_list("id", flat=True))
    for line in lines:
        if missing := [f"{where}: there is no treatment {other}" for where, other in line.named if other not in there]:
            raise Unloadable(*missing, key=line.key)


def _is_to_be_published(treatment: Treatment) -> bool:
    """Whether the public does not read this content yet.

    Raises:
        Skipped: while the record is withdrawn.
    """
    publication = treatment.publication
    if publication is None or publication.current is None:
        return True
    if publication.state == PublicState.WITHDRAWN:
        raise Skipped(treatment.id, "withdrawn: restore it first, or it stays so")
    return publication.current.content_checksum != content_checksum(content(treatment))


def _notes(line: Line, treatment: Treatment) -> Iterator[str]:
    yield from map(str, rules.notes(treatment))
    rows = treatment.rows()
    cited = {citation.id: citation for row in rows for citation in row.sources}
    shown = {key for row in rows if not row.left_out_reason for key in row.public_citations}
    for citation in line.record["citations"]:
        key = citation["id"]
        if key not in cited:
            yield f"citation {key}: left out: {citation.get('withheld') or 'no row cites it'}"
        elif key not in shown:
            yield f"citation {key}: left out: {cited[key].withheld_reason or 'only rows that are left out cite it'}"
