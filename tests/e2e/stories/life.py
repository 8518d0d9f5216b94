"""From nothing to published, by links and buttons alone: carol writes, rita reviews. Then what readers get."""

import json

from playwright.async_api import expect

from tests.e2e.person import Effort, Person
from tests.e2e.stage import Stage
from tests.e2e.stories.record import CITATIONS, CONDITION, FINDINGS, ID, NBIB, RECORD, type_finding
from tests.server import get, say

TO_CHANGE = "Say in the description that it is for infants."


async def play(stage: Stage) -> None:
    """The whole story."""
    effort = Effort()
    async with stage.person("carol") as carol, stage.person("rita") as rita:
        carol.effort = rita.effort = effort
        for person, step in (
            (carol, _state_conflicts),
            (carol, _import_citations),
            (carol, _make_record),
            (carol, _add_findings),
            (carol, _submit),
            (rita, _state_conflicts),
            (rita, _give_back),
            (carol, _mend),
            (rita, _publish),
        ):
            await step(stage, person)
            say(f"e2e: {person.name}: {step.__name__.strip('_').replace('_', ' ')}: {effort} so far")
    say(f"e2e: from nothing to published: {effort}")
    _read(stage)


async def _state_conflicts(stage: Stage, person: Person) -> None:
    await person.go("/admin/")
    await person.follow("My conflict statement")
    await person.type("statement", "None.")
    await person.press("Save")


async def _import_citations(stage: Stage, carol: Person) -> None:
    await carol.follow("Import citations")
    await carol.type("text", NBIB.read_text())
    await carol.press("Read and show")
    for number, citation in enumerate(CITATIONS):
        await carol.type(f"read-{number}", citation["read"]["where"])
    await stage.picture(carol, "citations")
    await carol.press("Import")


async def _make_record(stage: Stage, carol: Person) -> None:
    await carol.follow("Treatments")
    await carol.leave_by(carol.page.locator("a[href$='/treatment/add/']"))
    await carol.type("id", ID)
    await carol.type("name", RECORD["name"])
    await carol.type("description", RECORD["description"])
    async with carol.beside("conditions", "Add another condition"):
        await carol.type("id", CONDITION["id"])
        await carol.type("name", CONDITION["name"])
        await carol.type("description", CONDITION["description"])
        await carol.click(carol.button("Save"))
    await carol.press("Save and continue editing")


async def _add_findings(stage: Stage, carol: Person) -> None:
    await carol.click(carol.page.get_by_role("tab", name="Findings"))
    await carol.follow("Add to findings")
    *first, last = FINDINGS
    for finding in first:
        await type_finding(carol, finding)
        await carol.press("Save and add another")
    await type_finding(carol, last)
    await expect(carol.page.locator("#worksheet .rating")).to_have_text("⊕◯◯◯ very low")
    await stage.picture(carol, "worksheet")
    await carol.press("Save")


async def _submit(stage: Stage, carol: Person) -> None:
    await stage.picture(carol, "record")
    await carol.act("Submit for review", note="Three findings, each from its own trial or cohort.")


async def _give_back(stage: Stage, rita: Person) -> None:
    await rita.follow("Review queue")
    await stage.picture(rita, "queue")
    await rita.follow(RECORD["name"])
    await stage.picture(rita, "review")
    await rita.act("Request changes", reason=TO_CHANGE)


async def _mend(stage: Stage, carol: Person) -> None:
    await carol.follow("Review queue")
    await carol.follow(RECORD["name"])
    await expect(carol.page.locator("body")).to_contain_text(TO_CHANGE)
    await carol.type("description", f"{RECORD['description']} For infants.")
    await carol.press("Save and continue editing")
    await carol.act("Submit for review", note="")


async def _publish(stage: Stage, rita: Person) -> None:
    await rita.follow("Review queue")
    await rita.follow(RECORD["name"])
    await rita.act("Approve exactly this")
    await rita.act("Publish")


def _read(stage: Stage) -> None:
    document = json.loads(get(f"{stage.origin}/api/v1/treatments/{ID}"))
    public = {finding["id"]: finding for finding in document["findings"]}
    for finding in FINDINGS:
        for part in ("population", "outcome", "effect", "arms", "rationale"):
            assert public[finding["id"]][part] == finding[part], (finding["id"], part, public[finding["id"]][part])
    page = get(f"{stage.origin}/treatments/{ID}").decode()
    assert RECORD["name"] in page, "The page does not name the record."
