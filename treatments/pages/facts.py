"""What a document says of one finding beside its statement, as labelled facts, in the order in which people ask."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.utils.html import format_html
from django.utils.safestring import SafeString

from treatments.pages.numbers import effect, number, percent, share
from treatments.pages.sources import Sources
from treatments.pages.words import IMPORTANCE_MEANS, SIZE_MEANS, words
from treatments.vocabulary import MidScale

Json = dict[str, Any]
NOT_REPORTED = "not reported"
MATTERS = "Smallest difference that matters"
CAPPED = "a computed risk was held to the range from 0% to 100%"


class Fact(NamedTuple):
    """A label, and what it is of this finding."""

    label: str
    value: SafeString | str


def facts(finding: Json, sources: Sources) -> list[Fact]:
    """All of them; what is not known says so."""
    return [
        *_question(finding, sources),
        *_studies(finding),
        *_figures(finding),
        *_meaning(finding),
        *_provenance(finding, sources),
    ]


def _question(finding: Json, sources: Sources) -> Iterator[Fact]:
    outcome = finding["outcome"]
    yield Fact("Who was studied", finding["population"])
    yield Fact("Compared with", _comparator(finding["comparator"]))
    yield Fact("Outcome", f"{outcome['name']} ({words(outcome['importance'])} for a decision)")
    yield Fact("Measured", scale(outcome))
    if outcome["mid"] is not None:
        yield Fact(MATTERS, mid(outcome, sources))
    yield Fact("When", finding["timepoint"] or NOT_REPORTED)


def _comparator(comparator: Json) -> SafeString:
    if comparator["treatment"] is None:
        return format_html("{}", comparator["text"])
    return format_html('<a href="/treatments/{}">{}</a>', comparator["treatment"], comparator["text"])


def scale(outcome: Json) -> SafeString:
    """How the outcome is measured, and which end of it is the better one."""
    unit = outcome["unit"] or ""
    better = "more is better" if outcome["higher_is_better"] else "less is better"
    low, high = outcome["scale_min"], outcome["scale_max"]
    if low is None and high is None:
        return format_html("{}{}", f"in {unit}, " if unit else "", better)
    ends = ["?" if end is None else number(end) for end in (low, high)]
    return (
        format_html("from {} to {} {}, {}", *ends, unit, better)
        if unit
        else format_html("from {} to {}, {}", *ends, better)
    )


def mid(outcome: Json, sources: Sources) -> SafeString:
    """The minimal important difference of an outcome that has one, with its source."""
    least = outcome["mid"]
    unit = "standard deviations" if least["scale"] == MidScale.SD else outcome["unit"] or "on its scale"
    return format_html("{} {} {}", number(least["value"]), unit, sources.links([least["citation"]]))


def _studies(finding: Json) -> Iterator[Fact]:
    yield Fact("Kind of study", words(finding["design"]) if finding["design"] else NOT_REPORTED)
    yield Fact("Studies", _count(finding["studies"]))
    yield Fact("People in them", _count(finding["participants"]))


def _count(value: int | None) -> SafeString | str:
    return NOT_REPORTED if value is None else number(value)


def _figures(finding: Json) -> Iterator[Fact]:
    value, absolute = finding["effect"], finding["absolute"]
    if value is None:
        yield Fact("Effect", "described in words, without an estimate")
    else:
        yield Fact("Effect", format_html("{}: {}", words(value["measure"]), effect(value)))
        if value["computed"]:
            yield Fact("Computed", "by the curators, from figures in the source")
    if finding["arms"] is not None:
        yield Fact("With the treatment", share(finding["arms"]["treated"]))
        yield Fact("Without it", share(finding["arms"]["comparator"]))
    if finding["baseline"] is not None:
        baseline = finding["baseline"]
        whence = f" ({baseline['source']})" if baseline["source"] else ""
        yield Fact("Risk without the treatment", format_html("{}{}", percent(baseline["risk"]), whence))
    if absolute is not None:
        yield from _absolute(absolute)


def _absolute(absolute: Json) -> Iterator[Fact]:
    yield Fact("Among 1,000 people", absolute["statement"])
    if absolute["risk"] is not None:
        yield Fact("Risk with the treatment", percent(absolute["risk"]))
    yield Fact("Difference of 1,000", _difference(absolute))
    if absolute["capped"]:
        yield Fact("Held", CAPPED)
    if absolute["nnt"] is not None:
        yield needed(absolute["nnt"])


def needed(nnt: Json) -> Fact:
    """The number needed to treat."""
    label = f"People treated for one more to have {nnt['kind']}"
    if nnt["ci_low"] is None or nnt["ci_high"] is None:
        return Fact(label, number(nnt["value"]))
    return Fact(label, format_html("{} ({} to {})", *(number(nnt[end]) for end in ("value", "ci_low", "ci_high"))))


def _difference(absolute: Json) -> SafeString:
    if absolute["ci_low"] is None or absolute["ci_high"] is None:
        return number(absolute["difference_per_1000"])
    ends = number(absolute["ci_low"]), number(absolute["ci_high"])
    return format_html("{} ({} to {})", number(absolute["difference_per_1000"]), *ends)


def _meaning(finding: Json) -> Iterator[Fact]:
    meaning = finding["interpretation"]
    if meaning["size"] is not None:
        yield Fact("Size of the effect", SIZE_MEANS[meaning["size"]])
    if meaning["clinical_importance"] is not None:
        yield Fact("Does it matter to people?", IMPORTANCE_MEANS[meaning["clinical_importance"]])
    if finding["rationale"]:
        yield Fact("The curators' reasons", finding["rationale"])


def _provenance(finding: Json, sources: Sources) -> Iterator[Fact]:
    if (location := finding["location"]) is not None:
        where = f": {location['where']}" if location["where"] else ""
        yield Fact("Where it stands", format_html("{}{}", sources.links([location["citation"]]), where))
    yield Fact("Sources", sources.links(finding["citations"]))
