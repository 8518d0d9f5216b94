"""A process that publishes, follows the feed or races: python -m tests.workflow.publisher COMMAND ARGUMENT…

The database is that of DATABASE_URL. What happened is printed as JSON.
"""

import json
import os
import sys
import time
from collections.abc import Callable
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "evidence_api.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth.models import User  # noqa: E402

from tests.conftest import make_citation, make_finding, make_record, person  # noqa: E402
from treatments import workflow  # noqa: E402
from treatments.document.content import content, content_checksum  # noqa: E402
from treatments.exchange.records import Import  # noqa: E402
from treatments.models import Change, Treatment  # noqa: E402
from treatments.rules import Refused  # noqa: E402
from treatments.vocabulary import RetractionStatus  # noqa: E402

RECORDS = ("a", "b", "c", "d", "shared")


def prepare() -> None:
    """Five public records, one of which alone cites jones-2021, and one in review."""
    manager, curator = person("max", "release_manager", "reviewer"), person("carol", "curator")
    person("rita", "reviewer"), person("ralf", "reviewer")
    records = [make_record(id_) for id_ in RECORDS]
    records[-1]["citations"].append(make_citation("jones-2021"))
    records[-1]["findings"] = [make_finding("shared-pain", citations=["jones-2021", "smith-2020"])]
    lines = [json.dumps(record).encode() for record in records]
    outcomes = [outcome.result for outcome in Import(by=manager, source="a file", publish=True).run(lines)]
    list(Import(by=curator).run([json.dumps(make_record("race")).encode()]))
    workflow.submit(treatment_id="race", by=curator)
    say(outcomes)


def publish(name: str, count: str, *records: str) -> None:
    """Publish as often as told, in turn: software reissues, and every fifth time a citation's status."""
    by = User.objects.get(username="max")
    for number in range(int(count)):
        if number % 5 == 0:
            workflow.set_citation_status(
                citation_id="jones-2021",
                by=by,
                status=RetractionStatus.CORRECTED,
                notice=f"{name} {number}",
                noticed_on=None,
                reason="again",
            )
        else:
            settings.ATTRIBUTION = f"{name} {number}"
            workflow.reissue(treatment_id=records[number % len(records)], by=by)
    say(int(count))


def follow(until: str) -> None:
    """Poll the feed behind what was seen last, as a reader of the API does."""
    seen: list[int] = []
    deadline = time.monotonic() + 50
    while len(seen) < int(until) and time.monotonic() < deadline:
        seen += [change.sequence for change in Change.objects.after(seen[-1] if seen else 0)]
        time.sleep(0.001)
    say(seen)


def race(action: str, username: str, start: str) -> None:
    """Approve or publish the record in review, at the same moment as another process."""
    by = User.objects.get(username=username)
    seen = content_checksum(content(Treatment.objects.with_rows().get(id="race")))
    actions: dict[str, Callable[[], Any]] = {
        "approve": lambda: workflow.approve(treatment_id="race", by=by, approved=seen),
        "publish": lambda: workflow.publish(treatment_id="race", by=by),
    }
    time.sleep(max(0.0, float(start) - time.time()))
    try:
        actions[action]()
    except Refused as refused:
        say(str(refused))
    else:
        say("done")


def say(value: Any) -> None:
    sys.stdout.write(json.dumps(value) + "\n")


if __name__ == "__main__":
    commands: dict[str, Callable[..., None]] = {"prepare": prepare, "publish": publish, "follow": follow, "race": race}
    commands[sys.argv[1]](*sys.argv[2:])
