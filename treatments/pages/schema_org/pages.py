"""One page of ours each, as schema.org describes it. `origin` is the server's address, `page` the path of the page."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings

from treatments.api.formats import MEDIA_TYPES
from treatments.api.views.feed import COUNTED, LINKS
from treatments.document.render import LICENSE, version_url
from treatments.pages.base import LANGUAGE
from treatments.pages.schema_org.things import (
    WEB,
    condition,
    described,
    organisation,
    person,
    source,
    thing,
    treatment,
)
from treatments.pages.words import VERDICT_MEANS, words
from treatments.vocabulary import CurationProcess

Json = dict[str, Any]
CONTEXT = {"@context": "https://schema.org"}
NAME = "Treatment Evidence"
ABOUT = (
    "Curated evidence on treatments: the effects that were found with their certainty (GRADE), adverse events,"
    " recommendations, sources with their retractions, and public claims that were checked."
)


def record_page(document: Json, origin: str, page: str) -> Json:
    """The page of a record.

    Who reviewed it is there only if people did. When they did is not: no document says so, and a version that a
    retraction made is newer than the review.
    """
    reviewed = document["curation"]["process"] == CurationProcess.REVIEW
    return {
        **CONTEXT,
        **_page("MedicalWebPage", document["name"], f"{origin}{page}"),
        **_published(document, origin),
        **thing(
            "MedicalWebPage",
            version=document["version"],
            reviewedBy=[person(name) for name in document["curation"]["reviewed_by"]] if reviewed else None,
            publisher=organisation(document["meta"]["attribution"]),
            about=described(treatment(document, origin), document),
            mentions=[condition(entry, origin) for entry in document["conditions"]],
            citation=[source(citation) for citation in document["citations"]],
        ),
    }


def condition_page(entry: Json, documents: Sequence[Json], origin: str, page: str) -> Json:
    """The page of a condition with the records that it compares.

    Programs take a possible treatment for an advice, so only those are named so that have a critical outcome in favour.
    """
    possible = [treatment(document, origin) for document in documents if _in_favour(document, entry["id"])]
    about = {**described(condition(entry, origin), entry), **({"possibleTreatment": possible} if possible else {})}
    return {
        **CONTEXT,
        **_page("MedicalWebPage", entry["name"], f"{origin}{page}"),
        "license": LICENSE["url"],
        "about": about,
        "mentions": [treatment(document, origin) for document in documents],
    }


def _in_favour(document: Json, condition_id: str) -> bool:
    grades: Iterable[Json] = document["evidence_grades"]
    return any(grade["condition"] == condition_id and grade["critical"]["benefit"] > 0 for grade in grades)


def claim_page(document: Json, claim: Json, origin: str, page: str) -> Json:
    """The page of a claim. Verdicts are no scale, so the rating is a word and no number."""
    said = claim["source"]
    where = said["url"] if said["url"] and said["url"].startswith(WEB) else None
    citations = [citation for citation in document["citations"] if citation["id"] in claim["citations"]]
    return {
        **CONTEXT,
        **_page("ClaimReview", f"Claim about {document['name']}", f"{origin}{page}"),
        **_published(document, origin),
        **thing(
            "ClaimReview",
            author=organisation(document["meta"]["attribution"]),
            claimReviewed=claim["quote"],
            itemReviewed=thing(
                "Claim",
                author=organisation(said["publisher"]) if said["publisher"] else None,
                appearance=thing("WebPage", name=said["title"], url=where),
            ),
            reviewRating=thing(
                "Rating",
                alternateName=words(claim["verdict"]).capitalize(),
                ratingExplanation=VERDICT_MEANS[claim["verdict"]],
            ),
            reviewBody=claim["rationale"],
            about=treatment(document, origin),
            citation=[source(citation) for citation in citations],
        ),
    }


def home_page(origin: str) -> Json:
    """The first page: the site with its search, and the data behind it."""
    site = thing(
        "WebSite",
        name=NAME,
        url=f"{origin}/",
        inLanguage=LANGUAGE,
        potentialAction={
            **thing("SearchAction", target=thing("EntryPoint", urlTemplate=f"{origin}/search?q={{words}}")),
            "query-input": "required name=words",
        },
    )
    data = thing(
        "Dataset",
        name=NAME,
        description=ABOUT,
        url=f"{origin}/",
        license=LICENSE["url"],
        creator=organisation(settings.ATTRIBUTION),
        isAccessibleForFree=True,
        distribution=[
            thing(
                "DataDownload",
                name=words(name).capitalize(),
                contentUrl=f"{origin}{LINKS[name]}?format=ndjson",
                encodingFormat=MEDIA_TYPES["ndjson"],
            )
            for name in COUNTED
        ],
    )
    return {**CONTEXT, "@graph": [site, data]}


def _page(type_: str, name: str, address: str) -> Json:
    return thing(type_, name=name, url=address, inLanguage=LANGUAGE, isAccessibleForFree=True)


def _published(document: Json, origin: str) -> Json:
    """When, under which licence, and the frozen version that says the same."""
    return {
        "datePublished": document["published_at"],
        "dateModified": document["published_at"],
        "license": document["meta"]["license"]["url"],
        "isBasedOn": f"{origin}{version_url(document['id'], document['version'])}",
    }
