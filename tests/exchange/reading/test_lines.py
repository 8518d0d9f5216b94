"""Encodings and ends of lines."""

import pytest

from tests.exchange.reading.reader import entry, found, ris
from treatments.exchange.reading import Entry
from treatments.exchange.reading.detect import Format, detected
from treatments.exchange.reading.lines import decoded

TEXT = ris("AU  - Müller, Jörg")
GUESSED = ("The file is not in UTF-8; Windows-1252 was taken: check letters with accents.",)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_encodings_and_ends(encoding: str, end: str) -> None:
    got = entry(TEXT.replace("\n", end).encode(encoding))
    assert (got.citation["authors"], got.warnings) == ([{"family": "Müller", "given": "Jörg"}], ())


def test_windows_1252_is_a_guess() -> None:
    got = entry(TEXT.encode("cp1252"))
    assert (got.citation["authors"], got.warnings) == ([{"family": "Müller", "given": "Jörg"}], GUESSED)


def test_files_of_two_encodings_glued_together() -> None:
    first, second = found(TEXT.encode() + b"\n\xef\xbb\xbf" + TEXT.encode("cp1252"))
    assert isinstance(first, Entry)
    assert isinstance(second, Entry)
    assert (first.warnings, second.warnings) == ((), GUESSED)
    assert first.citation["authors"] == second.citation["authors"]


def test_bytes_of_no_encoding() -> None:
    assert decoded(b"a\x81\nb").texts == ["a\ufffd", "b"]


@pytest.mark.parametrize(
    ("text", "format_"),
    [
        ("PMID- 1", Format.NBIB), ("\nOWN - NLM\nTY  - JOUR", Format.NBIB), ("Database: x\nTY  - JOUR", Format.RIS),
        ("TI  - x", Format.RIS), ("% x\n @Article {x,", Format.BIBTEX), ("\n [{", Format.CSL), ("{", Format.CSL),
        ("10.1136/x", Format.IDENTIFIERS), ("", Format.IDENTIFIERS), ("a@b.org", Format.IDENTIFIERS),
    ],
)  # fmt: skip
def test_formats(text: str, format_: Format) -> None:
    assert detected(text.split("\n")) == format_
