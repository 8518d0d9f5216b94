"""What a page says to programs: its canonical address, the same in other formats, and itself in schema.org's words.

Each function gives what the templates name: `canonical` (a path), `alternates`, and `linked` (JSON-LD, safe in a script
element).
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.utils.safestring import SafeString, mark_safe

from treatments.api.formats import MEDIA_TYPES
from treatments.document.canonical import canonical
from treatments.document.derived import API
from treatments.document.entries import url
from treatments.pages import schema_org

Json = dict[str, Any]
FORMATS = {
    "json": "JSON",
    "fhir": "FHIR R5",
    "bibtex": "sources as BibTeX",
    "ris": "sources as RIS",
    "csl": "sources as CSL-JSON",
}
# Without these, no text can end the script element or begin a comment in it.
ESCAPES = {ord(character): f"\\u{ord(character):04x}" for character in "<>&"}


class Alternate(NamedTuple):
    """The same thing in another format."""

    media_type: str
    title: str
    href: str


def json_ld(value: Json) -> SafeString:
    """The value as JSON for a script element."""
    return mark_safe(canonical(value).decode().translate(ESCAPES))  # noqa: S308 - escaped here


def record_links(document: Json, origin: str, number: int | None = None) -> Json:
    """Of a record's page, or of one of its versions."""
    version = "" if number is None else f"/versions/{number}"
    page = f"/treatments/{document['id']}{version}"
    resource = f"{API}{page}"
    alternates = [
        Alternate(MEDIA_TYPES[name], title, resource if name == "json" else f"{resource}?format={name}")
        for name, title in FORMATS.items()
    ]
    return {
        "canonical": page,
        "alternates": alternates,
        "linked": json_ld(_encoded(schema_org.record_page(document, origin, page), alternates, origin)),
    }


def condition_links(condition: Json, documents: Sequence[Json], origin: str) -> Json:
    """Of the page of a condition (its entry), which compares these records, however it is sorted."""
    page, resource = f"/conditions/{condition['id']}", url("conditions", condition["id"])
    profile = f"{resource}/summary-of-findings"
    alternates = [
        Alternate(MEDIA_TYPES["json"], "JSON", resource),
        Alternate(MEDIA_TYPES["json"], "summary of findings as JSON", profile),
        Alternate(MEDIA_TYPES["csv"], "summary of findings as CSV", f"{profile}?format=csv"),
    ]
    said = schema_org.condition_page(condition, documents, origin, page)
    return {"canonical": page, "alternates": alternates, "linked": json_ld(_encoded(said, alternates, origin))}


def claim_links(document: Json, claim: Json, origin: str) -> Json:
    """Of the page of a claim, which stands in this record."""
    page = f"/claims/{claim['id']}"
    alternates = [Alternate(MEDIA_TYPES["json"], "JSON", url("claims", claim["id"]))]
    said = schema_org.claim_page(document, claim, origin, page)
    return {"canonical": page, "alternates": alternates, "linked": json_ld(_encoded(said, alternates, origin))}


def home_links(origin: str) -> Json:
    """Of the first page."""
    alternates = [Alternate(MEDIA_TYPES["json"], "JSON", API)]
    return {"canonical": "/", "alternates": alternates, "linked": json_ld(schema_org.home_page(origin))}


def _encoded(page: Json, alternates: Sequence[Alternate], origin: str) -> Json:
    """The page with its other formats."""
    encodings = [
        {
            "@type": "MediaObject",
            "name": alternate.title,
            "contentUrl": f"{origin}{alternate.href}",
            "encodingFormat": alternate.media_type,
        }
        for alternate in alternates
    ]
    return {**page, "encoding": encodings}
