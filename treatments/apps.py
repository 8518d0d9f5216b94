"""The application: it installs the triggers, the groups and the feed after every migration."""

from typing import Any

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.db import DEFAULT_DB_ALIAS
from django.db.models.signals import post_migrate


class TreatmentsConfig(AppConfig):
    """Treatment-evidence records."""

    name = "treatments"
    verbose_name = "Treatment evidence"

    def ready(self) -> None:
        from treatments import checks  # noqa: F401 - registers the system checks

        post_migrate.connect(complete_database, sender=self)


class DeskConfig(AdminConfig):
    """Django's admin, with our site."""

    default_site = "treatments.admin.site.DeskSite"

    def ready(self) -> None:
        # First of all admins: the first to register makes the site, which our package holds.
        from treatments import admin  # noqa: F401 - registers
        from treatments.admin.access.people import take_over

        super().ready()
        take_over()


def complete_database(using: str, **_: Any) -> None:
    """Install what migrations do not keep."""
    from treatments import index, workflow
    from treatments.models.immutable import install_triggers
    from treatments.models.record import Feed
    from treatments.models.search import install_search
    from treatments.roles import install_groups

    install_triggers(using)
    install_search(using)
    install_groups(using)
    Feed.objects.using(using).get_or_create(id=1)
    if using == DEFAULT_DB_ALIAS and index.is_empty():
        workflow.rebuild_index()
