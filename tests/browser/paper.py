"""A page prints on A4 with nothing cut off."""

from pathlib import Path

from playwright.async_api import PdfMargins

from tests.browser.chromium import Tab

A4 = 718  # px between margins of 10 mm
CUT = """() => {
    const root = document.documentElement;
    return [root, ...document.querySelectorAll("body *")]
        .filter(element => element.clientWidth > 0 && element.scrollWidth > element.clientWidth + 1)
        .filter(element => element === root || getComputedStyle(element).overflowX !== "visible")
        .filter(element => !element.closest(".visually-hidden, svg"))
        .map(element => `${element.scrollWidth} px in ${element.clientWidth}: ${element.cloneNode().outerHTML}`);
}"""
MARGIN = PdfMargins(top="10mm", right="10mm", bottom="10mm", left="10mm")
SMALLEST = 5_000  # bytes; an empty page has some 1,000


async def cut_off(tab: Tab, file: Path) -> list[str]:
    """What the paper cuts off of the page, which is printed into the file."""
    await tab.page.emulate_media(media="print", color_scheme="light")
    await tab.page.set_viewport_size({"width": A4, "height": 1000})
    faults: list[str] = await tab.page.evaluate(CUT)
    printed = await tab.page.pdf(path=file, format="A4", margin=MARGIN)
    if len(printed) < SMALLEST:
        faults.append(f"the PDF has only {len(printed)} bytes")
    return faults
