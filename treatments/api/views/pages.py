"""Pages that the API's answers point at: the documentation, the problem types, the disclaimer."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from drf_spectacular.views import SpectacularSwaggerSplitView

from treatments.api.problems import TYPES


class DocsView(SpectacularSwaggerSplitView):
    """The description of the API to read and to try, from this server's own files alone."""

    url_name = "openapi-json"
    title = "Treatment Evidence API"


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
