"""What the interchange format's JSON Schema says beyond types: the domain's rules, as far as a schema can say them.

The rules themselves stand in `grading` and on the models. No schema can compare two numbers, or look for an id
elsewhere in the record or on the server: an import does.
"""

from collections.abc import Mapping
from typing import Any

from treatments.document.fields import Shape
from treatments.document.shape import Record
from treatments.document.shape.adverse_event import AdverseEvent, ComparatorArm, TreatedArm
from treatments.document.shape.citation import Author, Citation
from treatments.document.shape.condition import Condition
from treatments.document.shape.effect import Effect, RelativeEffect
from treatments.document.shape.finding import CertaintyRating, ComparatorCounts, Judgement, Mid, TreatedCounts
from treatments.document.shape.statements import Claim, ClaimSource, RegulatoryStatus, Warning
from treatments.grading.certainty import LEVELS
from treatments.grading.effect import RATIOS
from treatments.models.citation import DOI
from treatments.models.claim import MAX_QUOTE_WORDS
from treatments.vocabulary import CertaintySource, Domain, Measure, Start

Json = dict[str, Any]

ONCE = {"uniqueItems": True}
PERCENTAGE = {"minimum": 0, "maximum": 100}
GROUP = {"minimum": 1}
JURISDICTION = {"pattern": "^[A-Z]{2}$"}
ADDRESS = {"format": "uri", "pattern": r"^(?:https?|ftps?)://\S+$"}
ROWS = ("conditions", "findings", "adverse_events", "recommendations", "claims", "citations")

# Narrower limits of single members.
LIMITS: Mapping[tuple[type[Shape], str], Json] = {
    **{(Record, name): ONCE for name in (*ROWS, "codes")},
    **{(shape, "codes"): ONCE for shape in (Condition, AdverseEvent)},
    **{
        (arm, name): PERCENTAGE
        for arm in (TreatedArm, ComparatorArm)
        for name in ("percent", "percent_low", "percent_high")
    },
    **{(arm, "total"): GROUP for arm in (TreatedArm, ComparatorArm, TreatedCounts, ComparatorCounts)},
    **{(shape, "jurisdiction"): JURISDICTION for shape in (RegulatoryStatus, Warning)},
    (Mid, "value"): {"exclusiveMinimum": 0},
    (Claim, "quote"): {"pattern": rf"^\s*\S+(?:\s+\S+){{0,{MAX_QUOTE_WORDS - 1}}}\s*$"},
    (ClaimSource, "url"): ADDRESS,
    (Citation, "link"): ADDRESS,
    (Citation, "doi"): {"pattern": f"^{DOI.pattern}$"},
    (Citation, "pmid"): {"pattern": "^[1-9][0-9]*$"},
    (Citation, "pmcid"): {"pattern": "^PMC[1-9][0-9]*$"},
}


def _members(**members: Json) -> Json:
    return {"properties": members}


def _when(condition: Json, rule: Json) -> Json:
    """The rule, where the condition holds."""
    return {"if": condition, "then": rule}


def _together(*names: str) -> Json:
    """All of these numbers are given, or none."""
    return {"oneOf": [_members(**{name: {"type": kind} for name in names}) for kind in ("number", "null")]}


def _is(name: str, *values: str) -> Json:
    return _members(**{name: {"enum": list(values)}})


def _figures(**limits: Any) -> Json:
    return _members(estimate=limits, ci_low=limits, ci_high=limits)


EFFECT = [
    _together("ci_low", "ci_high", "ci_level"),
    _members(ci_level={"exclusiveMinimum": 0, "exclusiveMaximum": 1}),
    _when(
        _is("measure", *sorted(RATIOS)),
        _members(estimate={"exclusiveMinimum": 0}, ci_low={"minimum": 0}, ci_high={"minimum": 0}),
    ),
    _when(_is("measure", Measure.PROPORTION), _figures(minimum=0, maximum=1)),
    _when(_is("measure", Measure.RD), _figures(minimum=-1, maximum=1)),
]


def _levels(domain: Domain) -> Json:
    fewest, most = LEVELS[domain]
    # A published rating may have been rated down twice for publication bias.
    return {"minimum": fewest - 1 if domain is Domain.PUBLICATION_BIAS else fewest, "maximum": most}


def _once(domain: Domain) -> Json:
    return {"contains": _is("domain", domain), "minContains": 0, "maxContains": 1}


# Rules about several members of one object.
RULES: Mapping[type[Shape], list[Json]] = {
    Effect: EFFECT,
    RelativeEffect: EFFECT,
    TreatedArm: [_together("percent_low", "percent_high")],
    ComparatorArm: [_together("percent_low", "percent_high")],
    Judgement: [_when(_is("domain", domain), _members(levels=_levels(domain))) for domain in LEVELS],
    CertaintyRating: [
        _when(_is("source", CertaintySource.PUBLISHED), _members(published_rating={"type": "string"})),
        _when(_is("source", CertaintySource.CURATED), _members(domains={"type": "array"})),
        _when(_is("start", Start.HIGH), _members(domains={"items": _members(levels={"maximum": 0})})),
        *(_members(domains=_once(domain)) for domain in LEVELS),
    ],
    Author: [
        {
            "oneOf": [
                {"required": ["family", "given"], "not": {"required": ["literal"]}},
                {"required": ["literal"], "not": {"anyOf": [{"required": ["family"]}, {"required": ["given"]}]}},
            ]
        }
    ],
}
