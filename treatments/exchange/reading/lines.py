"""Bytes as lines of text, whatever program wrote them, and the records that are cut from them."""

import codecs
import re
from dataclasses import dataclass

UTF_16 = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
SAMPLE = 1000  # bytes that tell UTF-16 without a mark from text with a stray NUL


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines without their ends. `guessed` has the numbers, from 1, of those that are not UTF-8."""

    texts: list[str]
    guessed: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Record:
    """Lines that belong together; `line` is the number of the first."""

    line: int
    texts: list[str]

    @property
    def text(self) -> str:
        """The lines, joined."""
        return "\n".join(self.texts)


def decoded(data: bytes) -> Lines:
    """The lines of a file in UTF-8, UTF-16 or, line by line where it is not UTF-8, Windows-1252.

    Line by line, because files glued together from several sources mix encodings.
    """
    if encoding := _utf_16(data):
        return Lines(_cut(data.decode(encoding, errors="replace")))
    try:
        return Lines(_cut(data.decode()))
    except UnicodeDecodeError:
        found = [decoded_line(line) for line in re.split(b"\r\n|\r|\n", data)]
    guessed = frozenset(number for number, (_, is_guessed) in enumerate(found, start=1) if is_guessed)
    return Lines([_unmarked(text) for text, _ in found], guessed)


def decoded_line(line: bytes) -> tuple[str, bool]:
    """The text, and whether it is a guess because the bytes are not UTF-8."""
    try:
        return line.decode(), False
    except UnicodeDecodeError:
        return line.decode("cp1252", errors="replace"), True


def _utf_16(data: bytes) -> str | None:
    """The encoding, if the bytes begin with a mark of UTF-16 or every other of them is 0."""
    sample = data[:SAMPLE]
    if sample[:2] in UTF_16:
        return UTF_16[sample[:2]]
    zeros = (sample[0::2].count(0), sample[1::2].count(0))
    if max(zeros) * 4 > len(sample) and min(zeros) == 0:
        return "utf-16-be" if zeros[0] else "utf-16-le"
    return None


def _cut(text: str) -> list[str]:
    return re.split("\r\n|\r|\n", _unmarked(text))


def _unmarked(text: str) -> str:
    """Without byte order marks, which stand in the middle too where files were glued together."""
    return text.replace("\ufeff", "")
