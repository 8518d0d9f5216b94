"""An edit is undone from the history, field by field."""

from playwright.async_api import expect

from tests.e2e.stage import Stage

PAGE = "/admin/treatments/treatment/acupuncture"


async def play(stage: Stage) -> None:
    """Carol overwrites a description, and takes that back."""
    async with stage.person("carol") as carol:
        await carol.go(f"{PAGE}/change/")
        before = await carol.field("description").input_value()
        await carol.type("description", "Overwritten.")
        await carol.press("Save and continue editing")
        await carol.go(f"{PAGE}/history/")
        await stage.picture(carol, "history")
        await carol.follow("Undo this edit")
        await stage.look(carol, "an edit to be undone")
        await expect(carol.field("description")).to_have_value(before)
        await carol.press("Save and continue editing")
        await expect(carol.field("description")).to_have_value(before)
