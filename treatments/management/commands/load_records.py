"""Load records in the interchange format."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from treatments.exchange.records import Import, Result

BUNDLED = Path(__file__).resolve().parents[2] / "data"


class Command(BaseCommand):
    """Load files of one record a line; without a file, the bundled ones."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "files", nargs="*", type=Path, help="NDJSON, one record a line; default: the bundled records"
        )
        parser.add_argument("--by", metavar="USER", help="the user name in the history")
        parser.add_argument("--publish", action="store_true", help="publish each record by import (needs --by)")
        parser.add_argument(
            "--source", default="", metavar="TEXT", help="what the records are, and where rows were read"
        )
        parser.add_argument("--overwrite", action="store_true", help="also over what was edited on the desk")

    def handle(
        self, *_: Any, files: list[Path], by: str | None, publish: bool, source: str, overwrite: bool, **__: Any
    ) -> None:
        if publish and by is None:
            raise CommandError("--publish needs --by USER: a release manager in whose name the records are published.")
        user = None if by is None else get_user_model().objects.filter(username=by).first()
        if by is not None and user is None:
            raise CommandError(f"There is no user {by}: make one with create_user.")
        refused = 0
        for path in files or sorted(BUNDLED.glob("*.ndjson")):
            try:
                lines = path.read_bytes().split(b"\n")
            except OSError as error:
                raise CommandError(f"{path}: {error.strerror}.") from None
            run = Import(by=user, source=source, file=path.name, overwrite=overwrite, publish=publish)
            for outcome in run.run(lines):
                refused += outcome.result is Result.REFUSED
                self.stdout.write(f"{path.name} line {outcome.line} {outcome.treatment}: {outcome.result}")
                for remark in (*outcome.reasons, *outcome.notes):
                    self.stdout.write(f"  {remark}")
        if refused:
            raise CommandError(f"{refused} of the records were refused; the others are loaded.")
