"""System checks name what is unsafe by its id, and say what to do."""

from pathlib import Path

import pytest
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from pytest_django import Settings

from evidence_api.environment import contacts, env_count, env_flag, kept_secret_key, known
from treatments.models.immutable import drop_triggers, install_triggers


def ids(*, deploy: bool = False, databases: list[str] | None = None) -> set[str]:
    messages = run_checks(include_deployment_checks=deploy, databases=databases)
    return {str(message.id) for message in messages if str(message.id).startswith("treatments.")}


@pytest.fixture
def production(settings: Settings) -> Settings:
    """Settings that nothing of ours objects to."""
    settings.ALLOWED_HOSTS = ["evidence.example.org"]
    settings.HTTPS = True
    settings.DEBUG = False
    return settings


def test_production_settings_are_accepted(production: Settings) -> None:
    assert ids(deploy=True) == set()


def test_every_host_is_refused(production: Settings) -> None:
    production.ALLOWED_HOSTS = ["*"]
    assert ids(deploy=True) == {"treatments.E001"}


def test_a_desk_without_a_second_factor_is_warned_of(production: Settings) -> None:
    production.TWO_FACTOR = False
    assert ids(deploy=True) == {"treatments.W004"}


def test_debug_for_others_is_refused_even_without_deploy(production: Settings) -> None:
    production.DEBUG = True
    assert ids() == {"treatments.E002"}


def test_debug_on_this_machine_is_accepted(production: Settings) -> None:
    production.DEBUG = True
    production.ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
    assert ids() == set()


def test_no_https_is_warned_of(production: Settings) -> None:
    production.HTTPS = False
    assert ids(deploy=True) == {"treatments.W001"}


@pytest.mark.django_db
def test_missing_triggers_are_warned_of() -> None:
    drop_triggers()
    assert ids(databases=["default"]) == {"treatments.W002"}
    install_triggers()
    assert ids(databases=["default"]) == set()


@pytest.mark.django_db
def test_triggers_of_tables_that_are_not_there_yet_are_not_missed() -> None:
    drop_triggers()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE treatments_change RENAME TO before_the_first_migration")
    assert ids(databases=["default"]) == set()


def test_a_flag_that_is_neither_0_nor_1_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEBUG", "False")
    with pytest.raises(Exception, match="DEBUG is 'False': set it to 1 or 0"):
        env_flag("DEBUG")


def test_a_count_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PROXIES", raising=False)
    assert env_count("PROXIES", 3) == 3
    monkeypatch.setenv("PROXIES", "0")
    assert env_count("PROXIES", 3) == 0


@pytest.mark.parametrize("value", ["", "-1", "1.5", "one", "²", "１"])
def test_what_is_no_count_is_refused(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROXIES", value)
    with pytest.raises(ImproperlyConfigured, match="PROXIES"):
        env_count("PROXIES", 3)


def test_contacts() -> None:
    assert contacts(["mailto:a@example.org", "https://example.org/report", "tel:+44-1"]) == [
        *("mailto:a@example.org", "https://example.org/report", "tel:+44-1"),
    ]


@pytest.mark.parametrize("value", ["a@example.org", "http://example.org", "mailto:", "https://a\nCanonical: https://b"])
def test_what_is_no_contact_is_refused(value: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="no contact"):
        contacts([value])


def test_what_is_not_known_is_refused() -> None:
    assert known("LOOKUP", ["pubmed"], {"crossref", "pubmed"}) == ["pubmed"]
    with pytest.raises(ImproperlyConfigured, match="LOOKUP has pubmde: use crossref, pubmed"):
        known("LOOKUP", ["pubmde"], {"crossref", "pubmed"})


def test_the_secret_key_is_made_once_and_kept_for_the_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "secret-key"
    key = kept_secret_key(path)
    assert len(key) >= 50
    assert kept_secret_key(path) == key
    assert path.stat().st_mode & 0o077 == 0
    assert list(tmp_path.iterdir()) == [path]
