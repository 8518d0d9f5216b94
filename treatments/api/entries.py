"""Shapes of the entries of lists, and of the pages that hold them."""

from typing import Any

from rest_framework import serializers

from treatments.api.parameters import MAX_PAGE
from treatments.api.shapes import ETAG, Release, VersionEntry, address, version
from treatments.document.fields import Choice, Integer, Key, Keys, Shape, Text
from treatments.document.shape.adverse_event import AdverseEvent
from treatments.document.shape.citation import Citation
from treatments.document.shape.condition import Condition
from treatments.document.shape.effect import AbsoluteEffect, Effect
from treatments.document.shape.finding import CriticalCounts, Finding, FindingComparator, Outcome
from treatments.document.shape.parts import count, date, texts
from treatments.document.shape.statements import Claim, Recommendation
from treatments.vocabulary import Certainty, Importance, NoGradeReason, RegulatoryState, TreatmentKind


class Named(Shape):
    """The id and the name of a record or condition."""

    id = Key()
    name = Text()


def snippet() -> Text:
    """Where `q` was found."""
    return Text(required=False, help_text="Only with `q`: where it was found, as escaped HTML, the hits in `<mark>`.")


class GradeSummary(Shape):
    """Certainty of the evidence for one condition."""

    condition = Key()
    certainty = Choice(Certainty, allow_null=True)
    symbol = Text(allow_null=True)
    critical = CriticalCounts()


class AdverseEventCounts(Shape):
    """How many adverse events the record holds."""

    total = Integer(min_value=0)
    serious = Integer(min_value=0)


class RegulatorySummary(Shape):
    """Regulatory status in one jurisdiction."""

    jurisdiction = Text()
    status = Choice(RegulatoryState)


class Summary(Shape):
    """A record's entry in lists."""

    id = Key()
    url = Text()
    name = Text()
    synonyms = texts()
    kind = Choice(TreatmentKind)
    evidence_grades = GradeSummary(many=True)
    adverse_events = AdverseEventCounts()
    claims = Integer(min_value=0)
    regulatory = RegulatorySummary(many=True)
    review_due = date()
    version = version()
    published_at = serializers.DateTimeField()
    etag = Text(help_text=ETAG)
    snippet = snippet()


class Entry(Shape):
    """A row across treatments: as inside its record, with where it comes from."""

    is_searched = True

    def get_fields(self) -> dict[str, Any]:
        fields = super().get_fields()
        added: dict[str, Any] = {
            "id": fields.pop("id"),
            "url": Text(help_text="Path of this row in the API."),
            "treatment": Named(help_text="The record it belongs to."),
            "version": version(),
        }
        condition = {"condition": Named()} if "condition" in fields else {}
        readable = {name: field for name, field in fields.items() if not field.write_only}
        return {**added, **readable, **condition, **({"snippet": snippet()} if self.is_searched else {})}


class FindingEntry(Entry, Finding):
    """A finding across treatments."""


class AdverseEventEntry(Entry, AdverseEvent):
    """An adverse event across treatments."""


class RecommendationEntry(Entry, Recommendation):
    """A recommendation across treatments."""

    is_searched = False


class ClaimEntry(Entry, Claim):
    """A claim across treatments."""


class CitationEntry(Citation):
    """A source, with the records that cite it."""

    cited_by = Named(many=True)
    snippet = snippet()

    def get_fields(self) -> dict[str, Any]:
        return {name: field for name, field in super().get_fields().items() if not field.write_only}


class ConditionEntry(Condition):
    """A condition."""

    def get_fields(self) -> dict[str, Any]:
        fields = super().get_fields()
        address = {"id": fields.pop("id"), "url": Text(help_text="Path of this condition in the API.")}
        return {**address, **fields, "snippet": snippet()}


class GradedTreatment(Named):
    """A treatment of the condition, and how sure its evidence is."""

    url = Text()
    certainty = Choice(Certainty, allow_null=True)
    symbol = Text(allow_null=True)
    reason = Choice(NoGradeReason, allow_null=True)
    critical = CriticalCounts()


class GradedCondition(ConditionEntry):
    """A condition with every treatment for it."""

    treatments = GradedTreatment(many=True)

    def get_fields(self) -> dict[str, Any]:
        return {name: field for name, field in super().get_fields().items() if name != "snippet"}


class ProfileRow(Shape):
    """A row of the summary of findings: one treatment and one outcome."""

    treatment = Named()
    comparator = FindingComparator()
    outcome = Outcome()
    importance = Choice(Importance)
    timepoint = Text(allow_null=True)
    effect = Effect(allow_null=True)
    absolute = AbsoluteEffect(allow_null=True)
    participants = count()
    studies = count()
    certainty = Choice(Certainty, allow_null=True)
    symbol = Text(allow_null=True)
    statement = Text()
    finding = Key()
    citations = Keys()


class SummaryOfFindings(Shape):
    """What is known of every treatment of a condition, outcome by outcome."""

    condition = Named()
    rows = ProfileRow(many=True)


class Page(Shape):
    """What every page of a list has."""

    next = address(allow_null=True, help_text="The page behind this one. Null: there is none.")
    previous = address(allow_null=True, help_text="The page before this one. Null: there is none.")
    count = Integer(min_value=0, required=False, help_text="How many entries all pages have; only with `count=true`.")


class SearchedPage(Page):
    """A page of a list that `q` searches."""

    truncated = serializers.BooleanField(
        required=False, help_text="Only with `q` and without `sort`: whether more entries match than were ranked."
    )


class Summaries(SearchedPage):
    """A page of records."""

    results = Summary(many=True, max_length=MAX_PAGE)  # type: ignore[call-arg]


class Findings(SearchedPage):
    """A page of findings."""

    results = FindingEntry(many=True, max_length=MAX_PAGE)  # type: ignore[call-arg]


class AdverseEvents(SearchedPage):
    """A page of adverse events."""

    results = AdverseEventEntry(many=True, max_length=MAX_PAGE)  # type: ignore[call-arg]


class Recommendations(Page):
    """A page of recommendations."""

    results = RecommendationEntry(many=True, max_length=MAX_PAGE)  # type: ignore[call-arg]


class Claims(SearchedPage):
    """A page of claims."""

    results = ClaimEntry(many=True, max_length=MAX_PAGE)  # type: ignore[call-arg]


class Citations(SearchedPage):
    """A page of citations."""

    results = CitationEntry(many=True, max_length=MAX_PAGE)  # type: ignore[call-arg]


class Versions(Page):
    """A page of a record's versions."""

    results = VersionEntry(many=True, max_length=MAX_PAGE)  # type: ignore[call-arg]


class Conditions(SearchedPage):
    """A page of conditions."""

    results = ConditionEntry(many=True, max_length=MAX_PAGE)  # type: ignore[call-arg]


class Releases(Page):
    """A page of releases, the newest first."""

    results = Release(many=True, max_length=MAX_PAGE)  # type: ignore[call-arg]
