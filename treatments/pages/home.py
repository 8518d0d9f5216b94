"""The first page: what this is, what changed last, and how an app gets the same."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse

from treatments.api.views.wellknown import DISCOVERY
from treatments.document.canonical import parse
from treatments.models.index import IndexedTreatment
from treatments.models.record import Change, Feed
from treatments.pages.base import PageView
from treatments.pages.linked import home_links
from treatments.pages.words import words
from treatments.pictures import badge
from treatments.vocabulary import Certainty, ChangeType, Part

Json = dict[str, Any]
NEWEST = 10

PARTS: dict[str, tuple[str, str]] = {
    Part.TREATMENT: ("what it says of the treatment itself", ""),
    Part.CONDITION: ("condition", "conditions"),
    Part.FINDING: ("finding", "findings"),
    Part.ADVERSE_EVENT: ("adverse event", "adverse events"),
    Part.RECOMMENDATION: ("recommendation", "recommendations"),
    Part.CLAIM: ("claim", "claims"),
    Part.REGULATORY: ("regulatory status", "regulatory statuses"),
    Part.WARNING: ("warning", "warnings"),
    Part.EVIDENCE_GAP: ("evidence gap", "evidence gaps"),
    Part.CITATION: ("source", "sources"),
}


class HomePage(PageView):
    """The first page."""

    kind = "home"

    def get(self, _request: HttpRequest) -> HttpResponse:
        """Two queries: the feed and its newest changes."""
        etag = self.feed_etag(Feed.objects.get())
        answer = self.not_modified(etag) or self.page("pages/home.html", {**_shown(), **home_links(self.origin)}, etag)
        answer["Link"] = DISCOVERY
        return answer


def _shown() -> Json:
    """What the template names."""
    changes = Change.objects.annotate(name=IndexedTreatment.objects.name_of("publication")).newest(NEWEST)
    return {
        "changes": [_change(row) for row in changes],
        "grades": [(certainty, badge(certainty)) for certainty in Certainty],
    }


def _change(row: Any) -> Json:
    """The change as the feed has it, with the record's name, or its id when it is not current, and what changed."""
    change: Json = parse(bytes(row.body))
    first = change["type"] == ChangeType.PUBLISHED
    return {**change, "name": row.name or change["treatment"], "what": [] if first else list(what(change["kinds"]))}


def what(kinds: Iterable[Json]) -> Iterable[str]:
    """What came, went or changed, counted: `changed: 2 findings, 1 claim`."""
    counted = Counter((each["kind"], each["part"]) for each in kinds)
    for kind in dict.fromkeys(kind for kind, _ in counted):
        parts = ", ".join(_parts(part, number) for (each, part), number in counted.items() if each == kind)
        yield f"{words(kind)}: {parts}"


def _parts(part: str, number: int) -> str:
    one, several = PARTS[part]
    if part == Part.TREATMENT:  # of which there is one
        return one
    return f"{number} {one if number == 1 else several}"
