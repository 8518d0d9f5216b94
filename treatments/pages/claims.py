"""What public pages say of treatments, and what the evidence says of that: every claim by verdict, and each of them."""

from typing import Any, NamedTuple

from django.http import Http404, HttpRequest, HttpResponse

from treatments.api import responses
from treatments.api.asked import ClaimsParameters
from treatments.api.views.rows import ClaimsView
from treatments.document.entries import condition_of
from treatments.document.render import read
from treatments.models.index import IndexedClaim
from treatments.models.record import Publication
from treatments.pages.base import PageView
from treatments.pages.linked import claim_links
from treatments.pages.lists import NOT_OF_PAGES, ListPage, ListParameters
from treatments.pages.sources import DOUBTFUL
from treatments.pictures import Picture, badge
from treatments.vocabulary import Verdict

Json = dict[str, Any]
WEB = ("https://", "http://")  # no other address becomes a link


class Verdicts(NamedTuple):
    """A link to the claims with that verdict, or to all."""

    verdict: str
    href: str
    is_shown: bool


class Deciding(NamedTuple):
    """A finding that decides a claim."""

    finding: Json
    badge: Picture


class ClaimsPageParameters(ListParameters, ClaimsParameters):
    """Of the page of claims: its order is that of the verdicts."""

    left_out = (*NOT_OF_PAGES, "sort")


class ClaimsByVerdict(ClaimsView):
    """The API's list of claims, by verdict and by id."""

    default_sort = "verdict"


class ClaimsPage(ListPage):
    """All claims under their verdicts, or those that the question finds, the best first."""

    kind = "claims"
    parameters = ClaimsPageParameters
    listed = ClaimsByVerdict
    template = "pages/claims.html"

    def context(self, members: Json, entries: list[Json]) -> Json:
        links = [Verdicts("all", self.query("cursor", "verdict") or self.request.path, "verdict" not in self.given)]
        links += [
            Verdicts(verdict, self.query("cursor", "verdict", verdict=verdict), self.given.get("verdict") == [verdict])
            for verdict in sorted(Verdict)
        ]
        return {**super().context(members, entries), "verdicts": links}


class ClaimPage(PageView):
    """One claim, as its record has it now."""

    kind = "claim"

    def get(self, request: HttpRequest, id: str) -> HttpResponse:  # noqa: A002 - the path parameter's name
        """One query."""
        record = IndexedClaim.objects.shown().filter(key=id).values("treatment")
        row = Publication.objects.filter(id__in=record).to_read(*responses.to_read(request, self.form)).first()
        if row is None:
            raise Http404
        etag = f'"{row["checksum"]}{self.form.suffix}"'
        if unchanged := self.not_modified(etag):
            return unchanged
        return self.page("pages/claim.html", shown(read(row["document"]), id, self.origin), etag)


def shown(document: Json, id_: str, origin: str) -> Json:
    """What the template names of the claim with this id."""
    claim = next(row for row in document["claims"] if row["id"] == id_)
    findings = [row for row in document["findings"] if row["id"] in claim["findings"]]
    citations = [row for row in document["citations"] if row["id"] in claim["citations"]]
    return {
        "claim": claim,
        "record": document,
        "condition": condition_of(document, claim["condition"]),
        "is_linked": (claim["source"]["url"] or "").startswith(WEB),
        "findings": [Deciding(row, badge(row["certainty"] and row["certainty"]["rating"])) for row in findings],
        "citations": citations,
        "doubtful": [row for row in citations if row["retraction"]["status"] in DOUBTFUL],
        **claim_links(document, claim, origin),
    }
