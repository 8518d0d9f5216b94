"""A citation as Citation."""

from typing import Any

from treatments.exchange.citations import address, doi_address, encoded, remarks, words
from treatments.exchange.fhir import codes
from treatments.exchange.fhir.frame import Frame, notes
from treatments.vocabulary import RetractionStatus

Json = dict[str, Any]

IDENTIFIERS = {
    "doi": "https://doi.org",
    "pmid": "https://pubmed.ncbi.nlm.nih.gov",
    "pmcid": "https://www.ncbi.nlm.nih.gov/pmc",
}


def citation(frame: Frame, value: Json) -> Json:
    """A source of the record."""
    return frame.resource(
        "Citation",
        value["url"],
        version=None,  # shared by records that have versions of their own
        title=value["title"],
        summary=[{"style": codes.VANCOUVER, "text": value["formatted"]}],
        citedArtifact={
            "identifier": [
                {"system": system, "value": value[name]} for name, system in IDENTIFIERS.items() if value[name]
            ],
            "relatedIdentifier": [{"type": {"text": "registration"}, "value": key} for key in value["registry_ids"]],
            **_retraction(value["retraction"]),
            "title": [{"text": value["title"]}],
            "publicationForm": [
                {
                    "publishedIn": {"title": value["container_title"]},
                    "volume": value["volume"],
                    "issue": value["issue"],
                    "articleDate": None if value["year"] is None else str(value["year"]),
                    "pageString": value["pages"],
                }
            ],
            "webLocation": [{"url": address(value)}],
            "classification": [
                {
                    "type": codes.PUBLICATION_TYPE,
                    "classifier": [{"text": value["type"]}, {"text": words(value["design"])}],
                }
            ],
            "contributorship": {"entry": [_author(rank, author) for rank, author in enumerate(value["authors"], 1)]},
            "note": notes(*remarks(value)),
        },
    )


def _author(rank: int, author: Json) -> Json:
    organisation = "literal" in author
    parts = [author["literal"]] if organisation else [author["family"], author["given"]]
    return {
        "contributor": {
            "type": "Organization" if organisation else "Practitioner",
            "display": ", ".join(part for part in parts if part),
        },
        "role": codes.AUTHOR,
        "rankingOrder": rank,
    }


def _retraction(value: Json) -> Json:
    """State of the source, the day from which it holds, and the notice."""
    status = value["status"]
    if status == RetractionStatus.NONE:
        return {}
    state = codes.concept(f"{codes.FHIR}/cited-artifact-status-type", codes.STATES.get(status), words(status))
    return {
        "currentState": [state],
        "statusDate": [{"activity": state, "period": {"start": value["date"]}}] if value["date"] else [],
        "relatesTo": [{"type": codes.NOTICES[status], **_notice(value["notice"])}] if value["notice"] else [],
    }


def _notice(notice: str) -> Json:
    """A DOI or an address as a document; anything else as it stands."""
    if notice.startswith("10."):
        return {"document": {"url": doi_address(notice)}}
    return {"document": {"url": encoded(notice)}} if notice.startswith("http") else {"citation": notice}
