"""The bundled records in published form without a database, and citations of awkward text."""

import json
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from tests.conftest import make_citation, make_record
from treatments.document.canonical import parse
from treatments.document.reference import formatted
from treatments.document.render import Curation, Envelope, curation_value, read, render
from treatments.vocabulary import CitationType, CurationProcess, Design, RetractionStatus

Json = dict[str, Any]

BUNDLED = Path(__file__).parents[2] / "treatments" / "data" / "back-spasm.ndjson"
ENVELOPE = Envelope(
    version=1,
    sequence=1,
    published_at=datetime(2026, 1, 2, 3, 4, 5, 6, tzinfo=UTC),
    note="",
    attribution="Treatment Evidence API",
    curation=curation_value(Curation(process=CurationProcess.IMPORT, source="a test")),
)
SICI = "10.1002/(SICI)1097-0258(19980815/30)17:15/16<1661::AID-SIM968>3.0.CO;2-2"


def citation(**changes: Any) -> Json:
    """A citation as a document holds it."""
    value = make_citation("smith-2020", **changes)
    del value["read"], value["withheld"]
    return {**value, "url": f"/api/v1/citations/{value['id']}", "formatted": formatted(value)}


@cache
def bundled_records() -> tuple[Json, ...]:
    """The lines of the bundled file."""
    return tuple(parse(line) for line in BUNDLED.read_bytes().splitlines())


@cache
def bundled_citations() -> tuple[Json, ...]:
    """Every citation of the bundled records, once, as a document holds it."""
    found = {row["id"]: row for record in bundled_records() for row in record["citations"]}
    return tuple(citation(**row) for row in found.values())


def flat(text: str | None) -> str | None:
    """The text on one line."""
    return None if text is None else " ".join(text.split())


# What breaks formats: their own signs, ends of lines of every kind, more than one byte, what looks like a tag or entry.
PIECES = [
    *"{}[]()<>\\&%#_~^$\"'@`,;:=|/-–—+*?! ", "\n", "\r\n", "\t", "\u2028", "\x85", "\x0b", "--", "``", "and", " and ",
    "TY  - JOUR", "ER  - ", "\r\nER  - \r\n", "@article{x,", "\\textbf{", "<i>", "</span>", "é", "e\u0301", "ß", "漢字",
    "😀", "𝔘", "ı", "\u202e", "\xa0", "\u3000", "NULL", "0", "O'Neil", "van", "von der",
]  # fmt: skip
TEXTS = (
    st.lists(st.one_of(st.sampled_from(PIECES), st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=5)))
    .map("".join)
    .map(str.strip)
    .filter(bool)
)
MAYBE = st.one_of(st.none(), TEXTS)
AUTHORS = st.one_of(st.fixed_dictionaries({"family": TEXTS, "given": MAYBE}), st.fixed_dictionaries({"literal": TEXTS}))
DOIS = st.one_of(
    st.just(SICI),
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Z"], exclude_characters="{}\\"), min_size=1).map(
        "10.1234/".__add__
    ),
)
CITATIONS = st.builds(
    citation,
    type=st.sampled_from(CitationType),
    title=TEXTS,
    authors=st.lists(AUTHORS, max_size=4),
    container_title=MAYBE,
    year=st.one_of(st.none(), st.integers(1500, 2100)),
    volume=MAYBE,
    issue=MAYBE,
    pages=st.one_of(st.none(), st.sampled_from(["1-2", "e1217–e1228", "CD004252", "3, 5-7", "iv"])),
    doi=st.one_of(st.none(), DOIS),
    pmid=st.one_of(st.none(), st.just("15082991")),
    pmcid=st.one_of(st.none(), st.just("PMC8262447")),
    link=st.one_of(st.none(), st.just("https://example.org/a;b?c=d&e={f}#g%20%"), st.just("https://example.org/é")),
    design=st.one_of(st.none(), st.sampled_from(Design)),
    registry_ids=st.lists(TEXTS, max_size=2),
    retraction=st.fixed_dictionaries(
        {
            "status": st.sampled_from(RetractionStatus),
            "notice": st.one_of(st.none(), TEXTS),
            "date": st.one_of(st.none(), st.just("2021-05-01")),
        }
    ),
    note=MAYBE,
)


@cache
def bundled_documents() -> tuple[Json, ...]:
    """The bundled records as they would be published: without what is withheld and what cites nothing else."""
    return tuple(document(record) for record in bundled_records())


def document(record: Json) -> Json:
    """A parsed record in the interchange format as a published document."""
    public = {row["id"] for row in record["citations"] if not row["withheld"]}
    content = {name: _public(value, public) for name, value in record.items()}
    return read(render(content, ENVELOPE))


def made(**changes: Any) -> Json:
    """The record of `make_record` as a published document."""
    return document(parse(json.dumps(make_record(**changes)).encode()))


def _public(value: Any, citations: set[str]) -> Any:
    """The value without write-only members, withheld rows and citations that are not public."""
    if isinstance(value, list):
        rows = [_public(row, citations) for row in value if not (isinstance(row, dict) and row.get("withheld"))]
        return [row for row in rows if not (isinstance(row, dict) and row.get("citations") == [])]
    if isinstance(value, dict):
        if value.get("citation", "") not in {"", *citations}:
            return None
        members = {name: _public(item, citations) for name, item in value.items() if name not in {"read", "withheld"}}
        if "citations" in members and all(isinstance(key, str) for key in members["citations"]):
            members["citations"] = [key for key in members["citations"] if key in citations]
        return members
    return value
