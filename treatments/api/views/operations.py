"""What operators and tools ask: is it up, is it ready, what is its description; and every other address."""

from functools import cache
from typing import Any
from urllib.parse import quote

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.views import View
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiJsonRenderer, OpenApiYamlRenderer
from rest_framework.request import Request
from rest_framework.views import APIView

from treatments.api import shapes
from treatments.api.problems import Problem, problem_of, response
from treatments.api.responses import RECORD, etag_of
from treatments.api.schema import describe
from treatments.document.canonical import canonical, checksum
from treatments.models.immutable import missing_triggers

TAG = "Operations"


class HealthView(APIView):
    """The process answers; the database is not asked."""

    @describe(
        "getHealth",
        "Is the server up?",
        "Answers without the database.",
        tag=TAG,
        answer=shapes.Health,
        parameters=None,
        problems=("method-not-allowed",),
        caching=False,
    )
    def get(self, _request: Request) -> HttpResponse:
        """No query."""
        return _status("ok")


class ReadyView(APIView):
    """The database answers, is migrated, and protects what is published."""

    @describe(
        "getReadiness",
        "Is the server ready?",
        "Asks the database, its migrations and the triggers that protect published versions.",
        tag=TAG,
        answer=shapes.Health,
        parameters=None,
        problems=("method-not-allowed",),
        caching=False,
    )
    def get(self, _request: Request) -> HttpResponse:
        """As many queries as the checks need."""
        try:
            executor = MigrationExecutor(connection)
            missing = [str(name) for name, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]
            missing += missing_triggers()
        except DatabaseError as error:
            raise Problem("unavailable", "The database does not answer.") from error
        if missing:
            raise Problem("unavailable", f"The database is not set up: run migrate. Missing: {', '.join(missing)}.")
        return _status("ready")


def _status(word: str) -> HttpResponse:
    headers = {"Cache-Control": "no-store"}
    return HttpResponse(canonical({"status": word}), content_type="application/json", headers=headers)


class OpenApiView(View):
    """The description of the API, as JSON or YAML."""

    media_type = "application/json"
    renderer: Any = OpenApiJsonRenderer

    def get(self, _request: HttpRequest) -> HttpResponse:
        """No query; made once in each process."""
        body = description(self.renderer)
        headers = {"ETag": etag_of(checksum(body), "openapi"), "Cache-Control": RECORD}
        return HttpResponse(body, content_type=self.media_type, headers=headers)


class OpenApiYamlView(OpenApiView):
    """The description in YAML (RFC 9512)."""

    media_type = "application/yaml"
    renderer = OpenApiYamlRenderer


@cache
def description(renderer: Any) -> bytes:
    """The OpenAPI document."""
    schema = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    return bytes(renderer().render(schema, renderer_context={}))


class ElsewhereView(View):
    """Every other address under /api/: 308 to the address without its last slash, if that exists, else 404."""

    def dispatch(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        path = request.path.rstrip("/")
        if request.path.endswith("/") and _exists(path):
            query = request.META.get("QUERY_STRING", "")
            return HttpResponse(status=308, headers={"Location": quote(path) + (f"?{query}" if query else "")})
        return response(request, problem_of(Http404()))


def _exists(path: str) -> bool:
    try:
        return resolve(path).url_name != "elsewhere"
    except Resolver404:
        return False
