"""The effect of a finding among 1,000 people, at a baseline risk that the caller knows."""

from typing import Any

from django.http import Http404, HttpResponse
from rest_framework.request import Request

from treatments.api import responses
from treatments.api.asked import AbsoluteParameters
from treatments.api.base import PublicView
from treatments.api.parameters import invalid_parameter
from treatments.api.problems import Problem
from treatments.api.schema import describe
from treatments.document.canonical import canonical, parse
from treatments.document.derived import absolute, own_baseline
from treatments.document.shape.effect import AbsoluteEffect
from treatments.grading.absolute import BaselineNeeded, NoAbsoluteEffect
from treatments.models.index import IndexedFinding
from treatments.models.record import Feed


class AbsoluteEffectView(PublicView):
    """The absolute effect of a finding."""

    parameters = AbsoluteParameters

    @describe(
        "getAbsoluteEffect",
        "Read an effect at your baseline risk",
        "How many people of 1,000 have the outcome with the treatment, how many more or fewer that is, and the number"
        " needed to treat, from the finding's effect and `baseline_risk`. Nothing is rounded on the way.",
        tag="Findings",
        path=("finding",),
        parameters=AbsoluteParameters,
        answer=AbsoluteEffect,
        problems=("not-found", "no-absolute-effect"),
    )
    def get(self, _request: Request, id: str) -> HttpResponse:  # noqa: A002 - the path parameter's name
        """Two queries."""
        etag = responses.feed_etag(Feed.objects.get(), "absolute")
        stored = IndexedFinding.objects.shown().filter(key=id).values_list("entry", flat=True).first()
        if stored is None:
            raise Http404
        finding = parse(bytes(stored))
        value = self._absolute(finding)
        unchanged = responses.not_modified(self.http, etag, cache=responses.RECORD)
        return unchanged or responses.computed(canonical(value), etag, cache=responses.RECORD)

    def _absolute(self, finding: dict[str, Any]) -> dict[str, Any]:
        needed = invalid_parameter(
            "baseline_risk", "required", "This finding has no baseline risk of its own: give one, for example 0.2."
        )
        risk = self.given.get("baseline_risk", own_baseline(finding))
        try:
            value = absolute(finding, risk, treatment=finding["treatment"]["name"])
        except BaselineNeeded:
            raise needed from None
        except NoAbsoluteEffect as none:
            raise Problem("no-absolute-effect", str(none)) from None
        if risk is None:
            raise needed
        return value
