"""The desk's site: its looks, its pages of no model, and what its pages may run in a browser."""

from collections.abc import Callable
from typing import Any

from csp.constants import SELF, UNSAFE_EVAL, UNSAFE_INLINE
from csp.decorators import csp_update
from django.http import HttpRequest, HttpResponse
from unfold.sites import UnfoldAdminSite

# unfold's widgets are expressions in attributes, which its Alpine evaluates, and its theme is a style element.
# Nothing inline runs as a script here either, and nothing comes from another host.
may_evaluate = csp_update({"script-src": [UNSAFE_EVAL], "style-src": [UNSAFE_INLINE], "font-src": [SELF]})


class DeskSite(UnfoldAdminSite):
    """Where curators work."""

    def admin_view(self, view: Callable[..., Any], cacheable: bool = False) -> Callable[..., Any]:
        return may_evaluate(super().admin_view(view, cacheable))

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return may_evaluate(super().login)(request, extra_context)
