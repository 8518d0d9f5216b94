"""Template filters of the pages, available in every template (settings, TEMPLATES)."""

from collections.abc import Mapping
from datetime import date, datetime
from urllib.parse import quote

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from treatments.grading.certainty import SYMBOLS
from treatments.pages import numbers
from treatments.pages import words as meanings
from treatments.pages.sources import Sources
from treatments.pictures import Picture
from treatments.vocabulary import Certainty

register = template.Library()
register.filter("words", meanings.words)
register.filter("reading", meanings.reading)
register.filter("number", numbers.number)
register.filter("percent", numbers.percent)
register.filter("share", numbers.share)
register.filter("effect", numbers.effect)

TABLES: Mapping[str, Mapping[str, str]] = {
    "certainty": meanings.CERTAINTY_MEANS,
    "frequency": meanings.FREQUENCY_MEANS,
    "verdict": meanings.VERDICT_MEANS,
    "recommends": meanings.RECOMMENDS,
    "strength": meanings.STRENGTH,
    "status": meanings.STATUS_MEANS,
    "retraction": meanings.RETRACTION,
    "happened": meanings.HAPPENED,
}


@register.filter
def means(term: str, table: str) -> str:
    """What a term means, out of the table of that name."""
    return TABLES[table][term]


@register.filter
def day(value: str | date) -> str:
    """`23 November 2026`, of a day or a time in the document."""
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    return f"{moment.day} {moment:%B %Y}"


@register.filter
def symbol(certainty: str | None) -> SafeString | str:
    """GRADE's symbol."""
    return "" if certainty is None else SYMBOLS[Certainty(certainty)]


@register.filter
def inline(picture: Picture, id_: str) -> SafeString:
    """The picture inside the page; the id is that of its parts."""
    return picture.inline(id_)


@register.filter
def links(sources: Sources, keys: list[str]) -> SafeString:
    """Links to these sources at the end of the page."""
    return sources.links(keys)


@register.filter
def of(names: Mapping[str, str], key: str) -> str:
    """The name that goes with the key."""
    return names[key]


@register.filter
def reference(text: str) -> SafeString:
    """A web address or a DOI as a link; anything else as it is, since what a link leads to must be seen."""
    if text.startswith(("https://", "http://")):
        return format_html('<a href="{0}">{0}</a>', text)
    if text.startswith("10."):
        return format_html('<a href="https://doi.org/{}">doi:{}</a>', quote(text), text)
    return format_html("{}", text)
