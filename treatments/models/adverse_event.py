"""Adverse events."""

from django.db import models

from treatments.grading.effect import Effect
from treatments.grading.effect import faults as effect_faults
from treatments.grading.frequency import arm_faults
from treatments.models.constraints import Check
from treatments.models.desk import Read, raise_faults
from treatments.models.fields import KeyField, LongTextField
from treatments.models.lists import codes_field, validate_seriousness
from treatments.models.numbers import (
    arm_constraints,
    count_field,
    effect_constraints,
    effect_of,
    measure_field,
    number_field,
    percent_constraints,
)
from treatments.models.treatment import Row, Treatment
from treatments.vocabulary import FrequencyClass

ARM = ("events", "total", "percent", "percent_low", "percent_high")


class AdverseEvent(Row, Read):
    """An adverse event under the treatment, with its frequency in the treated and in the comparator group.

    Serious (ICH E2A) is not severe; severity is not held.
    """

    id = KeyField(primary_key=True)
    treatment = models.ForeignKey(Treatment, models.CASCADE, related_name="adverse_events")
    term = models.CharField(max_length=300)
    codes = codes_field()
    system_organ_class = models.CharField(max_length=200, blank=True, default="")
    serious = models.BooleanField()
    seriousness = models.JSONField(
        default=list, blank=True, validators=[validate_seriousness], help_text="The criteria met, as far as stated."
    )
    population = LongTextField()

    treated_events = count_field()
    treated_total = count_field()
    treated_percent = number_field("From 0 to 100.")
    treated_percent_low = number_field()
    treated_percent_high = number_field()
    comparator_text = models.CharField(max_length=500, blank=True, default="", help_text="Empty: no comparator.")
    comparator_events = count_field()
    comparator_total = count_field()
    comparator_percent = number_field("From 0 to 100.")
    comparator_percent_low = number_field()
    comparator_percent_high = number_field()

    relative_measure = measure_field()
    relative_estimate = number_field("Treated ÷ comparator.")
    relative_ci_low = number_field(label="relative CI low")
    relative_ci_high = number_field(label="relative CI high")
    relative_ci_level = number_field("For example 0.95.", "relative CI level")
    relative_computed = models.BooleanField(default=False, help_text="Computed here from figures in the source.")
    reported_class = models.CharField(
        max_length=15,
        choices=FrequencyClass.choices(),
        blank=True,
        default="",
        help_text="The class as printed, only where that is all that is known.",
    )
    note = LongTextField()

    class Meta:
        ordering = ["id"]
        constraints = [
            *effect_constraints("adverse_event", "relative_"),
            *arm_constraints("adverse_event", "treated"),
            *percent_constraints("adverse_event", "treated"),
            *arm_constraints("adverse_event", "comparator"),
            *percent_constraints("adverse_event", "comparator"),
            Check(
                condition=~models.Q(comparator_text="")
                | models.Q(**{f"comparator_{part}__isnull": True for part in ARM}),
                field="comparator_text",
                name="adverse_event_comparator_named",
                violation_error_message="Say what the comparator is.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.id}: {self.term}"

    @property
    def relative_effect(self) -> Effect | None:
        """Treated against comparator, or None."""
        return effect_of(self, "relative_")

    @property
    def left_out_reason(self) -> str:
        return self.withheld_reason or super().left_out_reason

    def clean(self) -> None:
        """Refuse what cannot be, beside the field that has it.

        Raises:
            ValidationError: for impossible figures.
        """
        for arm in ("treated", "comparator"):
            raise_faults(arm_faults(**{part: getattr(self, f"{arm}_{part}") for part in ARM}), prefix=f"{arm}_")
        if self.relative_effect is not None:
            raise_faults(effect_faults(self.relative_effect), prefix="relative_")
