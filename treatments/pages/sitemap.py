"""/sitemap.xml and /robots.txt: which pages there are, for search engines (sitemaps.org, RFC 9309)."""

from typing import Any

from django.db.models import F, Max, QuerySet, Value
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string

from treatments.api.views.wellknown import TEXT
from treatments.models.index import IndexedClaim, IndexedCondition, IndexedTreatment
from treatments.models.record import Feed
from treatments.pages.base import PageView

Json = dict[str, Any]
XML = "application/xml"
MOST = 40_000  # addresses in one file, of which the protocol allows 50,000
ALWAYS = ("", "conditions", "claims", "search")
DISALLOWED = ("/admin/", "/search?")


def pages() -> "QuerySet[Any, Any]":
    """Every page of what is current, as the two parts of its path, and when something on it was published last."""
    published = F("treatment__published_at")
    treatments = IndexedTreatment.objects.annotate(room=Value("treatments"), slug=F("id"), at=F("published_at"))
    claims = IndexedClaim.objects.shown().annotate(room=Value("claims"), slug=F("key"), at=published)
    conditions = IndexedCondition.objects.values("key").annotate(
        room=Value("conditions"), slug=F("key"), at=Max(published)
    )
    lists = [rows.values_list("room", "slug", "at") for rows in (treatments, claims, conditions)]
    return lists[0].union(*lists[1:], all=True).order_by("room", "slug")


class Sitemap(PageView):
    """Every page, or where more than one file is needed, the files."""

    kind = "sitemap"

    def get(self, _request: HttpRequest) -> HttpResponse:
        """Two queries; with more than one file three."""
        feed = Feed.objects.get()
        etag = self.feed_etag(feed)
        if unchanged := self.not_modified(etag):
            return unchanged
        found = list(pages()[: MOST + 1])
        if len(found) <= MOST:
            return self.listed("pages/sitemap.xml", {"always": ALWAYS, "pages": found}, etag)
        files = -(-pages().count() // MOST)
        return self.listed("pages/sitemaps.xml", {"files": range(1, files + 1)}, etag)

    def listed(self, template: str, context: Json, etag: str) -> HttpResponse:
        """The file from its template."""
        return self.answer(render_to_string(template, {"origin": self.origin, **context}).encode(), XML, etag)


class SitemapFile(Sitemap):
    """One of several files."""

    def get(self, _request: HttpRequest, number: int) -> HttpResponse:  # type: ignore[override]
        """Two queries."""
        feed = Feed.objects.get()
        found = list(pages()[(number - 1) * MOST : number * MOST])
        if not found:
            raise Http404
        etag = self.feed_etag(feed)
        always = ALWAYS if number == 1 else ()
        return self.not_modified(etag) or self.listed("pages/sitemap.xml", {"always": always, "pages": found}, etag)


class Robots(PageView):
    """What search engines should leave alone: what is nobody's business, and pages without number."""

    kind = "robots"

    def get(self, _request: HttpRequest) -> HttpResponse:
        """No query."""
        lines = [
            "User-agent: *",
            *(f"Disallow: {path}" for path in DISALLOWED),
            "",
            f"Sitemap: {self.origin}/sitemap.xml",
            "",
        ]
        return self.answer("\n".join(lines).encode(), TEXT, f'"{self.form.suffix}"')
