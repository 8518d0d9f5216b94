"""Drives Chromium through the desk as several people, story by story: python -m tests.e2e [STORY…]

With stories, only these. With KEEP=1 the pictures in docs/screenshots/desk are taken anew. With DATABASE_URL the
server's database is that one, which must be empty. What a story that failed saw last is kept in var/e2e.
"""

import asyncio
import os
import sys
import tempfile
import time
from importlib import import_module
from pathlib import Path

from playwright.async_api import Error

from tests.browser import chromium
from tests.browser.report import Report
from tests.e2e import addresses, office
from tests.e2e.stage import Stage
from tests.server import ROOT, say

KEPT = ROOT / "docs/screenshots/desk"
SEEN = ROOT / "var/e2e"
# One after the other: what an earlier one publishes, a later one changes. Those in a group touch different records.
GROUPS = (("life",), ("afterwards", "collision"), ("undo", "crash"), ("bulk", "locked"), ("pages",))
PATIENCE = 300  # seconds for one story


async def play(stage: Stage, story: str) -> None:
    """Play the story; where it fails, keep what its people saw."""
    started = time.monotonic()
    faults = []
    try:
        async with asyncio.timeout(PATIENCE):
            await import_module(f"tests.e2e.stories.{story}").play(stage)
    except (Error, AssertionError, TimeoutError) as error:
        faults = [f"{type(error).__name__}: {error}"]
    stage.report.look("stories", story, faults)
    say(f"e2e: {story}: {'FAILED' if faults else 'passed'} in {time.monotonic() - started:.0f} s")


async def play_all(origin: str, wanted: list[str]) -> Report:
    """The stories, those of a group at once."""
    async with chromium.started() as browser:
        stage = Stage(browser, origin, Report("e2e"), KEPT if os.environ.get("KEEP") else None, SEEN)
        for group in GROUPS:
            async with asyncio.TaskGroup() as together:
                for story in group:
                    if not wanted or story in wanted:
                        together.create_task(play(stage, story))
    return stage.report


def main() -> None:
    started = time.monotonic()
    for directory in (KEPT, SEEN):
        directory.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="e2e-") as name:
        log = Path(name, "log")
        try:
            with office.opened(Path(name)) as origin:
                addresses.know(Path(name, "data"))
                say(f"e2e: the server was ready after {time.monotonic() - started:.0f} s")
                report = asyncio.run(play_all(origin, sys.argv[1:]))
        except BaseException:
            if log.exists():
                say(f"e2e: what the server said:\n{log.read_text(errors='replace')}")
            raise
        _, *errors = log.read_text(errors="replace").split("Traceback (most recent call last):")
        report.look("server without an error", "log", [error for error in errors if "PermissionDenied" not in error])
    report.print()
    say(f"e2e: {time.monotonic() - started:.0f} s")
    sys.exit(report.failed)


if __name__ == "__main__":
    main()
