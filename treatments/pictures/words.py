"""What a forest plot says in words: beside its marks, and for those who cannot see them."""

from collections.abc import Iterator
from decimal import Decimal

from treatments.grading.certainty import SYMBOLS
from treatments.grading.effect import RATIOS
from treatments.grading.statement import figure, measured, numbers
from treatments.grading.wording import in_sentence, printed
from treatments.pictures.axis import Axis
from treatments.pictures.panels import Json, Panel, Row
from treatments.vocabulary import Certainty, Measure

IN_WORDS = "described in words, no estimate"
SUPERSEDED = "superseded: shown, not counted"
NOTHING = "There is no finding to show."
CUT = "An arrow marks an interval that goes on beyond the axis."


def rated(certainty: str | None) -> str:
    """ "low certainty"."""
    return "not graded" if certainty is None else f"{certainty.replace('_', ' ')} certainty"


def rating(finding: Json) -> str | None:
    """Of the finding's certainty."""
    certainty = finding["certainty"]
    return None if certainty is None else str(certainty["rating"])


def figures(row: Row) -> str:
    """The estimate with its interval, spelt as the finding's statement spells it."""
    effect = row.effect
    if effect is None:
        return IN_WORDS
    return numbers(effect) if effect.interval is not None else f"{numbers(effect)}, no interval reported"


def heading(panel: Panel) -> str | None:
    """The outcome, where all rows share it."""
    name: str | None = panel.shared("outcome", "name")
    return name


def measure(panel: Panel) -> str:
    """What the figures are, with their unit and, where rows share it, their scale."""
    if panel.measure is None:
        return "Described in words"
    said = measured(panel.measure, panel.shared("outcome", "unit"))
    low, high = panel.shared("outcome", "scale_min"), panel.shared("outcome", "scale_max")
    if panel.measure in RATIOS:
        return f"{said}, on a logarithmic axis"
    if panel.measure is Measure.MD and low is not None and high is not None:
        return f"{said}, on a scale from {printed(Decimal(low))} to {printed(Decimal(high))}"
    return said


def context(row: Row, panel: Panel) -> str:
    """What the row compares, when, and which outcome, where the panel does not say so."""
    finding = row.finding
    parts = [] if heading(panel) is not None else [finding["outcome"]["name"]]
    if panel.measure is not Measure.PROPORTION:
        parts.append(f"compared with {finding['comparator']['text']}")
    if finding["timepoint"]:
        parts.append(finding["timepoint"])
    return "; ".join(parts)


def favours(panel: Panel) -> tuple[str, str] | None:
    """What the left and the right of the line of no effect speak for; None where there is no such line."""
    if panel.null is None:
        return None
    treatment, comparator = panel.shared("treatment", "name"), panel.shared("comparator", "text")
    better = f"favours {'the treatment' if treatment is None else in_sentence(treatment)}"
    worse = f"favours {'the comparator' if comparator is None else comparator}"
    return (worse, better) if panel.higher_is_better else (better, worse)


def band(mid: Decimal, panel: Panel) -> str:
    """What the shaded part of the axis is."""
    unit = panel.shared("outcome", "unit") if panel.measure is Measure.MD else "standard deviations"
    return f"Shaded: less than the minimal important difference of {printed(mid)}{f' {unit}' if unit else ''}."


def own_band(row: Row, panel: Panel) -> str | None:
    """The same in a row, where the rows of a panel differ in it."""
    mid = row.mid
    return None if mid is None or len(panel.mids) == 1 else band(mid, panel)


def notes(panel: Panel, axis: Axis) -> Iterator[str]:
    """What stands below the axis."""
    if len(panel.mids) == 1:
        for mid in panel.mids:
            if mid is not None:
                yield band(mid, panel)
    if any(axis.below(low) or axis.above(high) for low, high in _intervals(panel)):
        yield CUT


def description(panel: Panel, axis: Axis | None) -> Iterator[str]:
    """The panel without its marks, in sentences."""
    name = heading(panel)
    yield f"{measure(panel)}." if name is None else f"{name}: {measure(panel)}."
    if axis is not None and panel.measure is not None:
        ends = [figure(tick, panel.measure) for tick in (axis.ticks[0], axis.ticks[-1])]
        yield f"Axis with ticks from {ends[0]} to {ends[1]}."
    sides = favours(panel)
    if sides is not None and panel.measure is not None and panel.null is not None:
        null = figure(panel.null, panel.measure)
        yield f"Line of no effect at {null}: less {sides[0]}, more {sides[1]}."
    if axis is not None:
        yield from notes(panel, axis)
    for row in panel.rows:
        yield _row(row, panel)


def _row(row: Row, panel: Panel) -> str:
    certainty = rating(row.finding)
    symbol = "" if certainty is None else f"{SYMBOLS[Certainty(certainty)]} "
    named = ", ".join(part for part in (row.label, context(row, panel)) if part)
    parts = [f"{named}: {figures(row)}", f"{symbol}{rated(certainty)}"]
    if row.finding["superseded_by"] is not None:
        parts.append(f"{SUPERSEDED}, see {row.finding['superseded_by']}")
    own = own_band(row, panel)
    return f"{'; '.join(parts)}.{f' {own}' if own else ''}"


def _intervals(panel: Panel) -> Iterator[tuple[Decimal, Decimal]]:
    return (effect.interval for effect in panel.effects if effect.interval is not None)
