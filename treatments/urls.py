"""Addresses of the API and of the pages that it points at."""

from django.urls import path, re_path, register_converter
from django.urls.converters import IntConverter
from django.views.decorators.csrf import csrf_exempt

from treatments.api.views import (
    absolute,
    check,
    citations,
    conditions,
    feed,
    operations,
    pages,
    release_files,
    releases,
    rows,
    treatments,
    versions,
    wellknown,
)
from treatments.pages import drawings, sitemap
from treatments.pages.changes import ChangesFeed
from treatments.pages.claims import ClaimPage, ClaimsPage
from treatments.pages.conditions import ConditionPage, ConditionsPage
from treatments.pages.embed import Card
from treatments.pages.home import HomePage
from treatments.pages.search import SearchPage, records
from treatments.pages.treatments import TreatmentPage, VersionPage


class NumberConverter(IntConverter):
    """A version's number, in its only spelling."""

    regex = "[1-9][0-9]{0,8}"


register_converter(NumberConverter, "number")

urlpatterns = [
    path("", HomePage.as_view(), name="home"),
    path("api/v1", feed.EntryPointView.as_view(), name="entry"),
    path("api/v1/treatments", treatments.TreatmentsView.as_view(), name="treatments"),
    path("api/v1/treatments/<slug:id>", treatments.TreatmentView.as_view(), name="treatment"),
    path("api/v1/treatments/<slug:id>/versions", versions.VersionsView.as_view(), name="versions"),
    path("api/v1/treatments/<slug:id>/versions/<number:number>", versions.VersionView.as_view(), name="version"),
    path("api/v1/treatments/<slug:id>/versions/<number:number>/diff", versions.DiffView.as_view(), name="diff"),
    path("api/v1/conditions", conditions.ConditionsView.as_view(), name="conditions"),
    path("api/v1/conditions/<slug:id>", conditions.ConditionView.as_view(), name="condition"),
    path("api/v1/conditions/<slug:id>/summary-of-findings", conditions.SummaryOfFindingsView.as_view(), name="profile"),
    path("api/v1/findings", rows.FindingsView.as_view(), name="findings"),
    path("api/v1/findings/<slug:id>", rows.FindingView.as_view(), name="finding"),
    path("api/v1/findings/<slug:id>/absolute-effect", absolute.AbsoluteEffectView.as_view(), name="absolute-effect"),
    path("api/v1/adverse-events", rows.AdverseEventsView.as_view(), name="adverse-events"),
    path("api/v1/adverse-events/<slug:id>", rows.AdverseEventView.as_view(), name="adverse-event"),
    path("api/v1/recommendations", rows.RecommendationsView.as_view(), name="recommendations"),
    path("api/v1/recommendations/<slug:id>", rows.RecommendationView.as_view(), name="recommendation"),
    path("api/v1/claims", rows.ClaimsView.as_view(), name="claims"),
    path("api/v1/claims/<slug:id>", rows.ClaimView.as_view(), name="claim"),
    path("api/v1/citations", citations.CitationsView.as_view(), name="citations"),
    path("api/v1/citations/<slug:id>", citations.CitationView.as_view(), name="citation"),
    path("api/v1/check", check.CheckView.as_view(), name="check"),
    path("api/v1/changes", feed.ChangesView.as_view(), name="changes"),
    path("api/v1/releases", releases.ReleasesView.as_view(), name="releases"),
    path("api/v1/releases/<slug:tag>", releases.ReleaseView.as_view(), name="release"),
    path("api/v1/releases/<slug:tag>/files/<str:name>", release_files.ReleaseFileView.as_view(), name="release-file"),
    path("api/v1/openapi.json", operations.OpenApiView.as_view(), name="openapi-json"),
    path("api/v1/openapi.yaml", operations.OpenApiYamlView.as_view(), name="openapi-yaml"),
    re_path(r"^api(?:/.*)?$", csrf_exempt(operations.ElsewhereView.as_view()), name="elsewhere"),
    path("healthz", operations.HealthView.as_view(), name="healthz"),
    path("readyz", operations.ReadyView.as_view(), name="readyz"),
    path(".well-known/api-catalog", wellknown.CatalogView.as_view(), name="api-catalog"),
    path(".well-known/security.txt", wellknown.SecurityView.as_view(), name="security-txt"),
    path("llms.txt", wellknown.LlmsView.as_view(), name="llms-txt"),
    path("search", SearchPage.as_view(), name="search"),
    path("treatments", records, name="records-page"),
    path("treatments/<slug:id>", TreatmentPage.as_view(), name="treatment-page"),
    path("treatments/<slug:id>/versions/<number:number>", VersionPage.as_view(), name="version-page"),
    path("findings/<slug:id>/forest.svg", drawings.FindingForest.as_view(), name="finding-forest"),
    path("findings/<slug:id>/icons.svg", drawings.FindingIcons.as_view(), name="finding-icons"),
    path("findings/<slug:id>/certainty.svg", drawings.FindingCertainty.as_view(), name="finding-certainty"),
    path("conditions/<slug:id>/forest.svg", drawings.ConditionForest.as_view(), name="condition-forest"),
    path("conditions", ConditionsPage.as_view(), name="conditions-page"),
    path("conditions/<slug:id>", ConditionPage.as_view(), name="condition-page"),
    path("embed/treatments/<slug:id>", Card.as_view(), name="card"),
    path("claims", ClaimsPage.as_view(), name="claims-page"),
    path("claims/<slug:id>", ClaimPage.as_view(), name="claim-page"),
    path("changes.atom", ChangesFeed.as_view(), name="changes-feed"),
    path("sitemap.xml", sitemap.Sitemap.as_view(), name="sitemap"),
    path("sitemaps/<number:number>.xml", sitemap.SitemapFile.as_view(), name="sitemap-file"),
    path("robots.txt", sitemap.Robots.as_view(), name="robots"),
    path("docs", pages.DocsView.as_view(), name="docs"),
    path("docs/interchange.schema.json", pages.schema, name="interchange-schema"),
    path("docs/problems", pages.problems, name="problems"),
    path("docs/problems/<slug:name>", pages.problem, name="problem"),
    path("docs/disclaimer", pages.disclaimer, name="disclaimer"),
]
