"""Which of the versions that a client holds are still what is public."""

from typing import Any

from django.http import HttpResponse
from rest_framework.request import Request

from treatments.api import responses, shapes
from treatments.api.base import PublicView
from treatments.api.body import read_body
from treatments.api.schema import describe
from treatments.document.canonical import canonical
from treatments.document.render import version_url
from treatments.models.record import Feed, Publication
from treatments.vocabulary import CheckStatus, PublicState

NOTHING = {"version": None, "etag": None, "url": None}


class CheckView(PublicView):
    """The check of held versions."""

    http_method_names = ["post", "options"]

    @describe(
        "checkRecords",
        "Check what you hold",
        "For each record and the version that you hold of it (0: none): whether that is current, has changed, was"
        " withdrawn, or is unknown here; with the version that is the last one now. At most 1,000 at a time.",
        tag="Feed",
        request=shapes.Held,
        answer=shapes.Checked,
        problems=("invalid-body", "payload-too-large", "unsupported-media-type"),
        caching=False,
    )
    def post(self, _request: Request) -> HttpResponse:
        """Two queries."""
        held = read_body(self.http, shapes.Held)["records"]
        feed = Feed.objects.get()
        known = Publication.objects.checked({record["treatment"] for record in held})
        value = {
            "results": [_result(record, known.get(record["treatment"])) for record in held],
            "data_version": feed.sequence,
            "feed": str(feed.feed),
        }
        return HttpResponse(
            canonical(value), content_type=responses.JSON, headers={"Cache-Control": "no-store", "Vary": "Accept"}
        )


def _result(held: dict[str, Any], known: dict[str, Any] | None) -> dict[str, Any]:
    if known is None:
        return {"treatment": held["treatment"], "status": CheckStatus.UNKNOWN, **NOTHING}
    status = CheckStatus.CHANGED
    if known["state"] == PublicState.WITHDRAWN:
        status = CheckStatus.WITHDRAWN
    elif known["number"] == held["version"]:
        status = CheckStatus.CURRENT
    return {
        "treatment": held["treatment"],
        "status": status,
        "version": known["number"],
        "etag": known["checksum"],
        "url": version_url(held["treatment"], known["number"]),
    }
