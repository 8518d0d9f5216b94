"""The HTML of the pages, as served, keeps the rules of html-validate."""

import json
import subprocess
from pathlib import Path

from tests.browser.report import Report
from tests.server import ROOT

HERE = ROOT / "tests/browser"
PROGRAM = ["node_modules/.bin/html-validate", "--config", ".htmlvalidate.mjs"]


def validate(report: Report, served: dict[str, str], directory: Path) -> None:
    """Hold every page (path: HTML) against the rules.

    Raises:
        SystemExit: html-validate itself failed.
    """
    files = {directory / f"{number}.html": path for number, path in enumerate(served)}
    for file, path in files.items():
        file.write_text(served[path])
    found = directory / "html-validate.json"  # into a pipe it writes only a part of much
    command = [*PROGRAM, "--formatter", f"json={found}", *map(str, files)]
    done = subprocess.run(command, cwd=HERE, capture_output=True, encoding="utf-8", check=False)
    if done.returncode not in (0, 1):
        raise SystemExit(f"html-validate failed: {done.stderr}")
    messages = {Path(each["filePath"]): each["messages"] for each in json.loads(found.read_text())}
    for file, path in files.items():
        faults = [
            f"line {each['line']}: {each['ruleId']}: {each['message']} ({each['selector']})"
            for each in messages.get(file, [])
        ]
        report.look("html-validate", path, faults)
