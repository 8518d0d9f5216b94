"""The terms of the vocabulary in words for people. What certainty means follows GRADE guidelines 3 (Balshem 2011)."""

from collections.abc import Mapping
from typing import Any

from treatments.vocabulary import (
    Certainty,
    ChangeType,
    ClinicalImportance,
    Design,
    Direction,
    FrequencyClass,
    Measure,
    RecommendationDirection,
    RegulatoryState,
    RetractionStatus,
    Seriousness,
    Size,
    Strength,
    Verdict,
)

WORDS: dict[str, str] = {
    Design.RCT: "randomised trial",
    Design.RCT_SUBGROUP: "subgroup of a randomised trial",
    Design.SYSTEMATIC_REVIEW_OF_RCTS: "systematic review of randomised trials",
    Measure.RR: "risk ratio",
    Measure.OR: "odds ratio",
    Measure.HR: "hazard ratio",
    Measure.RD: "risk difference",
    Measure.MD: "mean difference",
    Measure.SMD: "standardised mean difference",
    Seriousness.HOSPITALISATION: "hospital stay",
    Seriousness.OTHER_IMPORTANT: "otherwise important",
}

CERTAINTY_MEANS: dict[str, str] = {
    Certainty.HIGH: "Further studies are very unlikely to change what is known of the effect.",
    Certainty.MODERATE: "The true effect is probably close to what was found, but it may be quite different.",
    Certainty.LOW: "The true effect may be very different from what was found.",
    Certainty.VERY_LOW: "It is hardly known what the effect is; it is probably very different from what was found.",
}

DIRECTION_MEANS: dict[str, str] = {
    Direction.BENEFIT: "The figures are in favour of the treatment.",
    Direction.HARM: "The figures are against the treatment.",
    Direction.NO_CLEAR_DIFFERENCE: "The figures leave open whether there is a difference.",
    Direction.NOT_ESTIMABLE: "The figures allow no conclusion about a difference.",
}

TRIVIAL_MEANS = "The difference is smaller than anything that matters to people."

SIZE_MEANS: dict[str, str] = {
    Size.TRIVIAL: "trivial: smaller than anything that matters to people",
    Size.SMALL: "small",
    Size.UNQUALIFIED: "not qualified",
    Size.LARGE: "large, as the curators judged",
}

IMPORTANCE_MEANS: dict[str, str] = {
    ClinicalImportance.IMPORTANT: "yes: every value that fits the figures matters to people",
    ClinicalImportance.NOT_IMPORTANT: "no: no value that fits the figures matters to people",
    ClinicalImportance.UNCERTAIN: "uncertain: the figures fit both what matters to people and what does not",
}

# CIOMS III
FREQUENCY_MEANS: dict[str, str] = {
    FrequencyClass.VERY_COMMON: "1 in 10 people or more",
    FrequencyClass.COMMON: "1 in 100 people or more, fewer than 1 in 10",
    FrequencyClass.UNCOMMON: "1 in 1,000 people or more, fewer than 1 in 100",
    FrequencyClass.RARE: "1 in 10,000 people or more, fewer than 1 in 1,000",
    FrequencyClass.VERY_RARE: "fewer than 1 in 10,000 people",
    FrequencyClass.NOT_KNOWN: "nobody can say how often from the figures at hand; it does not mean never",
}

VERDICT_MEANS: dict[str, str] = {
    Verdict.SUPPORTED: "The evidence bears the claim out.",
    Verdict.PARTLY_SUPPORTED: "The evidence bears out a part of the claim.",
    Verdict.UNSUPPORTED: "No evidence was found that bears the claim out.",
    Verdict.CONTRADICTED: "The evidence says otherwise.",
    Verdict.MISLEADING: "What is said is partly true, but leads to a wrong conclusion.",
}

RECOMMENDS: dict[str, str] = {
    RecommendationDirection.FOR: "recommends it",
    RecommendationDirection.AGAINST: "recommends against it",
    RecommendationDirection.NEITHER: "recommends neither for nor against it",
}

STRENGTH: dict[str, str] = {
    Strength.STRONG: "strong recommendation",
    Strength.CONDITIONAL: "conditional recommendation",
    Strength.NOT_STATED: "strength not stated",
}

STATUS_MEANS: dict[str, str] = {
    RegulatoryState.APPROVED: "approved",
    RegulatoryState.OFF_LABEL: "used off label: approved for something else",
    RegulatoryState.INVESTIGATIONAL: "under investigation, not approved",
    RegulatoryState.UNAPPROVED: "not approved",
    RegulatoryState.WITHDRAWN: "withdrawn from the market",
}

RETRACTION: dict[str, str] = {
    RetractionStatus.RETRACTED: "This source was retracted",
    RetractionStatus.EXPRESSION_OF_CONCERN: "The publisher has expressed concern about this source",
    RetractionStatus.CORRECTED: "This source was corrected",
}

HAPPENED: dict[str, str] = {
    ChangeType.PUBLISHED: "published for the first time",
    ChangeType.UPDATED: "updated",
    ChangeType.WITHDRAWN: "withdrawn",
    ChangeType.RESTORED: "published again after it was withdrawn",
    ChangeType.CITATION_STATUS: "a source's status changed",
    ChangeType.RERENDERED: "rendered anew with the same content",
}


def words(term: str) -> str:
    """A term as people read it."""
    return WORDS.get(term, term.replace("_", " "))


def reading(interpretation: Mapping[str, Any]) -> str:
    """What the figures of a finding show, in one sentence; how sure that is, is said beside it."""
    if interpretation["size"] == Size.TRIVIAL:
        return TRIVIAL_MEANS
    return DIRECTION_MEANS[interpretation["direction"]]
