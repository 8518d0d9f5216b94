"""CSL-JSON (version 1.0.2), what citation processors such as citeproc-js read."""

from collections.abc import Iterable
from typing import Any

from treatments.document.canonical import canonical
from treatments.exchange.citations import address, remarks, words
from treatments.vocabulary import RetractionStatus

Json = dict[str, Any]


def write(citations: Iterable[Json]) -> bytes:
    """The citations of a document as `application/vnd.citationstyles.csl+json`, a JSON array."""
    return canonical([_item(citation) for citation in citations])


def _item(citation: Json) -> Json:
    status = citation["retraction"]["status"]
    members = {
        "id": citation["id"],
        "type": citation["type"],
        "title": citation["title"],
        "author": [{part: name for part, name in author.items() if name} for author in citation["authors"]],
        "container-title": citation["container_title"],
        "issued": None if citation["year"] is None else {"date-parts": [[citation["year"]]]},
        "volume": citation["volume"],
        "issue": citation["issue"],
        "page": citation["pages"],
        "DOI": citation["doi"],
        "PMID": citation["pmid"],
        "PMCID": citation["pmcid"],
        "URL": address(citation),
        "keyword": words(citation["design"]),
        "status": None if status == RetractionStatus.NONE else words(status),
        "note": "; ".join(remarks(citation)),
    }
    return {name: value for name, value in members.items() if value}
