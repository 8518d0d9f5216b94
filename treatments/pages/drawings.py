"""Pictures as files of their own, for the pages of other sites: forest plots, icon arrays, certainty badges."""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from typing import Any, ClassVar

from django.http import Http404, HttpRequest, HttpResponse

from treatments.api.parameters import Parameters, texts
from treatments.api.problems import Problem
from treatments.document.canonical import parse
from treatments.models.index import IndexedFinding
from treatments.models.record import Feed
from treatments.pages.base import PageView
from treatments.pages.forests import MOST, of_condition
from treatments.pictures import STYLE_HASH, Picture, Row, badge, forest, icons

Json = dict[str, Any]
SVG = "image/svg+xml"
POLICY = f"default-src 'none'; style-src '{STYLE_HASH}'; frame-ancestors 'none'"


class PictureView(PageView, ABC):
    """A picture of what is current. Every site may show it in an `<img>`, also one that isolates itself (CORP)."""

    kind = "svg"

    def answered(self, found: Iterable[bytes | memoryview], feed: Feed) -> HttpResponse:
        """The picture of these entries of findings, if there are any."""
        findings = [parse(bytes(entry)) for entry in found]
        if not findings:
            raise Http404
        picture, etag = self.drawn(findings), self.feed_etag(feed)
        return self.not_modified(etag) or self.answer(picture.standalone(), SVG, etag)

    @abstractmethod
    def drawn(self, findings: list[Json]) -> Picture:
        """The picture of these findings, of which there is at least one."""

    def _finished(self, answer: HttpResponse, etag: str) -> HttpResponse:
        answer["Content-Security-Policy"] = POLICY
        answer["Cross-Origin-Resource-Policy"] = "cross-origin"
        return super()._finished(answer, etag)


class FindingPicture(PictureView):
    """A picture of one finding."""

    def get(self, _request: HttpRequest, id: str) -> HttpResponse:  # noqa: A002 - the path parameter's name
        """Two queries."""
        feed = Feed.objects.get()
        return self.answered(IndexedFinding.objects.shown().filter(key=id).values_list("entry", flat=True), feed)


class FindingForest(FindingPicture):
    """Its effect."""

    kind = "forest"

    def drawn(self, findings: list[Json]) -> Picture:
        [finding] = findings
        return forest(finding["outcome"]["name"], [Row(finding["treatment"]["name"], finding)])


class FindingIcons(FindingPicture):
    """What it means for a number of people."""

    kind = "icons"

    def drawn(self, findings: list[Json]) -> Picture:
        [finding] = findings
        picture = icons(finding["absolute"], finding)
        if picture is None:
            raise Problem("not-found", "This finding has no absolute effect, so there are no people to draw.")
        return picture


class FindingCertainty(FindingPicture):
    """How sure it is."""

    kind = "certainty"

    def drawn(self, findings: list[Json]) -> Picture:
        [finding] = findings
        return badge(None if finding["certainty"] is None else finding["certainty"]["rating"])


class OutcomeParameters(Parameters):
    """Of a condition's forest plot."""

    outcome = texts("Only the findings on the outcome of this name.")


class ConditionForest(PictureView):
    """The findings for a condition side by side.

    Where there is nothing to draw there is no picture: one that says so would say it of every misspelt outcome, too,
    and would print whatever stands in the address under this server's name.
    """

    kind = "forests"
    parameters: ClassVar[type[Parameters]] = OutcomeParameters

    def get(self, _request: HttpRequest, id: str) -> HttpResponse:  # noqa: A002 - the path parameter's name
        """Two queries."""
        feed = Feed.objects.get()
        found = IndexedFinding.objects.shown().for_conditions([id]).counted()
        if "outcome" in self.given:
            found = found.on_outcome(self.given["outcome"])
        return self.answered(found.order_by("key").values_list("entry", flat=True)[: MOST + 1], feed)

    def drawn(self, findings: list[Json]) -> Picture:
        return of_condition(findings, self.given.get("outcome"))
