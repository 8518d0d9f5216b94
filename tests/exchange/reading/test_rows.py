"""What was read, as rows of the desk."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.exchange.reading.reader import EMPTY, FILES, entry, found, nbib
from treatments.exchange.reading import Entry, Fault
from treatments.exchange.reading.entry import Unreadable
from treatments.exchange.reading.rows import reference, row_of

RETRACTED = entry(nbib("PT  - Retracted Publication", "RIN - A. 2010 Feb 6;1:2. doi: 10.1000/notice"))


def test_a_row() -> None:
    row = row_of(RETRACTED.citation, "x-2021")
    assert (row.id, row.title, row.pmid, row.doi, row.year) == ("x-2021", "A title", "1", "", 2021)
    assert (row.retraction_status, row.retraction_notice) == ("retracted", "10.1000/notice")
    assert row.retraction_date == date(2010, 2, 6)
    assert (row.read_where, row.edition) == ("", 1)


@pytest.mark.parametrize("path", sorted(FILES.iterdir()), ids=lambda path: path.name)
def test_whatever_is_read_can_be_stored(path: Path) -> None:
    entries = [each for each in found(path.read_bytes()) if isinstance(each, Entry)]
    assert [row_of(each.citation, each.citation["id"]).title for each in entries]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"type": "song"}, "It cannot be stored. type: Value 'song' is not a valid choice."),
        ({"link": "x", "pmid": "01"}, "It cannot be stored. pmid: A PMID is a number. link: Enter a valid URL."),
        ({"doi": "10.1/x"}, "It cannot be stored. doi: A DOI starts with “10.”, a registrant's number and a slash."),
    ],
)
def test_what_cannot_be_stored(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(Unreadable) as raised:
        row_of({**EMPTY, **changes}, "x-2021")
    assert str(raised.value) == message


def test_a_reference() -> None:
    row = row_of({**EMPTY, "authors": [{"family": "Smith", "given": "Ann B"}], "container_title": "J"}, "x-2021")
    assert reference(row) == "Smith AB. A title. J. 2021."


@pytest.mark.parametrize(
    ("text", "faulty"),
    [
        ("PMID- 1\nDP  - 2021\n\nPMID- 2\nTI  - A.\n", ["PMID- 1\nDP  - 2021"]),
        ("TY  - JOUR\nER  - \nTY  - BOOK\nTI  - A\nER  - \n", ["TY  - JOUR\nER  - "]),
        ("@book{a,\n title = {A}\n}\n@book{b,\n title = {B\n}", ["@book{b,\n title = {B\n}"]),
        ('[{"title": "A"},\n{"type": "book"}]', ['{"type": "book"}']),
        ("nothing\nPMID 7", ["nothing"]),
    ],
    ids=["NBIB", "RIS", "BibTeX", "CSL-JSON", "identifiers"],
)
def test_a_fault_has_its_text(text: str, faulty: list[str]) -> None:
    assert [each.text for each in found(text) if isinstance(each, Fault)] == faulty
