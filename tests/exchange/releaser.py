"""A process that makes releases, or compares them with the feed: python -m tests.exchange.releaser COMMAND

The database is that of DATABASE_URL. What happened is printed as JSON.
"""

import json
import os
import sys
from datetime import date, timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "evidence_api.settings")
django.setup()

from django.contrib.auth.models import User  # noqa: E402

from treatments.exchange import release  # noqa: E402
from treatments.models import Change, Release  # noqa: E402
from treatments.vocabulary import ChangeType  # noqa: E402

BEGIN = date(1990, 1, 1)


def make(last: int) -> list[int]:
    """Releases, one behind the other, until one holds that change; how far the feed was at each.

    Says `ready` after the first, so that the others can begin to publish.
    """
    by, made = User.objects.get(username="max"), [0]
    while made[-1] < last:
        made.append(release.make(by=by, tag=(BEGIN + timedelta(days=len(made))).isoformat()).data_version)
        if len(made) == 2:
            sys.stdout.write("ready\n")
            sys.stdout.flush()
    return made[1:]


def compare() -> list[int]:
    """How far the feed was at each release of which the records are those that reading the feed in order gives."""
    current: dict[str, bytes] = {}
    records: dict[int, bytes] = {}
    for change in Change.objects.order_by("sequence").select_related("version"):
        current.pop(change.publication_id, None)
        if change.type != ChangeType.WITHDRAWN:
            current[change.publication_id] = bytes(change.version.body)
        records[change.sequence] = b"".join(body + b"\n" for _, body in sorted(current.items()))
    return [
        made.data_version
        for made in Release.objects.order_by("tag")
        if b"".join(made.files.get(name="records.ndjson").read()) == records[made.data_version]
    ]


if __name__ == "__main__":
    value = make(int(sys.argv[2])) if sys.argv[1] == "make" else compare()
    sys.stdout.write(json.dumps(value) + "\n")
