"""A page as axe and a narrow screen see it."""

from typing import Any

from playwright.async_api import Page

from tests.browser.axe import RUN, SOURCE, each
from tests.browser.chromium import SCHEMES
from tests.browser.loading import TOO_WIDE

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
WIDTHS = (1280, 820)  # a desk, a tablet held upright
HEIGHT = 900
AXE = "typeof axe === 'object'"


async def faults(page: Page) -> list[str]:
    """What axe finds and where the page is too wide. Only the colours differ in the dark: there, contrast alone."""
    if not await page.evaluate(AXE):
        await page.evaluate(SOURCE.read_text())
    found = []
    for scheme in SCHEMES:
        await page.emulate_media(color_scheme=scheme)
        only = {"type": "tag", "values": TAGS} if scheme == "light" else {"type": "rule", "values": ["color-contrast"]}
        for width in WIDTHS:
            await page.set_viewport_size({"width": width, "height": HEIGHT})
            violations: list[dict[str, Any]] = await page.evaluate(
                RUN, {"runOnly": only, "resultTypes": ["violations"]}
            )
            said = [fault for violation in violations for fault in each(violation)]
            wide = await page.evaluate(TOO_WIDE)
            found += [f"at {width} px, {scheme}: {fault}" for fault in (*said, *([wide] if wide else []))]
    await page.emulate_media(color_scheme="light")
    await page.set_viewport_size({"width": WIDTHS[0], "height": HEIGHT})
    return found
