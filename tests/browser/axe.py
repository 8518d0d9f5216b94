"""axe finds nothing on a page, narrow and wide, light and dark, with everything unfolded."""

from typing import Any

from tests.browser.chromium import SCHEMES, Tab
from tests.server import ROOT

SOURCE = ROOT / "tests/browser/node_modules/axe-core/axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]
WIDTHS = (360, 1280)
RUN = "options => axe.run(document, options).then(found => found.violations)"


async def violations(tab: Tab) -> list[str]:
    """What axe finds. The colours alone differ between light and dark, so dark is looked at for contrast."""
    await tab.scripts(on=True)  # axe waits for timers; the page has no script of its own
    await tab.page.evaluate(SOURCE.read_text())
    faults = []
    for scheme in SCHEMES:
        only = {"type": "tag", "values": TAGS} if scheme == "light" else {"type": "rule", "values": ["color-contrast"]}
        for width in WIDTHS:
            await tab.show(width, scheme)
            found = await tab.page.evaluate(RUN, {"runOnly": only, "resultTypes": ["violations"]})
            faults += [f"at {width} px, {scheme}: {fault}" for violation in found for fault in each(violation)]
    await tab.scripts(on=False)
    return faults


def each(violation: dict[str, Any]) -> list[str]:
    return [
        f"{violation['id']}: {' '.join(node['failureSummary'].split())} {node['html'][:200]}"
        for node in violation["nodes"]
    ]
