"""What each path may be asked: its parameters, which read the query and describe it."""

from treatments.api import entries, shapes
from treatments.api.formats import CITATIONS, JSON, STREAMS
from treatments.api.parameters import (
    CommaSeparated,
    Flag,
    Fraction,
    Moment,
    Parameters,
    PastMoment,
    Whole,
    Word,
    counted,
    cursor,
    ids,
    one_of,
    page_size,
    question,
    sorted_by,
    sparse,
    terms,
    texts,
)
from treatments.api.shapes import MAX_SEQUENCE, MAX_VERSION
from treatments.document.shape import Record
from treatments.models.index import NARRATIVE
from treatments.vocabulary import (
    Certainty,
    Currency,
    Design,
    Direction,
    FrequencyClass,
    Importance,
    Measure,
    RecommendationDirection,
    RegulatoryState,
    RetractionStatus,
    Strength,
    TreatmentKind,
    Verdict,
)


class FormatParameters(Parameters):
    """Of every resource."""

    format = one_of("JsonFormat", *JSON)


class PageParameters(Parameters):
    """Of every list."""

    format = one_of("ListFormat", *JSON, *STREAMS)
    cursor = cursor()
    page_size = page_size()
    count = counted()


class RecordParameters(Parameters):
    """Of one record."""

    format = one_of("RecordFormat", *JSON, "fhir", *CITATIONS)
    fields = sparse(Record)
    as_of = PastMoment(
        required=False,
        help_text="The version that was current then: an RFC 3339 time, or a date, which stands for its end in UTC.",
    )


class VersionParameters(Parameters):
    """Of one version."""

    format = one_of("RecordFormat", *JSON, "fhir", *CITATIONS)
    fields = sparse(Record)


class VersionsParameters(PageParameters):
    """Of the list of versions."""

    fields = sparse(shapes.VersionEntry)


class DiffParameters(FormatParameters):
    """Of a comparison."""

    against = Whole(required=False, min_value=1, max_value=MAX_VERSION, help_text="Default: the version before.")


class ChangesParameters(Parameters):
    """Of the feed."""

    format = one_of("ListFormat", *JSON, *STREAMS)
    fields = sparse(shapes.Change)
    count = counted()
    after = Whole(required=False, min_value=0, max_value=MAX_SEQUENCE, default=0, help_text="The last sequence read.")
    page_size = page_size()


class TreatmentsParameters(PageParameters):
    """Of the list of records. Parameters of one row hold for one and the same row."""

    fields = sparse(entries.Summary)
    sort = sorted_by("TreatmentSort", "id", "name", "published_at")
    q = question()
    condition = ids("Ids of conditions, any of which the record has.")
    kind = terms(TreatmentKind, "Kinds of treatment.")
    certainty = terms(Certainty, "Certainty of the grade for `condition`, or of any grade.")
    direction = terms(Direction, "Direction of a critical finding, for `condition` if that is given.")
    regulatory_status = terms(RegulatoryState, "Regulatory statuses, in `jurisdiction` if that is given.")
    jurisdiction = ids("Jurisdictions of a regulatory status: ISO 3166-1 alpha-2, or EU.")
    adverse_event = texts("Term of an adverse event, whole, ignoring case.")
    serious = Flag(help_text="Whether an adverse event, that of `adverse_event` if it is given, is serious.")
    citation = texts("Id, DOI or PMID of a source that the record cites.")
    member_of = ids("Ids of records of which the record is a member.")
    currency = terms(Currency, "By the day on which the review is due: overdue, due within 90 days, or current.")
    updated_since = Moment(required=False, help_text="Published then or later: an RFC 3339 time, or a date.")


class RowParameters(PageParameters):
    """Of every list across treatments."""

    sort = sorted_by("RowSort", "id")
    treatment = ids("Ids of records.")


class FindingsParameters(RowParameters):
    """Of the findings."""

    fields = sparse(entries.FindingEntry)
    q = question()
    condition = ids("Ids of conditions.")
    outcome = texts("Name of the outcome, whole, ignoring case.")
    importance = terms(Importance, "Importance of the outcome.")
    measure = CommaSeparated(
        Word("MeasureOrNone", [*Measure, NARRATIVE]),
        help_text="Measures of the effect; none: described in words alone.",
    )
    certainty = terms(Certainty, "Certainty of the evidence.")
    direction = terms(Direction, "Direction of the effect.")
    design = terms(Design, "Study designs.")
    citation = texts("Id, DOI or PMID of a source that the finding cites.")
    updated_since = Moment(
        required=False, help_text="Of a record published then or later: an RFC 3339 time, or a date."
    )


class AdverseEventsParameters(RowParameters):
    """Of the adverse events."""

    fields = sparse(entries.AdverseEventEntry)
    q = question()
    term = texts("The term, whole, ignoring case.")
    serious = Flag(help_text="Whether it is serious.")
    frequency = terms(FrequencyClass, "Classes of frequency.")
    system_organ_class = texts("The system organ class, whole, ignoring case.")


class RecommendationsParameters(RowParameters):
    """Of the recommendations."""

    fields = sparse(entries.RecommendationEntry)
    condition = ids("Ids of conditions.")
    organisation = texts("The organisation, whole, ignoring case.")
    direction = terms(RecommendationDirection, "For, against or neither.")
    strength = terms(Strength, "Strength of the recommendation.")


class ClaimsParameters(RowParameters):
    """Of the claims."""

    fields = sparse(entries.ClaimEntry)
    q = question()
    condition = ids("Ids of conditions.")
    verdict = terms(Verdict, "Verdicts.")


class CitationsParameters(RowParameters):
    """Of the citations."""

    format = one_of("CitationsFormat", *JSON, *STREAMS, *CITATIONS)
    fields = sparse(entries.CitationEntry)
    q = question()
    year_min = Whole(required=False, min_value=0, max_value=9999, help_text="Published in this year or later.")
    year_max = Whole(required=False, min_value=0, max_value=9999, help_text="Published in this year or earlier.")
    doi = texts("The DOI, whole, ignoring case.")
    pmid = texts("The PMID.")
    retraction_status = terms(RetractionStatus, "Retraction statuses.")
    design = terms(Design, "Study designs.")


class ConditionsParameters(PageParameters):
    """Of the conditions."""

    fields = sparse(entries.ConditionEntry)
    sort = sorted_by("ConditionSort", "id", "name")
    q = question()


class FindingParameters(FormatParameters):
    """Of one finding."""

    fields = sparse(entries.FindingEntry)


class AdverseEventParameters(FormatParameters):
    """Of one adverse event."""

    fields = sparse(entries.AdverseEventEntry)


class RecommendationParameters(FormatParameters):
    """Of one recommendation."""

    fields = sparse(entries.RecommendationEntry)


class ClaimParameters(FormatParameters):
    """Of one claim."""

    fields = sparse(entries.ClaimEntry)


class CitationParameters(Parameters):
    """Of one citation."""

    format = one_of("CitationFormat", *JSON, *CITATIONS)
    fields = sparse(entries.CitationEntry)


class ConditionParameters(FormatParameters):
    """Of one condition."""

    fields = sparse(entries.GradedCondition)


class ProfileParameters(Parameters):
    """Of a summary of findings."""

    format = one_of("ListFormat", *JSON, *STREAMS)


class ReleasesParameters(PageParameters):
    """Of the releases."""

    fields = sparse(shapes.Release)


class ReleaseParameters(FormatParameters):
    """Of one release."""

    fields = sparse(shapes.Release)


class AbsoluteParameters(FormatParameters):
    """Of an absolute effect."""

    baseline_risk = Fraction(
        required=False, help_text="Risk without the treatment, as a fraction; default: the finding's own baseline."
    )
