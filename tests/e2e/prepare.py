"""A process that makes the people and loads the records: python -m tests.e2e.prepare FILE

Each command is one of manage.py's; they share a process, for starting it takes longer than what they do. The passwords
come from standard input, a line for each person.
"""

import json
import os
import sys
import tempfile

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "evidence_api.settings")
django.setup()

from django.core.management import call_command  # noqa: E402

from tests.conftest import full_record, make_citation  # noqa: E402
from tests.e2e.office import IMPORTER, PEOPLE, RETRACTED, Json  # noqa: E402


def _load(record: Json, *, publish: bool = False) -> None:
    with tempfile.NamedTemporaryFile("w", suffix=".ndjson") as file:
        file.write(json.dumps(record))
        file.flush()
        call_command("load_records", file.name, publish=publish, by=IMPORTER, source="a sample")


def main() -> None:
    call_command("migrate", verbosity=0)
    call_command("create_user", IMPORTER, group=["release_manager"], no_login=True)
    call_command("load_records", sys.argv[1], publish=True, by=IMPORTER, source="the bundled records")
    citation = make_citation("smith-2020", title="A sample of an article", doi=RETRACTED)
    _load(full_record("sample", name="A sample record", citations=[citation]), publish=True)
    _load(full_record("rest", name="A sample record, never published", citations=[citation]))
    for name, role in PEOPLE.items():
        call_command("create_user", name, name=f"{name.capitalize()} Example", **role)


if __name__ == "__main__":
    main()
