"""Looks at every page in Chromium, of a server with the bundled records: python -m tests.browser [PATH…]

With paths, only these pages, without Lighthouse. With KEEP=1 the pictures in docs/screenshots/pages are taken anew.
"""

import asyncio
import os
import sys
import tempfile
import time
from collections.abc import Coroutine
from pathlib import Path

from tests.browser import addresses, chromium, lighthouse, links, markup
from tests.browser.report import Report
from tests.browser.visit import Round
from tests.server import ROOT, running, say

KEPT = ROOT / "docs/screenshots/pages"
AT_ONCE = 2


async def together(jobs: list[Coroutine[None, None, None]]) -> None:
    """Run the jobs, a few at once."""
    turn = asyncio.Semaphore(AT_ONCE)

    async def run(job: Coroutine[None, None, None]) -> None:
        async with turn:
            await job

    async with asyncio.TaskGroup() as group:
        for job in jobs:
            group.create_task(run(job))


async def look(origin: str, pages: dict[str, int], scores: tuple[str, ...], kept: Path, scratch: Path) -> Report:
    """Everything that is to be looked at."""
    report = Report()

    async def score(number: int, path: str) -> None:
        report.look(
            "Lighthouse", path, await lighthouse.below(f"{origin}{path}", scratch / f"lighthouse-{number}.json")
        )

    async with chromium.started() as browser:
        tour = Round(browser, origin, report, kept, scratch)
        await together([score(*each) for each in enumerate(scores)] + [tour.visit(*each) for each in pages.items()])
    markup.validate(report, tour.served, scratch)
    links.follow(report, origin, tour.named, tour.answers)
    return report


def main() -> None:
    only = sys.argv[1:]
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="pages-") as name:
        scratch, log = Path(name), Path(name, "log")
        kept = KEPT if os.environ.get("KEEP") else scratch
        kept.mkdir(parents=True, exist_ok=True)
        settings = {"ANONYMOUS_QUOTA": "1000000000"}
        try:
            with running([sys.executable, "manage.py", "serve"], Path(name, "data"), log, settings) as origin:
                pages = addresses.made(Path(name, "data")) | addresses.pages(origin)
                wanted = {path: pages.get(path, 200) for path in only} or pages
                scores = () if only else lighthouse.PAGES
                report = asyncio.run(look(origin, wanted, scores, kept, scratch))
        except BaseException:
            say(f"pages: what the server said:\n{log.read_text(errors='replace')}")
            raise
    report.print()
    say(f"pages: {time.monotonic() - started:.0f} s")
    sys.exit(report.failed)


if __name__ == "__main__":
    main()
