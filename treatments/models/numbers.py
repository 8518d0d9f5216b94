"""Columns and constraints of effects and arms, the same wherever a row holds one.

The database refuses what is arithmetically impossible; `treatments.grading` says the same to people, beside the field.
"""

from typing import Any

from django.db import models
from django.db.models import F, Q

from treatments.grading.effect import Effect
from treatments.models.constraints import Check
from treatments.models.fields import NumberField
from treatments.vocabulary import Measure

RATIOS = (Measure.RR, Measure.OR, Measure.HR)


def measure_field() -> Any:
    """The measure of an effect; empty where the effect is described in words alone."""
    return models.CharField(max_length=10, choices=Measure.choices(), blank=True, default="")


def number_field(help_text: str = "", label: str | None = None) -> Any:
    """A number that may be unknown."""
    return NumberField(verbose_name=label, null=True, blank=True, help_text=help_text)


def count_field() -> Any:
    """A count that may be unknown."""
    return models.PositiveIntegerField(null=True, blank=True)


def effect_of(row: models.Model, prefix: str = "") -> Effect | None:
    """The effect that the row's columns hold, or None for a narrative row."""
    measure, estimate = getattr(row, f"{prefix}measure"), getattr(row, f"{prefix}estimate")
    if not measure or estimate is None:
        return None
    level = getattr(row, f"{prefix}ci_level")
    bounds = {"ci_low": getattr(row, f"{prefix}ci_low"), "ci_high": getattr(row, f"{prefix}ci_high")}
    return Effect(Measure(measure), estimate, **bounds, **({} if level is None else {"ci_level": level}))


def effect_constraints(table: str, prefix: str = "") -> list[models.BaseConstraint]:
    """Named constraints on `measure`, `estimate`, `ci_low`, `ci_high` and `ci_level`."""
    measure, estimate = f"{prefix}measure", f"{prefix}estimate"
    low, high, level = f"{prefix}ci_low", f"{prefix}ci_high", f"{prefix}ci_level"
    values = (estimate, low, high)

    def within(measures: tuple[Measure, ...], field: str, least: int, most: int | None = None) -> Q:
        bound = Q(**{f"{field}__gte": least}) & (Q() if most is None else Q(**{f"{field}__lte": most}))
        return ~Q(**{f"{measure}__in": measures}) | Q(**{f"{field}__isnull": True}) | bound

    rules: dict[str, tuple[str, Q, str]] = {
        "has_measure": (
            estimate,
            Q(**{measure: ""}) & Q(**{f"{estimate}__isnull": True})
            | ~Q(**{measure: ""}) & Q(**{f"{estimate}__isnull": False}),
            "An estimate needs its measure, and a measure its estimate.",
        ),
        "ci_both": (
            low,
            Q(**{f"{low}__isnull": True, f"{high}__isnull": True, f"{level}__isnull": True})
            | Q(**{f"{low}__isnull": False, f"{high}__isnull": False, f"{level}__isnull": False}),
            "Give both bounds of the interval and its level, or none of them.",
        ),
        "ci_has_estimate": (
            estimate,
            Q(**{f"{low}__isnull": True}) | Q(**{f"{estimate}__isnull": False}),
            "An interval needs its estimate.",
        ),
        "ci_contains": (
            low,
            Q(**{f"{low}__isnull": True}) | Q(**{f"{low}__lte": F(estimate), f"{high}__gte": F(estimate)}),
            "The interval does not contain the estimate.",
        ),
        "ci_level": (
            level,
            Q(**{f"{level}__isnull": True}) | Q(**{f"{level}__gt": 0, f"{level}__lt": 1}),
            "The level of the interval lies between 0 and 1, for example 0.95.",
        ),
        "ratio_positive": (
            estimate,
            ~Q(**{f"{measure}__in": RATIOS}) | Q(**{f"{estimate}__gt": 0}),
            "A ratio is greater than 0.",
        ),
        "ratio_bound": (low, within(RATIOS, low, 0), "A bound of a ratio is at least 0."),
        "proportion": (
            estimate,
            Q(*(within((Measure.PROPORTION,), value, 0, 1) for value in values)),
            "A proportion lies between 0 and 1.",
        ),
        "risk_difference": (
            estimate,
            Q(*(within((Measure.RD,), value, -1, 1) for value in values)),
            "A risk difference lies between −1 and 1.",
        ),
    }
    return _named(f"{table}_{prefix}", rules)


def arm_constraints(table: str, arm: str) -> list[models.BaseConstraint]:
    """Named constraints on `{arm}_events` and `{arm}_total`."""
    events, total = f"{arm}_events", f"{arm}_total"
    return _named(
        f"{table}_{arm}_",
        {
            "events": (
                events,
                Q(**{f"{events}__isnull": True}) | Q(**{f"{total}__isnull": True}) | Q(**{f"{events}__lte": F(total)}),
                "More events than people.",
            ),
            "total": (
                total,
                Q(**{f"{total}__isnull": True}) | Q(**{f"{total}__gt": 0}),
                "A group has at least one person.",
            ),
        },
    )


def percent_constraints(table: str, arm: str) -> list[models.BaseConstraint]:
    """Named constraints on `{arm}_percent`, `{arm}_percent_low` and `{arm}_percent_high`."""
    percent, low, high = f"{arm}_percent", f"{arm}_percent_low", f"{arm}_percent_high"
    return _named(
        f"{table}_{arm}_",
        {
            "percent": (
                percent,
                Q(
                    *(
                        Q(**{f"{field}__isnull": True}) | Q(**{f"{field}__gte": 0, f"{field}__lte": 100})
                        for field in (percent, low, high)
                    )
                ),
                "A percentage lies between 0 and 100.",
            ),
            "percent_range": (
                low,
                Q(**{f"{low}__isnull": True, f"{high}__isnull": True})
                | Q(**{f"{low}__isnull": False, f"{high}__isnull": False, f"{low}__lte": F(high)}),
                "Give both ends of the range, the lower one first.",
            ),
        },
    )


def _named(prefix: str, rules: dict[str, tuple[str, Q, str]]) -> list[models.BaseConstraint]:
    """Constraints out of name → (field with the message, rule, message)."""
    return [
        Check(field=field, condition=rule, name=f"{prefix}{name}", violation_error_message=message)
        for name, (field, rule, message) in rules.items()
    ]
