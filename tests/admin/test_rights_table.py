"""Who gets which page of the desk and may send its form: every address of the desk × every role.

A new address fails until it stands in the table. What the buttons do is tried in tests/workflow/test_permissions.py.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import User
from django.db import transaction
from django.test import Client
from django.urls import URLResolver

from tests.admin.conftest import log_in
from tests.conftest import full_record, person
from treatments.models import ApiKey

# One letter a role; whoever is not named may not.
GROUPS = {"c": "curator", "r": "reviewer", "m": "release_manager", "a": "administrator"}
OWNER, STAFF, HALF_WAY, STRANGER = "o", "s", "h", "x"  # of no group; after the password alone; without a login
AT_THE_DESK = "crmaos"
READ, EDIT, DECIDE, MANAGE, PEOPLE = "crmo", "co", "ro", "mo", "ao"

ONE = "<path:object_id>/"
EARLIER = "^([^/]+)/history/([^/]+)/$"
Table = dict[str, tuple[str, str]]  # address → who gets it, who may send to it


def pages(table: str, *, view: str, add: str = "", change: str = "", delete: str = "") -> Table:
    """The pages that every table has."""
    return {
        f"{table}/": (view, view),
        f"{table}/add/": (add, add),
        f"{table}/{ONE}history/": (view, view),
        f"{table}/{ONE}delete/": (delete, delete),
        f"{table}/{ONE}change/": (view, change),
    }


def desk(table: str, *, delete: str = EDIT) -> Table:
    """The pages of a table of the desk, with its earlier states."""
    table = f"treatments/{table}"
    return {**pages(table, view=READ, add=EDIT, change=EDIT, delete=delete), f"{table}/{EARLIER}": (READ, "")}


def record(table: str, **rights: str) -> Table:
    """The pages of a table that is only read."""
    return pages(f"treatments/{table}", **{"view": READ, **rights})


def act(action: str, may: str) -> Table:
    """A button, which has no page of its own."""
    return {f"treatments/treatment/{ONE}do/{action}/": ("", may)}


def in_bulk(table: str) -> Table:
    """The tables that go out and come in as files."""
    return {f"treatments/{table}/import/": (READ, EDIT), f"treatments/{table}/export/<slug:kind>/": (READ, "")}


NOTHING = "r/<path:content_type_id>/<path:object_id>/"  # no row has a page outside the desk
BEFORE_THE_DESK = {"login/", "logout/", "second-factor/", "password/<uidb64>/<token>/"}  # see test_login, test_people
TABLE: Table = {
    **dict.fromkeys(("", "search/", "password_change/"), (AT_THE_DESK, AT_THE_DESK)),
    **dict.fromkeys(("jsi18n/", "password_change/done/"), (AT_THE_DESK, "")),
    "review/": (READ, ""),
    "autocomplete/": (READ, ""),
    "^(?P<app_label>treatments|axes|auth)/$": (READ, READ),
    NOTHING: ("", ""),
    # The desk. A condition or citation that was published, and a treatment, are not for curators to delete.
    **desk("treatment", delete=OWNER),
    "treatments/treatment/import/": (MANAGE, MANAGE),
    f"treatments/treatment/{ONE}review/": (READ, ""),
    **act("submit", EDIT),
    **act("recall", EDIT),
    **act("request_changes", DECIDE),
    **act("comment", "cro"),
    **act("approve", DECIDE),
    **act("publish", "rmo"),
    **act("withdraw", MANAGE),
    **act("restore", MANAGE),
    **act("reissue", MANAGE),
    **desk("condition", delete=""),
    **desk("citation", delete=""),
    "treatments/citation/import/": (EDIT, EDIT),
    "treatments/citation/retractions/": (READ, READ),
    f"treatments/citation/{ONE}status/": (DECIDE, DECIDE),
    **desk("finding"),
    **in_bulk("finding"),
    "treatments/finding/worksheet/": ("", EDIT),
    f"treatments/finding/{ONE}worksheet/": ("", EDIT),
    f"treatments/finding/{ONE}copy/": (EDIT, EDIT),
    **desk("adverseevent"),
    **in_bulk("adverseevent"),
    **desk("recommendation"),
    **desk("claim"),
    **desk("regulatorystatus"),
    **desk("warning"),
    **desk("evidencegap"),
    # The record, which nobody changes by hand.
    **record("step"),
    **record("publication"),
    **record("version"),
    **record("change"),
    **record("conflictstatement", add="cro"),
    # Programs and people.
    **record("apikey", view=MANAGE, add=MANAGE, change=MANAGE),
    "treatments/apikey/<int:key_id>/revoke/": (MANAGE, MANAGE),
    **pages("auth/user", view=PEOPLE, add=PEOPLE, change=PEOPLE),
    "auth/user/<int:person_id>/password-link/": (PEOPLE, PEOPLE),
    "auth/user/<int:person_id>/remove-second-factor/": (PEOPLE, PEOPLE),
    **pages("auth/group", view=PEOPLE),
    **pages("axes/accessattempt", view=PEOPLE),
}


def routes() -> Iterator[str]:
    """The addresses of the desk that have a name, as the resolver writes them."""

    def walk(patterns: Any, before: str = "") -> Iterator[str]:
        for pattern in patterns:
            route = before + str(pattern.pattern)
            if isinstance(pattern, URLResolver):
                yield from walk(pattern.url_patterns, route)
            elif pattern.name:
                yield route

    return walk(admin.site.get_urls())


def row_of(route: str) -> Any:
    """A row of the table that the address is about."""
    if route.startswith("r/"):
        return User.objects.first()
    label, _, rest = route.partition("/")
    model = apps.get_model(label, rest.partition("/")[0])
    return model._default_manager.get(username="zoe") if model is User else model._default_manager.first()


def address(route: str) -> str:
    """The address, about rows that are there."""
    if EARLIER in route:
        row = row_of(route)
        route = route.replace(EARLIER, f"{row.pk}/history/{row.history.first().history_id}/")
    for part in (ONE[:-1], "<int:key_id>", "<int:person_id>"):
        if part in route:
            route = route.replace(part, str(row_of(route).pk))
    route = (
        route.replace("<slug:kind>", "csv")
        .replace("<path:content_type_id>", "4")
        .replace("^(?P<app_label>treatments|axes|auth)/$", "treatments/")
    )
    return f"/admin/{route}"


ASKED = {"autocomplete/": {"app_label": "treatments", "model_name": "finding", "field_name": "citations"}}
SENT = {"note": "x", "reason": "x", "text": "x", "approved": "0" * 64}


def may(client: Client, method: str, route: str) -> bool:
    """Whether the person gets an answer that is no refusal; nothing of it stays."""
    data = ASKED.get(route, {}) if method == "get" else SENT
    with transaction.atomic():
        answer = getattr(client, method)(address(route), data)
        transaction.set_rollback(True)
    sent_away = answer.status_code == 302 and answer.url.startswith(("/admin/login/", "/admin/second-factor/"))
    refused = b" may not " in b"".join(answer) if method == "post" else False
    return answer.status_code not in (403, 404, 405) and not sent_away and not refused


@pytest.fixture
def everything(load: Any, publish: Any) -> None:
    """A row of every table; those of the first record were never published."""
    publish(full_record("second"))
    load(full_record("first"))
    person("zoe", "curator")
    ApiKey(name="app", contact="mailto:a@example.org").issue(by="max")
    AccessAttempt.objects.create(username="zoe", ip_address="192.0.2.1", failures_since_start=5)


def client_of(role: str) -> Client:
    client = Client()
    if role == STRANGER:
        return client
    if role == OWNER:
        user = User.objects.create_superuser("olga")
    else:
        user = person("sam", *([GROUPS[role]] if role in GROUPS else []))
    client.force_login(user) if role == HALF_WAY else log_in(client, user)
    return client


def test_every_address_stands_in_the_table() -> None:
    assert set(routes()) - BEFORE_THE_DESK == set(TABLE)


@pytest.mark.parametrize("role", [*GROUPS, OWNER, STAFF, HALF_WAY, STRANGER])
def test_role(role: str, everything: None) -> None:
    client = client_of(role)
    found = {route: (may(client, "get", route), may(client, "post", route)) for route in TABLE}
    assert found == {route: (role in gets, role in sends) for route, (gets, sends) in TABLE.items()}
