"""A citation as one line of text, in the order of the Vancouver style (ICMJE Recommendations, sample references)."""

import re
from typing import Any
from unicodedata import normalize

MAX_AUTHORS = 6
NAME = re.compile(r"[^\W\d_][^\s.\-‐‑]*")  # one of several given names, or an initial: "Anne-Marie", "M.W."


def formatted(citation: dict[str, Any]) -> str:
    """The reference of a document's citation, for people: authors, title, container, year, place in it, DOI."""
    parts = [
        _authors(citation["authors"]),
        citation["title"],
        citation["container_title"],
        _date_and_place(citation),
        f"doi:{citation['doi']}" if citation["doi"] else citation["link"],
    ]
    sentences = (part if part.endswith((".", "?", "!")) else f"{part}." for part in parts if part)
    return " ".join(" ".join(sentences).split())


def _authors(authors: list[dict[str, Any]]) -> str:
    names = [
        author["literal"] if "literal" in author else f"{author['family']} {_initials(author['given'])}".strip()
        for author in authors
    ]
    return ", ".join([*names[:MAX_AUTHORS], "et al."] if len(names) > MAX_AUTHORS else names)


def _initials(given: str | None) -> str:
    return "".join(name[0] for name in NAME.findall(normalize("NFC", given or "")))


def _date_and_place(citation: dict[str, Any]) -> str:
    """`2002;347(4):284-7`; without volume and issue `2002:284-7`, so that pages are not read as a volume."""
    year = "n.d." if citation["year"] is None else str(citation["year"])
    issue = f"({citation['issue']})" if citation["issue"] else ""
    volume = f";{citation['volume'] or ''}{issue}" if citation["volume"] or issue else ""
    pages = f":{citation['pages']}" if citation["pages"] else ""
    return f"{year}{volume}{pages}"
