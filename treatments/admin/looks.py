"""The looks of the desk: its name, its colour, and the style and scripts of every page."""

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from unfold.dataclasses import Favicon

from treatments.admin.navigation import navigation

NAME = "Treatment evidence"
# Blue as on the public pages; each shade has the lightness that unfold's own has, so that its contrasts hold.
BLUE = {
    "50": "oklch(97% .014 245)",
    "100": "oklch(94% .03 245)",
    "200": "oklch(89% .055 245)",
    "300": "oklch(82% .09 245)",
    "400": "oklch(74% .12 245)",
    "500": "oklch(69% .13 245)",
    "600": "oklch(45% .12 248)",
    "700": "oklch(40% .11 248)",
    "800": "oklch(35% .09 248)",
    "900": "oklch(30% .07 248)",
    "950": "oklch(24% .05 248)",
}


def looks(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """The context of every page of the desk, with its looks."""
    return {
        **context,
        "site_title": NAME,
        "site_header": NAME,
        "site_symbol": "medication",
        "colors": {**context["colors"], "primary": BLUE},
        "site_favicons": [Favicon(href=static("treatments/icon.svg"), rel="icon", type="image/svg+xml")],
        "styles": [static("treatments/admin.css")],
        "scripts": [static(f"treatments/{name}.js") for name in ("keyboard", "names", "rows", "tabs")],
        "sidebar_navigation": navigation(request) if context["has_permission"] else [],
    }
