"""What lines say, as desk rows: compared with what is stored, checked, and written where it differs."""

from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from treatments import workflow
from treatments.document.render import read
from treatments.exchange.records.history import create_all
from treatments.exchange.records.lines import KEYED, SHARED, UNKEYED, Line, Unloadable
from treatments.exchange.records.rows import Entry, own_columns
from treatments.grading.certainty import Judgement
from treatments.models import (
    AdverseEvent,
    Citation,
    Claim,
    Condition,
    EvidenceGap,
    Finding,
    IndexedCitation,
    Recommendation,
    RegulatoryStatus,
    Step,
    Treatment,
    Version,
    Warning,
)
from treatments.models.citation import normalise_doi
from treatments.vocabulary import Action, Domain

Json = dict[str, Any]
Key = tuple[str, str]  # list of the record, id of the row

# In the order of writing: what is named comes first.
MODELS: dict[str, type[Any]] = {
    "conditions": Condition,
    "citations": Citation,
    "treatment": Treatment,
    "regulatory": RegulatoryStatus,
    "warnings": Warning,
    "evidence_gaps": EvidenceGap,
    "findings": Finding,
    "adverse_events": AdverseEvent,
    "recommendations": Recommendation,
    "claims": Claim,
}
STORED_AS = {"regulatory": "regulatory_statuses"}  # where the desk's name of a list is another
READING = {"read_by", "read_where", "read_on"}
RETRACTION = {"retraction_status", "retraction_notice", "retraction_date"}


class Skipped(Exception):  # noqa: N818 - it reads as what it is
    """A record, `key`, that is left as it is."""

    def __init__(self, key: str, reason: str) -> None:
        super().__init__(reason)
        self.key = key


@dataclass(slots=True)
class Change:
    """What one line makes of the desk: its rows, and the stored rows that it does not name."""

    line: Line
    entries: list[Entry]
    gone: list[Any]

    @property
    def to_be_written(self) -> list[Entry]:
        """The rows of which the desk says something else, or nothing."""
        return [entry for entry in self.entries if entry.is_to_be_written]


@dataclass(slots=True)
class Desk:
    """Writes records to the desk, on the terms of one import.

    `own` names the conditions and citations that this import brought in. Where it publishes, a later record may replace
    them: every record before is frozen with its own copy.
    """

    by: Any
    source: str
    overwrite: bool
    publish: bool
    own: set[Key] = field(default_factory=set)

    def announce(self, lines: Sequence[Line]) -> None:
        """Insert the treatments that are not there yet, bare, so that others can name them before they are written."""
        there = set(Treatment.objects.filter(id__in=[line.key for line in lines]).values_list("id", flat=True))
        records = [line.record for line in lines if line.key not in there]
        create_all([(Treatment(id=each["id"], name=each["name"], kind=each["kind"]), {}) for each in records])

    def write(self, lines: Sequence[Line], stored: Mapping[str, Treatment]) -> list[str]:
        """Make the desk say what the lines say; rows of theirs that they do not name are deleted.

        Gives the ids of the records that changed. The lines hold the same copies of what they share; `stored` is what
        the desk has of them, read with its rows.

        Raises:
            Unloadable: with everything that is wrong with one of them.
            Skipped: for one that somebody edited since it was last loaded.
        """
        changes = [change for change in self._compared(lines, stored) if change.to_be_written or change.gone]
        for change in changes:
            self._check(change, stored)
        try:
            with transaction.atomic():
                self._save(changes)
        except IntegrityError:
            for change in changes:
                if reasons := _refusals(change):
                    raise Unloadable(*reasons, key=change.line.key) from None
            raise
        return [change.line.key for change in changes]

    # Comparing

    def _compared(self, lines: Sequence[Line], stored: Mapping[str, Treatment]) -> Iterator[Change]:
        kept = self._kept(lines, stored)
        shared: dict[Key, Entry] = {}
        for part in SHARED:
            wanted = {values["id"]: values for line in lines for values in line.record[part]}
            there = MODELS[part]._default_manager.in_bulk([*wanted])
            for key, values in wanted.items():
                row = self._row(part, values, there.get(key), kept)
                shared[part, key] = Entry(part, row, stored=there.get(key))
        for line in lines:
            entries = [shared[part, row["id"]] for part in SHARED for row in line.record[part]]
            treatment = stored.get(line.key)
            links = {"conditions": [condition["id"] for condition in line.record["conditions"]]}
            entries.append(Entry("treatment", self._row("treatment", line.record, treatment, kept), links, treatment))
            gone = []
            for part in (*UNKEYED, *KEYED):
                rows = [] if treatment is None else list(getattr(treatment, STORED_AS.get(part, part)).all())
                for values in line.record[part]:
                    entry = self._entry(part, {**values, "treatment_id": line.key}, rows, kept)
                    entries.append(entry)
                    if entry.stored is not None:
                        rows.remove(entry.stored)
                gone += rows
            yield Change(line, entries, gone)

    def _entry(self, part: str, values: Json, rows: list[Any], kept: set[Key]) -> Entry:
        """The row beside the one among `rows` that has its id; without an id, beside one that says the same."""
        links = {"citations": values["public_citations"]}
        if part == "claims":
            links["findings"] = values["public_findings"]
        if part in KEYED:
            stored = next((row for row in rows if row.pk == values["id"]), None)
            return Entry(part, self._row(part, values, stored, kept), links, stored)
        row = self._row(part, values, None, kept)
        same = (twin for twin in rows if not Entry(part, row, links, twin).differing)
        return Entry(part, row, links, next(same, None))

    def _row(self, part: str, values: Json, stored: Any, kept: set[Key]) -> Any:
        """The row, unsaved: every column as the line says, or its default; where the line is silent, some stay."""
        model = MODELS[part]
        row = model(pk=values.get("id")) if stored is None else copy(stored)
        columns = own_columns(model)
        for column in columns:
            stays = column == "withheld" or (column in READING and (part, row.pk) in kept)
            if column in values or not stays:
                setattr(row, column, values.get(column, model._meta.get_field(column).get_default()))
        if "judgements" in values:
            given = values["judgements"]
            row.judgements = None if given is None else [_judgement(each) for each in given]
        if isinstance(row, Citation):
            row.doi = normalise_doi(row.doi)
        if "read_where" in columns and not row.read_where and not row.withheld:
            row.read_where = self.source
        return row

    def _kept(self, lines: Sequence[Line], stored: Mapping[str, Treatment]) -> set[Key]:
        """The rows of which the desk's reading stays because the line is silent.

        An import publishes no curator's unreviewed word: it keeps only what is public already.
        """
        silent = {
            (part, row["id"])
            for line in lines
            for part in ("citations", *KEYED)
            for row in line.record[part]
            if "read_where" not in row
        }
        if not self.publish or not silent:
            return silent
        keys = [key for part, key in silent if part == "citations"]
        public = {
            ("citations", key) for key in IndexedCitation.objects.filter(key__in=keys).values_list("key", flat=True)
        }
        current = Version.objects.filter(publication__in=[*stored], publication__current=F("pk")).exclude(body=b"")
        for body in current.values_list("body", flat=True):
            document = read(body)
            public |= {(part, row["id"]) for part in KEYED for row in document[part]}
        return silent & public

    # Checking

    def _check(self, change: Change, stored: Mapping[str, Treatment]) -> None:
        key = change.line.key
        if faults := [fault for entry in change.to_be_written for fault in (*self._conflicts(entry), *entry.faults())]:
            raise Unloadable(*faults, key=key)
        if key in stored and not self.overwrite and edited_by_hand(key):
            raise Skipped(key, "edited on the desk since it was last loaded: use --overwrite to load it over that")

    def _conflicts(self, entry: Entry) -> Iterator[str]:
        """Why what other records may use is not written over."""
        key = (entry.part, entry.row.pk)
        if entry.part not in SHARED or entry.stored is None or (self.publish and key in self.own):
            return
        if set(entry.differing) & RETRACTION:
            yield (
                f"{entry.part} {entry.row.pk}: its retraction status is {entry.stored.retraction_status} on this server"
                " and is set by a reviewer alone"
            )
        elif not self.overwrite:
            differing = ", ".join(entry.differing)
            yield f"{entry.part} {entry.row.pk}: the desk says otherwise ({differing}); use --overwrite"

    # Writing

    def _save(self, changes: list[Change]) -> None:
        entries = dict.fromkeys(entry for change in changes for entry in change.to_be_written)
        for part in MODELS:
            ours = [entry for entry in entries if entry.part == part]
            new = [entry for entry in ours if entry.stored is None]
            create_all([(entry.row, entry.links) for entry in new])
            if part in SHARED:
                self.own |= {(part, entry.row.pk) for entry in new}
            for entry in ours:
                if entry.stored is not None:
                    self._update(entry, changes)
        gone = [row for change in changes for row in change.gone]
        # Two findings that go together may name each other.
        Finding.objects.filter(pk__in=[row.pk for row in gone if isinstance(row, Finding)]).update(superseded_by=None)
        for row in gone:
            row.delete()

    def _update(self, entry: Entry, changes: list[Change]) -> None:
        """Save over the stored row; what is shared makes the other records that use it drafts."""
        if entry.part not in SHARED:
            entry.update()
            return
        row, treatments = entry.row, Treatment.objects
        row.edition += 1
        entry.update("edition")
        using = treatments.using_condition(row) if isinstance(row, Condition) else treatments.citing(row)
        ours = {change.line.key for change in changes if entry in change.entries}
        workflow.touched(treatments=set(using.values_list("id", flat=True)) - ours, by=self.by)


def edited_by_hand(key: str) -> bool:
    """Whether the record was edited after it was last loaded, published meanwhile or not."""
    last = Step.objects.of(key).filter(action__in=workflow.WRITES).last()
    return last is not None and last.action == Action.EDIT


def _judgement(values: Json) -> Judgement:
    return Judgement(Domain(values["domain"]), values["levels"], values["reason"])


def _refusals(change: Change) -> list[str]:
    """What the database refuses, found by saving one row after the other; none of them stays."""
    with transaction.atomic():
        found = [refusal for entry in change.to_be_written for refusal in entry.refusals()]
        transaction.set_rollback(True)
    return found
