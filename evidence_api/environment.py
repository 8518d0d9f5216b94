"""How settings are read out of the environment."""

import os
import re
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key


def env_flag(name: str, default: str = "0") -> bool:
    """True for 1, false for 0.

    Raises:
        ImproperlyConfigured: on any other value, because "False" read as true would switch on what it names.
    """
    value = os.environ.get(name, default)
    if value not in ("0", "1"):
        raise ImproperlyConfigured(f"{name} is {value!r}: set it to 1 or 0.")
    return value == "1"


def env_count(name: str, default: int) -> int:
    """A whole number that is not negative.

    Raises:
        ImproperlyConfigured: on any other value.
    """
    value = os.environ.get(name, str(default))
    if not (value.isascii() and value.isdigit()):
        raise ImproperlyConfigured(f"{name} is {value!r}: set it to a whole number, 0 or more.")
    return int(value)


def env_list(name: str, default: list[str]) -> list[str]:
    """Comma-separated values."""
    value = os.environ.get(name)
    return default if value is None else [part.strip() for part in value.split(",") if part.strip()]


def known(name: str, values: list[str], allowed: set[str]) -> list[str]:
    """The values, if each is allowed.

    Raises:
        ImproperlyConfigured: for any other.
    """
    if unknown := set(values) - allowed:
        raise ImproperlyConfigured(f"{name} has {', '.join(sorted(unknown))}: use {', '.join(sorted(allowed))}.")
    return values


def contacts(values: list[str]) -> list[str]:
    """The contacts, if each is an address as RFC 9116 wants it.

    Raises:
        ImproperlyConfigured: for any other.
    """
    for value in values:
        if not re.fullmatch(r"(mailto:|https://|tel:)\S+", value):
            raise ImproperlyConfigured(f"{value!r} is no contact: begin it with mailto:, https:// or tel:.")
    return values


def kept_secret_key(path: Path) -> str:
    """The secret key of this installation, made at the first start and kept in DATA_DIR."""
    if not path.exists():
        # Several processes may start at once: each writes a file of its own, and the first to link it wins.
        with NamedTemporaryFile("w", dir=path.parent) as file, suppress(FileExistsError):
            file.write(get_random_secret_key())
            file.flush()
            path.hardlink_to(file.name)
    return path.read_text()
