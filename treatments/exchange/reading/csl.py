"""CSL-JSON: the items of an array, cut apart first, so that a broken one spoils no other."""

import json
import re
from collections.abc import Iterator, Sequence
from math import isfinite
from typing import Any

from treatments.exchange.reading.draft import Draft
from treatments.exchange.reading.entry import Unreadable
from treatments.exchange.reading.lines import Record
from treatments.exchange.reading.names import is_others, literal, person
from treatments.vocabulary import CitationType, RetractionStatus

Json = dict[str, Any]

# Strings, which may hold brackets, and brackets. One that does not end goes to the end of its line, so that no
# character is looked at twice.
TOKEN = re.compile(r'"(?:[^"\\\n]|\\.)*"?|[{}\n]')
MAX_MARGIN = 100
TYPES = {str(type_): type_ for type_ in CitationType} | {
    "article-magazine": CitationType.ARTICLE_JOURNAL,
    "article-newspaper": CitationType.ARTICLE_JOURNAL,
    "journal-article": CitationType.ARTICLE_JOURNAL,
    "review": CitationType.ARTICLE_JOURNAL,
    "book-chapter": CitationType.CHAPTER,
    "entry-encyclopedia": CitationType.CHAPTER,
    "entry-dictionary": CitationType.CHAPTER,
    "monograph": CitationType.BOOK,
    "standard": CitationType.REPORT,
    "dissertation": CitationType.THESIS,
    "post": CitationType.WEBPAGE,
    "post-weblog": CitationType.WEBPAGE,
}
UPDATES = {
    "retraction": RetractionStatus.RETRACTED,
    "removal": RetractionStatus.RETRACTED,
    "withdrawal": RetractionStatus.RETRACTED,
    "expression_of_concern": RetractionStatus.EXPRESSION_OF_CONCERN,
    "partial_retraction": RetractionStatus.CORRECTED,
    "correction": RetractionStatus.CORRECTED,
    "corrigendum": RetractionStatus.CORRECTED,
    "erratum": RetractionStatus.CORRECTED,
}
DATES = ("issued", "published", "published-print", "published-online", "created")


def split(texts: Sequence[str]) -> Iterator[Record]:
    """Each outermost object.

    In a file that is no JSON, one that never ends ends where a line begins the next at the same depth of indentation.
    """
    text = "\n".join(texts)
    is_whole = _is_json(text)
    line, line_start, depth = 1, 0, 0
    start, start_line, margin = 0, 1, ""
    for match in TOKEN.finditer(text):
        sign, position = match[0], match.start()
        if sign == "\n":
            line, line_start = line + 1, position + 1
        elif sign == "{":
            before = text[line_start:position] if position - line_start < MAX_MARGIN else "too far in"
            if depth and not is_whole and before == margin and not before.strip():
                yield Record(start_line, text[start:line_start].split("\n"))
                depth = 0
            if not depth:
                start, start_line, margin = position, line, before
            depth += 1
        elif sign == "}" and depth:
            depth -= 1
            if not depth:
                yield Record(start_line, text[start : match.end()].split("\n"))
    if depth:
        yield Record(start_line, text[start:].split("\n"))


def _is_json(text: str) -> bool:
    try:
        json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return False
    return True


def parse(record: Record) -> Iterator[Draft]:
    """The source that an item describes.

    Raises:
        Unreadable: for what is no JSON.
    """
    try:
        item = json.loads(record.text, strict=False)
    except ValueError as error:
        where = f", line {record.line + error.lineno - 1}" if isinstance(error, json.JSONDecodeError) else ""
        raise Unreadable(
            f"This item is no JSON ({str(error).partition(':')[0]}{where}): correct it, or export it again."
        ) from None
    yield _draft(item, record.line)


def _draft(item: Json, line: int) -> Draft:
    given = _text(item, "type")
    draft = Draft(
        line=line,
        key=_text(item, "id"),
        title=_text(item, "title"),
        type=TYPES.get(given),
        kind=given,
        container_title=_text(item, "container-title") or _text(item, "publisher"),
        years=[_date(item, name) for name in DATES],
        volume=_text(item, "volume"),
        issue=_text(item, "issue"),
        pages=re.sub(r"\s*[–—]\s*", "-", _text(item, "page") or _text(item, "number" if given != "report" else "page")),
        dois=[_text(item, "DOI")],
        pmids=[_text(item, "PMID")],
        pmcids=[_text(item, "PMCID")],
        links=[_text(item, "URL")],
        keywords=[_text(item, "keyword")],
        notes=[_text(item, "note")],
    )
    for name in _list(item, "author"):
        _add_author(draft, name)
    _flag(draft, item)
    return draft


def _text(item: Json, name: str) -> str:
    """A text or number, or the first of a list of these, as Crossref gives titles; empty for anything else."""
    value = item.get(name)
    if isinstance(value, list):
        value = value[0] if value else ""
    is_given = isinstance(value, str | int) or (isinstance(value, float) and isfinite(value))
    return str(value) if is_given and not isinstance(value, bool) else ""


def _list(item: Json, name: str) -> list[Json]:
    value = item.get(name)
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _date(item: Json, name: str) -> str:
    """A date as text: the parts joined, or the words that stand in their place."""
    value = item.get(name)
    if not isinstance(value, dict):
        return str(value) if isinstance(value, str | int) else ""
    parts = value.get("date-parts")
    if isinstance(parts, list) and parts and isinstance(parts[0], list):
        return "-".join(str(part) for part in parts[0] if isinstance(part, str | int))
    return _text(value, "raw") or _text(value, "literal")


def _add_author(draft: Draft, name: Json) -> None:
    family = " ".join(
        filter(None, (_text(name, part) for part in ("dropping-particle", "non-dropping-particle", "family")))
    )
    given = " ".join(filter(None, (_text(name, part) for part in ("given", "suffix"))))
    whole = _text(name, "literal") or _text(name, "name") or ("" if family else given)
    if is_others(whole or family):
        draft.warn("It has more authors than it names.")
    elif family or whole:
        draft.authors.append(person(family, given) if family else literal(whole))


def _flag(draft: Draft, item: Json) -> None:
    """Crossref's `updated-by`, on an article, and `update-to`, on the notice about one."""
    found = [each for each in _list(item, "updated-by") if _text(each, "type").lower() in UPDATES]
    for each in found:
        draft.warn(f"Crossref has a notice about it: {_text(each, 'type')}, {_text(each, 'DOI') or 'without a DOI'}.")
    if found:
        order = list(RetractionStatus)  # gravest last
        gravest = max(found, key=lambda each: (order.index(UPDATES[_text(each, "type").lower()]), _day(each) or ""))
        status = UPDATES[_text(gravest, "type").lower()]
        draft.retraction = {"status": str(status), "notice": _text(gravest, "DOI") or None, "date": _day(gravest)}
    for each in _list(item, "update-to"):
        draft.warn(f"This is a notice ({_text(each, 'type')}) about {_text(each, 'DOI')}, not the article itself.")


def _day(update: Json) -> str | None:
    match = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", _date(update, "updated"))
    return f"{match[1]}-{match[2]:0>2}-{match[3]:0>2}" if match else None
