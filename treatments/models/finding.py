"""Findings: the rows of an evidence profile."""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import F, Q

from treatments.grading.certainty import Judgement
from treatments.grading.certainty import faults as judgement_faults
from treatments.grading.effect import Effect, Fault
from treatments.grading.effect import faults as effect_faults
from treatments.grading.interpretation import Mid
from treatments.models.citation import Citation
from treatments.models.condition import Condition
from treatments.models.constraints import Check
from treatments.models.desk import Read, raise_faults
from treatments.models.fields import KeyField, LongTextField
from treatments.models.numbers import (
    arm_constraints,
    count_field,
    effect_constraints,
    effect_of,
    measure_field,
    number_field,
)
from treatments.models.treatment import Row, Treatment
from treatments.vocabulary import Certainty, CertaintySource, Design, Domain, Importance, MidScale, SizeJudgement, Start

RATE_DOWN = (
    Domain.RISK_OF_BIAS,
    Domain.INCONSISTENCY,
    Domain.INDIRECTNESS,
    Domain.IMPRECISION,
    Domain.PUBLICATION_BIAS,
)
RATE_UP = (Domain.LARGE_EFFECT, Domain.DOSE_RESPONSE, Domain.OPPOSING_CONFOUNDING)


def level_field(least: int, most: int) -> Any:
    """Levels by which a domain moves the rating; null when the source gave a rating without its reasons."""
    choices = [(level, f"{level:+d}" if level else "0") for level in range(least, most + 1)]
    return models.SmallIntegerField(null=True, blank=True, choices=choices)


class Finding(Row, Read):
    """One PICO outcome: population, treatment, comparator, outcome, its effect and its GRADE judgements.

    The outcome names the event or scale that the estimate counts ("no pain relief", if a ratio below 1 favours the
    drug).
    """

    id = KeyField(primary_key=True)
    treatment = models.ForeignKey(Treatment, models.CASCADE, related_name="findings")
    condition = models.ForeignKey(Condition, models.PROTECT, related_name="+")
    population = LongTextField()
    comparator_text = models.CharField(max_length=500)
    comparator_treatment = models.ForeignKey(Treatment, models.PROTECT, null=True, blank=True, related_name="+")

    outcome_name = models.CharField(max_length=300, help_text="The event or scale that the estimate counts.")
    importance = models.CharField(max_length=10, choices=Importance.choices())
    unit = models.CharField(max_length=100, blank=True, default="")
    scale_min = number_field()
    scale_max = number_field()
    higher_is_better = models.BooleanField(help_text="Is more of that event, or a higher score, good?")
    mid_value = number_field("Minimal important difference, only where a source gives one.", "MID value")
    mid_scale = models.CharField("MID scale", max_length=10, choices=MidScale.choices(), blank=True, default="")
    mid_citation = models.ForeignKey(
        Citation, models.PROTECT, verbose_name="MID citation", null=True, blank=True, related_name="+"
    )
    timepoint = models.CharField(max_length=300, blank=True, default="")
    superseded_by = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")

    design = models.CharField(max_length=30, choices=Design.choices(), blank=True, default="")
    studies = count_field()
    participants = count_field()

    measure = measure_field()
    estimate = number_field("Ratios: treated ÷ comparator. Differences: treated − comparator. Risks are fractions.")
    ci_low = number_field(label="CI low")
    ci_high = number_field(label="CI high")
    ci_level = number_field("For example 0.95.", "CI level")
    computed = models.BooleanField(default=False, help_text="Computed here from figures in the source.")
    treated_events = count_field()
    treated_total = count_field()
    comparator_events = count_field()
    comparator_total = count_field()
    baseline_risk = number_field("Risk in the comparator group, as a fraction from 0 to 1.")
    baseline_source = models.CharField(max_length=500, blank=True, default="")
    size_judgement = models.CharField(max_length=10, choices=SizeJudgement.choices(), blank=True, default="")

    certainty_source = models.CharField(
        max_length=10, choices=CertaintySource.choices(), blank=True, default="", help_text="Empty: not graded."
    )
    published_rating = models.CharField(max_length=10, choices=Certainty.choices(), blank=True, default="")
    start = models.CharField(max_length=5, choices=Start.choices(), blank=True, default="")
    risk_of_bias = level_field(-3, 0)
    risk_of_bias_reason = LongTextField()
    inconsistency = level_field(-2, 0)
    inconsistency_reason = LongTextField()
    indirectness = level_field(-2, 0)
    indirectness_reason = LongTextField()
    imprecision = level_field(-3, 0)
    imprecision_reason = LongTextField()
    publication_bias = level_field(-2, 0)
    publication_bias_reason = LongTextField()
    large_effect = level_field(0, 2)
    large_effect_reason = LongTextField()
    dose_response = level_field(0, 1)
    dose_response_reason = LongTextField()
    opposing_confounding = level_field(0, 1)
    opposing_confounding_reason = LongTextField()
    difference_reason = LongTextField(help_text="Why our rating differs from the published one.")

    rationale = LongTextField()
    location_citation = models.ForeignKey(Citation, models.PROTECT, null=True, blank=True, related_name="+")
    location_where = models.CharField(max_length=300, blank=True, default="", help_text="For example: Table 2.")

    if TYPE_CHECKING:
        condition_id: str
        comparator_treatment_id: str | None
        superseded_by_id: str | None
        mid_citation_id: str | None
        location_citation_id: str | None

    class Meta:
        ordering = ["id"]
        constraints = [
            *effect_constraints("finding"),
            *arm_constraints("finding", "treated"),
            *arm_constraints("finding", "comparator"),
            Check(
                condition=Q(baseline_risk__isnull=True) | Q(baseline_risk__gte=0, baseline_risk__lte=1),
                field="baseline_risk",
                name="finding_baseline_risk",
                violation_error_message="A risk lies between 0 and 1.",
            ),
            Check(
                condition=Q(scale_min__isnull=True) | Q(scale_max__isnull=True) | Q(scale_min__lt=F("scale_max")),
                field="scale_min",
                name="finding_scale",
                violation_error_message="The scale's minimum is below its maximum.",
            ),
            Check(
                condition=Q(mid_value__isnull=True, mid_scale="", mid_citation__isnull=True)
                | Q(mid_value__gt=0, mid_citation__isnull=False) & ~Q(mid_scale=""),
                field="mid_value",
                name="finding_mid",
                violation_error_message="A MID is greater than 0 and has a scale and the citation that gives it.",
            ),
            Check(
                condition=Q(superseded_by__isnull=True) | ~Q(superseded_by=F("id")),
                field="superseded_by",
                name="finding_not_superseded_by_itself",
                violation_error_message="A finding cannot supersede itself.",
            ),
            Check(
                condition=Q(**{f"{domain}__isnull": True for domain in (*RATE_DOWN, *RATE_UP)})
                | Q(**{f"{domain}__isnull": False for domain in (*RATE_DOWN, *RATE_UP)}),
                field="risk_of_bias",
                name="finding_judgements_all",
                violation_error_message="Judge every domain (0 for no concern), "
                "or none when only a rating was published.",
            ),
            Check(
                condition=Q(certainty_source="", start="", published_rating="", risk_of_bias__isnull=True)
                | ~Q(certainty_source="") & ~Q(start=""),
                field="certainty_source",
                name="finding_certainty",
                violation_error_message="A grade has its source and the level at which it starts.",
            ),
            Check(
                condition=~Q(certainty_source=CertaintySource.PUBLISHED) | ~Q(published_rating=""),
                field="published_rating",
                name="finding_published_rating",
                violation_error_message="A published grade has the published rating.",
            ),
            Check(
                condition=~Q(certainty_source=CertaintySource.CURATED) | Q(risk_of_bias__isnull=False),
                field="risk_of_bias",
                name="finding_curated_judgements",
                violation_error_message="A grade of our own has its judgements.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.id}: {self.outcome_name}"

    @property
    def effect(self) -> Effect | None:
        """The effect, or None for a narrative finding."""
        return effect_of(self)

    @property
    def public_mid(self) -> Mid | None:
        """The minimal important difference, where a citation that documents may show gives it."""
        if self.mid_value is None or self.mid_citation is None or not self.mid_citation.is_public:
            return None
        return Mid(self.mid_value, MidScale(self.mid_scale))

    @property
    def judgements(self) -> list[Judgement] | None:
        """The judgements that move the rating, or None when it was adopted without its reasons."""
        if self.risk_of_bias is None:
            return None
        return [
            Judgement(domain, level, getattr(self, f"{domain}_reason") or None)
            for domain in (*RATE_DOWN, *RATE_UP)
            if (level := getattr(self, domain)) not in (0, None)
        ]

    @judgements.setter
    def judgements(self, judgements: list[Judgement] | None) -> None:
        for domain in (*RATE_DOWN, *RATE_UP):
            setattr(self, domain, None if judgements is None else 0)
            setattr(self, f"{domain}_reason", "")
        for judgement in judgements or []:
            setattr(self, judgement.domain, judgement.levels)
            setattr(self, f"{judgement.domain}_reason", judgement.reason or "")

    @property
    def has_arms(self) -> bool | None:
        """True when a count of either group is known, else None."""
        counts = (self.treated_events, self.treated_total, self.comparator_events, self.comparator_total)
        return True if any(count is not None for count in counts) else None

    @property
    def public_location(self) -> Citation | None:
        """The citation in which the figures were located, if documents may show it."""
        citation = self.location_citation
        return citation if citation is not None and citation.is_public else None

    @property
    def sources(self) -> list[Citation]:
        named = {citation.id: citation for citation in super().sources}
        named |= {
            citation.id: citation for citation in (self.mid_citation, self.location_citation) if citation is not None
        }
        return list(named.values())

    @property
    def public_citations(self) -> list[str]:
        given = [self.public_location, self.mid_citation if self.public_mid else None]
        return sorted({*super().public_citations, *(citation.id for citation in given if citation is not None)})

    @property
    def left_out_reason(self) -> str:
        return self.withheld_reason or super().left_out_reason

    def clean(self) -> None:
        """Refuse what cannot be, beside the field that has it.

        Raises:
            ValidationError: for an impossible effect or judgement.
        """
        if self.risk_of_bias is not None:
            for domain in RATE_UP:
                if getattr(self, domain) is None:
                    setattr(self, domain, 0)
        faults = [] if self.effect is None else effect_faults(self.effect)
        if self.start and self.judgements is not None:
            adopted = self.certainty_source == CertaintySource.PUBLISHED
            sound = None if faults else self.effect
            found = judgement_faults(Start(self.start), self.judgements, effect=sound, adopted=adopted)
            faults += [Fault(domain.value, message) for domain, message in found]
        raise_faults(faults)
