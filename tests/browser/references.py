"""Pictures of chosen pages, for people to look at."""

import base64
from pathlib import Path

from tests.browser.chromium import SCHEMES, WIDTHS, Tab

CHOSEN = {
    "home": "/",
    "search": "/search?q=low+back+pain",
    "search-nothing": "/search?q=thirst+for+knowledge",
    "conditions": "/conditions",
    "condition": "/conditions/acute-low-back-pain",
    "claims": "/claims",
    "claim": "/claims/claim-mr-44-percent",
    "record-muscle-relaxants": "/treatments/muscle-relaxants",
    "record-diazepam": "/treatments/diazepam",
    "record-stem-cells": "/treatments/unapproved-stem-cell-products",
    "record-reviewed": "/treatments/rest",
    "record-withdrawn": "/treatments/cupping",
    "version-withdrawn": "/treatments/cupping/versions/1",
    "forest": "/conditions/acute-low-back-pain/forest.svg?outcome=pain+intensity",
    "embed": "/embed/treatments/muscle-relaxants",
    "not-found": "/nothing-here",
}
PRINTED = ("record-muscle-relaxants", "condition")
QUALITY = 20
TALLEST = 2400  # px; what follows on a longer page is only in its PDF, or on the page


def name_of(path: str) -> str | None:
    """The name of the page's pictures, if it is one of the chosen."""
    return next((name for name, chosen in CHOSEN.items() if chosen == path), None)


async def take(tab: Tab, name: str, directory: Path) -> None:
    """The page from its top at every width, light and dark."""
    for scheme in SCHEMES:
        for width in WIDTHS:
            await tab.show(width, scheme)
            size = (await tab.session.send("Page.getLayoutMetrics"))["cssContentSize"]
            clip = {**size, "height": min(size["height"], TALLEST), "scale": 1}
            options = {"format": "webp", "quality": QUALITY, "captureBeyondViewport": True, "clip": clip}
            taken = await tab.session.send("Page.captureScreenshot", options)
            (directory / f"{name}-{width}-{scheme}.webp").write_bytes(base64.b64decode(taken["data"]))
