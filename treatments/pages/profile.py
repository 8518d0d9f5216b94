"""The summary of findings of a condition in Cochrane's layout (Cochrane Handbook 6, chapter 14).

An effect that is a difference stands among the absolute effects, as it does there.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString

from treatments.grading.absolute import more_or_fewer
from treatments.grading.effect import RATIOS
from treatments.grading.wording import confidence
from treatments.pages.comparison import Compared
from treatments.pages.facts import CAPPED, MATTERS, NOT_REPORTED, mid, needed, scale
from treatments.pages.numbers import data, effect, per_1000
from treatments.pages.sources import Sources
from treatments.pages.words import words
from treatments.vocabulary import Measure

Json = dict[str, Any]
Line = SafeString | str


@dataclass(frozen=True, slots=True)
class Row:
    """A finding; of the cells with figures the lines."""

    finding: Json
    measured: list[Line]
    without: list[Line]
    treated: list[Line]
    relative: list[Line]


@dataclass(frozen=True, slots=True)
class Group:
    """The findings on a treatment against one comparator, the critical outcomes first."""

    treatment: Compared
    comparator: Json
    rows: list[Row]


def groups(treatments: Iterable[Compared]) -> Iterator[Group]:
    """Those of each treatment, the comparator of its most important outcome first."""
    for treatment in treatments:
        found: dict[tuple[str, str | None], Group] = {}
        for finding in treatment.findings:
            comparator = finding["comparator"]
            key = comparator["text"], comparator["treatment"]
            found.setdefault(key, Group(treatment, comparator, [])).rows.append(_row(finding, treatment.sources))
        yield from found.values()


def _row(finding: Json, sources: Sources) -> Row:
    return Row(
        finding=finding,
        measured=list(_measured(finding["outcome"], sources)),
        without=[_without(finding)],
        treated=list(_treated(finding)) or [_unknown(finding)],
        relative=list(_relative(finding)),
    )


def _measured(outcome: Json, sources: Sources) -> Iterator[Line]:
    yield scale(outcome)
    if outcome["mid"] is not None:
        yield format_html("{}: {}", MATTERS.lower(), mid(outcome, sources))


def _without(finding: Json) -> Line:
    absolute, value = finding["absolute"], finding["effect"]
    if value is not None and value["measure"] == Measure.PROPORTION:
        return "one group only"
    if absolute is None or absolute["baseline_risk"] is None:
        return NOT_REPORTED
    return per_1000(absolute["baseline_risk"])


def _treated(finding: Json) -> Iterator[Line]:
    absolute, value = finding["absolute"], finding["effect"]
    if absolute is not None:
        if absolute["risk"] is not None:
            yield per_1000(absolute["risk"])
        yield _difference(absolute, value["ci_level"])
        if absolute["capped"]:
            yield CAPPED
        if absolute["nnt"] is not None:
            yield format_html("{}: {}", *needed(absolute["nnt"]))
    if value is not None and value["measure"] not in RATIOS:
        yield from _effect(value)


def _difference(absolute: Json, level: Decimal | None) -> SafeString:
    """In the words of the document's sentence on it."""
    difference = _more_or_fewer(absolute["difference_per_1000"], "a difference of less than 1")
    if absolute["ci_low"] is None or absolute["ci_high"] is None:
        return format_html("{} per 1,000; no interval was reported", difference)
    said = "CI" if level is None else confidence(Decimal(level))
    ends = (_more_or_fewer(absolute[end], "0") for end in ("ci_low", "ci_high"))
    return format_html("{} per 1,000 ({} {} to {})", difference, said, *ends)


def _more_or_fewer(count: int, none: str) -> SafeString:
    return data(count, more_or_fewer(count) or none)


def _unknown(finding: Json) -> Line:
    return "described in words" if finding["effect"] is None else NOT_REPORTED


def _relative(finding: Json) -> Iterator[Line]:
    value = finding["effect"]
    if value is None:
        yield "described in words"
    elif value["measure"] in RATIOS:
        yield from _effect(value)
    elif value["measure"] == Measure.PROPORTION:
        yield "none: one group only"
    else:
        yield "none: the effect is a difference"


def _effect(value: Json) -> Iterator[Line]:
    yield format_html("{} {}", words(value["measure"]), effect(value))
    if value["computed"]:
        yield "computed by the curators, from figures in the source"
