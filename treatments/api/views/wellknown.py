"""What programs look for at the same address on every server: the catalogue of APIs, security.txt, llms.txt.

They describe the server rather than the API, so the OpenAPI description leaves them out.
"""

from datetime import UTC, datetime, time, timedelta

from django.conf import settings
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from rest_framework.request import Request

from treatments.api.base import ReadOnlyView
from treatments.document.canonical import canonical
from treatments.document.derived import API
from treatments.document.render import timestamp

CATALOG = "/.well-known/api-catalog"
SECURITY = "/.well-known/security.txt"
OPENAPI_JSON = "application/vnd.oai.openapi+json;version=3.1"
OPENAPI_YAML = "application/vnd.oai.openapi;version=3.1"
LINKSET = 'application/linkset+json; profile="https://www.rfc-editor.org/info/rfc9727"'
TEXT = "text/plain; charset=utf-8"
DAY = {"Cache-Control": "public, max-age=86400"}
VALID = timedelta(days=180)

# `Link` of the pages that people and programs come to first (RFC 8288, RFC 8631, RFC 9727).
DISCOVERY = ", ".join(
    [
        f'<{API}/openapi.json>; rel="service-desc"; type="{OPENAPI_JSON}"',
        '</docs>; rel="service-doc"; type="text/html"',
        f'<{CATALOG}>; rel="api-catalog"',
    ]
)


class CatalogView(ReadOnlyView):
    """The APIs of this server, of which there is one (RFC 9727), as a set of links (RFC 9264)."""

    schema = None

    def get(self, _request: Request) -> HttpResponse:
        """No query."""
        here = self.http.build_absolute_uri
        api = {
            "anchor": here(API),
            "service-desc": [
                {"href": here(f"{API}/openapi.json"), "type": OPENAPI_JSON},
                {"href": here(f"{API}/openapi.yaml"), "type": OPENAPI_YAML},
            ],
            "service-doc": [{"href": here("/docs"), "type": "text/html"}],
            "status": [{"href": here("/readyz"), "type": "application/json"}],
        }
        catalog = {"anchor": here(CATALOG), "item": [{"href": here(API)}]}
        link = f'<{CATALOG}>; rel="api-catalog", <{API}>; rel="item"'
        body = canonical({"linkset": [catalog, api]})
        return HttpResponse(body, content_type=LINKSET, headers={"Link": link, **DAY})


class SecurityView(ReadOnlyView):
    """Where to report vulnerabilities (RFC 9116), if the operator said so."""

    schema = None

    def get(self, _request: Request) -> HttpResponse:
        """No query."""
        if not settings.SECURITY_CONTACT:
            return HttpResponse("The operator of this server has named no contact.\n", status=404, content_type=TEXT)
        expires = datetime.combine(timezone.now().date(), time(), UTC) + VALID
        lines = [f"Contact: {contact}" for contact in settings.SECURITY_CONTACT]
        lines += [f"Expires: {timestamp(expires)}", "Preferred-Languages: en"]
        if self.http.is_secure():  # a canonical address must begin with https
            lines.append(f"Canonical: {self.http.build_absolute_uri(SECURITY)}")
        return HttpResponse("\n".join([*lines, ""]), content_type=TEXT, headers=DAY)


class LlmsView(ReadOnlyView):
    """What a language model should know before it reads the records (llmstxt.org)."""

    schema = None

    def get(self, _request: Request) -> HttpResponse:
        """No query."""
        text = render_to_string("llms.txt", {"host": self.http.build_absolute_uri("/").rstrip("/"), "api": API})
        return HttpResponse(text, content_type=TEXT, headers=DAY)
