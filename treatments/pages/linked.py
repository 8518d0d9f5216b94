"""What a page says to programs: its canonical address, and the same in other formats."""

from typing import Any, NamedTuple

from treatments.api.formats import MEDIA_TYPES
from treatments.document.derived import API

Json = dict[str, Any]
FORMATS = {
    "json": "JSON",
    "fhir": "FHIR R5",
    "bibtex": "sources as BibTeX",
    "ris": "sources as RIS",
    "csl": "sources as CSL-JSON",
}


class Alternate(NamedTuple):
    """The same thing in another format."""

    media_type: str
    title: str
    href: str


def record_links(document: Json, number: int | None = None) -> Json:
    """The canonical path of a record's page, or of one of its versions, and its other formats."""
    version = "" if number is None else f"/versions/{number}"
    resource = f"{API}/treatments/{document['id']}{version}"
    alternates = [
        Alternate(MEDIA_TYPES[name], title, resource if name == "json" else f"{resource}?format={name}")
        for name, title in FORMATS.items()
    ]
    return {"canonical": f"/treatments/{document['id']}{version}", "alternates": alternates}


def condition_links(id_: str) -> Json:
    """The same of a condition's page, however it is sorted."""
    resource = f"{API}/conditions/{id_}"
    profile = f"{resource}/summary-of-findings"
    return {
        "canonical": f"/conditions/{id_}",
        "alternates": [
            Alternate(MEDIA_TYPES["json"], "JSON", resource),
            Alternate(MEDIA_TYPES["json"], "summary of findings as JSON", profile),
            Alternate(MEDIA_TYPES["csv"], "summary of findings as CSV", f"{profile}?format=csv"),
        ],
    }
