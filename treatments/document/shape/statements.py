"""Curators' own statements and what others say: regulatory status, warnings, gaps, recommendations, claims."""

from treatments.document.fields import Choice, Group, Integer, Key, Keys, Shape, Text
from treatments.document.shape.parts import date, read, withheld
from treatments.vocabulary import (
    Certainty,
    RecommendationDirection,
    RecommendationStatus,
    RegulatoryState,
    Strength,
    Verdict,
    WarningKind,
)


class RegulatoryStatus(Shape):
    """What one authority says, for its jurisdiction alone."""

    jurisdiction = Text(max_length=2, min_length=2, help_text="ISO 3166-1 alpha-2, or EU.")
    authority = Text(max_length=200)
    status = Choice(RegulatoryState)
    condition = Key(allow_null=True, source="condition_id", help_text="Null: for every condition.")
    as_of = date()
    note = Text(allow_null=True)
    citations = Keys(source="public_citations")


class Warning(Shape):  # noqa: A001 - the domain's own word
    """A warning of an authority or a label."""

    kind = Choice(WarningKind)
    jurisdiction = Text(allow_null=True, max_length=2, min_length=2)
    text = Text()
    citations = Keys(source="public_citations")


class EvidenceGap(Shape):
    """What was looked for and not found."""

    condition = Key(source="condition_id")
    statement = Text()
    citations = Keys(source="public_citations")


class Recommendation(Shape):
    """What an organisation recommends, paraphrased."""

    id = Key()
    organisation = Text(max_length=300)
    year = Integer(min_value=1900, max_value=2100, allow_null=True)
    condition = Key(source="condition_id")
    direction = Choice(RecommendationDirection)
    strength = Choice(Strength)
    strength_as_printed = Text(allow_null=True, max_length=300)
    certainty = Choice(Certainty, allow_null=True)
    text = Text()
    status = Choice(RecommendationStatus)
    note = Text(allow_null=True)
    citations = Keys(source="public_citations")
    read = read()
    withheld = withheld()


class ClaimSource(Group):
    """The public page that makes the claim."""

    publisher = Text(allow_null=True, source="source_publisher", max_length=300)
    title = Text(source="source_title", max_length=500)
    url = Text(allow_null=True, source="source_url", max_length=2000)
    seen_on = date(source="source_seen_on")


class Claim(Shape):
    """A short quotation from a public page, and the verdict on it."""

    id = Key()
    quote = Text()
    source = ClaimSource()  # type: ignore[assignment]
    condition = Key(source="condition_id")
    verdict = Choice(Verdict)
    rationale = Text()
    findings = Keys(source="public_findings")
    citations = Keys(source="public_citations")
