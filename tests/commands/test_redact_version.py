"""`redact_version`: the command in front of workflow.redact."""

from io import StringIO

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from tests.conftest import Publish, make_record
from treatments.models import Version


@pytest.fixture
def twice_published(publish: Publish, manager: User) -> None:
    publish()
    publish(make_record(name="Another name"))
    User.objects.create_superuser("olga")


def redact(number: int = 1, second: str = "max") -> str:
    out = StringIO()
    call_command("redact_version", "rest", number, by="olga", second=second, reason="It named a patient.", stdout=out)
    return out.getvalue()


def test_the_version_is_erased_and_the_rest_is_named(twice_published: None) -> None:
    assert redact() == "Erased rest version 1. Remove it from backups and caches as well.\n"
    assert [bool(version.body) for version in Version.objects.of("rest")] == [False, True]


def test_an_unknown_person_is_named(twice_published: None) -> None:
    with pytest.raises(CommandError, match=r"There is no user nobody\."):
        redact(second="nobody")


def test_what_the_workflow_refuses_is_said_and_leaves_all(twice_published: None) -> None:
    with pytest.raises(CommandError, match="This version is what the public reads"):
        redact(number=2)
    assert all(version.body for version in Version.objects.of("rest"))
