"""What is searched of a document: a text of the record, and one of each of its rows that has a list of its own."""

from collections.abc import Iterator
from typing import Any

from treatments.document.entries import condition_of
from treatments.document.fields import Shape, Text
from treatments.document.shape import Record
from treatments.document.shape.citation import Author, Citation
from treatments.document.shape.parts import Coding
from treatments.models.index import IndexedText
from treatments.search.words import TEXT, TITLE, marked, words

Json = dict[str, Any]
RECORD = Record()

# Every Text of the shape is read but these: addresses, signs, codes of our own, and what repeats other members.
UNREAD = {
    "url", "link", "notice", "symbol", "rule_set", "jurisdiction", "basis", "trace", "formatted", "volume", "issue",
    "pages",
}  # fmt: skip

# The member of each list's rows that is its title.
TITLES = {
    "conditions": ("name",),
    "findings": ("outcome", "name"),
    "adverse_events": ("term",),
    "claims": ("quote",),
    "citations": ("title",),
}

BETWEEN = " | "  # the members of a text

# PostgreSQL holds 1 MB (1,048,575 bytes) of different words in a row, and a character takes up to four bytes. So these
# fit whatever they hold; a longer text is searched up to here, and the rows behind are found in their own lists.
MAX_TEXT = 200_000
MAX_TITLE = 20_000


def texts(document: Json) -> list[IndexedText]:
    """The unsaved texts of a current version: that of the record first, then those of its rows."""
    about = {name: field for name, field in RECORD.fields.items() if not field.read_only and name != "name"}
    read = [text for name, field in about.items() for text in _read(field, document.get(name))]
    rows = [_row(document, kind, row) for kind in TITLES for row in document[kind]]
    return [_text(document, "treatments", document["id"], document["name"], read), *rows]


def _row(document: Json, kind: str, row: Json) -> IndexedText:
    read = [*_read(RECORD.fields[kind].child, row)]  # type: ignore[attr-defined]
    title: Any = row
    for member in TITLES[kind]:
        title = title[member]
    read.remove(title)
    if kind not in ("conditions", "citations"):  # which belong to no record
        read.append(document["name"])
        read += [condition_of(document, row["condition"])["name"]] if "condition" in row else []
    return _text(document, kind, row["id"], title, read)


def _read(field: Any, value: Any) -> Iterator[str]:
    """The texts in a value of the shape."""
    if value is None:
        return
    if isinstance(field, Text):
        yield value
    elif isinstance(field, Shape):
        members = {name: member for name, member in field.fields.items() if name in value and name not in UNREAD}
        read = (text for name, member in members.items() for text in _read(member, value[name]))
        yield from [" ".join(read)] if isinstance(field, Author | Coding) else read
        if isinstance(field, Citation) and value["year"] is not None:  # people name a source by author and year
            yield str(value["year"])
    elif hasattr(field, "child"):
        for item in value:
            yield from _read(field.child, item)


def _text(document: Json, kind: str, key: str, title: str, read: list[str]) -> IndexedText:
    text = BETWEEN.join(read)[:MAX_TEXT]
    return IndexedText(
        treatment_id=document["id"],
        kind=kind,
        key=key,
        title=title,
        text=text,
        folded_title=_clipped(marked(kind, TITLE, words(title)), MAX_TITLE),
        folded=_clipped(marked(kind, TEXT, words(text)), MAX_TEXT),
    )


def _clipped(cut: list[str], length: int) -> str:
    """The words between blanks, as many as fit."""
    joined = " ".join(cut)
    return joined if len(joined) <= length else joined[: length + 1].rpartition(" ")[0]
