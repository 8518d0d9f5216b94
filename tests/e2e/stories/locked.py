"""Too many wrong passwords, a code that is wrong, and buttons that say why they are off."""

from playwright.async_api import expect

from tests.e2e.stage import Stage

LIMIT = 5
LOCKED = 429


async def play(stage: Stage) -> None:
    """A stranger guesses Leo's password; Rita may not submit."""
    async with stage.visitor("leo") as stranger:
        await stranger.go("/admin/")
        await stage.look(stranger, "login")
        stranger.expected.add(LOCKED)
        for number in range(1, LIMIT + 1):
            await stranger.type("username", "leo")
            await stranger.type("password", f"guess {number}")
            await stranger.press("Log in")
            if number == 1:
                await stage.look(stranger, "login, refused")
        await expect(stranger.page.get_by_role("heading", level=1)).to_have_text("Locked out")
        await stage.look(stranger, "locked out")
    async with stage.person("carl") as carl:
        await carl.go("/admin/treatments/treatment/paracetamol/change/")
        button = carl.page.get_by_role("button", name="Submit for review", exact=True)
        await expect(button).to_be_disabled()
        await expect(carl.page.locator("#why-not-submit")).to_contain_text("Mend this first")
        await stage.picture(carl, "why-not")
