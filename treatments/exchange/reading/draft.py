"""What a format says of one source, before anything of it is believed; and the entry that is made of it."""

import re
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from treatments.document.shape.citation import Citation
from treatments.exchange.citations import words
from treatments.exchange.reading.entry import Entry, Unreadable
from treatments.exchange.reading.identifiers import doi_of, pmcid_of, pmid_of
from treatments.exchange.reading.keys import OWN, Keys
from treatments.exchange.reading.remarks import taken_apart
from treatments.exchange.reading.text import UNHELD, plain, year_of
from treatments.models.citation import MAX_NOTICE
from treatments.models.lists import MAX_ITEMS, TEXT_LENGTH
from treatments.vocabulary import CitationType, Design, RetractionStatus

Json = dict[str, Any]

LIMITS = {"retraction_notice": MAX_NOTICE} | {
    name: limit for name, field_ in Citation().fields.items() if (limit := getattr(field_, "max_length", None))
}
TEXTS = ("title", "container_title", "volume", "issue", "pages")
DESIGNS = {words(design): design for design in Design}
RETRACTED = re.compile(r"\W*retracted(?:\s+(?:article|paper|chapter))?\s*[:\]]", re.IGNORECASE)
NOTICE = re.compile(
    r"\W*(?:retraction|erratum|errata|corrigendum|correction|expression of concern)"
    r"(?:\s+(?:notice|note|statement))?(?:\s*[:.–—-]|\s+(?:to|for|of|in)\b|\s*\Z)",
    re.IGNORECASE,
)
is_address = URLValidator(schemes=["http", "https"])


@dataclass(slots=True)
class Draft:
    """One source as its record says it, raw; lists hold every value given, the best first.

    `type` is None where the `kind` that the file gives is none of ours; `key` is the one that the file gives. `notes`
    and `keywords` are read only under a key of this server's own form: other programs keep there what is nobody else's.
    """

    line: int
    title: str
    type: CitationType | None
    kind: str = ""
    key: str = ""
    authors: list[Json] = field(default_factory=list)
    container_title: str = ""
    years: list[str] = field(default_factory=list)
    volume: str = ""
    issue: str = ""
    pages: str = ""
    dois: list[str] = field(default_factory=list)
    pmids: list[str] = field(default_factory=list)
    pmcids: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    keywords: list[str] = field(default_factory=list)
    design: Design | None = None
    registry_ids: list[str] = field(default_factory=list)
    retraction: Json | None = None
    notes: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def warn(self, message: str) -> None:
        """Say, once, what was dropped or guessed."""
        if message not in self.warnings:
            self.warnings.append(message)

    def entry(self, keys: Keys) -> Entry:
        """The entry, with a key of its own.

        Raises:
            Unreadable: when it has no title, or a text longer than the field that should hold it.
        """
        citation = self._citation()
        citation["id"] = keys.proposed(citation, self.key)
        return Entry(self.line, citation, tuple(self.warnings))

    def _citation(self) -> Json:
        note = self._own_remarks() if OWN.fullmatch(self.key) else None
        texts = {name: self._text(name, getattr(self, name)) for name in TEXTS}
        if not texts["title"]:
            raise Unreadable("It has no title, so nobody could tell what it is. Add one and read it again.")
        year, warning = year_of(self.years)
        if warning:
            self.warn(warning)
        citation = {
            "id": "",
            "type": str(self._type()),
            "title": texts["title"],
            "authors": self._authors(),
            "container_title": texts["container_title"] or None,
            "year": year,
            "volume": texts["volume"] or None,
            "issue": texts["issue"] or None,
            "pages": texts["pages"] or None,
            "doi": self._identifier("DOI", self.dois, doi_of),
            "pmid": self._identifier("PMID", self.pmids, pmid_of),
            "pmcid": self._identifier("PMCID", self.pmcids, pmcid_of),
            "link": self._link(),
            "design": str(self.design) if self.design else None,
            "registry_ids": self._registered(),
            "retraction": self._retraction(),
            "note": note,
        }
        self._flag(citation)
        return citation

    def _text(self, name: str, raw: str) -> str:
        text = plain(raw)
        if UNHELD.search(raw):
            self.warn("Control characters were dropped.")
        if "\ufffd" in text:
            self.warn("A character could not be read and stands as �: correct it.")
        limit = LIMITS.get(name, TEXT_LENGTH)
        if len(text) > limit:
            said = name.replace("_", " ")
            raise Unreadable(
                f"The field “{said}” has {len(text):,} characters and may have {limit:,}: two records may have run"
                " into one. Shorten it in the file and read it again."
            )
        return text

    def _type(self) -> CitationType:
        if self.type is None:
            self.warn(f"Its kind “{plain(self.kind)[:50]}” is none that citations have here: “document” was taken.")
        return self.type or CitationType.DOCUMENT

    def _authors(self) -> list[Json]:
        cleaned = [
            {part: self._text("author", name or "") or None for part, name in author.items()} for author in self.authors
        ]
        authors = [author for author in cleaned if author.get("family") or author.get("literal")]
        if len(authors) > MAX_ITEMS:
            self.warn(f"Only the first {MAX_ITEMS} of {len(authors):,} authors were kept.")
        return authors[:MAX_ITEMS]

    def _identifier(self, name: str, given: list[str], read: Any) -> str | None:
        """The first that is one; a warning where others were given, or none is one."""
        values = [text for raw in given if (text := UNHELD.sub("", raw).strip())]
        found = list(dict.fromkeys(identifier for text in values if (identifier := read(text))))
        if values and not found:
            self.warn(f"“{plain(values[0])[:100]}” is no {name} and was dropped.")
        if len({identifier.lower() for identifier in found}) > 1:
            self.warn(f"It has several {name}s: {found[0]} was taken, {', '.join(found[1:4])} dropped.")
        if found and len(found[0]) > LIMITS[name.lower()]:
            raise Unreadable(f"Its {name} has {len(found[0]):,} characters: correct it in the file and read it again.")
        return found[0] if found else None

    def _link(self) -> str | None:
        given = [text for text in map(plain, self.links) if text]
        for text in given:
            try:
                is_address(text)
            except ValidationError:
                continue
            if len(text) <= LIMITS["link"]:
                return text
        if given:
            self.warn(f"“{given[0][:100]}” is no web address and was dropped.")
        return None

    def _registered(self) -> list[str]:
        numbers = dict.fromkeys(self._text("registration", number) for number in self.registry_ids)
        return [number for number in numbers if number][:MAX_ITEMS]

    def _retraction(self) -> Json:
        given = self.retraction or {"status": RetractionStatus.NONE, "notice": None, "date": None}
        day = None
        with suppress(ValueError):
            day = date.fromisoformat(given["date"] or "").isoformat()
        notice = self._text("retraction_notice", given["notice"] or "")
        return {"status": str(given["status"]), "notice": notice or None, "date": day}

    def _own_remarks(self) -> str | None:
        """The note, of which what our writers put before it goes back where it came from."""
        found = taken_apart([note for note in map(plain, self.notes) if note])
        self.retraction = found.get("retraction", self.retraction)
        self.registry_ids = found.get("registry_ids", self.registry_ids)
        if len(self.keywords) == 1:
            self.design = DESIGNS.get(plain(self.keywords[0]), self.design)
        return self._text("note", found["note"] or "") or None

    def _flag(self, citation: Json) -> None:
        """Warn of what must not be cited as if nothing had happened."""
        if citation["retraction"]["status"] == RetractionStatus.NONE and RETRACTED.match(citation["title"]):
            citation["retraction"]["status"] = str(RetractionStatus.RETRACTED)
            self.warn("Its title says that it was retracted; no notice is named.")
        elif NOTICE.match(citation["title"]):
            self.warn("By its title this is a notice about another article: cite that one instead.")
