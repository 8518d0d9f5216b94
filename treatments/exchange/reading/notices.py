"""PubMed's tags that tie an article to the notices about it, and these to the article."""

import re

from treatments.exchange.reading.draft import Draft
from treatments.exchange.reading.identifiers import doi_of
from treatments.exchange.reading.text import date_of
from treatments.vocabulary import RetractionStatus

# What a tag on the article says of it, gravest first.
ON_ARTICLE = {
    "RIN": (RetractionStatus.RETRACTED, "retracted"),
    "RRI": (RetractionStatus.RETRACTED, "retracted and published again"),
    "ECI": (RetractionStatus.EXPRESSION_OF_CONCERN, "under an expression of concern"),
    "PRIN": (RetractionStatus.CORRECTED, "partly retracted"),
    "CRI": (RetractionStatus.CORRECTED, "corrected and published again"),
    "EIN": (RetractionStatus.CORRECTED, "corrected"),
}
ON_NOTICE = {
    "ROF": "the notice of a retraction",
    "PROF": "the notice of a partial retraction",
    "ECF": "an expression of concern",
    "EFR": "an erratum",
}
NOTICES = {"retraction of publication": "ROF", "expression of concern": "ECF", "published erratum": "EFR"}
NOTICE_PMID = re.compile(r"\bPMID: ?([0-9]+)")


def flag(draft: Draft, tags: list[tuple[str, str]]) -> None:
    """Set the draft's retraction by the gravest tag, the latest of several, and say what all of them say."""
    kinds = {value.lower() for tag, value in tags if tag == "PT"}
    found = [(tag, value) for tag, value in tags if tag in ON_ARTICLE]
    if "retracted publication" in kinds and not any(tag in ("RIN", "RRI") for tag, _ in found):
        found.append(("RIN", ""))
    for tag, value in found:
        draft.warn(f"It was {ON_ARTICLE[tag][1]}: {value or 'no notice is named'}.")
    if found:
        order = list(RetractionStatus)  # gravest last
        tag, value = max(found, key=lambda each: (order.index(ON_ARTICLE[each[0]][0]), date_of(each[1]) or ""))
        draft.retraction = {"status": str(ON_ARTICLE[tag][0]), "notice": _notice(value), "date": date_of(value)}
    of = [(tag, value) for tag, value in tags if tag in ON_NOTICE]
    of = of or [(tag, "") for kind, tag in NOTICES.items() if kind in kinds]
    for tag, value in of:
        draft.warn(f"This is {ON_NOTICE[tag]}, not the article itself: {value or 'the article is not named'}.")


def _notice(value: str) -> str | None:
    """The notice's DOI, or its address in PubMed, out of `BMJ. 2010 Feb 2;340:c696. doi: 10.1136/… PMID: …`."""
    match = re.search(r"\bdoi: ?(\S+)", value, re.IGNORECASE)
    if match and (doi := doi_of(match[1])):
        return doi
    match = NOTICE_PMID.search(value)
    return f"https://pubmed.ncbi.nlm.nih.gov/{match[1]}/" if match else None
