"""The choices of the worksheet in GRADE's words: what each level means, and what each domain asks.

Words of the levels: GRADE handbook, chapter 5, and GRADE guidelines 9 (rating up; J Clin Epidemiol 2011;64:1311-6).
"""

from collections.abc import Mapping
from typing import Any

from treatments.grading.certainty import SYMBOLS
from treatments.vocabulary import Certainty, CertaintySource, Domain, Start

Choices = list[tuple[Any, str]]

_DOWN = {0: "0 not serious", -1: "−1 serious", -2: "−2 very serious", -3: "−3 extremely serious"}
_WORDS: Mapping[Domain, Mapping[int, str]] = {
    Domain.PUBLICATION_BIAS: {0: "0 not suspected", -1: "−1 strongly suspected", -2: "−2 only as published"},
    Domain.LARGE_EFFECT: {0: "0 no", 1: "+1 large", 2: "+2 very large"},
    Domain.DOSE_RESPONSE: {0: "0 no", 1: "+1 yes"},
    Domain.OPPOSING_CONFOUNDING: {0: "0 no", 1: "+1 yes"},
}

_QUESTIONS: Mapping[str, str] = {
    "certainty_source": "Whose judgement of the certainty is it?",
    "published_rating": "What the source itself says, if it does.",
    "start": "By the design of the studies.",
    Domain.RISK_OF_BIAS: "Could flaws in how the studies were done (allocation, blinding, drop-outs, selective "
    "reporting) have changed the result?",
    Domain.INCONSISTENCY: "Do the studies differ more than chance explains (intervals that hardly overlap, a high I²)?",
    Domain.INDIRECTNESS: "Do people, treatment, comparator or outcome of the studies differ from the question?",
    Domain.IMPRECISION: "Is the interval so wide, or are people and events so few, that its two ends would lead to "
    "different decisions?",
    Domain.PUBLICATION_BIAS: "Are studies with unwelcome results likely to be missing?",
    Domain.LARGE_EFFECT: "Large: a ratio above 2 or below 0.5. Very large: above 5 or below 0.2.",
    Domain.DOSE_RESPONSE: "Does more of the treatment go with more of the effect?",
    Domain.OPPOSING_CONFOUNDING: "Would the likely confounding have made the effect smaller, not larger?",
}

_OTHERS: Mapping[str, Choices] = {
    "certainty_source": [
        ("", "not graded"),
        (CertaintySource.CURATED.value, "our own judgement"),
        (CertaintySource.PUBLISHED.value, "as the source published it"),
    ],
    "start": [
        ("", "not graded"),
        (Start.HIGH.value, "high: randomised trials"),
        (Start.LOW.value, "low: observational studies"),
    ],
    "published_rating": [
        ("", "none"),
        *((each.value, f"{SYMBOLS[each]} {each.value.replace('_', ' ')}") for each in Certainty),
    ],
}


def worded(name: str, choices: Any) -> Choices | None:
    """The column's `choices` as the worksheet words them; None for a column that it does not show as radio buttons."""
    if name not in list(Domain):
        return _OTHERS.get(name)
    words = _WORDS.get(Domain(name), _DOWN)
    return [("", "not judged"), *((level, words[level]) for level in sorted(dict(choices), key=abs))]


def question(name: str) -> str:
    """What the row of the worksheet asks."""
    return _QUESTIONS[name]
