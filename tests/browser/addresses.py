"""Which pages there are, and what each answers."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.server import ROOT, get

Json = dict[str, Any]
FIXED = {
    "/": 200,
    "/search": 200,
    "/search?q=low+back+pain": 200,
    "/search?q=stem+cell&certainty=very_low&sort=name": 200,
    "/search?q=thirst+for+knowledge": 200,
    "/search?colour=blue": 400,
    "/conditions": 200,
    "/claims": 200,
    "/docs/disclaimer": 200,
    "/docs/problems": 200,
    "/docs/problems/not-found": 200,
    "/conditions/acute-low-back-pain/forest.svg?outcome=pain+intensity": 200,
    "/nothing-here": 404,
    "/treatments/nothing-here": 404,
}


def listed(origin: str, path: str) -> list[Json]:
    """Every entry of a list of the API."""
    entries: list[Json] = []
    address: str | None = f"{origin}/api/v1/{path}?page_size=100"
    while address:
        page = json.loads(get(address))
        entries += page["results"]
        address = page["next"]
    return entries


def made(data: Path) -> dict[str, int]:
    """Pages of records that real actions have brought into every state, in the data directory of a running server."""
    command = [sys.executable, "-m", "tests.browser.desk"]
    environment = os.environ | {"DATA_DIR": str(data)}
    done = subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, encoding="utf-8")
    paths: dict[str, int] = json.loads(done.stdout)
    return paths


def pages(origin: str) -> dict[str, int]:
    """Every page of what is public, and some that are not there; path and status."""
    found = dict(FIXED)
    for treatment in listed(origin, "treatments"):
        path = f"/treatments/{treatment['id']}"
        found |= {path: 200, f"{path}/versions/{treatment['version']}": 200, f"/embed{path}": 200}
    for kind in ("conditions", "claims"):
        found |= {f"/{kind}/{each['id']}": 200 for each in listed(origin, kind)}
    found |= {f"/findings/{each['id']}/forest.svg": 200 for each in listed(origin, "findings")}
    return found
