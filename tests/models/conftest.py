"""Frozen rows, made by the real actions."""

import pytest
from django.contrib.auth.models import User

from tests.conftest import Publish, make_finding, make_record, person
from treatments import workflow
from treatments.exchange import release
from treatments.models import (
    Change,
    ConflictStatement,
    Redaction,
    Release,
    ReleaseChunk,
    ReleaseFile,
    ReleaseRedaction,
    Step,
    Version,
)
from treatments.models.immutable import Immutable

FROZEN: list[type[Immutable]] = [
    Change,
    ConflictStatement,
    Redaction,
    Release,
    ReleaseChunk,
    ReleaseFile,
    ReleaseRedaction,
    Step,
    Version,
]


@pytest.fixture
def rows(publish: Publish, manager: User) -> None:
    """At least one row in every frozen table."""
    publish()
    release.make(by=manager)
    publish(make_record(findings=[make_finding("rest-pain", rationale="A new reason.")]))
    owner = person("olga")
    owner.is_superuser = True
    owner.save()
    workflow.redact(treatment_id="rest", number=1, by=owner, seconded_by=manager, reason="A person's name.")
