"""The formats in which resources leave, and how one of them is agreed upon (RFC 9110, section 12)."""

from collections.abc import Iterable
from typing import Any

from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

MEDIA_TYPES = {
    "json": "application/json",
    "ndjson": "application/x-ndjson",
    "csv": "text/csv",
    "fhir": "application/fhir+json",
    "bibtex": "application/x-bibtex",
    "ris": "application/x-research-info-systems",
    "csl": "application/vnd.citationstyles.csl+json",
}
JSON = ("json",)
STREAMS = ("ndjson", "csv")
CITATIONS = ("bibtex", "ris", "csl")


class Offer(BaseRenderer):
    """A format that a resource offers. Views answer with bytes: nothing is rendered here."""

    def __init__(self, name: str) -> None:
        self.format = name
        self.media_type = MEDIA_TYPES[name]


def offers(names: Iterable[str]) -> list[BaseRenderer]:
    """The formats, the default first."""
    return [Offer(name) for name in names]


class Negotiation(DefaultContentNegotiation):
    """`format` wins over `Accept`; its value is checked with the other parameters."""

    def select_renderer(
        self, request: Request, renderers: Any, format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        if "format" in request.query_params:
            asked = {renderer.format: renderer for renderer in renderers}
            chosen = asked.get(request.query_params["format"], renderers[0])
            return chosen, chosen.media_type
        result: tuple[BaseRenderer, str] = super().select_renderer(request, renderers, format_suffix)
        return result
