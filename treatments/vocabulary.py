"""The enumerations of the domain, in the words of its fields (GRADE, Cochrane, CIOMS, CSL).

Every value that the API can print and a form can offer is defined here and nowhere else. Pure Python: grading uses it
without Django. Values are lower_snake, except where a standard has its own spelling (measures, coding systems, CSL
types).
"""

from enum import StrEnum


class Term(StrEnum):
    """A closed list of terms; the value is what is stored and published."""

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """(value, label) pairs, as a Django model field takes them."""
        return [(term.value, term.value.replace("_", " ")) for term in cls]


class TreatmentKind(Term):
    DRUG_CLASS = "drug_class"
    DRUG = "drug"
    COMBINATION = "combination"
    BIOLOGIC = "biologic"
    CELL_THERAPY = "cell_therapy"
    PROCEDURE = "procedure"
    PHYSICAL = "physical"
    EXERCISE = "exercise"
    PSYCHOLOGICAL = "psychological"
    COMPLEMENTARY = "complementary"
    DEVICE = "device"
    SELF_CARE = "self_care"
    EDUCATION = "education"


class CodingSystem(Term):
    ICD_10_CM = "ICD-10-CM"
    ICD_11 = "ICD-11"
    MESH = "MeSH"
    SNOMED_CT = "SNOMED CT"
    ATC = "ATC"
    RXNORM = "RxNorm"
    MONDO = "MONDO"


class RegulatoryState(Term):
    """Regulatory status of a treatment in one jurisdiction."""

    APPROVED = "approved"
    OFF_LABEL = "off_label"
    INVESTIGATIONAL = "investigational"
    UNAPPROVED = "unapproved"
    WITHDRAWN = "withdrawn"


class WarningKind(Term):
    BOXED_WARNING = "boxed_warning"
    CONTRAINDICATION = "contraindication"
    INTERACTION = "interaction"
    WITHDRAWAL = "withdrawal"
    DEPENDENCE = "dependence"
    OTHER = "other"


class Importance(Term):
    """Importance of an outcome for a decision (GRADE)."""

    CRITICAL = "critical"
    IMPORTANT = "important"
    LIMITED = "limited"


class Measure(Term):
    RR = "RR"
    OR = "OR"
    HR = "HR"
    RD = "RD"
    MD = "MD"
    SMD = "SMD"
    PROPORTION = "proportion"


class Design(Term):
    """Study design of a finding's source or of a citation."""

    SYSTEMATIC_REVIEW_OF_RCTS = "systematic_review_of_rcts"
    SYSTEMATIC_REVIEW = "systematic_review"
    OVERVIEW_OF_REVIEWS = "overview_of_reviews"
    META_ANALYSIS = "meta_analysis"
    RCT = "rct"
    RCT_SUBGROUP = "rct_subgroup"
    NON_RANDOMISED_TRIAL = "non_randomised_trial"
    COHORT = "cohort"
    CASE_CONTROL = "case_control"
    CROSS_SECTIONAL = "cross_sectional"
    CASE_SERIES = "case_series"
    CASE_REPORT = "case_report"
    GUIDELINE = "guideline"
    NARRATIVE_REVIEW = "narrative_review"
    REGULATORY_COMMUNICATION = "regulatory_communication"
    PRODUCT_LABEL = "product_label"
    OTHER = "other"


class MidScale(Term):
    """Scale of a minimal important difference: the measure's own, or standard deviations."""

    NATIVE = "native"
    SD = "sd"


class Certainty(Term):
    """Certainty of evidence (GRADE), highest first."""

    HIGH = "high"
    MODERATE = "moderate"
    LOW = "low"
    VERY_LOW = "very_low"


class CertaintySource(Term):
    PUBLISHED = "published"
    CURATED = "curated"


class Start(Term):
    """Level at which a GRADE rating starts."""

    HIGH = "high"
    LOW = "low"


class Domain(Term):
    """GRADE's domains: five that rate down, three that rate up."""

    RISK_OF_BIAS = "risk_of_bias"
    INCONSISTENCY = "inconsistency"
    INDIRECTNESS = "indirectness"
    IMPRECISION = "imprecision"
    PUBLICATION_BIAS = "publication_bias"
    LARGE_EFFECT = "large_effect"
    DOSE_RESPONSE = "dose_response"
    OPPOSING_CONFOUNDING = "opposing_confounding"


class NoGradeReason(Term):
    """Why a treatment has no evidence grade for a condition."""

    NO_CRITICAL_OUTCOME = "no_critical_outcome"


class Direction(Term):
    """Reading of an effect against its null value."""

    BENEFIT = "benefit"
    HARM = "harm"
    NO_CLEAR_DIFFERENCE = "no_clear_difference"
    NOT_ESTIMABLE = "not_estimable"


class Size(Term):
    TRIVIAL = "trivial"
    SMALL = "small"
    UNQUALIFIED = "unqualified"
    LARGE = "large"


class SizeJudgement(Term):
    """A curator's stored judgement of an effect's size; "large" is the only one that is judged, not computed."""

    LARGE = "large"


class ClinicalImportance(Term):
    IMPORTANT = "important"
    NOT_IMPORTANT = "not_important"
    UNCERTAIN = "uncertain"


class NntKind(Term):
    """Number needed to treat for one more to benefit, or to be harmed."""

    BENEFIT = "benefit"
    HARM = "harm"


class Seriousness(Term):
    """Criteria that make an adverse event serious (ICH E2A)."""

    DEATH = "death"
    LIFE_THREATENING = "life_threatening"
    HOSPITALISATION = "hospitalisation"
    DISABILITY = "disability"
    CONGENITAL_ANOMALY = "congenital_anomaly"
    OTHER_IMPORTANT = "other_important"


class FrequencyClass(Term):
    """CIOMS III frequency classes of adverse reactions, most frequent first."""

    VERY_COMMON = "very_common"
    COMMON = "common"
    UNCOMMON = "uncommon"
    RARE = "rare"
    VERY_RARE = "very_rare"
    NOT_KNOWN = "not_known"


class RecommendationDirection(Term):
    FOR = "for"
    AGAINST = "against"
    NEITHER = "neither"


class Strength(Term):
    STRONG = "strong"
    CONDITIONAL = "conditional"
    NOT_STATED = "not_stated"


class RecommendationStatus(Term):
    CURRENT = "current"
    RETIRED = "retired"


class Verdict(Term):
    """What the evidence says of a public claim."""

    SUPPORTED = "supported"
    PARTLY_SUPPORTED = "partly_supported"
    UNSUPPORTED = "unsupported"
    CONTRADICTED = "contradicted"
    MISLEADING = "misleading"


class CitationType(Term):
    """Types of the Citation Style Language (CSL 1.0.2) that are used here."""

    ARTICLE_JOURNAL = "article-journal"
    BOOK = "book"
    CHAPTER = "chapter"
    DATASET = "dataset"
    DOCUMENT = "document"
    REPORT = "report"
    THESIS = "thesis"
    WEBPAGE = "webpage"


class RetractionStatus(Term):
    NONE = "none"
    CORRECTED = "corrected"
    EXPRESSION_OF_CONCERN = "expression_of_concern"
    RETRACTED = "retracted"


class CurationProcess(Term):
    IMPORT = "import"
    REVIEW = "review"


class ChangeType(Term):
    """What happened to a record in one step of the feed."""

    PUBLISHED = "published"
    UPDATED = "updated"
    WITHDRAWN = "withdrawn"
    RESTORED = "restored"
    CITATION_STATUS = "citation_status"
    RERENDERED = "rerendered"


class ChangeKind(Term):
    """What happened to one part of a record."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    CERTAINTY_CHANGED = "certainty_changed"
    CITATION_STATUS_CHANGED = "citation_status_changed"


class Part(Term):
    """The parts of a record of which a change speaks."""

    TREATMENT = "treatment"
    CONDITION = "condition"
    FINDING = "finding"
    ADVERSE_EVENT = "adverse_event"
    RECOMMENDATION = "recommendation"
    CLAIM = "claim"
    REGULATORY = "regulatory"
    WARNING = "warning"
    EVIDENCE_GAP = "evidence_gap"
    CITATION = "citation"


class CheckStatus(Term):
    """How a held version stands against what is public."""

    CURRENT = "current"
    CHANGED = "changed"
    WITHDRAWN = "withdrawn"
    UNKNOWN = "unknown"


class Currency(Term):
    """How a record stands against the day on which its review is due; `due` begins 90 days before it."""

    CURRENT = "current"
    DUE = "due"
    OVERDUE = "overdue"


class DeskState(Term):
    """State of the rows that curators edit."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    APPROVED = "approved"
    CHANGES_REQUESTED = "changes_requested"


class PublicState(Term):
    """State of what the public sees."""

    NONE = "none"
    CURRENT = "current"
    WITHDRAWN = "withdrawn"


class Action(Term):
    """A step in the life of a record, as its append-only history names it."""

    EDIT = "edit"
    LOAD = "load"
    SUBMIT = "submit"
    RECALL = "recall"
    REQUEST_CHANGES = "request_changes"
    COMMENT = "comment"
    APPROVE = "approve"
    PUBLISH = "publish"
    IMPORT = "import"
    WITHDRAW = "withdraw"
    RESTORE = "restore"
    SET_CITATION_STATUS = "set_citation_status"
    REISSUE = "reissue"
    REDACT = "redact"
