"""A person in a browser of their own: what they press and type is counted, and what their pages complain of is kept."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.async_api import Browser, BrowserContext, Locator, Page, Request, Response, StorageState, ViewportSize

from tests.browser.chromium import FLAGS, executable

WIDTH, HEIGHT = 1280, 900
PATIENCE = 15_000  # ms for anything to appear


@dataclass
class Effort:
    """What work took."""

    loads: int = 0  # documents that came from the server; a redirect and what it leads to are one
    clicks: int = 0  # presses of the mouse: opening a list and choosing from it are two
    fields: int = 0  # typed or pasted into

    def __str__(self) -> str:
        return f"{self.loads} page loads, {self.clicks} clicks, {self.fields} fields typed or pasted into"


@dataclass
class Person:
    """Somebody at a browser; `page` is the tab in front."""

    name: str
    origin: str
    context: BrowserContext
    page: Page
    effort: Effort = field(default_factory=Effort)
    complaints: list[str] = field(default_factory=list)
    expected: set[int] = field(default_factory=set)  # status codes, besides those below 400, of pages that follow

    # Going somewhere

    async def open_tab(self) -> None:
        """A new tab comes to the front; the old one stays as it is."""
        self.page = await self.context.new_page()
        self.watch(self.page)

    def watch(self, page: Page) -> None:
        """Count the page's loads and keep its complaints."""
        page.set_default_timeout(PATIENCE)
        page.on("load", self._loaded)
        page.on("console", lambda message: self._complained(message.type, message.text, message.location["url"]))
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))
        page.on("requestfailed", self._failed)
        page.on("response", self._answered)

    async def go(self, path: str) -> None:
        """Load the address by typing it, as from a bookmark."""
        await self.page.goto(f"{self.origin}{path}")

    # Pressing and typing

    async def click(self, target: Locator) -> None:
        """Press what does not lead to another page."""
        self.effort.clicks += 1
        await target.click()

    async def leave_by(self, target: Locator) -> None:
        """Press what leads to another page, and wait for that."""
        async with self.page.expect_event("load"):
            await self.click(target)

    async def press(self, name: str, *, within: Locator | None = None) -> None:
        """Press the button that says this, which leads to another page."""
        await self.leave_by((within or self.page).get_by_role("button", name=_starts(name)))

    async def follow(self, name: str, *, within: Locator | None = None) -> None:
        """Follow the link that says this."""
        await self.leave_by((within or self.page).get_by_role("link", name=_starts(name)).first)

    async def type(self, name: str, text: str) -> None:
        """Replace what the field holds."""
        self.effort.fields += 1
        await self.field(name).fill(text)

    async def choose(self, name: str, choice: str) -> None:
        """Open the list and choose from it."""
        self.effort.clicks += 2
        await self.field(name).select_option(choice)

    async def tick(self, name: str, value: str = "") -> None:
        """Press the box, or the round button of that value."""
        await self.click(self.page.locator(f"[name='{name}'][value='{value}']") if value else self.field(name))

    async def find(self, name: str, text: str) -> None:
        """Open the list that searches as one types, type, choose what has the text."""
        await self.click(self.page.locator(f".field-{name} .select2-selection").first)
        self.effort.fields += 1
        await self.page.locator(".select2-container--open .select2-search__field").fill(text)
        await self.click(self.page.locator(".select2-results__option--highlighted", has_text=text))

    @asynccontextmanager
    async def beside(self, name: str, link: str) -> AsyncIterator[None]:
        """The window that the menu beside the field opens; it closes by itself at the end."""
        page = self.page
        await self.click(page.locator(f"[data-id=related-widget-wrapper-{name}] [x-ref]"))
        async with self.context.expect_page() as opened:
            await self.click(page.get_by_role("link", name=_starts(link)))
        self.page = await opened.value
        self.watch(self.page)
        async with self.page.expect_event("close"):
            yield
        self.page = page

    async def act(self, button: str, **typed: str) -> None:
        """Fold the action open, where it is folded, say why, and press its button."""
        summary = self.page.locator("summary", has_text=button)
        if await summary.count():
            await self.click(summary)
        form = self.page.locator("form", has=self.page.get_by_role("button", name=button, exact=True))
        for name, text in typed.items():
            if text:
                self.effort.fields += 1
                await form.locator(f"[name='{name}']").fill(text)
        await self.press(button, within=form)

    def button(self, name: str) -> Locator:
        """The button that says this."""
        return self.page.get_by_role("button", name=_starts(name))

    def field(self, name: str) -> Locator:
        """The form field of that name."""
        return self.page.locator(f"[name='{name}']:not([type=hidden])")

    # What is kept

    def _loaded(self, _page: Page) -> None:
        self.effort.loads += 1

    def _complained(self, kind: str, text: str, address: str) -> None:
        if kind in ("error", "warning") and not text.startswith("Failed to load resource"):  # `_answered` has those
            self.complaints.append(f"{address}: the console says: {text}")

    def _failed(self, request: Request) -> None:
        if request.failure != "net::ERR_ABORTED":  # a list that is closed, or a page that is left, asks no further
            self.complaints.append(f"{request.url}: {request.failure}")

    def _answered(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self.expected:
            self.complaints.append(f"{response.url} answered {response.status}")
        if urlsplit(response.url).netloc not in (urlsplit(self.origin).netloc, ""):
            self.complaints.append(f"asked another host: {response.url}")


def _starts(name: str) -> re.Pattern[str]:
    """The name, with or without the word by which an icon is drawn before or behind it, or a count behind it."""
    return re.compile(rf"^([a-z_]+ )?{re.escape(name)}( \w+)?$")


@asynccontextmanager
async def arrived(
    browser: Browser, origin: str, name: str, session: StorageState | None = None, profile: Path | None = None
) -> AsyncIterator[Person]:
    """The person at a browser that holds nothing but the session; with a profile, one that writes to the disk."""
    size: ViewportSize = {"width": WIDTH, "height": HEIGHT}
    if profile is None:
        context = await browser.new_context(
            locale="en-GB", timezone_id="UTC", viewport=size, storage_state=session, reduced_motion="reduce"
        )
    else:
        context = await browser.browser_type.launch_persistent_context(
            profile, executable_path=executable(), args=FLAGS, locale="en-GB", timezone_id="UTC", viewport=size
        )
        cookies: list[Any] = list((session or {}).get("cookies", []))
        await context.add_cookies(cookies)
    page = await context.new_page()
    person = Person(name, origin, context, page)
    person.watch(page)
    yield person
    await context.close()
