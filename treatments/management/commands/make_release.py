"""Make a release: a dated, frozen snapshot of everything that is public."""

from argparse import ArgumentParser
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from treatments.exchange import release
from treatments.rules import Refused


class Command(BaseCommand):
    """Make the release of today. It is never changed, and there is one a day at most."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--by", required=True, metavar="USER", help="a release manager")
        parser.add_argument("--tag", metavar="DATE", help="the day that names it; default: today (UTC)")

    def handle(self, *_: Any, by: str, tag: str | None, **__: Any) -> None:
        user = get_user_model().objects.filter(username=by).first()
        if user is None:
            raise CommandError(f"There is no user {by}: make one with create_user.")
        try:
            made = release.make(by=user, tag=tag)
        except Refused as refused:
            raise CommandError(str(refused)) from None
        for file in made.files.all():
            self.stdout.write(f"{file.sha256} {file.size:>12} {file.name}")
        self.stdout.write(f"Made release {made}: everything that was public after change {made.data_version}.")
