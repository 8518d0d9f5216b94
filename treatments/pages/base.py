"""What every page does: check the question, answer with a validator, and say in words what is wrong."""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar

from csp.constants import NONE
from csp.decorators import csp_replace
from django.db import Error
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils.decorators import method_decorator
from django.utils.text import compress_string
from django.views import View

from treatments.api import responses
from treatments.api.parameters import Parameters, check_encoding
from treatments.api.problems import Problem
from treatments.models.record import Feed
from treatments.pages import errors
from treatments.pages.query import tidied

ROOT = Path(__file__).resolve().parents[1]
LANGUAGE = "en-GB"


def _build() -> str:
    """What stands for the code that makes the pages: when it changes, no page that a cache holds is valid any more."""
    rooms = (ROOT / "pages", ROOT / "pictures", ROOT / "templates", ROOT / "static")
    kinds = (".py", ".html", ".xml", ".css")
    files = sorted(file for room in rooms for file in room.rglob("*") if file.suffix in kinds)
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:8]


BUILD = _build()


@method_decorator(csp_replace({"script-src": [NONE]}), name="dispatch")
class PageView(View):
    """A page. `given` holds the checked query parameters, `kind` tells its validators from those of other pages.

    `cache` is its life in caches.
    """

    http_method_names = ["get", "head", "options"]
    parameters: ClassVar[type[Parameters]] = Parameters
    kind: ClassVar[str] = "page"
    cache: ClassVar[str] = responses.RECORD
    given: dict[str, Any]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            check_encoding(request)
            if (elsewhere := tidied(request, self.parameters)) is not None:
                return elsewhere
            self.given = self.parameters.read(request.GET)
            return super().dispatch(request, *args, **kwargs)
        except (Problem, Http404, Error) as fault:
            return errors.answer(request, fault)

    @property
    def origin(self) -> str:
        """The server's address, without a slash at its end."""
        return origin_of(self.request)

    @property
    def form(self) -> responses.Form:
        """How a stored document leaves as this page."""
        coding = "-gzip" if responses.accepts_gzip(self.request) else ""
        return responses.Form("body", f"-{self.kind}-{BUILD}{coding}")

    def feed_etag(self, feed: Feed) -> str:
        """The validator of a page made from all documents; see `responses.feed_etag` for the order of the reads."""
        return f'"{feed.sequence}.{feed.feed.hex[:8]}{self.form.suffix}"'

    def not_modified(self, etag: str) -> HttpResponse | None:
        """304 when the reader holds the page."""
        if not responses.holds(self.request, etag):
            return None
        return self._finished(HttpResponseNotModified(), etag)

    def page(self, template: str, context: Mapping[str, Any], etag: str, *, status: int = 200) -> HttpResponse:
        """The page from its template."""
        body = render_to_string(template, page_context(self.request, context))
        return self.answer(body.encode(), "text/html; charset=utf-8", etag, status=status)

    def answer(self, body: bytes, media_type: str, etag: str, *, status: int = 200) -> HttpResponse:
        """The answer with its validator, compressed where the reader takes it."""
        compress = responses.accepts_gzip(self.request)
        answer = HttpResponse(compress_string(body) if compress else body, content_type=media_type, status=status)
        if compress:
            answer["Content-Encoding"] = "gzip"
        return self._finished(answer, etag)

    def _finished(self, answer: HttpResponse, etag: str) -> HttpResponse:
        answer["ETag"] = etag
        answer["Cache-Control"] = self.cache
        answer["Vary"] = "Accept-Encoding"
        answer["Content-Language"] = LANGUAGE
        return answer


def page_context(request: HttpRequest, context: Mapping[str, Any]) -> dict[str, Any]:
    """What every template may name: the server's address and that of the page."""
    return {"origin": origin_of(request), "path": request.path, **context}


def origin_of(request: HttpRequest) -> str:
    """The server's address, without a slash at its end."""
    return request.build_absolute_uri("/").rstrip("/")
