"""Set the database up, load the bundled records into an empty one, and serve."""

import os
import sys
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import transaction

from treatments.models import Treatment

BUNDLED_BY = "bundled-records"
BUNDLED_SOURCE = "bundled demonstration records, not clinically reviewed"


class Command(BaseCommand):
    """Migrate, load and publish the bundled records when there are none, collect static files, start granian."""

    help = __doc__

    def handle(self, *_: Any, **__: Any) -> None:
        call_command("migrate", verbosity=0)
        if not Treatment.objects.exists():
            # All or none: a start that is interrupted leaves an empty server, and the next one loads them.
            with transaction.atomic():
                self._load_bundled()
        call_command("collectstatic", interactive=False, verbosity=0)
        self.stdout.write(f"Serving on http://{settings.HOST}:{settings.PORT}: the API under /api/v1, /docs, /admin/.")
        self.stdout.flush()
        os.execv(  # noqa: S606 - no shell; the server takes this process's place and its signals
            sys.executable,
            [
                *(sys.executable, "-m", "granian", "--interface", "wsgi"),
                *("--host", settings.HOST, "--port", str(settings.PORT), "--workers", str(settings.WORKERS)),
                *("--blocking-threads", str(settings.THREADS), "--backpressure", str(settings.THREADS * 16)),
                "evidence_api.wsgi:application",
            ],
        )

    def _load_bundled(self) -> None:
        if not get_user_model().objects.filter(username=BUNDLED_BY).exists():
            call_command("create_user", BUNDLED_BY, group=["release_manager"], no_login=True, stdout=self.stdout)
        call_command("load_records", publish=True, by=BUNDLED_BY, source=BUNDLED_SOURCE, stdout=self.stdout)
