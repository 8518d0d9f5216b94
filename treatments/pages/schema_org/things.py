"""What the records speak of, as schema.org names it: treatments, conditions, sources, people."""

from typing import Any

from treatments.vocabulary import CitationType, RetractionStatus, TreatmentKind

Json = dict[str, Any]

TREATMENTS: dict[str, str] = {
    TreatmentKind.DRUG_CLASS: "DrugClass",
    TreatmentKind.DRUG: "Drug",
    TreatmentKind.COMBINATION: "MedicalTherapy",
    TreatmentKind.BIOLOGIC: "Drug",
    TreatmentKind.CELL_THERAPY: "MedicalTherapy",
    TreatmentKind.PROCEDURE: "TherapeuticProcedure",
    TreatmentKind.PHYSICAL: "PhysicalTherapy",
    TreatmentKind.EXERCISE: "PhysicalTherapy",
    TreatmentKind.PSYCHOLOGICAL: "PsychologicalTreatment",
    TreatmentKind.COMPLEMENTARY: "MedicalTherapy",
    TreatmentKind.DEVICE: "MedicalDevice",
    TreatmentKind.SELF_CARE: "LifestyleModification",
    TreatmentKind.EDUCATION: "MedicalTherapy",
}
SOURCES: dict[str, str] = {
    CitationType.ARTICLE_JOURNAL: "ScholarlyArticle",
    CitationType.BOOK: "Book",
    CitationType.CHAPTER: "Chapter",
    CitationType.DATASET: "Dataset",
    CitationType.DOCUMENT: "CreativeWork",
    CitationType.REPORT: "Report",
    CitationType.THESIS: "Thesis",
    CitationType.WEBPAGE: "WebPage",
}
STATUS: dict[str, str] = {
    RetractionStatus.RETRACTED: "Retracted",
    RetractionStatus.EXPRESSION_OF_CONCERN: "Expression of concern",
    RetractionStatus.CORRECTED: "Corrected",
}
WEB = ("https://", "http://")
PUBMED = "https://pubmed.ncbi.nlm.nih.gov"


def thing(type_: str, **members: Any) -> Json:
    """A thing of that type with those of the members that are known."""
    known = {name: value for name, value in members.items() if value is not None and value != []}
    return {"@type": type_, **known}


def organisation(name: str) -> Json:
    """A body with that name."""
    return thing("Organization", name=name)


def person(name: str) -> Json:
    """A person with that name."""
    return thing("Person", name=name)


def treatment(document: Json, origin: str) -> Json:
    """The treatment of a record, by name."""
    return thing(TREATMENTS[document["kind"]], name=document["name"], url=f"{origin}/treatments/{document['id']}")


def condition(entry: Json, origin: str) -> Json:
    """A condition, by name."""
    return thing("MedicalCondition", name=entry["name"], url=f"{origin}/conditions/{entry['id']}")


def described(named: Json, entry: Json) -> Json:
    """A treatment or condition with its other names, its description and its codes."""
    codes = [
        thing("MedicalCode", codingSystem=code["system"], codeValue=code["code"], name=code["display"])
        for code in entry["codes"]
    ]
    known = thing(named["@type"], alternateName=entry["synonyms"], description=entry["description"], code=codes)
    return {**named, **known}


def source(citation: Json) -> Json:
    """A citation; a retraction stands in the status of the work."""
    doi, pmid, link = citation["doi"], citation["pmid"], citation["link"]
    in_a_journal = citation["type"] == CitationType.ARTICLE_JOURNAL and citation["container_title"] is not None
    return thing(
        SOURCES[citation["type"]],
        name=citation["title"],
        author=[_author(author) for author in citation["authors"]],
        datePublished=None if citation["year"] is None else str(citation["year"]),
        isPartOf=thing("Periodical", name=citation["container_title"]) if in_a_journal else None,
        pagination=citation["pages"],
        url=link if link is not None and link.startswith(WEB) else None,
        sameAs=[*([f"https://doi.org/{doi}"] if doi else []), *([f"{PUBMED}/{pmid}/"] if pmid else [])],
        creativeWorkStatus=STATUS.get(citation["retraction"]["status"]),
    )


def _author(author: Json) -> Json:
    if "literal" in author:
        return organisation(author["literal"])
    return person(" ".join(filter(None, (author.get("given"), author["family"]))))
