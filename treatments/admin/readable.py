"""A document's values as HTML for people: tables in tables, nothing left out."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from treatments.document.canonical import plain

EMPTY: tuple[Any, ...] = (None, "", [])
NAMES = ("id", "condition", "system", "jurisdiction", "kind", "family", "literal")
WORDS = ("name", "term", "organisation", "quote", "authority", "text", "title", "statement")


def readable(value: Any) -> SafeString:
    """The value with everything in it."""
    match value:
        case None | "" | []:
            return format_html('<span class="quiet">{}</span>', "none")
        case bool():
            return format_html("{}", "yes" if value else "no")
        case Decimal():
            return format_html("{}", plain(value).replace("-", "−"))
        case Mapping():
            return _table(value)
        case [{"family": _} | {"literal": _}, *_]:
            return format_html("{}", "; ".join(" ".join(filter(None, author.values())) for author in value))
        case list() if any(isinstance(part, Mapping) for part in value):
            return format_html_join("", "<details open><summary>{}</summary>{}</details>", map(_entry, value))
        case list():
            return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", ((readable(x),) for x in value)))
        case int():
            return format_html("{}", str(value).replace("-", "−"))
    return format_html('<span class="lines">{}</span>', value)


def _table(value: Mapping[str, Any]) -> SafeString:
    """The members in their order; those that are not given by name alone, in the last row."""
    absent = [name.replace("_", " ") for name, part in value.items() if part in EMPTY]
    rows = [(name.replace("_", " "), readable(part)) for name, part in value.items() if part not in EMPTY]
    if absent:
        rows.append(("not given", format_html('<span class="quiet">{}</span>', ", ".join(absent))))
    return format_html(
        '<table class="value">{}</table>',
        format_html_join("", '<tr><th scope="row">{}</th><td>{}</td></tr>', rows),
    )


def _entry(part: Any) -> tuple[str, SafeString]:
    return title(part), readable(part)


def title(part: Any) -> str:
    """What a row is called: its id or kind, and its first words."""
    if not isinstance(part, Mapping):
        return ""
    name = next((str(part[key]) for key in NAMES if part.get(key)), "")
    statement = (part.get("interpretation") or {}).get("statement")
    words = statement or next((str(part[key]) for key in WORDS if part.get(key)), "")
    return ": ".join(text for text in (name, words) if text)
