"""Two curators open the same record; the second save shows both values and keeps what was typed."""

from playwright.async_api import expect

from tests.e2e.stage import Stage

PAGE = "/admin/treatments/treatment/massage/change/"


async def play(stage: Stage) -> None:
    """Carol and Carl write another description."""
    async with stage.person("carol") as carol, stage.person("carl") as carl:
        await carol.go(PAGE)
        await carl.go(PAGE)
        await carol.type("description", "As carol has it.")
        await carol.press("Save and continue editing")
        await carl.type("description", "As carl has it.")
        await carl.press("Save and continue editing")
        body = carl.page.locator("body")
        await expect(body).to_contain_text("Nothing was saved: carol")
        await expect(body).to_contain_text("Now stored: As carol has it.")
        await expect(body).to_contain_text("You typed: As carl has it.")
        await expect(carl.field("description")).to_have_value("As carl has it.")
        await stage.look(carl, "a collision")
        await carl.field("description").scroll_into_view_if_needed()
        await stage.picture(carl, "collision")
        await carl.press("Save and continue editing")
        await carol.go(PAGE)
        await expect(carol.field("description")).to_have_value("As carl has it.")
