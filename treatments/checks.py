"""System checks: settings that are unsafe in production, and what the database lacks."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import DatabaseError, connections

from treatments.models.immutable import immutable_models, missing_triggers
from treatments.models.index import IndexedText
from treatments.models.search import missing_search


@register(Tags.security, deploy=True)
def check_hosts(**_: Any) -> Sequence[CheckMessage]:
    """Answers must not name whatever host a request claims."""
    if "*" in settings.ALLOWED_HOSTS:
        hint = "Set ALLOWED_HOSTS to the names under which the server is reached, for example evidence.example.org."
        return [Error("ALLOWED_HOSTS allows every host.", hint=hint, id="treatments.E001")]
    return []


@register(Tags.security)
def check_debug(**_: Any) -> Sequence[CheckMessage]:
    """Debug pages show settings and code to whoever reaches the server."""
    outside = set(settings.ALLOWED_HOSTS) - {"127.0.0.1", "localhost", "[::1]", "testserver"}
    if settings.DEBUG and outside:
        hint = "Set DEBUG=0, or ALLOWED_HOSTS to 127.0.0.1 and localhost."
        return [Error("DEBUG is on for hosts other than this machine.", hint=hint, id="treatments.E002")]
    return []


@register(Tags.security, deploy=True)
def check_https(**_: Any) -> Sequence[CheckMessage]:
    """Passwords and sessions of curators must not travel in the clear."""
    if not settings.HTTPS:
        hint = "Put the server behind a proxy that ends TLS and sets X-Forwarded-Proto, and set HTTPS=1."
        return [Warning("HTTPS is off: sessions of curators travel in the clear.", hint=hint, id="treatments.W001")]
    return []


@register(Tags.security, deploy=True)
def check_two_factor(**_: Any) -> Sequence[CheckMessage]:
    """A password that leaked must not be enough to publish."""
    if not settings.TWO_FACTOR:
        hint = "Set TWO_FACTOR=1: everybody sets up an app for one-time codes at the next login."
        return [Warning("TWO_FACTOR is off: a password alone opens the desk.", hint=hint, id="treatments.W004")]
    return []


@register(Tags.database)
def check_triggers(databases: Sequence[str] | None = None, **_: Any) -> Sequence[CheckMessage]:
    """The database refuses to change what is published. Silent before the first migration."""
    messages: list[CheckMessage] = []
    for alias in databases or ():
        try:
            tables = set(connections[alias].introspection.table_names())
            missing = missing_triggers(alias)
        except DatabaseError:
            continue
        if missing and {model._meta.db_table for model in immutable_models()} <= tables:
            hint = "Run migrate: it installs them. Then run verify_published."
            text = f"Triggers that protect published versions are missing: {', '.join(missing)}."
            messages.append(Warning(text, hint=hint, id="treatments.W002"))
    return messages


@register(Tags.database)
def check_search(databases: Sequence[str] | None = None, **_: Any) -> Sequence[CheckMessage]:
    """`q` needs more than its table. Silent before the first migration."""
    messages: list[CheckMessage] = []
    for alias in databases or ():
        try:
            tables = connections[alias].introspection.table_names()
            missing = missing_search(alias)
        except DatabaseError:
            continue
        if missing and IndexedText._meta.db_table in tables:
            text = f"What full-text search needs is missing: {', '.join(missing)}."
            messages.append(Warning(text, hint="Run migrate: it installs it.", id="treatments.W003"))
    return messages
