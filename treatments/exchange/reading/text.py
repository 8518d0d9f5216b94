"""Text out of files: on one line, without the marks of the page that it was taken from."""

import html
import re
import unicodedata

from treatments.exchange.citations import one_line

# Tags that stand in titles. Others stay, since "<" is also a sign: p<0.05.
TAG = re.compile(
    r"</?(?:i|b|em|strong|sub|sup|u|scp?|small|span|p|br|italic|bold|title|(?:jats|mml|xhtml):[\w-]+)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
# What no column holds: control characters, halves of surrogate pairs, and marks that are no characters.
UNHELD = re.compile(r"[\0-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
YEAR = re.compile(r"(?<![0-9])(?:1[5-9][0-9]{2}|20[0-9]{2}|2100)(?![0-9])")
MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]


def plain(text: str) -> str:
    """One line in NFC, without entities, tags and control characters."""
    if "&" in text:
        text = html.unescape(html.unescape(text))  # twice: &amp;lt; is what two exports in a row make of "<"
    return unicodedata.normalize("NFC", one_line(UNHELD.sub("", TAG.sub("", text))))


def year_of(texts: list[str]) -> tuple[int | None, str | None]:
    """The year in the first text that has one, and a warning where it was guessed or none was found."""
    for text in filter(None, map(str.strip, texts)):
        if match := YEAR.search(text):
            years = set(YEAR.findall(text))
            return int(match[0]), f"The year {match[0]} was taken from “{text}”." if len(years) > 1 else None
    given = next((text for text in texts if text.strip()), "")
    return None, f"No year was recognised in “{one_line(given)[:50]}”." if given else "No year is given."


def date_of(text: str) -> str | None:
    """The day in a text of PubMed's form `2010 Feb 6`, as ISO 8601; None for less than a day."""
    match = re.search(rf"\b({YEAR.pattern}) ([A-Z][a-z]{{2}}) ([0-9]{{1,2}})\b", text)
    if not match or match[2].lower() not in MONTHS or not 1 <= int(match[3]) <= 31:
        return None
    return f"{match[1]}-{MONTHS.index(match[2].lower()) + 1:02}-{int(match[3]):02}"


def folded(text: str) -> str:
    """Letters and digits alone, without accents and case: what two spellings of a title have in common."""
    decomposed = unicodedata.normalize("NFKD", plain(text)).casefold()
    return "".join(character for character in decomposed if character.isalnum())
