"""What the formats of citations share: one-line text, web addresses, remarks that have no field of their own."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from treatments.vocabulary import RetractionStatus

Json = dict[str, Any]

RETRACTION = {
    RetractionStatus.CORRECTED: "Corrected",
    RetractionStatus.EXPRESSION_OF_CONCERN: "Expression of concern",
    RetractionStatus.RETRACTED: "RETRACTED",
}
RESERVED = ":/?#[]@!$&'()*+,;=~"  # RFC 3986, section 2.2; "~" is unreserved


def one_line(text: str) -> str:
    """The text on one line, every run of white space a single space."""
    return " ".join(text.split())


def doi_address(doi: str) -> str:
    """The resolver's address of a DOI, encoded so that `<`, `>`, `;`, `#` and `%` survive (DOI Handbook)."""
    return f"https://doi.org/{quote(doi, safe='/')}"


def encoded(address: str) -> str:
    """The web address with everything encoded that no address may hold; what is encoded already stays as it is."""
    return quote(re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", address), safe=f"{RESERVED}%")


def address(citation: Json) -> str | None:
    """Where the source is found: its own address, or the resolver's for its DOI."""
    if citation["link"]:
        return encoded(citation["link"])
    return doi_address(citation["doi"]) if citation["doi"] else None


def words(term: str | None) -> str | None:
    """A term of the vocabulary as people read it."""
    return None if term is None else term.replace("_", " ")


def remarks(citation: Json) -> Iterator[str]:
    """What a reader must see and most formats have no field for: retraction, registrations, the note."""
    retraction = citation["retraction"]
    if retraction["status"] != RetractionStatus.NONE:
        date = f" ({retraction['date']})" if retraction["date"] else ""
        notice = f", notice: {retraction['notice']}" if retraction["notice"] else ""
        yield one_line(f"{RETRACTION[retraction['status']]}{date}{notice}")
    if citation["registry_ids"]:
        yield one_line(f"Registered as {', '.join(citation['registry_ids'])}")
    if citation["note"]:
        yield one_line(citation["note"])
