"""Pages that the API's answers point at: the documentation, the problem types, the disclaimer."""

import json
from functools import cache
from http.client import responses
from typing import Any
from urllib.parse import quote

from csp.decorators import csp_update
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe
from drf_spectacular.renderers import OpenApiJsonRenderer2
from drf_spectacular.views import SpectacularSwaggerSplitView
from rest_framework.request import Request
from rest_framework.response import Response

from treatments.api.components import problems_of
from treatments.api.examples import EXAMPLES, REQUEST_ID
from treatments.api.problems import TYPES, address, document
from treatments.api.views.operations import description
from treatments.api.views.wellknown import DISCOVERY
from treatments.document.interchange_schema import interchange_schema


# The style sheet of Swagger UI holds its arrows and buttons as data: pictures.
@method_decorator(csp_update({"img-src": ["data:"]}), name="dispatch")
class DocsView(SpectacularSwaggerSplitView):
    """The description of the API to read and to try, from this server's own files alone."""

    template_name = "docs/operations.html"
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
    """Every problem type, by status."""
    types = sorted(TYPES.items(), key=lambda item: item[1].status)
    return render(request, "docs/problems.html", {"types": types})


@require_safe
def problem(request: HttpRequest, name: str) -> HttpResponse:
    """One problem type, with an example out of the code that answers with it."""
    if name not in TYPES:
        raise Http404
    type_, example = TYPES[name], EXAMPLES[name]
    found = document(example.problem, type_=address(request, name), path=example.path, request_id=REQUEST_ID)
    context = {
        "name": name,
        "type": type_,
        "phrase": responses[type_.status],
        "meaning": with_code(type_.meaning),
        "remedy": with_code(type_.remedy),
        "request": example.request,
        "answer": json.dumps(found, indent=2, ensure_ascii=False),
        "operations": operations(name),
    }
    return render(request, "docs/problem.html", context)


def with_code(text: str) -> SafeString:
    """The text as HTML, what stands between backticks as code."""
    parts = text.split("`")
    return format_html("".join("<code>{}</code>" if n % 2 else "{}" for n in range(len(parts))), *parts)


@cache
def operations(name: str) -> list[tuple[str, str]]:
    """The operations that may answer with the problem, and where /docs shows them; none where most of them may."""
    paths = json.loads(description(OpenApiJsonRenderer2))["paths"].values()
    described = [operation for methods in paths for operation in methods.values()]
    found = [operation for operation in described if name in problems_of(operation)]
    if len(found) > len(described) / 2:
        return []
    return [(each["summary"], f"/docs#/{quote(each['tags'][0])}/{each['operationId']}") for each in found]


@require_safe
def disclaimer(request: HttpRequest) -> HttpResponse:
    """What the records are not."""
    return render(request, "docs/disclaimer.html")
