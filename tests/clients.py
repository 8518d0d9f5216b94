"""Runs both examples against a server, holds what they print against each other and the API: python -m tests.clients

They must be built: see `make clients`.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from tests.server import ROOT, get, running, say

Json = dict[str, Any]
APPS = {
    "TypeScript": ["node", "examples/typescript/build/what-helps.js"],
    "Python": [sys.executable, "examples/python/what_helps.py"],
}
QUESTIONS = ("back spasm", "acute low back pain", "epilepsy")
UNKNOWN = "thirst for knowledge"
TOO_LONG = "x" * 1001


def run(app: str, address: str, words: str) -> subprocess.CompletedProcess[str]:
    """The example's answer to the words."""
    environment = os.environ | {"BASE_URL": address, "PYTHONIOENCODING": "utf-8"}
    command = [*APPS[app], words]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, encoding="utf-8", timeout=120)


def expected(record: Json) -> Iterator[tuple[str, ...]]:
    """What each line about the record must hold, in order."""
    yield (record["name"],)
    for grade in record["evidence_grades"]:
        yield (grade["symbol"] or "no grade", (grade["certainty"] or "").replace("_", " "))
    for finding in record["findings"]:
        rated = finding["certainty"] or {"rating": "not graded", "symbol": ""}
        said = finding["interpretation"]
        yield (
            said["statement"],
            said["direction"].replace("_", " "),
            rated["rating"].replace("_", " "),
            rated["symbol"],
        )
    serious = [event for event in record["adverse_events"] if event["serious"]]
    for event in serious:
        yield (event["term"], event["frequency"]["class"].replace("_", " "), event["frequency"]["basis"] or "")
    if not serious:
        yield ("none is recorded",)
    for warning in record["warnings"]:
        yield (warning["text"], warning["kind"].replace("_", " "))
    for status in record["regulatory"]:
        yield (status["jurisdiction"], status["status"].replace("_", " "), status["note"] or "")
    for claim in record["claims"]:
        yield (claim["quote"], claim["verdict"].replace("_", " "), claim["rationale"])
    for gap in record["evidence_gaps"]:
        yield (gap["statement"],)
    for citation in record["citations"]:
        retraction = citation["retraction"]
        notice = "" if retraction["status"] == "none" else retraction["status"].replace("_", " ").upper()
        yield (citation["id"], citation["formatted"], notice, retraction["notice"] or "")


def records(address: str, words: str) -> list[Json]:
    """The records that the answer is about, read in another way than the examples do."""
    found = json.loads(get(f"{address}/api/v1/conditions?q={quote(words)}"))["results"][0]["id"]
    listed = json.loads(get(f"{address}/api/v1/treatments?page_size=100&condition={found}"))
    return [json.loads(get(f"{address}{entry['url']}")) for entry in listed["results"]]


def check_answer(printed: str, about: list[Json]) -> None:
    """Every record has its part, and every line of it says what the record says."""
    parts = [part.splitlines() for part in printed.split("\n\n")][1:]
    *parts, last = parts
    assert last == [f"{about[0]['id']} is still current."], last
    assert len(parts) == len(about) > 0, f"{len(parts)} parts about {len(about)} records"
    for lines, record in zip(parts, about, strict=True):
        for line, facts in zip(lines, expected(record), strict=True):
            missing = [fact for fact in facts if fact not in line]
            assert not missing, f"{record['id']}: {missing} is not in {line!r}"


def check(address: str) -> None:
    """Hold both examples against each other and the API."""
    for words in QUESTIONS:
        answers = {app: run(app, address, words) for app in APPS}
        for app, answer in answers.items():
            assert (answer.returncode, answer.stderr) == (0, ""), f"{app}: {answer.stderr}"
        first, second = answers.values()
        assert first.stdout == second.stdout, f"The examples differ about {words!r}."
        about = records(address, words)
        check_answer(first.stdout, about)
        say(f"clients: {words!r}: both say the same of {len(about)} records in {len(first.stdout.splitlines())} lines")
    for app in APPS:
        assert run(app, address, UNKNOWN).stdout == f"No condition fits “{UNKNOWN}”.\n"
        failed = run(app, address, TOO_LONG)
        assert (failed.returncode, failed.stdout) == (1, ""), app
        assert failed.stderr.startswith("A parameter is wrong: q: "), failed.stderr
    say("clients: both say when there is nothing, and name the fault of a wrong question")


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="clients-") as name:
        log = Path(name, "log")
        try:
            with running([sys.executable, "manage.py", "serve"], Path(name, "data"), log) as address:
                check(address)
        except BaseException:
            say(f"clients: what the server said:\n{log.read_text(errors='replace')}")
            raise


if __name__ == "__main__":
    main()
