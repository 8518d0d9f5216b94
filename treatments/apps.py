"""The application: it installs the triggers, the groups and the feed after every migration."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class TreatmentsConfig(AppConfig):
    """Treatment-evidence records."""

    name = "treatments"
    verbose_name = "Treatment evidence"

    def ready(self) -> None:
        from treatments import checks  # noqa: F401 - registers the system checks

        post_migrate.connect(complete_database, sender=self)


def complete_database(using: str, **_: Any) -> None:
    """Install what migrations do not keep."""
    from treatments.models.immutable import install_triggers
    from treatments.models.record import Feed
    from treatments.rules import install_groups

    install_triggers(using)
    install_groups(using)
    Feed.objects.using(using).get_or_create(id=1)
