"""Erase the bytes of a version that must not stay readable."""

from argparse import ArgumentParser
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.db import ProgrammingError

from treatments import workflow
from treatments.rules import Refused


class Command(BaseCommand):
    """Erase a version's bytes; its address then answers 410, and its checksum stays. This cannot be undone."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("treatment", help="id of the record")
        parser.add_argument("number", type=int, help="number of the version")
        parser.add_argument("--by", required=True, metavar="OWNER")
        parser.add_argument("--second", required=True, metavar="USER", help="another owner, or a release manager")
        parser.add_argument("--reason", required=True, metavar="TEXT", help="is shown to whoever asks for the version")

    def handle(self, *_: Any, treatment: str, number: int, by: str, second: str, reason: str, **__: Any) -> None:
        people = {user.get_username(): user for user in get_user_model().objects.filter(username__in=(by, second))}
        for name in (by, second):
            if name not in people:
                raise CommandError(f"There is no user {name}.")
        try:
            workflow.redact(
                treatment_id=treatment, number=number, by=people[by], seconded_by=people[second], reason=reason
            )
        except Refused as refused:
            raise CommandError(str(refused)) from None
        except ProgrammingError as error:
            raise CommandError(f"Run this as the role that owns the tables: {error}") from None
        self.stdout.write(f"Erased {treatment} version {number}. Remove it from backups and caches as well.")
