"""The numbers of a document, as pages give them in `<data>`."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from treatments.document.canonical import plain

# Numbers that a page says in words of its own: a trace, a number of the version, years of references.
IN_WORDS = {"levels", "version", "sequence", "year"}


def numbers(value: Any, key: str = "") -> Iterator[str]:
    """Every number in a value of the document, as the document spells it."""
    match value:
        case bool():
            return
        case int() | Decimal() if key not in IN_WORDS:
            yield plain(Decimal(value))
        case Mapping():
            for name, part in value.items():
                yield from numbers(part, name)
        case list():
            for part in value:
                yield from numbers(part)
