"""One page after the other, each looked at in every way."""

import asyncio
from dataclasses import dataclass, field
from pathlib import Path

from playwright.async_api import Browser, BrowserContext, Error

from tests.browser import axe, loading, paper, references
from tests.browser.chromium import Tab
from tests.browser.report import Report

HTML = "text/html"
PATIENCE = 60  # seconds for one page


@dataclass
class Round:
    """A round through the pages of a server; what it keeps is for the checks that need all of them."""

    browser: Browser
    origin: str
    report: Report
    kept: Path
    printed: Path
    served: dict[str, str] = field(default_factory=dict)  # path: HTML
    named: dict[str, tuple[str, str]] = field(default_factory=dict)  # address: the page that names it, the element
    answers: dict[str, tuple[int, set[str]]] = field(default_factory=dict)  # address: status, ids

    async def visit(self, path: str, expected: int) -> None:
        """Load the page without scripts, measure it, photograph it, print it, and let axe look at it."""
        context = await self.browser.new_context(locale="en-GB")
        try:
            async with asyncio.timeout(PATIENCE):
                await self._visit(context, path, expected)
        except (Error, TimeoutError) as error:
            self.report.look("loading without scripts", path, [f"Chromium gave up: {error!r}"])
        await context.close()

    async def _visit(self, context: BrowserContext, path: str, expected: int) -> None:
        async with Tab.opened(context) as tab:
            answer = await tab.load(f"{self.origin}{path}")
            self.report.look("loading without scripts", path, await loading.answered(tab, answer, expected))
            name = references.name_of(path)
            if name is not None:
                await references.take(tab, name, self.kept)
            if HTML in answer.headers.get("content-type", ""):
                self.served[path] = await answer.text()
                await self._read(tab, path, expected)
                await self._look(tab, path)

    async def _read(self, tab: Tab, path: str, expected: int) -> None:
        facts = await loading.facts(tab)
        for address, element in facts["addresses"].items():
            self.named.setdefault(address, (path, element))
        self.answers[f"{self.origin}{path}"] = expected, set(facts["ids"])

    async def _look(self, tab: Tab, path: str) -> None:
        name = references.name_of(path)
        file = (self.kept if name in references.PRINTED else self.printed) / f"{name or path.replace('/', '_')}.pdf"
        self.report.look("print on A4", path, await paper.cut_off(tab, file))
        self.report.look("width at 360, 768, 1280", path, await loading.overflow(tab))
        self.report.look("axe", path, await axe.violations(tab))
