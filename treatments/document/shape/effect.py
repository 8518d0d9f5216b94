"""Effects: as recorded, at a baseline risk, in words."""

from typing import Any

from treatments.document.fields import Choice, Flag, Group, Integer, Key, Number, Shape, Text
from treatments.document.shape.parts import number
from treatments.vocabulary import ClinicalImportance, Direction, Measure, NntKind, Size

MAX_NNT = 2**63 - 1


def per_1000(**kwargs: Any) -> Integer:
    """So many more, or fewer, of 1,000 people."""
    return Integer(min_value=-1000, max_value=1000, **kwargs)


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


class Nnt(Shape):
    """Number needed to treat for one more to benefit, or to be harmed; rounded up."""

    value = Integer(min_value=1, max_value=MAX_NNT)
    kind = Choice(NntKind)
    ci_low = Integer(min_value=1, max_value=MAX_NNT, allow_null=True)
    ci_high = Integer(min_value=1, max_value=MAX_NNT, allow_null=True)


class AbsoluteEffect(Shape):
    """The effect at a baseline risk; differences are per 1,000 people."""

    finding = Key()
    measure = Choice(Measure)
    baseline_risk = number()
    risk = number()
    difference_per_1000 = per_1000()
    ci_low = per_1000(allow_null=True)
    ci_high = per_1000(allow_null=True)
    capped = Flag(help_text="Whether a risk was held to the range from 0 to 1.")
    nnt = Nnt(allow_null=True)
    statement = Text()


class Interpretation(Shape):
    """The effect in words."""

    direction = Choice(Direction)
    size = Choice(Size, allow_null=True)
    clinical_importance = Choice(ClinicalImportance, allow_null=True)
    statement = Text()
