"""Icon arrays: an absolute effect as people, each a mark among 100 or 1,000."""

from decimal import Decimal
from typing import Any

from treatments.document.derived import effect_of
from treatments.grading.absolute import more_or_fewer
from treatments.grading.rounding import per_1000
from treatments.grading.wording import confidence, in_percent, printed, quoted
from treatments.pictures import words
from treatments.pictures.crowd import Kind, crowd
from treatments.pictures.sheet import EDGE, WIDTH, Sheet
from treatments.pictures.svg import Picture
from treatments.vocabulary import Direction

Json = dict[str, Any]

# What a difference is called, by the finding's direction: good or bad only where the interval excludes no difference.
_MEANING = {
    Direction.BENEFIT: "a benefit",
    Direction.HARM: "a harm",
    Direction.NO_CLEAR_DIFFERENCE: "unclear: the interval includes no difference",
    Direction.NOT_ESTIMABLE: "unclear: no interval was reported",
}


def icons(absolute: Json | None, finding: Json) -> Picture | None:
    """The absolute effect, as in the document or as answered for a risk; None where there is none.

    Of 100 people when the risk and the difference are whole numbers of 100, else of 1,000.
    """
    if absolute is None:
        return None
    difference: int = absolute["difference_per_1000"]
    risk = absolute["baseline_risk"]
    baseline = None if risk is None else per_1000(Decimal(risk))
    each = 10 if difference % 10 == 0 and (baseline is None or baseline % 10 == 0) else 1
    people = 1000 // each
    changed = _changed(difference // each, Direction(finding["interpretation"]["direction"]))
    if baseline is None:
        kinds = [changed, Kind("without", people - changed.people, "others: how many have it is not known")]
    else:
        kinds = _kinds(baseline // each, difference // each, changed, people)
    title = f"Of {people:,} people: {quoted(finding['outcome']['name'])}"
    figures = _figures(absolute, finding)
    sheet = Sheet()
    sheet.text(title, "title")
    crowd(sheet, kinds, people)
    for line in figures:
        sheet.text(line, "muted")
    sheet.rating(words.rating(finding))
    sheet.space(EDGE)
    said = [*(f"{kind.words}." for kind in kinds), *figures, absolute["statement"]]
    said.append(f"Certainty: {words.rated(words.rating(finding))}.")
    return Picture("icons", title, "\n".join(said), WIDTH, sheet.y, sheet.marks)


def _changed(difference: int, direction: Direction) -> Kind:
    """Those for whom the treatment decides, on balance."""
    more = more_or_fewer(difference)
    if more is None:
        return Kind(direction, 0, "a difference of less than 1 in 1,000 with the treatment")
    return Kind(direction, abs(difference), f"{more} have it with the treatment ({_MEANING[direction]})")


def _kinds(baseline: int, difference: int, changed: Kind, people: int) -> list[Kind]:
    # Both figures are rounded: 999 and 2 more would be more than 1,000.
    either = min(baseline, baseline + difference, people - changed.people)
    neither = people - either - changed.people
    return [
        Kind("with", either, f"{either:,} have it with the treatment or without"),
        changed,
        Kind("without", neither, f"{neither:,} do not have it, with the treatment or without"),
    ]


def _figures(absolute: Json, finding: Json) -> list[str]:
    """The document's numbers."""
    risk, effect = absolute["baseline_risk"], effect_of(finding["effect"])
    low, high = absolute["ci_low"], absolute["ci_high"]
    difference = more_or_fewer(absolute["difference_per_1000"]) or "less than 1"
    if low is None or high is None or effect is None:
        interval = "no interval was reported"
    else:
        ends = [more_or_fewer(bound) or "0" for bound in (low, high)]
        interval = f"{confidence(effect.ci_level)} {ends[0]} to {ends[1]}"
    compared = finding["comparator"]["text"]
    given = "not known" if risk is None else f"{printed(in_percent(Decimal(risk)))}%"
    return [
        f"Risk without the treatment ({compared}): {given}.",
        f"Difference among 1,000 people: {difference} ({interval}).",
    ]
