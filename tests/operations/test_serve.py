"""What `make run` does before the server takes over."""

import os
import sys
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from pytest_django import Settings

from tests.api.contract import Client
from tests.conftest import Load
from treatments.models import Change, Treatment

Started = list[tuple[str, list[str]]]


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: Any) -> Started:
    """The programs that took this process's place, had they been let."""
    programs: Started = []
    monkeypatch.setattr(os, "execv", lambda program, arguments: programs.append((program, arguments)))
    settings.STATIC_ROOT = tmp_path
    return programs


@pytest.mark.django_db
def test_an_empty_server_publishes_the_bundled_records_and_starts(started: Started, settings: Settings) -> None:
    settings.PORT = 8765
    call_command("serve")
    published = [change.publication_id for change in Change.objects.all()]
    assert len(published) == len(set(published)) == 23
    assert published.index("opioids") < published.index("tramadol")  # a member behind what it is a member of
    ((program, arguments),) = started
    assert program == sys.executable
    assert tuple(arguments[arguments.index("--port") :][:2]) == ("--port", "8765")


@pytest.mark.django_db
def test_the_user_who_publishes_them_cannot_log_in(started: Started) -> None:
    call_command("serve")
    user = User.objects.get()
    assert (user.has_usable_password(), user.is_staff) == (False, False)


@pytest.mark.django_db
def test_a_second_start_changes_nothing(started: Started) -> None:
    call_command("serve")
    before = Client().get("/api/v1")
    assert before.json()["data_version"] == 23
    call_command("serve")
    assert Client().get("/api/v1").content == before.content
    assert User.objects.count() == 1


def test_a_server_that_holds_a_treatment_is_left_alone(started: Started, load: Load) -> None:
    load()
    call_command("serve")
    assert [treatment.id for treatment in Treatment.objects.all()] == ["rest"]
    assert not Change.objects.exists()
