"""Making people."""

import io
import sys
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

PASSWORD = "correct horse battery staple"  # noqa: S105 - of nobody


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Puts a line on standard input."""
    return lambda text: monkeypatch.setattr(sys, "stdin", io.StringIO(text + "\n"))


def create(*arguments: str) -> str:
    out = io.StringIO()
    call_command("create_user", *arguments, stdout=out)
    return out.getvalue()


def test_a_curator(db: None, typed: Any) -> None:
    typed(PASSWORD)
    said = create("carol", "--group", "curator", "--group", "reviewer", "--name", "Carol van Dyke")
    user = User.objects.get()
    assert said == "Made the user carol: curator, reviewer.\n"
    assert (user.get_full_name(), user.is_staff, user.is_superuser) == ("Carol van Dyke", True, False)
    assert sorted(user.groups.values_list("name", flat=True)) == ["curator", "reviewer"]
    assert user.check_password(PASSWORD)


def test_an_owner(db: None, typed: Any) -> None:
    typed(PASSWORD)
    assert create("olga", "--owner") == "Made the user olga: owner.\n"
    assert User.objects.get().is_superuser


def test_somebody_who_cannot_log_in(db: None, typed: Any) -> None:
    create("make-run", "--group", "release_manager", "--no-login")
    user = User.objects.get()
    assert (user.is_staff, user.has_usable_password()) == (False, False)
    assert user.has_perm("treatments.import_records")


@pytest.mark.parametrize(
    ("arguments", "password", "message"),
    [
        (
            ["carol"],
            PASSWORD,
            "Say what the user may do: --group curator, reviewer, release_manager, administrator; or --owner.",
        ),
        (["taken", "--owner"], PASSWORD, "There is a user taken already."),
        (["carol", "--owner"], "12345", "This password is too short."),
        (["carol", "--owner"], "", "This password is too short."),
        (["carol with spaces", "--owner"], PASSWORD, "Enter a valid username."),
    ],
)
def test_refused(db: None, typed: Any, arguments: list[str], password: str, message: str) -> None:
    User.objects.create_user("taken")
    typed(password)
    with pytest.raises(CommandError) as refused:
        create(*arguments)
    assert str(refused.value).startswith(message)
    assert User.objects.count() == 1


def at_terminal(monkeypatch: pytest.MonkeyPatch, *, again: str) -> None:
    answers = {"Password: ": PASSWORD, "Again: ": again}
    monkeypatch.setattr("getpass.getpass", answers.__getitem__)
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)


def test_at_a_terminal_it_is_typed_twice(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    at_terminal(monkeypatch, again=PASSWORD)
    create("carol", "--owner")
    assert User.objects.get().check_password(PASSWORD)


def test_at_a_terminal_both_are_the_same(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    at_terminal(monkeypatch, again="another")
    with pytest.raises(CommandError, match=r"^The two passwords differ: nothing was made\.$"):
        create("carol", "--owner")
    assert not User.objects.exists()
