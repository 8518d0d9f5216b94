"""A table of findings is exported, changed, shown before it is stored, and stored."""

import csv
import io

from playwright.async_api import expect

from tests.e2e.person import Person
from tests.e2e.stage import Stage

PAGE = "/admin/treatments/finding"
CHANGED = "nsaid-acute-pain"


async def play(stage: Stage) -> None:
    """Carol changes the time point of one finding in a table of all."""
    async with stage.person("carol") as carol:
        rows = list(csv.DictReader(io.StringIO(await _exported(carol), newline="")))
        [row] = [row for row in rows if row["id"] == CHANGED]
        row["timepoint"] = "up to two weeks"
        text = io.StringIO()
        writer = csv.DictWriter(text, list(row))
        writer.writeheader()
        writer.writerow(row)
        await carol.go(f"{PAGE}/import/")
        await carol.field("file").set_input_files(
            {"name": "findings.csv", "mimeType": "text/csv", "buffer": text.getvalue().encode()}
        )
        await carol.press("Read and show")
        await expect(carol.page.locator("#outcome h2")).to_have_text("0 to add, 1 to change, 0 unchanged")
        await stage.look(carol, "a table of findings, read")
        await stage.picture(carol, "bulk")
        await carol.press("Store exactly this")
        await carol.go(f"{PAGE}/{CHANGED}/change/")
        await expect(carol.field("timepoint")).to_have_value("up to two weeks")


async def _exported(carol: Person) -> str:
    """The table that the link downloads."""
    await carol.go(f"{PAGE}/import/")
    async with carol.page.expect_download() as download:
        await carol.click(carol.page.get_by_role("link", name="CSV", exact=True))
    file = await (await download.value).path()
    return file.read_text(encoding="utf-8-sig")
