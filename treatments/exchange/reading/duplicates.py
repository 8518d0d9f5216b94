"""Which of the things read are there already, or twice among themselves: shown, never merged."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import QuerySet

from treatments.exchange.reading.entry import Entry, Fault, Identifier
from treatments.exchange.reading.text import folded
from treatments.models import Citation

Read = Entry | Identifier | Fault


class Sameness(StrEnum):
    """In what two sources are the same, as people read it; the surest first."""

    DOI = "same DOI"
    PMID = "same PMID"
    PMCID = "same PMCID"
    TITLE = "same title and year"


Trait = tuple[Sameness, str]


@dataclass(frozen=True, slots=True)
class Duplicate:
    """Another with the same trait: the id of a stored citation, or the line of what was read before."""

    sameness: Sameness
    citation: str | None = None
    line: int | None = None


def duplicates(found: Sequence[Read], existing: QuerySet[Citation]) -> dict[int, list[Duplicate]]:
    """By position in `found`, every stored citation and everything read before that seems to be the same.

    Each is named once, with its surest trait. One query, however much was read: it streams the stored citations past
    what was read, since a title is compared in a form that no database has.
    """
    holders: dict[Trait, list[int]] = {}
    named: dict[int, dict[str | int, Duplicate]] = {}
    for position, each in enumerate(found):
        for trait in _traits(each):
            earlier = holders.setdefault(trait, [])
            if earlier:  # the first of many twins stands for all
                line = found[earlier[0]].line
                named.setdefault(position, {}).setdefault(line, Duplicate(trait[0], line=line))
            earlier.append(position)
    rows = existing.order_by("pk").values_list("pk", "doi", "pmid", "pmcid", "title", "year")
    for pk, doi, pmid, pmcid, title, year in rows.iterator(chunk_size=2000):
        for trait in _given(doi, pmid, pmcid, title, year):
            for position in holders.get(trait, ()):
                named.setdefault(position, {}).setdefault(pk, Duplicate(trait[0], citation=pk))
    return {position: list(named[position].values()) for position in sorted(named)}


def _traits(each: Read) -> list[Trait]:
    match each:
        case Entry(citation=value):
            return _given(value["doi"], value["pmid"], value["pmcid"], value["title"], value["year"])
        case Identifier():
            return [(Sameness[each.scheme.name], each.value.lower())]
        case Fault():
            return []


def _given(doi: str | None, pmid: str | None, pmcid: str | None, title: str, year: int | None) -> list[Trait]:
    numbers = {Sameness.DOI: doi, Sameness.PMID: pmid, Sameness.PMCID: pmcid}
    traits = [(sameness, value.lower()) for sameness, value in numbers.items() if value]
    letters = folded(title)
    return [*traits, (Sameness.TITLE, f"{letters} {year}")] if letters else traits
