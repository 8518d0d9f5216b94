"""What operators and tools ask: is it up, is it ready, what is its description; and every other address."""

from functools import cache
from typing import Any
from urllib.parse import quote

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import resolve
from django.utils.encoding import iri_to_uri
from django.views import View
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiJsonRenderer2, OpenApiYamlRenderer2
from drf_spectacular.types import OpenApiTypes
from rest_framework.request import Request

from treatments.api import responses, shapes
from treatments.api.base import PublicView, ReadOnlyView
from treatments.api.parameters import Parameters
from treatments.api.problems import Problem, problem_of, response
from treatments.api.schema import describe
from treatments.document.canonical import canonical, checksum
from treatments.models.immutable import missing_triggers
from treatments.models.search import missing_search

TAG = "Operations"


class HealthView(ReadOnlyView):
    """The process answers; the database is not asked."""

    @describe(
        "getHealth",
        "Is the server up?",
        "Answers without the database, whatever `Accept` and the query say.",
        tag=TAG,
        answer=shapes.Health,
        parameters=None,
        caching=False,
        counted=False,
    )
    def get(self, _request: Request) -> HttpResponse:
        """No query."""
        return _status("ok")


class ReadyView(ReadOnlyView):
    """The database answers, is migrated, and protects what is published."""

    @describe(
        "getReadiness",
        "Is the server ready?",
        "Asks the database for its migrations, the triggers that protect published versions, and what search needs;"
        " whatever `Accept` and the query say.",
        tag=TAG,
        answer=shapes.Health,
        parameters=None,
        caching=False,
        counted=False,
    )
    def get(self, _request: Request) -> HttpResponse:
        """As many queries as the checks need."""
        executor = MigrationExecutor(connection)
        missing = [str(name) for name, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]
        if missing := missing or missing_triggers() + missing_search():
            raise Problem("unavailable", f"The database is not set up: run migrate. Missing: {', '.join(missing)}.")
        return _status("ready")


def _status(word: str) -> HttpResponse:
    headers = {"Cache-Control": "no-store"}
    return HttpResponse(canonical({"status": word}), content_type=responses.JSON, headers=headers)


class OpenApiView(PublicView):
    """The description of the API in JSON."""

    parameters = Parameters
    renderer_classes = [OpenApiJsonRenderer2]

    @describe(
        "getOpenApiJson",
        "This description in JSON",
        "What you read here, for programs.",
        tag=TAG,
        parameters=Parameters,
        answer=OpenApiTypes.OBJECT,
    )
    def get(self, _request: Request) -> HttpResponse:
        """No query; made once in each process."""
        renderer: Any = self.renderer_classes[0]
        body = description(renderer)
        etag = responses.etag_of(checksum(body), "openapi")
        unchanged = responses.not_modified(self.http, etag, cache=responses.RECORD)
        return unchanged or responses.computed(body, etag, cache=responses.RECORD, media_type=renderer.media_type)


class OpenApiYamlView(OpenApiView):
    """The description of the API in YAML (RFC 9512)."""

    renderer_classes = [OpenApiYamlRenderer2]

    @describe(
        "getOpenApiYaml",
        "This description in YAML",
        "What you read here, for programs.",
        tag=TAG,
        parameters=Parameters,
        answer=OpenApiTypes.ANY,
        media_type="application/yaml",
    )
    def get(self, request: Request) -> HttpResponse:
        """No query; made once in each process."""
        return super().get(request)


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
            query = iri_to_uri(request.META.get("QUERY_STRING", "").encode("latin-1"))  # WSGI holds bytes so
            return HttpResponse(status=308, headers={"Location": quote(path) + (f"?{query}" if query else "")})
        return response(request, problem_of(Http404()))


def _exists(path: str) -> bool:
    return resolve(path).url_name != "elsewhere"
