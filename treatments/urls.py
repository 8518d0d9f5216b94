"""Addresses of the API and of the pages that it points at."""

from django.urls import path, re_path, register_converter
from django.urls.converters import IntConverter
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import RedirectView

from treatments.api.views import feed, operations, pages, treatments, versions


class NumberConverter(IntConverter):
    """A version's number, in its only spelling."""

    regex = "[1-9][0-9]{0,8}"


register_converter(NumberConverter, "number")

urlpatterns = [
    path("", RedirectView.as_view(url="/docs")),
    path("api/v1", feed.EntryPointView.as_view(), name="entry"),
    path("api/v1/treatments", treatments.TreatmentsView.as_view(), name="treatments"),
    path("api/v1/treatments/<slug:id>", treatments.TreatmentView.as_view(), name="treatment"),
    path("api/v1/treatments/<slug:id>/versions", versions.VersionsView.as_view(), name="versions"),
    path("api/v1/treatments/<slug:id>/versions/<number:number>", versions.VersionView.as_view(), name="version"),
    path("api/v1/treatments/<slug:id>/versions/<number:number>/diff", versions.DiffView.as_view(), name="diff"),
    path("api/v1/changes", feed.ChangesView.as_view(), name="changes"),
    path("api/v1/openapi.json", operations.OpenApiView.as_view(), name="openapi-json"),
    path("api/v1/openapi.yaml", operations.OpenApiYamlView.as_view(), name="openapi-yaml"),
    re_path(r"^api(?:/.*)?$", csrf_exempt(operations.ElsewhereView.as_view()), name="elsewhere"),
    path("healthz", operations.HealthView.as_view(), name="healthz"),
    path("readyz", operations.ReadyView.as_view(), name="readyz"),
    path("docs", pages.DocsView.as_view(), name="docs"),
    path("docs/problems", pages.problems, name="problems"),
    path("docs/problems/<slug:name>", pages.problem, name="problem"),
    path("docs/disclaimer", pages.disclaimer, name="disclaimer"),
]
