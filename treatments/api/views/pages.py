"""Pages that the API's answers point at: the documentation, the problem types, the disclaimer."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe
from django.views.generic import RedirectView
from drf_spectacular.views import SpectacularSwaggerSplitView
from rest_framework.request import Request
from rest_framework.response import Response

from treatments.api.problems import TYPES
from treatments.api.views.wellknown import DISCOVERY
from treatments.document.interchange_schema import interchange_schema


class RootView(RedirectView):
    """To the documentation."""

    url = "/docs"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        answer = super().get(request, *args, **kwargs)
        answer["Link"] = DISCOVERY
        return answer


class DocsView(SpectacularSwaggerSplitView):
    """The description of the API to read and to try, from this server's own files alone."""

    url_name = "openapi-json"
    title = "Treatment Evidence API"
    schema = None

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        answer: Response = super().get(request, *args, **kwargs)  # type: ignore[no-untyped-call]
        answer["Link"] = DISCOVERY
        return answer

    def options(self, *_args: Any, **_kwargs: Any) -> HttpResponse:  # type: ignore[override]
        """DRF's own would need a template."""
        return HttpResponse(status=204, headers={"Allow": "GET, HEAD, OPTIONS"})


@require_safe
def schema(_request: HttpRequest) -> HttpResponse:
    """The JSON Schema of the interchange format."""
    return HttpResponse(interchange_schema(), content_type="application/schema+json")


@require_safe
def problems(request: HttpRequest) -> HttpResponse:
    """Every problem type."""
    return render(request, "docs/problems.html", {"types": TYPES})


@require_safe
def problem(request: HttpRequest, name: str) -> HttpResponse:
    """One problem type."""
    if name not in TYPES:
        raise Http404
    return render(request, "docs/problem.html", {"name": name, "type": TYPES[name]})


@require_safe
def disclaimer(request: HttpRequest) -> HttpResponse:
    """What the records are not."""
    return render(request, "docs/disclaimer.html")
