"""What an import does with each entry: proposed, chosen by a person, and done only as it was shown."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from json import dumps
from typing import Any

from django.utils import timezone

from treatments.admin.citations.things import Thing
from treatments.document.reference import formatted
from treatments.exchange.reading import Entry, Fault, Identifier
from treatments.exchange.reading.duplicates import Duplicate, Sameness, duplicates
from treatments.exchange.reading.entry import Unreadable
from treatments.exchange.reading.keys import Keys
from treatments.exchange.reading.rows import reference, row_of
from treatments.exchange.records.history import create_all
from treatments.models import Citation

ADD, LEAVE, USE = "add", "leave", "use "
MAX_READ = 100  # entries of which one asks where they were read: nobody read thousands
MAX_PLACE = 2000  # characters of the place where a source was read
CHANGED = "What is stored here changed since you saw this: choose anew."


@dataclass(frozen=True, slots=True)
class Twin:
    """What seems to be the same source: a stored citation, or what stands in an earlier line."""

    duplicate: Duplicate
    stored: Citation | None

    @property
    def is_sure(self) -> bool:
        """Whether an identifier says so, not the title alone."""
        return self.duplicate.sameness != Sameness.TITLE

    @property
    def reference(self) -> str:
        """The stored citation as text."""
        return "" if self.stored is None else reference(self.stored)

    def written(self) -> list[Any]:
        """What is shown of it."""
        return [self.duplicate.sameness, self.duplicate.line, self.stored and [self.stored.pk, self.stored.edition]]


@dataclass(slots=True)
class Item:
    """An entry with its row to be, its twins, and the choices by the value that the form posts."""

    position: int
    entry: Entry
    row: Citation
    twins: list[Twin]
    choices: dict[str, str]
    chosen: str
    error: str = ""
    read_where: str = ""  # typed by the person who imports, about their own reading

    @property
    def name(self) -> str:
        """The form's field."""
        return f"choice-{self.position}"

    @property
    def read_name(self) -> str:
        """The form's field of where it was read."""
        return f"read-{self.position}"

    @property
    def reference(self) -> str:
        """The reference as readers will see it."""
        return formatted(self.entry.citation)

    @property
    def used(self) -> str:
        """Id of the stored citation that takes its place; empty where none does."""
        return self.chosen.removeprefix(USE) if self.chosen.startswith(USE) else ""


@dataclass(slots=True)
class Alone:
    """An identifier without more, where it is stored or was read before, and why it was not looked up."""

    identifier: Identifier
    twins: list[Twin]
    note: str


@dataclass(slots=True)
class Plan:
    """All of it, in the order of the text."""

    items: list[Item] = field(default_factory=list)
    identifiers: list[Alone] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def chosen(self, value: str) -> list[Item]:
        """The items of which this was chosen."""
        return [item for item in self.items if item.chosen == value]

    @property
    def added(self) -> list[Item]:
        """What goes in."""
        return self.chosen(ADD)

    @property
    def left_out(self) -> list[Item]:
        """What does not, and has no stored citation in its place."""
        return self.chosen(LEAVE)

    @property
    def used(self) -> list[Item]:
        """What is stored already."""
        return [item for item in self.items if item.used]

    @property
    def unknown(self) -> list[Alone]:
        """Identifiers of which nothing is known here."""
        return [each for each in self.identifiers if not each.twins]

    @property
    def known(self) -> list[Alone]:
        """Identifiers of what is stored, or stands in an earlier line."""
        return [each for each in self.identifiers if each.twins]

    @property
    def asks_where_read(self) -> bool:
        """Whether a person may have read them."""
        return len(self.items) <= MAX_READ

    @property
    def has_errors(self) -> bool:
        """Whether something must be chosen anew."""
        return any(item.error for item in self.items)

    @property
    def to_be_mended(self) -> str:
        """The faulty entries, and the identifiers that may be looked up later, as text to be read again."""
        again = [each.identifier.value for each in self.unknown if each.note]
        return "\n\n".join([fault.text for fault in self.faults if fault.text] + again)

    def choose(self, posted: Mapping[str, str]) -> None:
        """Take the choices of a form; what has an error must be chosen anew."""
        for item in self.items:
            item.read_where = posted.get(item.read_name, "").replace("\x00", "").strip()
            if item.error:
                continue
            item.chosen = posted.get(item.name, item.chosen)
            if item.chosen not in item.choices:
                item.error = "Choose one of these."
            elif len(item.read_where) > MAX_PLACE:
                item.error = f"Say in at most {MAX_PLACE:,} characters where you read it."
        first: dict[str, int] = {}
        for item in self.added:
            doi = item.row.doi.lower()
            if doi and first.setdefault(doi, item.entry.line) != item.entry.line:
                item.error = f"Line {first[doi]} has this DOI and is added: leave one of the two out."

    def store(self, reader: str) -> None:
        """Add what was chosen, read by the person where they said so. A new one is in no record: none is touched."""
        for item in self.added:
            if item.read_where:
                row = item.row
                row.read_where, row.read_by, row.read_on = item.read_where, reader[:200], timezone.now().date()
        create_all([(item.row, {}) for item in self.added])


def planned(all_: Sequence[Thing]) -> Plan:
    """The plan of what was read, against what is stored now.

    Where a thing has the mark of another state than this, its item says that what is stored changed; each gets the
    mark of this one. Three queries.
    """
    plan = Plan()
    named = duplicates([thing.found for thing in all_], Citation.objects.all())
    stored = Citation.objects.in_bulk({each.citation for twins in named.values() for each in twins if each.citation})
    keys = Keys(Citation.objects.values_list("id", flat=True))
    at_line: dict[int, list[Entry]] = defaultdict(list)
    for position, thing in enumerate(all_):
        twins = [Twin(each, stored.get(each.citation or "")) for each in named.get(position, ())]
        match thing.found:
            case Fault():
                plan.faults.append(thing.found)
            case Identifier():
                plan.identifiers.append(Alone(thing.found, twins, thing.note))
            case entry:
                try:
                    row = row_of(entry.citation, keys.proposed(entry.citation, entry.citation["id"]))
                except Unreadable as unreadable:
                    plan.faults.append(Fault(entry.line, str(unreadable)))
                    continue
                choices, proposed = _choices(row, twins), _proposed(row, twins, at_line)
                item = Item(position, entry, row, twins, choices, proposed)
                mark = _mark(item)
                if thing.mark and thing.mark != mark:
                    item.error = CHANGED
                thing.mark = mark
                at_line[entry.line].append(entry)
                plan.items.append(item)
    return plan


def _choices(row: Citation, twins: list[Twin]) -> dict[str, str]:
    """What can be done: a DOI that is stored cannot be stored again."""
    stored = [twin.stored for twin in twins if twin.stored is not None]
    choices = {f"{USE}{each.pk}": f"Use {each.pk}" for each in stored}
    if not any(each.doi and each.doi.lower() == row.doi.lower() for each in stored):
        choices[ADD] = f"Add as another: {row.pk}" if twins else f"Add as {row.pk}"
    return {**choices, LEAVE: "Leave out"}


def _proposed(row: Citation, twins: list[Twin], at_line: Mapping[int, list[Entry]]) -> str:
    """What is chosen unless a person chooses otherwise.

    The same title and year are one source unless its DOI or PMID is another: a preprint, or one of many editorials.
    """
    same = [twin for twin in twins if twin.is_sure or not all(_contradicts(row, each) for each in _of(twin, at_line))]
    here = next((twin.stored for twin in same if twin.stored is not None), None)
    if here is not None:
        return f"{USE}{here.pk}"
    return LEAVE if same else ADD


def _of(twin: Twin, at_line: Mapping[int, list[Entry]]) -> Iterator[dict[str, Any]]:
    """The identifiers of the twin; of several, where they stand in one line."""
    if twin.stored is not None:
        yield {"doi": twin.stored.doi, "pmid": twin.stored.pmid}
    else:
        yield from (entry.citation for entry in at_line[twin.duplicate.line or 0])


def _contradicts(row: Citation, other: Mapping[str, Any]) -> bool:
    pairs = ((row.doi, other["doi"]), (row.pmid, other["pmid"]))
    return any(ours and theirs and ours.lower() != theirs.lower() for ours, theirs in pairs)


def _mark(item: Item) -> str:
    """What was shown of an item besides the text itself."""
    shown = dumps([item.row.pk, [twin.written() for twin in item.twins]])
    return sha256(shown.encode()).hexdigest()[:12]
