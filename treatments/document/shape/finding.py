"""Findings, their certainty, and the evidence grade that follows from them."""

from rest_framework import serializers

from treatments.document.fields import Choice, Flag, Group, Integer, Key, Keys, Number, Shape, Text
from treatments.document.shape.effect import AbsoluteEffect, Effect, Interpretation
from treatments.document.shape.parts import count, number, read, texts, withheld
from treatments.vocabulary import (
    Certainty,
    CertaintySource,
    Design,
    Domain,
    Importance,
    MidScale,
    NoGradeReason,
    SizeJudgement,
    Start,
)

TRACE_LENGTH = 21_000  # a reason and what stands before it


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
