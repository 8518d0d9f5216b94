"""What FHIR R5 says of the elements that we write: which there are, how often, of which type, with which codes.

fhir.resources knows the elements and their types, but not the codes of a CodeableConcept, and it takes empty arrays.
Written from the R5 definitions (http://hl7.org/fhir/R5: the page "Detailed Descriptions" of each resource, and the page
of each value set). An element that does not stand here may not be written.
"""

# Element, cardinality, type; for coded elements also the strength and the name of the value set.
ELEMENTS = """
Bundle.id 0..1 id
Bundle.meta 0..1 Meta
Bundle.identifier 0..1 Identifier
Bundle.type 1..1 code required bundle-type
Bundle.timestamp 0..1 instant
Bundle.link 0..* Bundle.link
Bundle.link.relation 1..1 code required iana-link-relations
Bundle.link.url 1..1 uri
Bundle.entry 0..* Bundle.entry
Bundle.entry.fullUrl 0..1 uri
Bundle.entry.resource 0..1 Resource

Evidence.id 0..1 id
Evidence.url 0..1 uri
Evidence.version 0..1 string
Evidence.title 0..1 string
Evidence.status 1..1 code required publication-status
Evidence.date 0..1 dateTime
Evidence.author 0..* ContactDetail
Evidence.reviewer 0..* ContactDetail
Evidence.copyright 0..1 markdown
Evidence.relatedArtifact 0..* RelatedArtifact
Evidence.description 0..1 markdown
Evidence.assertion 0..1 markdown
Evidence.note 0..* Annotation
Evidence.variableDefinition 1..* Evidence.variableDefinition
Evidence.variableDefinition.variableRole 1..1 CodeableConcept extensible variable-role
Evidence.variableDefinition.observed 0..1 Reference
Evidence.variableDefinition.intended 0..1 Reference
Evidence.studyDesign 0..* CodeableConcept extensible study-design
Evidence.statistic 0..* Evidence.statistic
Evidence.statistic.description 0..1 markdown
Evidence.statistic.note 0..* Annotation
Evidence.statistic.statisticType 0..1 CodeableConcept extensible statistic-type
Evidence.statistic.quantity 0..1 Quantity
Evidence.statistic.numberAffected 0..1 unsignedInt
Evidence.statistic.sampleSize 0..1 Evidence.statistic.sampleSize
Evidence.statistic.sampleSize.numberOfStudies 0..1 unsignedInt
Evidence.statistic.sampleSize.numberOfParticipants 0..1 unsignedInt
Evidence.statistic.attributeEstimate 0..* Evidence.statistic.attributeEstimate
Evidence.statistic.attributeEstimate.type 0..1 CodeableConcept extensible attribute-estimate-type
Evidence.statistic.attributeEstimate.quantity 0..1 Quantity
Evidence.statistic.attributeEstimate.level 0..1 decimal
Evidence.statistic.attributeEstimate.range 0..1 Range
Evidence.certainty 0..* Evidence.certainty
Evidence.certainty.description 0..1 markdown
Evidence.certainty.note 0..* Annotation
Evidence.certainty.type 0..1 CodeableConcept extensible certainty-type
Evidence.certainty.rating 0..1 CodeableConcept extensible certainty-rating
Evidence.certainty.subcomponent 0..* Evidence.certainty

EvidenceVariable.id 0..1 id
EvidenceVariable.url 0..1 uri
EvidenceVariable.version 0..1 string
EvidenceVariable.title 0..1 string
EvidenceVariable.status 1..1 code required publication-status
EvidenceVariable.date 0..1 dateTime
EvidenceVariable.description 0..1 markdown
EvidenceVariable.note 0..* Annotation
EvidenceVariable.author 0..* ContactDetail
EvidenceVariable.reviewer 0..* ContactDetail
EvidenceVariable.copyright 0..1 markdown
EvidenceVariable.handling 0..1 code required variable-handling
EvidenceVariable.characteristic 0..* EvidenceVariable.characteristic
EvidenceVariable.characteristic.definitionCanonical 0..1 canonical
EvidenceVariable.characteristic.definitionCodeableConcept 0..1 CodeableConcept
EvidenceVariable.characteristic.definitionByTypeAndValue 0..1 EvidenceVariable.characteristic.definitionByTypeAndValue
EvidenceVariable.characteristic.definitionByTypeAndValue.type 1..1 CodeableConcept
EvidenceVariable.characteristic.definitionByTypeAndValue.valueBoolean 0..1 boolean
EvidenceVariable.characteristic.definitionByTypeAndValue.valueCodeableConcept 0..1 CodeableConcept
EvidenceVariable.characteristic.definitionByTypeAndValue.valueRange 0..1 Range
EvidenceVariable.characteristic.timeFromEvent 0..* EvidenceVariable.characteristic.timeFromEvent
EvidenceVariable.characteristic.timeFromEvent.description 0..1 markdown

Citation.id 0..1 id
Citation.url 0..1 uri
Citation.title 0..1 string
Citation.status 1..1 code required publication-status
Citation.date 0..1 dateTime
Citation.author 0..* ContactDetail
Citation.reviewer 0..* ContactDetail
Citation.copyright 0..1 markdown
Citation.summary 0..* Citation.summary
Citation.summary.style 0..1 CodeableConcept extensible citation-summary-style
Citation.summary.text 1..1 markdown
Citation.citedArtifact 0..1 Citation.citedArtifact
Citation.citedArtifact.identifier 0..* Identifier
Citation.citedArtifact.relatedIdentifier 0..* Identifier
Citation.citedArtifact.currentState 0..* CodeableConcept extensible cited-artifact-status-type
Citation.citedArtifact.statusDate 0..* Citation.citedArtifact.statusDate
Citation.citedArtifact.statusDate.activity 1..1 CodeableConcept extensible cited-artifact-status-type
Citation.citedArtifact.statusDate.period 1..1 Period
Citation.citedArtifact.title 0..* Citation.citedArtifact.title
Citation.citedArtifact.title.text 1..1 markdown
Citation.citedArtifact.relatesTo 0..* Citation.citedArtifact.relatesTo
Citation.citedArtifact.relatesTo.type 1..1 code required related-artifact-type
Citation.citedArtifact.relatesTo.citation 0..1 markdown
Citation.citedArtifact.relatesTo.document 0..1 Attachment
Citation.citedArtifact.publicationForm 0..* Citation.citedArtifact.publicationForm
Citation.citedArtifact.publicationForm.publishedIn 0..1 Citation.citedArtifact.publicationForm.publishedIn
Citation.citedArtifact.publicationForm.publishedIn.title 0..1 string
Citation.citedArtifact.publicationForm.volume 0..1 string
Citation.citedArtifact.publicationForm.issue 0..1 string
Citation.citedArtifact.publicationForm.articleDate 0..1 dateTime
Citation.citedArtifact.publicationForm.pageString 0..1 string
Citation.citedArtifact.webLocation 0..* Citation.citedArtifact.webLocation
Citation.citedArtifact.webLocation.url 0..1 uri
Citation.citedArtifact.classification 0..* Citation.citedArtifact.classification
Citation.citedArtifact.classification.type 0..1 CodeableConcept extensible cited-artifact-classification-type
Citation.citedArtifact.classification.classifier 0..* CodeableConcept
Citation.citedArtifact.contributorship 0..1 Citation.citedArtifact.contributorship
Citation.citedArtifact.contributorship.entry 0..* Citation.citedArtifact.contributorship.entry
Citation.citedArtifact.contributorship.entry.contributor 1..1 Reference
Citation.citedArtifact.contributorship.entry.role 0..1 CodeableConcept extensible contributor-role
Citation.citedArtifact.contributorship.entry.rankingOrder 0..1 positiveInt
Citation.citedArtifact.note 0..* Annotation

ArtifactAssessment.id 0..1 id
ArtifactAssessment.title 0..1 string
ArtifactAssessment.date 0..1 dateTime
ArtifactAssessment.copyright 0..1 markdown
ArtifactAssessment.artifactUri 1..1 uri
ArtifactAssessment.content 0..* ArtifactAssessment.content
ArtifactAssessment.content.informationType 0..1 code required artifactassessment-information-type
ArtifactAssessment.content.summary 0..1 markdown
ArtifactAssessment.content.type 0..1 CodeableConcept example certainty-type
ArtifactAssessment.content.classifier 0..* CodeableConcept example certainty-rating
ArtifactAssessment.content.relatedArtifact 0..* RelatedArtifact
ArtifactAssessment.content.component 0..* ArtifactAssessment.content

Meta.lastUpdated 0..1 instant
Meta.source 0..1 uri
Identifier.type 0..1 CodeableConcept extensible identifier-type
Identifier.system 0..1 uri
Identifier.value 0..1 string
ContactDetail.name 0..1 string
Annotation.text 1..1 markdown
CodeableConcept.coding 0..* Coding
CodeableConcept.text 0..1 string
Coding.system 0..1 uri
Coding.code 0..1 code
Coding.display 0..1 string
Reference.reference 0..1 string
Reference.type 0..1 uri extensible resource-types
Reference.display 0..1 string
Quantity.value 0..1 decimal
Quantity.unit 0..1 string
Quantity.system 0..1 uri
Quantity.code 0..1 code
Range.low 0..1 Quantity
Range.high 0..1 Quantity
Period.start 0..1 dateTime
Attachment.url 0..1 url
RelatedArtifact.type 1..1 code required related-artifact-type
RelatedArtifact.display 0..1 string
RelatedArtifact.citation 0..1 markdown
RelatedArtifact.document 0..1 Attachment
RelatedArtifact.resource 0..1 canonical
RelatedArtifact.resourceReference 0..1 Reference
"""
RESOURCES = {"Evidence", "EvidenceVariable", "Citation", "ArtifactAssessment"}

# Code systems of R5 and the codes of each that belong to its value set. The value set of `code` elements is that of
# the element; these lists are whole, but for link relations and resource types, of which there are hundreds.
PLAIN = {
    "bundle-type": "document message transaction transaction-response batch batch-response history searchset "
    "collection subscription-notification",
    "publication-status": "draft active retired unknown",
    "variable-handling": "continuous dichotomous ordinal polychotomous",
    "artifactassessment-information-type": "comment classifier rating container response change-request",
    "related-artifact-type": "documentation justification citation predecessor successor derived-from depends-on "
    "composed-of part-of amends amended-with appends appended-with cites cited-by comments-on comment-in contains "
    "contained-in corrects correction-in replaces replaced-with retracts retracted-by signs similar-to supports "
    "supported-with transforms transformed-into transformed-with documents specification-of created-with cite-as",
    "iana-link-relations": "self license",
    "resource-types": "Practitioner Organization",
}
CODED = {
    "variable-role": (
        "http://terminology.hl7.org/CodeSystem/variable-role",
        "population subpopulation exposure referenceExposure measuredVariable confounder",
    ),
    "statistic-type": (
        "http://terminology.hl7.org/CodeSystem/statistic-type",
        "absolute-MedianDiff C25463 0000301 predictedRisk descriptive C93150 C16726 rate-ratio C25564 C53319 0000457 "
        "C28007 C25570 C16932 C65172 C17010 C44256 0000565 C93152 0000424 C65171 0000100",
    ),
    "attribute-estimate-type": (
        "http://terminology.hl7.org/CodeSystem/attribute-estimate-type",
        "0000419 C53324 0000455 0000420 C53245 C44185 C38013 C53322 0000037 0000421 C48918",
    ),
    "certainty-type": (
        "http://hl7.org/fhir/certainty-type",
        "Overall RiskOfBias Inconsistency Indirectness Imprecision PublicationBias DoseResponseGradient "
        "PlausibleConfounding LargeEffect",
    ),
    "certainty-rating": (
        "http://hl7.org/fhir/certainty-rating",
        "high moderate low very-low no-concern serious-concern very-serious-concern extremely-serious-concern present "
        "absent no-change downcode1 downcode2 downcode3 upcode1 upcode2",
    ),
    "study-design": (
        "http://hl7.org/fhir/study-design",
        " ".join(
            f"SEVCO:0{number}"
            for number in (
                *range(1001, 1047),
                1048,
                1049,
                1050,
                1051,
                1052,
                1053,
                1054,
                *range(1060, 1065),
                *range(1085, 1099),
            )
        ),
    ),
    "citation-summary-style": (
        "http://hl7.org/fhir/citation-summary-style",
        "vancouver ama11 apa7 apa6 asa6 mla8 cochrane elsevier-harvard nature acs chicago-a-17 chicago-b-17 ieee "
        "comppub",
    ),
    "cited-artifact-status-type": (
        "http://hl7.org/fhir/cited-artifact-status-type",
        "created submitted withdrawn pre-review under-review post-review-pre-published rejected published-early-form "
        "published-final-form accepted archived retracted draft active approved unknown",
    ),
    "cited-artifact-classification-type": (
        "http://hl7.org/fhir/cited-artifact-classification-type",
        "publication-type mesh-heading supplemental-mesh-protocol supplemental-mesh-disease supplemental-mesh-organism "
        "keyword citation-subset chemical publishing-model knowledge-artifact-type coverage",
    ),
    "contributor-role": (
        "http://hl7.org/fhir/contributor-role",
        "publisher author reviewer endorser editor informant funder",
    ),
    "identifier-type": ("http://terminology.hl7.org/CodeSystem/v2-0203", ""),
}
# Labels of the codes that we use, as their code systems print them.
DISPLAYS = {
    "population": "population", "exposure": "exposure", "referenceExposure": "reference exposure",
    "measuredVariable": "measured variable", "C93152": "Relative Risk", "C16932": "Odds Ratio",
    "C93150": "Hazard Ratio",
    "0000424": "Risk Difference", "0000457": "Mean Difference", "0000100": "Standardized Mean Difference",
    "C44256": "Proportion", "C25463": "Count", "predictedRisk": "Predicted Risk", "C53324": "Confidence interval",
    "C38013": "Range", "Overall": "Overall certainty", "RiskOfBias": "Risk of bias", "Inconsistency": "Inconsistency",
    "Indirectness": "Indirectness", "Imprecision": "Imprecision", "PublicationBias": "Publication bias",
    "DoseResponseGradient": "Dose response gradient", "PlausibleConfounding": "Plausible confounding",
    "LargeEffect": "Large effect", "high": "High quality", "moderate": "Moderate quality", "low": "Low quality",
    "very-low": "Very low quality", "no-change": "no change to rating", "downcode1": "reduce rating: -1",
    "downcode2": "reduce rating: -2", "downcode3": "reduce rating: -3", "upcode1": "increase rating: +1",
    "upcode2": "increase rating: +2", "SEVCO:01003": "randomized assignment",
    "SEVCO:01005": "Non-randomized assignment",
    "SEVCO:01002": "Observational research", "SEVCO:01013": "Case control design",
    "SEVCO:01016": "Uncontrolled cohort design", "SEVCO:01017": "Case report", "vancouver": "Vancouver style",
    "retracted": "Retracted", "publication-type": "Publication type", "author": "Author/Creator",
}  # fmt: skip
# Vocabularies of others, by their addresses in HL7 Terminology (https://terminology.hl7.org, "External Code Systems").
OTHERS = {
    "http://hl7.org/fhir/sid/icd-10-cm",
    "http://id.who.int/icd/release/11/mms",
    "https://www.nlm.nih.gov/mesh",
    "http://snomed.info/sct",
    "http://www.whocc.no/atc",
    "http://www.nlm.nih.gov/research/umls/rxnorm",
    "http://purl.obolibrary.org/obo/mondo.owl",
}


def _definitions() -> dict[str, dict[str, list[str]]]:
    found: dict[str, dict[str, list[str]]] = {}
    for line in ELEMENTS.split("\n"):
        if line:
            path, *rest = line.split(" ")
            owner, _, name = path.rpartition(".")
            found.setdefault(owner, {})[name] = rest
    return found


DEFINITIONS = _definitions()
