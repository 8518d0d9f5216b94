"""Whole lists as streams: however long the list, a chunk of it is in memory."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from django.http import StreamingHttpResponse

from treatments.api.formats import MEDIA_TYPES
from treatments.document.canonical import canonical, parse
from treatments.exchange import bibtex, csl, fhir, ris
from treatments.exchange.tables import Table

Json = dict[str, Any]
Chunks = Iterable[list[bytes]]  # entries as canonical JSON


def streamed(chunks: Chunks, format_: str, table: Table, fields: list[str] | None) -> StreamingHttpResponse:
    """The entries in one of the formats of a list; `fields` are the members to show, if not all."""
    lines: Iterator[bytes]
    match format_:
        case "csv":
            lines = _csv(chunks, table)
        case "ndjson":
            lines = _ndjson(chunks, fields)
        case "csl":
            lines = _array(chunks)
        case _:
            lines = (references(map(parse, chunk), format_) for chunk in chunks)
    return StreamingHttpResponse(lines, content_type=MEDIA_TYPES[format_])


def _csv(chunks: Chunks, table: Table) -> Iterator[bytes]:
    yield table.header()
    for chunk in chunks:
        yield b"".join(table.line(parse(entry)) for entry in chunk)


def _ndjson(chunks: Chunks, fields: list[str] | None) -> Iterator[bytes]:
    for chunk in chunks:
        yield b"".join((entry if fields is None else thinned(entry, fields)) + b"\n" for entry in chunk)


def _array(chunks: Chunks) -> Iterator[bytes]:
    """One JSON array out of those of the chunks."""
    begin = b"["
    for chunk in chunks:
        yield begin + csl.write(map(parse, chunk))[1:-1]
        begin = b","
    yield b"]" if begin == b"," else b"[]"


WRITERS: Mapping[str, Callable[[Iterable[Json]], bytes]] = {
    "bibtex": bibtex.write,
    "ris": ris.write,
    "csl": csl.write,
}


def references(citations: Iterable[Json], format_: str) -> bytes:
    """The citations in one of the formats of references."""
    return WRITERS[format_](citations)


def converted(document: Json, format_: str, base: str) -> bytes:
    """A record in another format; `base` is the address of the server, without a slash."""
    if format_ == "fhir":
        return canonical(fhir.bundle(document, base))
    return references(document["citations"], format_)


def thinned(entry: bytes, fields: Iterable[str]) -> bytes:
    """The entry with these members alone."""
    return canonical({name: member for name, member in parse(entry).items() if name in set(fields)})


def extended(entry: bytes | memoryview, **members: Any) -> bytes:
    """The entry with further members behind its own."""
    return bytes(entry)[:-1] + b"," + canonical(members)[1:] if members else bytes(entry)
