"""What reading gives for each part of a file: an entry, an identifier that stands alone, or a fault."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

Json = dict[str, Any]


class Scheme(StrEnum):
    """Kinds of identifier; each is the citation's field that holds it."""

    DOI = "doi"
    PMID = "pmid"
    PMCID = "pmcid"


@dataclass(frozen=True, slots=True)
class Entry:
    """A citation in the interchange format, without where it was read; `id` is a proposal.

    `line` is the entry's first line in the file, counted from 1; the warnings say what was dropped or guessed.
    """

    line: int
    citation: Json
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Identifier:
    """An identifier pasted without anything else: to be looked up, or typed in by hand."""

    line: int
    scheme: Scheme
    value: str


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is no entry: where it begins, why, and what to do; its own text, to be mended."""

    line: int
    message: str
    text: str = field(default="", compare=False)


class Unreadable(Exception):  # noqa: N818 - it reads as what it is
    """A record of which no entry can be made; the message says why and what to do."""
