"""The card of a record, for a frame in a page of another site. Nothing else of ours can be framed."""

from dataclasses import dataclass
from typing import Any

from csp.constants import NONE, SELF
from csp.decorators import csp
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.clickjacking import xframe_options_exempt

from treatments.document.entries import condition_of
from treatments.pages.record import by_importance, harms, overdue, warnings
from treatments.pages.sources import Sources
from treatments.pages.treatments import TreatmentPage
from treatments.pictures import Picture, badge
from treatments.vocabulary import WarningKind

Json = dict[str, Any]
SERIOUS = 5  # terms that the card names
FRAMED = {
    "default-src": [NONE],
    "style-src": [SELF],
    "base-uri": [NONE],
    "form-action": [NONE],
    "frame-ancestors": ["*"],
}


class Card(TreatmentPage):
    """The card. A page that isolates itself may frame it, too: it says that it embeds nothing of others (COEP)."""

    kind = "card"
    template = "pages/embed.html"
    withdrawn = "pages/embed_withdrawn.html"

    @method_decorator([xframe_options_exempt, csp(FRAMED)])
    def get(self, request: HttpRequest, id: str) -> HttpResponse:  # noqa: A002 - the path parameter's name
        """One query."""
        answer = super().get(request, id)
        answer["Cross-Origin-Embedder-Policy"] = "require-corp"
        answer["Cross-Origin-Resource-Policy"] = "cross-origin"
        return answer

    def shown(self, document: Json) -> Json:
        """What the card says, in the order in which it says it."""
        serious = list(dict.fromkeys(event["term"] for event in harms(document).serious))
        cautions = list(warnings(document))
        boxed = [warning for warning in cautions if warning["kind"] == WarningKind.BOXED_WARNING]
        return {
            "record": document,
            "doubtful": len(Sources(document).doubtful),
            "overdue": overdue(document, timezone.now().date()),
            "grades": [_graded(document, grade) for grade in document["evidence_grades"]],
            "serious": serious[:SERIOUS],
            "more_serious": len(serious[SERIOUS:]),
            "boxed": boxed,
            "more_warnings": len(cautions) - len(boxed),
        }


@dataclass(frozen=True, slots=True)
class Graded:
    """A condition with the grade, and one statement: of a finding that decides the grade, or of what there is.

    `statement` is None where the record says nothing of the condition.
    """

    name: str
    grade: Json
    badge: Picture
    statement: str | None


def _graded(document: Json, grade: Json) -> Graded:
    name = condition_of(document, grade["condition"])["name"]
    return Graded(name, grade, badge(grade["certainty"]), next(iter(_statements(document, grade)), None))


def _statements(document: Json, grade: Json) -> list[str]:
    """Those of the findings first that decide the grade, then those of gaps, then those of the other findings."""
    condition = grade["condition"]
    findings = [each for each in by_importance(document, condition) if each["superseded_by"] is None]
    deciding = [each for each in findings if each["id"] in grade["determined_by"]]
    gaps = [gap["statement"] for gap in document["evidence_gaps"] if gap["condition"] == condition]
    said = [[each["interpretation"]["statement"] for each in some] for some in (deciding, findings)]
    return [*said[0], *gaps, *said[1]]
