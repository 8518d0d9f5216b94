"""Citations out of files and pasted text: NBIB, RIS, BibTeX, CSL-JSON, or identifiers alone."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace

from treatments.exchange.reading import bibtex, csl, identifiers, nbib, ris
from treatments.exchange.reading.detect import Format, detected
from treatments.exchange.reading.draft import Draft
from treatments.exchange.reading.entry import Entry, Fault, Identifier, Scheme, Unreadable
from treatments.exchange.reading.keys import Keys
from treatments.exchange.reading.lines import Lines, Record, decoded

__all__ = ["Entry", "Fault", "Identifier", "Scheme", "read"]

Split = Callable[[Sequence[str]], Iterator[Record]]
Parse = Callable[[Record], Iterable[Draft | Identifier | Fault]]

READERS: dict[Format, tuple[Split, Parse]] = {
    Format.NBIB: (nbib.split, nbib.parse),
    Format.RIS: (ris.split, ris.parse),
    Format.BIBTEX: (bibtex.split, bibtex.parse),
    Format.CSL: (csl.split, csl.parse),
    Format.IDENTIFIERS: (identifiers.split, identifiers.parse),
}


def read(data: bytes, taken: Collection[str] = ()) -> Iterator[Entry | Identifier | Fault]:
    """What the bytes hold, in their order. Bad records are faults; they keep no good one out, and nothing is raised.

    `taken` are the ids that citations have already: the ids proposed are none of them, and each is another.
    """
    lines = decoded(data)
    split, parse = READERS[detected(lines.texts)]
    keys = Keys(taken)
    empty = True
    for record in split(lines.texts):
        for found in _parsed(record, parse):
            empty = False
            finished = _finished(found, keys, lines, record) if isinstance(found, Draft) else found
            yield replace(finished, text=record.text) if isinstance(finished, Fault) else finished
    if empty:
        yield Fault(1, "Nothing to read was found. Paste a DOI, a PMID, or an NBIB, RIS, BibTeX or CSL-JSON text.")


def _parsed(record: Record, parse: Parse) -> list[Draft | Identifier | Fault]:
    try:
        return list(parse(record))
    except Unreadable as fault:
        return [Fault(record.line, str(fault))]
    except Exception:  # noqa: BLE001 - whatever a library makes of one record, the others are read
        return [Fault(record.line, "This record could not be read. Export it again, or type it in by hand.")]


def _finished(draft: Draft, keys: Keys, lines: Lines, record: Record) -> Entry | Fault:
    if lines.guessed and not lines.guessed.isdisjoint(range(record.line, record.line + len(record.texts))):
        draft.warn("The file is not in UTF-8; Windows-1252 was taken: check letters with accents.")
    try:
        return draft.entry(keys)
    except Unreadable as fault:
        return Fault(draft.line, str(fault))
