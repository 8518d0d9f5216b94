"""The shape of a record: every key of the published JSON, in its order, with its type.

`read_only` marks what code derives and what publication adds; `write_only` marks what an import may say and nobody
reads back. `source` names the column or property of the desk row that holds the value.
"""

from typing import Any

from rest_framework import serializers
from rest_framework.fields import empty

from treatments.document.fields import Choice, Flag, Group, Integer, Key, Keys, Number, Shape, Text
from treatments.models.lists import MAX_ITEMS, TEXT_LENGTH
from treatments.vocabulary import (
    Certainty,
    CertaintySource,
    CitationType,
    ClinicalImportance,
    CodingSystem,
    CurationProcess,
    Design,
    Direction,
    Domain,
    FrequencyClass,
    Importance,
    Measure,
    MidScale,
    NntKind,
    NoGradeReason,
    RecommendationDirection,
    RecommendationStatus,
    RegulatoryState,
    RetractionStatus,
    Seriousness,
    Size,
    SizeJudgement,
    Start,
    Strength,
    TreatmentKind,
    Verdict,
    WarningKind,
)

SCHEMA_VERSION = "1.0"
TRACE_LENGTH = 21_000  # a reason and what stands before it


def texts(**kwargs: Any) -> serializers.ListField:
    """A list of short texts."""
    return serializers.ListField(child=Text(max_length=TEXT_LENGTH), max_length=MAX_ITEMS, **kwargs)


def count(**kwargs: Any) -> Integer:
    """A number of people, studies or events."""
    return Integer(min_value=0, max_value=2_147_483_647, allow_null=True, **kwargs)


def number(**kwargs: Any) -> Number:
    """A number that may be unknown."""
    return Number(allow_null=True, **kwargs)


def date(**kwargs: Any) -> serializers.DateField:
    """A day (ISO 8601) that may be unknown."""
    return serializers.DateField(allow_null=True, **kwargs)


class Coding(Shape):
    """A code of a vocabulary, stored as given."""

    system = Choice(CodingSystem)
    code = Text(max_length=TEXT_LENGTH)
    display = Text(max_length=TEXT_LENGTH)
    verified = Flag(help_text="Whether a person saw the code with this label.")


class Condition(Shape):
    """What a treatment is used or promoted for."""

    id = Key()
    name = Text(max_length=300)
    synonyms = texts()
    description = Text(allow_null=True)
    codes = Coding(many=True)


class RegulatoryStatus(Shape):
    """What one authority says, for its jurisdiction alone."""

    jurisdiction = Text(max_length=2, min_length=2, help_text="ISO 3166-1 alpha-2, or EU.")
    authority = Text(max_length=200)
    status = Choice(RegulatoryState)
    condition = Key(allow_null=True, source="condition_id", help_text="Null: for every condition.")
    as_of = date()
    note = Text(allow_null=True)
    citations = Keys(source="public_citations")


class Warning(Shape):  # noqa: A001 - the domain's own word
    """A warning of an authority or a label."""

    kind = Choice(WarningKind)
    jurisdiction = Text(allow_null=True, max_length=2, min_length=2)
    text = Text()
    citations = Keys(source="public_citations")


class EvidenceGap(Shape):
    """What was looked for and not found."""

    condition = Key(source="condition_id")
    statement = Text()
    citations = Keys(source="public_citations")


class CriticalCounts(Shape):
    """Critical findings by their direction."""

    benefit = Integer(min_value=0)
    harm = Integer(min_value=0)
    no_clear_difference = Integer(min_value=0)
    not_estimable = Integer(min_value=0)


class EvidenceGrade(Shape):
    """Certainty of the evidence for one condition: the lowest among the critical findings (GRADE)."""

    condition = Key()
    certainty = Choice(Certainty, allow_null=True)
    symbol = Text(allow_null=True, help_text="For example ⊕⊕◯◯.")
    reason = Choice(NoGradeReason, allow_null=True, help_text="Why there is no grade.")
    determined_by = Keys()
    comparators = texts()
    rule_set = Text()
    critical = CriticalCounts()


class FindingComparator(Group):
    """What the treatment was compared with."""

    text = Text(max_length=500, source="comparator_text")
    treatment = Key(allow_null=True, source="comparator_treatment_id", help_text="The record, when it has one.")


class Mid(Group):
    """Minimal important difference, with the source that gives it."""

    key = "public_mid"
    value = Number(source="mid_value")
    scale = Choice(MidScale, source="mid_scale", help_text="native: the outcome's own scale; sd: standard deviations.")
    citation = Key(source="mid_citation_id")


class Outcome(Group):
    """The event or scale that the estimate counts."""

    name = Text(max_length=300, source="outcome_name")
    importance = Choice(Importance)
    unit = Text(allow_null=True, max_length=100)
    scale_min = number()
    scale_max = number()
    higher_is_better = Flag(help_text="Whether more of the event, or a higher score, is good.")
    mid = Mid(allow_null=True)


class Effect(Group):
    """Treated ÷ comparator for ratios, treated − comparator for differences; risks are fractions."""

    key = "measure"
    measure = Choice(Measure)
    estimate = Number()
    ci_low = number()
    ci_high = number()
    ci_level = number(help_text="For example 0.95.")
    computed = Flag(help_text="Computed by the curators from figures in the source.")


class RelativeEffect(Group):
    """Treated ÷ comparator; the shape of an effect."""

    key = "relative_measure"
    measure = Choice(Measure, source="relative_measure")
    estimate = Number(source="relative_estimate")
    ci_low = number(source="relative_ci_low")
    ci_high = number(source="relative_ci_high")
    ci_level = number(source="relative_ci_level")
    computed = Flag(source="relative_computed")


class TreatedCounts(Group):
    """Counts in the treated group."""

    events = count(source="treated_events")
    total = count(source="treated_total")


class ComparatorCounts(Group):
    """Counts in the comparator group."""

    events = count(source="comparator_events")
    total = count(source="comparator_total")


class Arms(Group):
    """Counts in both groups."""

    key = "has_arms"
    treated = TreatedCounts()
    comparator = ComparatorCounts()


class Baseline(Group):
    """Risk in the comparator group, as a fraction."""

    key = "baseline_risk"
    risk = Number(source="baseline_risk", min_value=0, max_value=1)
    source = Text(allow_null=True, max_length=500, source="baseline_source")  # type: ignore[assignment]


class Nnt(Shape):
    """Number needed to treat for one more to benefit, or to be harmed; rounded up."""

    value = Integer(min_value=1)
    kind = Choice(NntKind)
    ci_low = Integer(min_value=1, allow_null=True)
    ci_high = Integer(min_value=1, allow_null=True)


class AbsoluteEffect(Shape):
    """The effect at a baseline risk; differences are per 1,000 people."""

    finding = Key()
    measure = Choice(Measure)
    baseline_risk = number()
    risk = number()
    difference_per_1000 = Integer()
    ci_low = Integer(allow_null=True)
    ci_high = Integer(allow_null=True)
    capped = Flag(help_text="Whether a risk was held to the range from 0 to 1.")
    nnt = Nnt(allow_null=True)
    statement = Text()


class Interpretation(Shape):
    """The effect in words."""

    direction = Choice(Direction)
    size = Choice(Size, allow_null=True)
    clinical_importance = Choice(ClinicalImportance, allow_null=True)
    statement = Text()


class Judgement(Shape):
    """One domain's judgement."""

    domain = Choice(Domain)
    levels = Integer(min_value=-3, max_value=2, help_text="Negative: rated down. Positive: rated up.")
    reason = Text(allow_null=True, help_text="Null: not recorded.")


class CertaintyRating(Group):
    """Certainty of the evidence for this finding (GRADE), with the reasoning that leads to it."""

    key = "certainty_source"
    rating = Choice(Certainty, read_only=True)
    symbol = Text(read_only=True)
    source = Choice(CertaintySource, source="certainty_source")  # type: ignore[assignment]
    published_rating = Choice(Certainty, allow_null=True)
    start = Choice(Start)
    domains = Judgement(many=True, allow_null=True, source="judgements", help_text="Null: the source gives none.")
    trace = serializers.ListField(child=Text(max_length=TRACE_LENGTH), read_only=True)
    difference_reason = Text(allow_null=True)
    rule_set = Text(read_only=True)


class Location(Group):
    """Where in the source the figures stand."""

    key = "public_location"
    citation = Key(source="location_citation_id")
    where = Text(allow_null=True, source="location_where", max_length=300)


class Read(Group):
    """Who read the row where and when; without it the row is unverified."""

    by = Text(allow_null=True, source="read_by", max_length=200)
    where = Text(source="read_where")
    on = date(source="read_on")

    def run_validation(self, data: Any = empty) -> Any:
        # Null says that nobody read the row; a row that says nothing of it leaves what is known.
        return {"read_by": "", "read_where": "", "read_on": None} if data is None else super().run_validation(data)


def read() -> Read:
    """What makes a row verified; imports say it, documents do not."""
    return Read(write_only=True, required=False, allow_null=True)


def withheld() -> Text:
    """The reason for withholding a row; imports say it, documents do not hold such rows."""
    return Text(write_only=True, required=False, allow_null=True)


class Finding(Shape):
    """One outcome of the evidence profile."""

    id = Key()
    condition = Key(source="condition_id")
    population = Text(allow_null=True)
    comparator = FindingComparator()
    outcome = Outcome()
    timepoint = Text(allow_null=True, max_length=300)
    design = Choice(Design, allow_null=True)
    studies = count()
    participants = count()
    effect = Effect(allow_null=True, help_text="Null: described in words alone.")
    arms = Arms(allow_null=True)
    baseline = Baseline(allow_null=True)
    absolute = AbsoluteEffect(read_only=True, allow_null=True)
    interpretation = Interpretation(read_only=True)
    certainty = CertaintyRating(allow_null=True, help_text="Null: not graded.")
    size_judgement = Choice(SizeJudgement, allow_null=True)
    rationale = Text(allow_null=True)
    location = Location(allow_null=True)
    superseded_by = Key(allow_null=True, source="superseded_by_id")
    citations = Keys(source="public_citations")
    read = read()
    withheld = withheld()


class TreatedArm(Group):
    """Frequency in the treated group; percentages from 0 to 100."""

    events = count(source="treated_events")
    total = count(source="treated_total")
    percent = number(source="treated_percent")
    percent_low = number(source="treated_percent_low")
    percent_high = number(source="treated_percent_high")


class ComparatorArm(Group):
    """Frequency in the comparator group; percentages from 0 to 100."""

    key = "comparator_text"
    text = Text(max_length=500, source="comparator_text")
    events = count(source="comparator_events")
    total = count(source="comparator_total")
    percent = number(source="comparator_percent")
    percent_low = number(source="comparator_percent_low")
    percent_high = number(source="comparator_percent_high")


class Frequency(Group):
    """Frequency class (CIOMS III) of the treated group."""

    class_high = Choice(FrequencyClass, read_only=True, help_text="Class of a range's upper bound.")
    basis = Text(read_only=True, allow_null=True, help_text="The figures behind the class.")
    upper_bound = Number(read_only=True, allow_null=True, help_text="With no events: 95% upper bound of the risk.")
    reported_class = Choice(FrequencyClass, allow_null=True, help_text="As printed, where no number is known.")

    def get_fields(self) -> dict[str, Any]:
        # `class` is a keyword of Python.
        return {"class": Choice(FrequencyClass, read_only=True), **super().get_fields()}


class AdverseEvent(Shape):
    """An adverse event and how often it was seen."""

    id = Key()
    term = Text(max_length=300)
    codes = Coding(many=True)
    system_organ_class = Text(allow_null=True, max_length=200)
    serious = Flag()
    seriousness = serializers.ListField(child=Choice(Seriousness), max_length=len(Seriousness))
    population = Text(allow_null=True)
    treated = TreatedArm()
    comparator = ComparatorArm(allow_null=True)
    relative_effect = RelativeEffect(allow_null=True)
    note = Text(allow_null=True)
    frequency = Frequency()
    citations = Keys(source="public_citations")
    read = read()
    withheld = withheld()


class Recommendation(Shape):
    """What an organisation recommends, paraphrased."""

    id = Key()
    organisation = Text(max_length=300)
    year = Integer(min_value=1900, max_value=2100, allow_null=True)
    condition = Key(source="condition_id")
    direction = Choice(RecommendationDirection)
    strength = Choice(Strength)
    strength_as_printed = Text(allow_null=True, max_length=300)
    certainty = Choice(Certainty, allow_null=True)
    text = Text()
    status = Choice(RecommendationStatus)
    note = Text(allow_null=True)
    citations = Keys(source="public_citations")
    read = read()
    withheld = withheld()


class ClaimSource(Group):
    """The public page that makes the claim."""

    publisher = Text(allow_null=True, source="source_publisher", max_length=300)
    title = Text(source="source_title", max_length=500)
    url = Text(allow_null=True, source="source_url", max_length=2000)
    seen_on = date(source="source_seen_on")


class Claim(Shape):
    """A short quotation from a public page, and the verdict on it."""

    id = Key()
    quote = Text()
    source = ClaimSource()  # type: ignore[assignment]
    condition = Key(source="condition_id")
    verdict = Choice(Verdict)
    rationale = Text()
    findings = Keys(source="public_findings")
    citations = Keys(source="public_citations")


class Author(Shape):
    """A person's family and given name, or the literal name of an organisation."""

    family = Text(max_length=TEXT_LENGTH, required=False)
    given = Text(max_length=TEXT_LENGTH, required=False, allow_null=True)
    literal = Text(max_length=TEXT_LENGTH, required=False)

    def to_internal_value(self, data: Any) -> dict[str, str | None]:
        author = super().to_internal_value(data)
        return {name: text or None for name, text in author.items()}

    def to_representation(self, instance: Any) -> dict[str, Any]:
        return {name: instance[name] for name in ("family", "given", "literal") if name in instance}


class Retraction(Group):
    """Whether the source was corrected, retracted or questioned."""

    status = Choice(RetractionStatus, source="retraction_status")
    notice = Text(allow_null=True, source="retraction_notice", max_length=2000, help_text="DOI or address.")
    date = date(source="retraction_date")


class Citation(Shape):
    """A source."""

    id = Key()
    url = Text(read_only=True, help_text="Path of this citation in the API.")
    type = Choice(CitationType, help_text="Type of CSL.")
    title = Text(max_length=1000)
    authors = Author(many=True)
    container_title = Text(allow_null=True, max_length=500)
    year = Integer(min_value=1500, max_value=2100, allow_null=True)
    volume = Text(allow_null=True, max_length=50)
    issue = Text(allow_null=True, max_length=50)
    pages = Text(allow_null=True, max_length=100)
    doi = Text(allow_null=True, max_length=500)
    pmid = Text(allow_null=True, max_length=10)
    pmcid = Text(allow_null=True, max_length=15)
    link = Text(allow_null=True, max_length=2000, help_text="The web address.")
    design = Choice(Design, allow_null=True)
    registry_ids = texts()
    retraction = Retraction()
    note = Text(allow_null=True)
    formatted = Text(read_only=True, help_text="The reference as text.")
    read = read()
    withheld = withheld()


class ConflictOfInterest(Shape):
    """A person's own statement."""

    name = Text()
    statement = Text()
    stated_on = serializers.DateField()


class Curation(Shape):
    """How the record came to be published, and by whom."""

    process = Choice(CurationProcess)
    source = Text(allow_null=True)  # type: ignore[assignment]
    curated_by = texts()
    reviewed_by = texts()
    conflicts_of_interest = ConflictOfInterest(many=True)


class License(Shape):
    """Licence of the record."""

    spdx = Text()
    url = Text()


class Meta(Shape):
    """What is needed to use the record rightly."""

    license = License()
    attribution = Text()
    schema_version = Text()
    rule_set = Text()
    sequence = Integer(min_value=1, help_text="Place of this version in the feed of changes.")
    disclaimer_url = Text()


class Record(Shape):
    """One treatment with everything curated about it."""

    id = Key()
    url = Text(read_only=True, help_text="Path of this record in the API.")
    name = Text(max_length=300)
    synonyms = texts()
    kind = Choice(TreatmentKind)
    description = Text(allow_null=True)
    codes = Coding(many=True)
    member_of = Key(allow_null=True, source="member_of_id")
    conditions = Condition(many=True)
    regulatory = RegulatoryStatus(many=True)
    warnings = Warning(many=True)
    evidence_gaps = EvidenceGap(many=True)
    evidence_grades = EvidenceGrade(many=True, read_only=True)
    findings = Finding(many=True)
    adverse_events = AdverseEvent(many=True)
    recommendations = Recommendation(many=True)
    claims = Claim(many=True)
    citations = Citation(many=True)
    evidence_current_to = date()
    review_due = date()
    curation = Curation(read_only=True)
    version = Integer(read_only=True, min_value=1)
    published_at = serializers.DateTimeField(read_only=True, help_text="UTC.")
    note = Text(read_only=True, allow_null=True)
    meta = Meta(read_only=True)
