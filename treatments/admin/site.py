"""The desk's site: its looks, its pages of no model, and what its pages may run in a browser."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from csp.constants import SELF, UNSAFE_EVAL, UNSAFE_INLINE
from csp.decorators import csp_update
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from treatments.admin.access.password import ChoosePassword
from treatments.admin.access.second_factor import second_factor
from treatments.admin.home import home
from treatments.admin.looks import looks
from treatments.admin.queue_page import queue

if TYPE_CHECKING:  # unfold is not typed.
    from django.contrib.admin import AdminSite as Site
else:
    from unfold.sites import UnfoldAdminSite as Site

# unfold's widgets are expressions in attributes, which its Alpine evaluates, and its theme is a style element.
# Nothing inline runs as a script here either, and nothing comes from another host.
may_evaluate = csp_update({"script-src": [UNSAFE_EVAL], "style-src": [UNSAFE_INLINE], "font-src": [SELF]})


class DeskSite(Site):
    """Where curators work."""

    index_template = "admin/treatments/home.html"

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        return looks(request, super().each_context(request))

    def admin_view(self, view: Callable[..., Any], cacheable: bool = False) -> Any:
        return may_evaluate(super().admin_view(view, cacheable))

    def has_permission(self, request: HttpRequest) -> bool:
        """Staff, who also showed their second factor."""
        user: Any = request.user
        return super().has_permission(request) and (not settings.TWO_FACTOR or user.is_verified())

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """The password; after it, the second factor."""
        if request.method == "GET" and super().has_permission(request) and not self.has_permission(request):
            query = request.GET.urlencode()
            return HttpResponseRedirect(reverse("admin:treatments_second_factor") + (f"?{query}" if query else ""))
        page: HttpResponse = may_evaluate(super().login)(request, extra_context)  # type: ignore[call-arg, assignment]
        return page

    def index(self, request: HttpRequest, extra_context: Any = None) -> TemplateResponse:
        """The home page; those who may read no record see the tables that they may alone."""
        told = home(request.user) if request.user.has_perm("treatments.view_treatment") else None
        return super().index(request, {"title": "Home", "home": told, **(extra_context or {})})

    def extra_urls(self) -> list[URLPattern]:
        return [
            path("review/", self.admin_view(queue), {"site": self}, name="treatments_queue"),
            path("second-factor/", may_evaluate(second_factor), name="treatments_second_factor"),
            path("password/<uidb64>/<token>/", may_evaluate(ChoosePassword.as_view()), name="treatments_password"),
        ]
