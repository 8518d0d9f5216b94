"""Debian's Chromium, and a tab of it in which the pages' scripts are off."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Literal

from playwright.async_api import Browser, BrowserContext, CDPSession, Page, Request, Response, async_playwright

FLAGS = [
    "--no-sandbox",  # it runs as root
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SCRIPTED = "data:text/html,<title>off</title><script>document.title='on'</script>"
WIDTHS = (360, 768, 1280)
HEIGHT = 900
Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")


def executable() -> str:
    """Where Chromium is.

    Raises:
        SystemExit: nowhere.
    """
    found = shutil.which("chromium")
    if found is None:
        raise SystemExit("There is no chromium: apt-get install chromium (or the same of another system).")
    return found


@asynccontextmanager
async def started() -> AsyncIterator[Browser]:
    """A Chromium that ends with the context."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=executable(), args=FLAGS)
        yield browser
        await browser.close()


class Tab:
    """A tab that keeps what its page asked for and complained of. Scripts of pages do not run in it."""

    def __init__(self, page: Page, session: CDPSession) -> None:
        self.page = page
        self.session = session  # one for all: each would hold a switch of its own over scripts
        self.requests: list[Request] = []
        self.failed: list[str] = []
        self.complaints: list[tuple[str, str]] = []  # address, text
        page.on("request", lambda request: self.requests.append(request))
        page.on("requestfailed", lambda request: self.failed.append(f"{request.url}: {request.failure}"))
        page.on("console", lambda message: self.complaints.append((message.location["url"], message.text)))
        page.on("pageerror", lambda error: self.complaints.append((page.url, str(error))))

    @classmethod
    @asynccontextmanager
    async def opened(cls, context: BrowserContext) -> AsyncIterator["Tab"]:
        """A tab, closed at the end.

        Raises:
            SystemExit: this Chromium runs scripts all the same.
        """
        page = await context.new_page()
        tab = cls(page, await context.new_cdp_session(page))
        await tab.scripts(on=False)
        await tab.page.goto(SCRIPTED)
        if await tab.page.title() != "off":
            raise SystemExit("This Chromium runs scripts that were switched off: nothing here would prove anything.")
        tab.requests.clear()
        yield tab
        await tab.page.close()

    async def scripts(self, *, on: bool) -> None:
        """Let scripts run or not; what the checks evaluate runs either way, but timers only when on."""
        await self.session.send("Emulation.setScriptExecutionDisabled", {"value": not on})

    async def load(self, address: str) -> Response:
        """The answer to the address, as a wide light screen gets it."""
        await self.show(1280, "light")
        answer = await self.page.goto(address)
        assert answer is not None, address
        return answer

    async def show(self, width: int, scheme: Scheme) -> None:
        """Show the page on a screen of that width in that scheme."""
        await self.page.emulate_media(media="screen", color_scheme=scheme)
        await self.page.set_viewport_size({"width": width, "height": HEIGHT})
