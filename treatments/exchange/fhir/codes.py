"""Codes of FHIR R5 for the domain's terms. Where R5 has none, the term stands as text: no code is made up.

Source: the value sets of http://hl7.org/fhir/R5. The code systems for certainty and for citations have their R5 names
here; in R4B they stood under terminology.hl7.org.
"""

from typing import Any

from treatments.vocabulary import Certainty, CodingSystem, Design, Domain, Measure, RetractionStatus

Json = dict[str, Any]

TERMINOLOGY = "http://terminology.hl7.org/CodeSystem"
FHIR = "http://hl7.org/fhir"

ROLES = {
    "population": "population",
    "exposure": "exposure",
    "referenceExposure": "reference exposure",
    "measuredVariable": "measured variable",
}
STATISTICS = {
    Measure.RR: ("C93152", "Relative Risk"),
    Measure.OR: ("C16932", "Odds Ratio"),
    Measure.HR: ("C93150", "Hazard Ratio"),
    Measure.RD: ("0000424", "Risk Difference"),
    Measure.MD: ("0000457", "Mean Difference"),
    Measure.SMD: ("0000100", "Standardized Mean Difference"),
    Measure.PROPORTION: ("C44256", "Proportion"),
}
RATINGS = {
    Certainty.HIGH: ("high", "High quality"),
    Certainty.MODERATE: ("moderate", "Moderate quality"),
    Certainty.LOW: ("low", "Low quality"),
    Certainty.VERY_LOW: ("very-low", "Very low quality"),
}
DOMAINS = {
    Domain.RISK_OF_BIAS: ("RiskOfBias", "Risk of bias"),
    Domain.INCONSISTENCY: ("Inconsistency", "Inconsistency"),
    Domain.INDIRECTNESS: ("Indirectness", "Indirectness"),
    Domain.IMPRECISION: ("Imprecision", "Imprecision"),
    Domain.PUBLICATION_BIAS: ("PublicationBias", "Publication bias"),
    Domain.LARGE_EFFECT: ("LargeEffect", "Large effect"),
    Domain.DOSE_RESPONSE: ("DoseResponseGradient", "Dose response gradient"),
    Domain.OPPOSING_CONFOUNDING: ("PlausibleConfounding", "Plausible confounding"),
}
LEVELS = {
    -3: ("downcode3", "reduce rating: -3"),
    -2: ("downcode2", "reduce rating: -2"),
    -1: ("downcode1", "reduce rating: -1"),
    0: ("no-change", "no change to rating"),
    1: ("upcode1", "increase rating: +1"),
    2: ("upcode2", "increase rating: +2"),
}
# What is true of the studies by definition; a review of mixed studies has no code.
DESIGNS = {
    Design.SYSTEMATIC_REVIEW_OF_RCTS: ("SEVCO:01003", "randomized assignment"),
    Design.RCT: ("SEVCO:01003", "randomized assignment"),
    Design.RCT_SUBGROUP: ("SEVCO:01003", "randomized assignment"),
    Design.NON_RANDOMISED_TRIAL: ("SEVCO:01005", "Non-randomized assignment"),
    Design.COHORT: ("SEVCO:01002", "Observational research"),
    Design.CASE_CONTROL: ("SEVCO:01013", "Case control design"),
    Design.CASE_SERIES: ("SEVCO:01016", "Uncontrolled cohort design"),
    Design.CASE_REPORT: ("SEVCO:01017", "Case report"),
}
# A correction and an expression of concern have no state of their own in R5.
STATES = {RetractionStatus.RETRACTED: ("retracted", "Retracted")}
NOTICES = {
    RetractionStatus.CORRECTED: "correction-in",
    RetractionStatus.EXPRESSION_OF_CONCERN: "comment-in",
    RetractionStatus.RETRACTED: "retracted-by",
}
SYSTEMS = {
    CodingSystem.ICD_10_CM: "http://hl7.org/fhir/sid/icd-10-cm",
    CodingSystem.ICD_11: "http://id.who.int/icd/release/11/mms",
    CodingSystem.MESH: "https://www.nlm.nih.gov/mesh",
    CodingSystem.SNOMED_CT: "http://snomed.info/sct",
    CodingSystem.ATC: "http://www.whocc.no/atc",
    CodingSystem.RXNORM: "http://www.nlm.nih.gov/research/umls/rxnorm",
    CodingSystem.MONDO: "http://purl.obolibrary.org/obo/mondo.owl",
}


def concept(system: str, code: tuple[str, str] | None, text: str | None = None) -> Json:
    """A CodeableConcept of a (code, display) pair; without one, the text alone."""
    coding = [] if code is None else [{"system": system, "code": code[0], "display": code[1]}]
    return {"coding": coding, "text": text}


def role(code: str) -> Json:
    """A variable's role in a piece of evidence."""
    return concept(f"{TERMINOLOGY}/variable-role", (code, ROLES[code]))


def statistic_type(measure: str) -> Json:
    """The kind of statistic that a measure is."""
    return concept(f"{TERMINOLOGY}/statistic-type", STATISTICS[Measure(measure)])


COUNT = concept(f"{TERMINOLOGY}/statistic-type", ("C25463", "Count"))
PREDICTED_RISK = concept(f"{TERMINOLOGY}/statistic-type", ("predictedRisk", "Predicted Risk"))
CONFIDENCE_INTERVAL = concept(f"{TERMINOLOGY}/attribute-estimate-type", ("C53324", "Confidence interval"))
RANGE = concept(f"{TERMINOLOGY}/attribute-estimate-type", ("C38013", "Range"))
OVERALL = concept(f"{FHIR}/certainty-type", ("Overall", "Overall certainty"))
AUTHOR = concept(f"{FHIR}/contributor-role", ("author", "Author/Creator"))
PUBLICATION_TYPE = concept(f"{FHIR}/cited-artifact-classification-type", ("publication-type", "Publication type"))
VANCOUVER = concept(f"{FHIR}/citation-summary-style", ("vancouver", "Vancouver style"))


def rating(certainty: str) -> Json:
    """A certainty of evidence."""
    return concept(f"{FHIR}/certainty-rating", RATINGS[Certainty(certainty)])


def codings(codes: list[Json]) -> list[Json]:
    """Codes of vocabularies. An unverified one is left out: FHIR cannot say that nobody has checked it."""
    return [
        {"system": SYSTEMS[code["system"]], "code": code["code"], "display": code["display"]}
        for code in codes
        if code["verified"]
    ]
