"""What Lighthouse gives the pages that people come to first."""

import asyncio
import json
import os
from pathlib import Path
from typing import Any

from tests.browser.chromium import FLAGS, executable
from tests.server import ROOT

Json = dict[str, Any]
PAGES = (
    "/",
    "/search",
    "/treatments/muscle-relaxants",
    "/conditions/acute-low-back-pain",
    "/claims/claim-mr-44-percent",
)
LEAST = {"accessibility": 100, "best-practices": 100, "seo": 95}
PROGRAM = ROOT / "tests/browser/node_modules/.bin/lighthouse"


async def below(address: str, file: Path) -> list[str]:
    """Where the page is below what is asked, with the audits that cost it; the report goes into the file."""
    command = [
        *(str(PROGRAM), address, "--quiet", "--output=json", f"--output-path={file}", "--throttling-method=provided"),
        *("--no-enable-error-reporting", f"--only-categories={','.join(LEAST)}"),
        f"--chrome-flags=--headless=new {' '.join(FLAGS)}",
    ]
    process = await asyncio.create_subprocess_exec(
        *command,
        env=os.environ | {"CHROME_PATH": executable()},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await process.communicate()
    if process.returncode:
        return [f"Lighthouse failed: {said.decode(errors='replace')[-2000:]}"]
    report = json.loads(file.read_text())
    return [
        f"{name} {score:.0f}, not {least}: {', '.join(_costs(report, name))}"
        for name, least in LEAST.items()
        if (score := 100 * (report["categories"][name]["score"] or 0)) < least
    ]


def _costs(report: Json, category: str) -> list[str]:
    """The audits that cost the page something."""
    weighed = [each["id"] for each in report["categories"][category]["auditRefs"] if each["weight"]]
    audits = [report["audits"][id_] for id_ in weighed]
    return [
        f"{each['id']} ({each.get('explanation', each['title'])})" for each in audits if each["score"] not in (1, None)
    ]
