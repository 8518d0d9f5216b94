"""`manage.py interchange_schema`: print the JSON Schema of the interchange format."""

from typing import Any

from django.core.management.base import BaseCommand

from treatments.document.interchange_schema import interchange_schema


class Command(BaseCommand):
    """Print the JSON Schema of the interchange format, as it is kept in docs/interchange.schema.json."""

    help = __doc__

    def handle(self, *_: Any, **__: Any) -> None:
        self.stdout.write(interchange_schema(), ending="")
