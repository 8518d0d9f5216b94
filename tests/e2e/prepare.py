"""A process that makes the people and loads the records: python -m tests.e2e.prepare FILE

Each command is one of manage.py's; they share a process, for starting it takes longer than what they do. The passwords
come from standard input, a line for each person.
"""

import os
import sys

import django
from django.core.management import call_command

from tests.e2e.office import IMPORTER, PEOPLE

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "evidence_api.settings")
    django.setup()
    call_command("migrate", verbosity=0)
    call_command("create_user", IMPORTER, group=["release_manager"], no_login=True)
    call_command("load_records", sys.argv[1], publish=True, by=IMPORTER, source="the bundled records")
    for name, role in PEOPLE.items():
        call_command("create_user", name, name=f"{name.capitalize()} Example", **role)
