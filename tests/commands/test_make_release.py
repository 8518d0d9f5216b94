"""`make_release`: the command in front of exchange.release."""

from datetime import UTC, datetime
from io import StringIO

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from tests.conftest import Publish
from treatments.models import Release


def make(**options: str) -> str:
    out = StringIO()
    call_command("make_release", stdout=out, **options)
    return out.getvalue()


def test_today_by_default(publish: Publish, manager: User) -> None:
    publish()
    said = make(by="max").splitlines()
    made = Release.objects.get()
    assert made.tag == datetime.now(UTC).date().isoformat()
    assert said == [
        *(f"{file.sha256} {file.size:>12} {file.name}" for file in made.files.all()),
        f"Made release {made.tag}: everything that was public after change 1.",
    ]


def test_an_earlier_day(manager: User) -> None:
    assert make(by="max", tag="2026-01-31").splitlines()[-1].startswith("Made release 2026-01-31: ")


def test_an_unknown_person_is_named(db: None) -> None:
    with pytest.raises(CommandError, match=r"There is no user nobody: make one with create_user\."):
        make(by="nobody")


def test_what_the_workflow_refuses_is_said(manager: User) -> None:
    make(by="max")
    with pytest.raises(CommandError, match=r"There is a release .*, and it is never changed"):
        make(by="max")
    assert Release.objects.count() == 1


def test_a_person_must_be_named(db: None) -> None:
    with pytest.raises(CommandError, match="--by"):
        call_command("make_release")
