"""Text goes in; entries, and what is said of them, come out."""

from pathlib import Path
from typing import Any

from treatments.exchange.reading import Entry, Fault, Identifier, read
from treatments.vocabulary import RetractionStatus

Json = dict[str, Any]

FILES = Path(__file__).parent / "files"
NO_RETRACTION = {"status": str(RetractionStatus.NONE), "notice": None, "date": None}
EMPTY: Json = {
    "type": "article-journal", "title": "A title", "authors": [], "container_title": None, "year": 2021, "volume": None,
    "issue": None, "pages": None, "doi": None, "pmid": None, "pmcid": None, "link": None, "design": None,
    "registry_ids": [], "retraction": NO_RETRACTION, "note": None,
}  # fmt: skip


def found(data: str | bytes) -> list[Entry | Identifier | Fault]:
    return list(read(data.encode() if isinstance(data, str) else data))


def entry(data: str | bytes) -> Entry:
    (only,) = found(data)
    assert isinstance(only, Entry), only
    return only


def fault(data: str | bytes) -> Fault:
    (only,) = found(data)
    assert isinstance(only, Fault), only
    return only


def filed(name: str) -> list[Entry | Identifier | Fault]:
    return found((FILES / name).read_bytes())


def nbib(*lines: str) -> str:
    return "\n".join(["PMID- 1", "TI  - A title.", "DP  - 2021", *lines])


def ris(*lines: str, type_: str = "JOUR") -> str:
    return "\n".join([f"TY  - {type_}", "TI  - A title", "PY  - 2021", *lines, "ER  - "])


def bib(fields: str = "", kind: str = "article") -> str:
    return f"@{kind}{{x,\n title = {{A title}},\n year = 2021,\n {fields}\n}}"
