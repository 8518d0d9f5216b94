"""Where the stories play: the server, the browser, the people who are logged in already, what is noted and kept."""

import asyncio
import base64
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.async_api import Browser, Locator, StorageState

from tests.browser.report import Report
from tests.e2e import look
from tests.e2e.office import password
from tests.e2e.person import Person, arrived
from tests.e2e.phone import Phone
from tests.server import say

QUALITY = 50
MARGIN = 12  # px around what a picture shows


@dataclass
class Stage:
    """A server and a browser for all stories."""

    browser: Browser
    origin: str
    report: Report
    kept: Path | None  # where pictures go, if they are taken
    seen: Path  # where a story that fails leaves what it saw
    phones: dict[str, Phone] = field(default_factory=dict)
    sessions: dict[str, StorageState] = field(default_factory=dict)
    turns: dict[str, asyncio.Lock] = field(default_factory=lambda: defaultdict(asyncio.Lock))

    @asynccontextmanager
    async def visitor(
        self, name: str, *, session: StorageState | None = None, profile: Path | None = None
    ) -> AsyncIterator[Person]:
        """The person at a browser of their own; what its pages complain of is a fault."""
        async with arrived(self.browser, self.origin, name, session, profile) as person:
            try:
                yield person
            except BaseException:
                await person.page.screenshot(path=self.seen / f"{name}.png", full_page=True)
                say(f"e2e: {name} was at {person.page.url}, as var/e2e/{name}.png shows")
                raise
            self.report.look("pages without a complaint", name, person.complaints, count=person.effort.loads)

    @asynccontextmanager
    async def person(self, name: str, *, profile: Path | None = None) -> AsyncIterator[Person]:
        """The person, logged in."""
        async with self.turns[name]:
            if name not in self.sessions:
                async with self.visitor(name) as newcomer:
                    await self.enrol(newcomer)
                    self.sessions[name] = await newcomer.context.storage_state()
        async with self.visitor(name, session=self.sessions[name], profile=profile) as person:
            yield person

    async def enrol(self, person: Person) -> None:
        """The first login, at which everybody sets up a phone."""
        await person.go("/admin/")
        await self.name_and_password(person)
        phone = Phone(await person.page.locator("code").inner_text())
        self.phones[person.name] = phone
        await self.picture(person, "second-factor")
        await person.type("code", phone.code())
        await person.press("Confirm")
        phone.paper = await person.page.locator(".codes code").all_inner_texts()
        await person.follow("I have them: continue")

    async def come_back(self, person: Person) -> None:
        """Log in again where the person was sent to, with a recovery code: the phone shows a new one too seldom."""
        await self.name_and_password(person)
        await person.type("code", self.phones[person.name].paper.pop())
        await person.press("Continue")

    async def name_and_password(self, person: Person) -> None:
        """The page of the login."""
        await person.type("username", person.name)
        await person.type("password", password(person.name))
        await person.press("Log in")

    async def look(self, person: Person, where: str) -> None:
        """axe and a narrow screen look at the page."""
        self.report.look("axe and width", where, await look.faults(person.page))

    async def picture(self, person: Person, name: str, *shown: Locator) -> None:
        """Keep a picture for the guide, if pictures are taken: of the window, or of the parts that are to be seen."""
        if self.kept is None:
            return
        await person.page.mouse.move(0, 0)
        options = {"format": "webp", "quality": QUALITY}
        if shown:
            boxes = [box for part in shown if (box := await part.bounding_box())]
            offset = await person.page.evaluate("window.scrollY")
            left, top = (min(box[side] for box in boxes) - MARGIN for side in ("x", "y"))
            right = max(box["x"] + box["width"] for box in boxes) + MARGIN
            bottom = max(box["y"] + box["height"] for box in boxes) + MARGIN
            clip = {"x": left, "y": top + offset, "width": right - left, "height": bottom - top, "scale": 1}
            options |= {"clip": clip, "captureBeyondViewport": True}
        session = await person.context.new_cdp_session(person.page)
        taken = await session.send("Page.captureScreenshot", options)
        await session.detach()
        (self.kept / f"{name}.webp").write_bytes(base64.b64decode(taken["data"]))
