"""What was typed and not saved comes back: after the tab crashed, and after the session ended."""

import tempfile
from pathlib import Path

from playwright.async_api import expect

from tests.e2e.person import Person
from tests.e2e.stage import Stage

PAGE = "/admin/treatments/treatment/spinal-manipulation/change/"
# Waits until the browser keeps a draft with the text, in the database where drafts.js puts it.
KEPT = """text => new Promise(done => {
    const look = (desk) => {
        const asked = desk.transaction("drafts").objectStore("drafts").getAll();
        asked.onsuccess = () => {
            if (!JSON.stringify(asked.result).includes(text)) return setTimeout(look, 50, desk);
            desk.close();
            done();
        };
    };
    const opening = indexedDB.open("desk", 1);
    opening.onsuccess = () => look(opening.result);
})"""


async def play(stage: Stage) -> None:
    """Carl types, and twice it is taken from him."""
    with tempfile.TemporaryDirectory(prefix="e2e-profile-", ignore_cleanup_errors=True) as profile:
        async with stage.person("carl", profile=Path(profile)) as carl:
            await _play(stage, carl)


async def _play(stage: Stage, carl: Person) -> None:
    await _type(carl, "Typed before the crash.")
    crashed = carl.page
    session = await carl.context.new_cdp_session(crashed)
    async with crashed.expect_event("crash"):
        await session.send("Page.navigate", {"url": "chrome://crash"})
    await carl.open_tab()
    await carl.go(PAGE)
    await expect(carl.page.locator("#drafts")).to_contain_text("and did not save it: 1 field differs")
    await stage.look(carl, "a draft that is offered back")
    await stage.picture(carl, "draft")
    await _put_back(carl, "Typed before the crash.")
    await carl.press("Save and continue editing")

    await _type(carl, "Typed before the session ended.")
    await carl.context.clear_cookies(name="sessionid")
    await carl.press("Save and continue editing")
    await expect(carl.field("username")).to_be_visible()
    await stage.come_back(carl)
    await carl.go(PAGE)
    await _put_back(carl, "Typed before the session ended.")
    await carl.press("Save and continue editing")
    await expect(carl.field("description")).to_have_value("Typed before the session ended.")
    await expect(carl.page.locator("#drafts")).to_be_empty()


async def _type(carl: Person, text: str) -> None:
    """Type, and wait until the browser keeps it."""
    await carl.go(PAGE)
    await carl.type("description", text)
    await carl.page.evaluate(KEPT, text)


async def _put_back(carl: Person, text: str) -> None:
    await carl.click(carl.button("Put it back").first)
    await expect(carl.field("description")).to_have_value(text)
