"""Make a user of the admin."""

import getpass
import sys
from argparse import ArgumentParser
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from treatments.roles import GROUPS


class Command(BaseCommand):
    """Make a user in the given groups; the password is asked for, or read from standard input."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--group", action="append", choices=sorted(GROUPS), default=[], dest="groups")
        parser.add_argument("--owner", action="store_true", help="may do everything, and manages the other users")
        parser.add_argument("--name", default="", help="first and last name, as documents print it")
        parser.add_argument("--no-login", action="store_true", help="cannot log in; acts through commands alone")

    def handle(
        self, *_: Any, username: str, groups: list[str], owner: bool, name: str, no_login: bool, **__: Any
    ) -> None:
        if not groups and not owner:
            raise CommandError(f"Say what the user may do: --group {', '.join(GROUPS)}; or --owner.")
        users = get_user_model().objects
        if users.filter(username=username).exists():
            raise CommandError(f"There is a user {username} already.")
        first, _space, last = name.partition(" ")
        user = get_user_model()(
            username=username, first_name=first, last_name=last, is_staff=not no_login, is_superuser=owner
        )
        if no_login:
            user.set_unusable_password()
        else:
            user.set_password(self._password(user))
        try:
            user.full_clean()
        except ValidationError as error:
            raise CommandError("; ".join(error.messages)) from None
        user.save()
        user.groups.set(Group.objects.filter(name__in=groups))
        self.stdout.write(f"Made the user {username}: {', '.join(groups) or 'owner'}.")

    def _password(self, user: Any) -> str:
        if sys.stdin.isatty():
            password = getpass.getpass("Password: ")
            if getpass.getpass("Again: ") != password:
                raise CommandError("The two passwords differ: nothing was made.")
        else:
            password = sys.stdin.readline().rstrip("\n")
        try:
            validate_password(password, user)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        return password
