"""GRADE: the certainty of one finding, and the evidence grade of a treatment for a condition.

Rule set grade/1 follows the GRADE handbook, chapter 5 (domains, levels) and GRADE guidelines 9 (rating up; J Clin
Epidemiol 2011;64:1311-6); the overall grade follows the CDC ACIP GRADE handbook, chapter 10.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from treatments.grading.effect import RATIOS, Effect
from treatments.vocabulary import Certainty, Domain, Importance, NoGradeReason, Start

RULE_SET = "grade/1"

SYMBOLS = {
    Certainty.HIGH: "⊕⊕⊕⊕",
    Certainty.MODERATE: "⊕⊕⊕◯",
    Certainty.LOW: "⊕⊕◯◯",
    Certainty.VERY_LOW: "⊕◯◯◯",
}

# The fewest and the most levels that a judgement of each domain may have.
LEVELS = {
    Domain.RISK_OF_BIAS: (-3, 0),
    Domain.INCONSISTENCY: (-2, 0),
    Domain.INDIRECTNESS: (-2, 0),
    Domain.IMPRECISION: (-3, 0),
    Domain.PUBLICATION_BIAS: (-1, 0),
    Domain.LARGE_EFFECT: (0, 2),
    Domain.DOSE_RESPONSE: (0, 1),
    Domain.OPPOSING_CONFOUNDING: (0, 1),
}

# What some sources take off for publication bias; the handbook's own limit is one level.
_PUBLISHED_PUBLICATION_BIAS = -2

# Levels up for a large effect: the ratio lies below the first or above the second bound (GRADE guidelines 9).
LARGE_EFFECT = {1: (Decimal("0.5"), Decimal(2)), 2: (Decimal("0.2"), Decimal(5))}

_LADDER = (Certainty.VERY_LOW, Certainty.LOW, Certainty.MODERATE, Certainty.HIGH)
_START = {
    Start.HIGH: (Certainty.HIGH, "starts high: randomised trials"),
    Start.LOW: (Certainty.LOW, "starts low: observational studies"),
}


@dataclass(frozen=True, slots=True)
class Judgement:
    """Levels by which one domain rates down (negative) or up (positive), with the reason if it is known."""

    domain: Domain
    levels: int
    reason: str | None


@dataclass(frozen=True, slots=True)
class Rating:
    """A certainty, the steps that led to it, and what a reviewer should look at again."""

    certainty: Certainty
    trace: tuple[str, ...]
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Overall:
    """The grade of a body of evidence, and the ids of the findings that have that rating, sorted."""

    certainty: Certainty | None
    determined_by: tuple[str, ...]
    reason: NoGradeReason | None


class Refused(ValueError):  # noqa: N818 - a refusal, not a mistake of the program
    """The judgements break the rules of GRADE; `faults` names each domain and says what to do."""

    def __init__(self, faults: list[tuple[Domain, str]]) -> None:
        super().__init__(" ".join(message for _, message in faults))
        self.faults = faults


def faults(
    start: Start, judgements: Sequence[Judgement], *, effect: Effect | None, adopted: bool
) -> list[tuple[Domain, str]]:
    """Every judgement that GRADE does not allow, with a sentence that says what to do.

    `adopted`: the rating was taken over as published; only then may publication bias cost two levels. A large effect
    is held to its threshold where `effect` is a ratio; GRADE gives none for other measures, so there the curator's
    reason stands. Missing reasons are an editorial matter: see `missing_reasons`.
    """
    found: list[tuple[Domain, str]] = []
    seen: set[Domain] = set()
    for judgement in judgements:
        if judgement.domain in seen:
            found.append((judgement.domain, f"{_name(judgement.domain)} is judged twice. Keep one judgement."))
        seen.add(judgement.domain)
        found.extend((judgement.domain, message) for message in _faults_of(judgement, start, effect, adopted=adopted))
    return found


def missing_reasons(judgements: Sequence[Judgement]) -> list[Domain]:
    """The domains that change the rating without saying why."""
    return [judgement.domain for judgement in judgements if judgement.levels != 0 and _reason(judgement) is None]


def rate(start: Start, judgements: Sequence[Judgement] | None, *, published: Certainty | None = None) -> Rating:
    """Start level plus the levels of all domains, held between very low and high.

    `judgements` None: a published rating adopted without its reasons, which is then the certainty. With judgements
    the certainty is computed, and comparing it with the published one is left to the editorial rules.

    Raises Refused for judgements that no start, source or effect could justify (the stricter checks, which need the
    effect and the source, are `faults`), and ValueError when there are neither judgements nor a published rating.
    """
    if judgements is None:
        if published is None:
            raise ValueError("A rating needs judgements, or the rating that the source published.")
        return Rating(published, ("as published, reasons not given",), ())
    if found := faults(start, judgements, effect=None, adopted=True):
        raise Refused(found)
    level, first = _START[start]
    ordered = sorted((judgement for judgement in judgements if judgement.levels != 0), key=_position)
    sum_of_levels = _LADDER.index(level) + sum(judgement.levels for judgement in ordered)
    held = min(max(sum_of_levels, 0), len(_LADDER) - 1)
    trace = [first, *(_step(judgement) for judgement in ordered)]
    if sum_of_levels < held:
        trace.append("held at very low: there is no lower certainty")
    if sum_of_levels > held:
        trace.append("held at high: there is no higher certainty")
    down_and_up = any(item.levels < 0 for item in ordered) and any(item.levels > 0 for item in ordered)
    return Rating(_LADDER[held], tuple(trace), ("rated up beside a rating down",) if down_and_up else ())


def overall(outcomes: Iterable[tuple[str, Importance, Certainty | None, bool]]) -> Overall:
    """The lowest certainty among critical outcomes, of (finding id, importance, rating, superseded) each.

    Superseded and ungraded findings do not count. With none left the grade is None, for `no_critical_outcome`
    (CDC ACIP GRADE handbook, chapter 10).
    """
    counted = [
        (finding, rating)
        for finding, importance, rating, superseded in outcomes
        if importance is Importance.CRITICAL and rating is not None and not superseded
    ]
    if not counted:
        return Overall(None, (), NoGradeReason.NO_CRITICAL_OUTCOME)
    lowest = min((rating for _, rating in counted), key=_LADDER.index)
    return Overall(lowest, tuple(sorted(finding for finding, rating in counted if rating is lowest)), None)


def _faults_of(judgement: Judgement, start: Start, effect: Effect | None, *, adopted: bool) -> Iterator[str]:
    fewest, most = LEVELS[judgement.domain]
    name = _name(judgement.domain)
    if judgement.domain is Domain.PUBLICATION_BIAS and judgement.levels < fewest:
        if not (adopted and judgement.levels == _PUBLISHED_PUBLICATION_BIAS):
            yield f"{name} costs one level at most, two only in a rating adopted as published. Choose 0 or −1."
    elif not fewest <= judgement.levels <= most:
        yield f"{name} is rated from {_signed(fewest)} to {_signed(most)}. Choose a level in that range."
    if judgement.levels > 0 and start is Start.HIGH:
        yield f"{name} rates up, which needs a start at low. Set it to 0, or correct the start."
    if judgement.domain is Domain.LARGE_EFFECT and effect is not None and effect.measure in RATIOS:
        below, above = LARGE_EFFECT.get(judgement.levels, (None, None))
        if below is not None and above is not None and below <= effect.estimate <= above:
            yield (
                f"{_signed(judgement.levels)} for a large effect needs a ratio above {above} or below {below}. "
                "Choose a lower level."
            )


def _name(domain: Domain) -> str:
    return domain.value.replace("_", " ").capitalize()


def _signed(levels: int) -> str:
    return f"+{levels}" if levels > 0 else str(levels).replace("-", "−")


def _position(judgement: Judgement) -> int:
    return list(Domain).index(judgement.domain)


def _reason(judgement: Judgement) -> str | None:
    text = (judgement.reason or "").strip()
    return text or None


def _step(judgement: Judgement) -> str:
    return (
        f"{_signed(judgement.levels)} {_name(judgement.domain).lower()}: {_reason(judgement) or 'reason not recorded'}"
    )
