"""The pages that the desk has, by the names of their addresses."""

import os
from pathlib import Path
from urllib.parse import urlsplit

import django
from django.urls import Resolver404, get_resolver, resolve

# What is no page to be looked at, and why.
NO_PAGES = {
    "autocomplete": "the choices of a list, JSON",
    "jsi18n": "a script",
    "logout": "POST alone",
    "search": "a part of unfold's own search, which the desk does not show",
    "treatments_finding_export": "a file",
    "treatments_adverseevent_export": "a file",
    "treatments_treatment_export": "a file",
    "view_on_site": "leads to a public page",
    "app_list": "leads nowhere of its own: the sidebar has every list",
}


def know(data: Path) -> None:
    """Read the settings of the server whose data is in the directory."""
    os.environ["DATA_DIR"] = str(data)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "evidence_api.settings")
    django.setup()


def names() -> set[str]:
    """The names of every address of the desk."""
    _, desk = get_resolver().namespace_dict["admin"]
    return {name for name in desk.reverse_dict if isinstance(name, str)}


def name_of(address: str) -> str:
    """The name of the desk's page there; empty for every other address."""
    try:
        match = resolve(urlsplit(address).path)
    except Resolver404:
        return ""
    return match.url_name or "" if match.namespaces == ["admin"] else ""
