"""A finding in one sentence and its figures, in the wording of GRADE.

GRADE guidelines 26 (Santesso 2020, J Clin Epidemiol 119:126-35) and the CDC ACIP GRADE handbook, table 16: the verb
says the certainty. The first that applies decides: very low; not estimable; trivial; no clear difference; the verb.
"Not shown" is never worded as if nothing were there.
"""

from decimal import Decimal

from treatments.grading.effect import RATIOS, Effect
from treatments.grading.interpretation import Interpretation
from treatments.grading.wording import confidence, in_percent, in_sentence, printed, quoted
from treatments.vocabulary import Certainty, Direction, Measure, Size

_MEASURE = {
    Measure.RR: "Risk ratio",
    Measure.OR: "Odds ratio",
    Measure.HR: "Hazard ratio",
    Measure.RD: "Risk difference in percentage points",
    Measure.MD: "Mean difference",
    Measure.SMD: "Standardised mean difference",
    Measure.PROPORTION: "Proportion",
}

# Measures of which the outcome is an event that people have or do not have.
_OF_EVENTS = RATIOS | {Measure.RD}

# By certainty: the verb for less, for more, and the one that a noun follows (GRADE guidelines 26).
_VERBS = {
    Certainty.HIGH: ("reduces", "increases", "results in"),
    Certainty.MODERATE: ("probably reduces", "probably increases", "probably results in"),
    Certainty.LOW: ("may reduce", "may increase", "may result in"),
}


def statement(
    *,
    treatment: str,
    comparator: str,
    outcome: str,
    timepoint: str | None,
    unit: str | None,
    effect: Effect | None,
    interpretation: Interpretation,
    certainty: Certainty | None,
    higher_is_better: bool,
) -> str:
    """What the finding says, then its figures, then its time point.

    `interpretation` is that of `effect` (None: described in words); `unit` is read for a mean difference. The treatment
    and the outcome are named in a way that needs no agreement: "X compared with Y: the treatment …", and events, which
    are often not noun phrases ("free of relapse"), in quotation marks.
    """
    changed = _changed(outcome, effect, higher_is_better=higher_is_better)
    one_group = effect is not None and effect.measure is Measure.PROPORTION
    compared = treatment if one_group else f"{treatment} compared with {comparator}"
    if certainty is Certainty.VERY_LOW:
        about = (
            f"this outcome of treatment with {in_sentence(treatment)}: {outcome}"
            if one_group
            else f"the effect of {in_sentence(treatment)} on {changed}, compared with {comparator}"
        )
        said = f"The evidence is very uncertain about {about}."
    elif claim := _claim(interpretation, certainty, changed, higher_is_better=higher_is_better):
        said = f"{compared}: {claim}."
    else:
        said = f"{compared}. Outcome: {outcome}."
    return " ".join([said, _figures(effect, unit), *([f"Time point: {timepoint}."] if timepoint else [])])


def _claim(
    interpretation: Interpretation, certainty: Certainty | None, changed: str, *, higher_is_better: bool
) -> str | None:
    """What may be said of an effect above very low; None where the figures stand alone."""
    direction, size = interpretation.direction, interpretation.size
    if direction is Direction.NOT_ESTIMABLE:
        return None
    if direction is Direction.NO_CLEAR_DIFFERENCE and size is not Size.TRIVIAL:
        return f"it is unclear whether the treatment changes {changed}"
    if certainty is None:
        return None
    reduces, increases, results_in = _VERBS[certainty]
    if size is Size.TRIVIAL:
        return f"the treatment {results_in} little to no difference in {changed}"
    more = (direction is Direction.BENEFIT) == higher_is_better
    if size is Size.LARGE:
        return f"the treatment {results_in} a large {'increase' if more else 'reduction'} in {changed}"
    slightly = " slightly" if size is Size.SMALL else ""
    return f"the treatment {increases if more else reduces} {changed}{slightly}"


def _changed(outcome: str, effect: Effect | None, *, higher_is_better: bool) -> str:
    """The outcome as the object of a verb: the risk of an unwelcome event, the chance of a welcome one, or a scale."""
    if effect is not None and effect.measure in _OF_EVENTS:
        return f"the {'chance' if higher_is_better else 'risk'} of {quoted(outcome)}"
    # A name with a comma ("pain, change from baseline") would run into the sentence around it.
    return quoted(outcome) if "," in outcome else outcome


def _figures(effect: Effect | None, unit: str | None) -> str:
    if effect is None:
        return "The finding is described in words, without an estimate."
    said = f"{measured(effect.measure, unit)}: {numbers(effect)}"
    if effect.measure is Measure.PROPORTION:
        return f"{said}, in one group only: there is nothing to compare it with."
    if effect.interval is None:
        return f"{said}; no interval was reported, so no conclusion is drawn."
    return f"{said}."


def measured(measure: Measure, unit: str | None) -> str:
    """The measure's name as it stands before its figures, with the unit of a mean difference."""
    # "in points: 1" is right for every number, "1 points" is not.
    return f"{_MEASURE[measure]} in {unit}" if measure is Measure.MD and unit else _MEASURE[measure]


def numbers(effect: Effect) -> str:
    """The estimate and, where one was reported, its interval: "−7.7 (95% CI −12.1 to −3.3)"."""
    estimate = figure(effect.estimate, effect.measure)
    if effect.interval is None:
        return estimate
    low, high = (figure(bound, effect.measure) for bound in effect.interval)
    return f"{estimate} ({confidence(effect.ci_level)} {low} to {high})"


def figure(value: Decimal, measure: Measure) -> str:
    """A number of an effect of this measure as people read it, a fraction in percent."""
    if measure is Measure.PROPORTION:
        return f"{printed(in_percent(value))}%"
    return printed(in_percent(value) if measure is Measure.RD else value)
