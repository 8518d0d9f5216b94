"""A citation as one line of text, in the order of the Vancouver style (ICMJE Recommendations, sample references)."""

from typing import Any

MAX_AUTHORS = 6


def formatted(citation: dict[str, Any]) -> str:
    """The reference of a document's citation, for people: authors, title, container, year, place in it, DOI."""
    place = _place(citation)
    year = "n.d." if citation["year"] is None else str(citation["year"])
    parts = [
        _authors(citation["authors"]),
        citation["title"],
        citation["container_title"],
        f"{year};{place}" if place else year,
        f"doi:{citation['doi']}" if citation["doi"] else citation["link"],
    ]
    return " ".join(part if part.endswith((".", "?", "!")) else f"{part}." for part in parts if part)


def _authors(authors: list[dict[str, Any]]) -> str:
    names = [
        author["literal"] if "literal" in author else f"{author['family']} {_initials(author['given'])}".strip()
        for author in authors
    ]
    return ", ".join([*names[:MAX_AUTHORS], "et al."] if len(names) > MAX_AUTHORS else names)


def _initials(given: str | None) -> str:
    return "".join(name[0] for name in (given or "").replace("-", " ").split())


def _place(citation: dict[str, Any]) -> str:
    issue = f"({citation['issue']})" if citation["issue"] else ""
    pages = f":{citation['pages']}" if citation["pages"] else ""
    return f"{citation['volume'] or ''}{issue}{pages}".removeprefix(":")
