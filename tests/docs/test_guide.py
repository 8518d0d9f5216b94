"""docs/guide.md: every request is made, in order, and every answer is what the guide prints."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import User

from tests.conftest import BUNDLED, BUNDLED_SOURCE
from tests.docs.guide import Reader, bodies, compared, steps
from treatments import workflow
from treatments.exchange import release
from treatments.exchange.records import Import, Result
from treatments.models import ApiKey, Treatment

CAME = '{"id": "rest", "etag": "123", "rows": [{"a": 1, "b": 0.5}, {"a": 2}, {"a": 3}]}'
GUIDE = (Path(__file__).parents[2] / "docs" / "guide.md").read_text(encoding="utf-8")


def second_version(_reader: Reader, manager: User) -> None:
    lines = map(json.loads, BUNDLED.read_bytes().splitlines())
    record = next(line for line in lines if line["id"] == "muscle-relaxants")
    finding = next(finding for finding in record["findings"] if finding["id"] == "mr-vt-pain")
    finding["certainty"]["domains"].append({"domain": "imprecision", "levels": -1, "reason": "The trials are small."})
    run = Import(by=manager, source=BUNDLED_SOURCE, publish=True)
    (outcome,) = run.run([json.dumps(record).encode()])
    assert outcome.result is Result.PUBLISHED, outcome


def withdrawal(_reader: Reader, manager: User) -> None:
    workflow.withdraw(
        treatment_id="carisoprodol",
        by=manager,
        reason="It is described with its class from now on.",
        successor="muscle-relaxants",
    )


def dated_copy(_reader: Reader, manager: User) -> None:
    release.make(by=manager, tag="2026-01-01")


def key(reader: Reader, manager: User) -> None:
    reader.known = {**reader.known, "key": ApiKey(name="an app").issue(by=manager.get_username())}


def used_up(reader: Reader, _manager: User) -> None:
    for _ in range(settings.ANONYMOUS_QUOTA):
        reader.client.get("/api/v1/none")


EVENTS: Mapping[str, Callable[[Reader, User], Any]] = {
    "muscle relaxants get a second version": second_version,
    "carisoprodol is withdrawn": withdrawal,
    "a release is made": dated_copy,
    "the operator makes a key": key,
    "the quota of the minute is used up": used_up,
}


def test_the_guide(bundled: list[Treatment], manager: User, subtests: pytest.Subtests) -> None:
    reader = Reader()
    for step in steps(GUIDE):
        if step.event:
            EVENTS[step.event](reader, manager)
            continue
        answer = reader.ask(step.command)
        with subtests.test(f"docs/guide.md, line {step.line}"):
            shown, came = compared(step, answer)
            assert shown == came


def test_nothing_in_the_guide_is_left_out() -> None:
    found = list(steps(GUIDE))
    asked = [step.command for step in found if step.command]
    assert GUIDE.count("```") == 4 * len(asked)
    assert sum("127.0.0.1" in command or "$next" in command for command in asked) == len(asked) > 50
    assert {step.event for step in found if step.event} == set(EVENTS)


@pytest.mark.parametrize(
    ("kind", "shown"),
    [
        ("json", '{"id": "rest", "etag": "…", "rows": [{"a": 1, "b": 0.5}, {"a": 2}, {"a": 3}]}'),
        ("json", '{"id": "rest", "etag": "12…", "rows": [{"a": 1, "…": "…"}, "…"]}'),
        ("json", '{"rows": ["…"], "…": "…"}'),
        ("text", '{"id": "rest", …'),
        ("text", "…"),
    ],
)
def test_what_may_be_left_open(kind: str, shown: str) -> None:
    printed, came = bodies(kind, shown, CAME)
    assert printed == came


@pytest.mark.parametrize(
    ("kind", "shown"),
    [
        ("json", '{"id": "walk", "…": "…"}'),  # another value
        ("json", '{"id": "…", "…": "…"}'),  # open, though it is the same every time
        ("json", '{"rows": [{"a": 1, "b": 0.50}, "…"], "…": "…"}'),  # other digits
        ("json", '{"etag": "13…", "…": "…"}'),  # another beginning
        ("json", '{"id": "rest", "etag": "…"}'),  # a member too few
        ("json", '{"id": "rest", "note": null, "…": "…"}'),  # a member too many
        ("json", '{"etag": "…", "id": "rest", "…": "…"}'),  # another order
        ("json", '{"…": "…", "id": "rest"}'),  # left out in front
        ("json", '{"rows": [{"a": 1, "b": 0.5}, {"a": 2}], "…": "…"}'),  # an item too few
        ("json", '{"rows": [{"a": 1, "b": 0.5}, {"a": 2}, {"a": 3}, {"a": 4}], "…": "…"}'),  # an item too many
        ("json", '{"rows": ["…", {"a": 3}], "…": "…"}'),  # left out in front
        ("text", '{"id": "walk", …'),
        ("text", '{"id": "rest", …\n…\n…'),
    ],
)
def test_what_may_not(kind: str, shown: str) -> None:
    printed, came = bodies(kind, shown, CAME)
    assert printed != came


@pytest.mark.parametrize(
    "guide", ["```sh\ncurl a\n```", "```json\n{}\n```", "```sh\ncurl a\n```\n<!-- here: b -->\n```json\n{}\n```"]
)
def test_a_command_and_its_answer_stand_together(guide: str) -> None:
    with pytest.raises(ValueError, match="answer"):
        list(steps(guide))
