"""Every page that a link of the desk leads to, as axe and a tablet see it, empty and with what a form refuses."""

import asyncio
from collections import deque
from urllib.parse import urlsplit

from tests.e2e.addresses import NO_PAGES, name_of, names
from tests.e2e.person import Person
from tests.e2e.stage import Stage

START = "/admin/"
# Pages that show something else to each; ada sees all the others.
DIFFERENT = {
    "index",
    "treatments_queue",
    "treatments_treatment_change",
    "treatments_treatment_review",
    "treatments_finding_change",
    "treatments_conflictstatement_add",
}
# Rows that were never published: these can be deleted.
SEEDS = [
    "/admin/treatments/treatment/rest/change/",
    "/admin/treatments/finding/rest-pain/change/",
]
LINKS = "[...document.links].map(link => link.href).filter(href => !/^(blob|data|javascript|mailto):/.test(href))"


async def play(stage: Stage) -> None:
    """Follow the links, one of each kind, everybody at once."""
    walks = {"ada": (names() - set(NO_PAGES), SEEDS), **dict.fromkeys(("carol", "rita", "manuel"), (DIFFERENT, []))}
    async with asyncio.TaskGroup() as together:
        for name, (wanted, seeds) in walks.items():
            together.create_task(_as(stage, name, wanted, seeds))


async def _as(stage: Stage, name: str, wanted: set[str], seeds: list[str]) -> None:
    async with stage.person(name) as person:
        await _walk(stage, person, wanted, seeds)


async def _walk(stage: Stage, person: Person, wanted: set[str], seeds: list[str]) -> None:
    """Breadth first, look at the first page of each name that is wanted, and at the seeds."""
    waiting, unseen, reached = deque([START, *seeds]), set(seeds), set[str]()
    while waiting:
        path = waiting.popleft()
        name = name_of(path)
        if name not in wanted or (name in reached and path not in unseen):
            continue
        reached.add(name)
        unseen.discard(path)
        await person.go(path)
        if urlsplit(person.page.url).path != urlsplit(path).path:
            continue  # it led to another page, which is looked at by its own name
        await stage.look(person, f"{person.name}: {path}")
        waiting += [_path(href) for href in await person.page.evaluate(LINKS) if href.startswith(f"{stage.origin}/")]
        if name.endswith(("_add", "_import")):
            await _refused(stage, person, path)


async def _refused(stage: Stage, person: Person, path: str) -> None:
    """The same page after an empty form was sent."""
    await person.leave_by(person.page.locator("[name=_save], .desk form button:not([type=button])").last)
    await stage.look(person, f"{person.name}: {path}, refused")


def _path(href: str) -> str:
    parts = urlsplit(href)
    return parts.path if "_popup" in parts.query else f"{parts.path}?{parts.query}"
