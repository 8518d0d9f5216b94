"""A page loads by itself: from its own host, without a cookie, a script or a complaint, and fits the screen."""

from typing import Any
from urllib.parse import urlsplit

from playwright.async_api import Response

from tests.browser.chromium import SCHEMES, WIDTHS, Tab

TOO_WIDE = """() => {
    const root = document.documentElement;
    if (root.scrollWidth <= root.clientWidth) return null;
    const widest = [...document.querySelectorAll("body *")]
        .map(element => [element.getBoundingClientRect().right, element])
        .sort(([a], [b]) => b - a)
        .map(([_, element]) => element.cloneNode().outerHTML)[0];
    return `${root.scrollWidth} px wide: ${widest}`;
}"""
OPEN = "document.querySelectorAll('details').forEach(details => { details.open = true })"


async def answered(tab: Tab, answer: Response, expected: int) -> list[str]:
    """What is wrong with the answer and all that the page asked for besides."""
    faults = [] if answer.status == expected else [f"answered {answer.status}, not {expected}"]
    faults += [f"failed: {failed}" for failed in tab.failed]
    host = urlsplit(answer.url).netloc
    faults += [f"asked another host: {each.url}" for each in tab.requests if urlsplit(each.url).netloc != host]
    faults += [
        f"the console says: {text} ({address})"
        for address, text in tab.complaints
        if not (expected >= 400 and address == answer.url)  # the status of the page itself
    ]
    faults += [f"set a cookie: {cookie['name']}" for cookie in await tab.page.context.cookies()]
    faults += [f"set a header: {name}" for name in await answer.all_headers() if name == "set-cookie"]
    return faults


async def overflow(tab: Tab) -> list[str]:
    """Where the page is wider than the screen, with its details closed and open."""
    faults = []
    for state in ("closed", "open"):
        if state == "open":
            await tab.page.evaluate(OPEN)
        for scheme in SCHEMES:
            for width in WIDTHS:
                await tab.show(width, scheme)
                wide = await tab.page.evaluate(TOO_WIDE)
                faults += [f"at {width} px, {scheme}, details {state}: {wide}"] if wide else []
    return faults


async def facts(tab: Tab) -> dict[str, Any]:
    """The addresses that the page names ({address: element}), and its ids."""
    found: dict[str, Any] = await tab.page.evaluate("""() => ({
        addresses: Object.fromEntries(
            [...document.querySelectorAll("[href], [src], form[action]")]
                .map(element => [element.href ?? element.src ?? element.action, element.outerHTML])
                .map(([found, html]) => [found?.baseVal ?? found, html.slice(0, 160)])
                .map(([found, html]) => [new URL(found, document.baseURI).href, html])
        ),
        ids: [...document.querySelectorAll("[id]")].map(element => element.id),
    })""")
    return found
