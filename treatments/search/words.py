"""Texts as words: folded, cut and marked alike for what is searched and for what is typed."""

import re
import unicodedata

# The databases only ever see letters and digits between single blanks, so both find the same. What is longer is cut
# into words of this length: PostgreSQL takes 2,046 bytes, and four of them hold any letter.
WORD = re.compile(r"[^\W_]{1,100}")

# Before each word stands where it belongs, with a sign that is part of no word. So one list's words never lengthen the
# search of another, and the words of titles are found without reading those of texts.
MARKS = {
    "treatments": "t",
    "conditions": "o",
    "findings": "f",
    "adverse_events": "a",
    "claims": "q",
    "citations": "c",
}
TITLE, TEXT = "=", "-"

DROPPED = {"Mn", "Mc", "Me"}  # marks, which combine with the letter before them
SOFT_HYPHEN = "\u00ad"


class Folding(dict[int, str]):
    """Each character without case, accents and other forms: `ß` is `ss`, `ﬁ` is `fi`, `Ä` is `a`.

    No character's folding depends on its neighbours, and folding twice changes nothing more.
    """

    capacity = 10_000  # of some 150,000 letters; what is typed must not fill the memory

    def __missing__(self, code: int) -> str:
        decomposed = unicodedata.normalize("NFKD", chr(code)).replace(SOFT_HYPHEN, "")
        folded = "".join(each for each in decomposed if unicodedata.category(each) not in DROPPED).casefold()
        if len(self) < self.capacity:
            self[code] = folded
        return folded


FOLDING = Folding()


def fold(text: str) -> str:
    """The text without case and accents."""
    return text.lower() if text.isascii() else text.translate(FOLDING)


def words(text: str) -> list[str]:
    """The words of a text, folded."""
    return WORD.findall(fold(text))


def marked(kind: str, place: str, cut: list[str] | tuple[str, ...]) -> list[str]:
    """The words with the mark of their place, TITLE or TEXT, in a list."""
    mark = MARKS[kind] + place
    return [mark + word for word in cut]
