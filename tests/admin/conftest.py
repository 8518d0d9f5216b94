"""Real people at the admin's forms: a page is fetched, its form is read as a browser reads it, and posted."""

from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.plugins.otp_totp.models import TOTPDevice

from treatments import workflow
from treatments.models import Treatment

Fields = dict[str, list[str]]


class FormReader(HTMLParser):
    """What a browser would post of the form with the given id."""

    def __init__(self, form_id: str) -> None:
        super().__init__()
        self.form_id, self.inside = form_id, False
        self.fields: Fields = {}
        self.select = self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.inside = given.get("id") == self.form_id
        name = given.get("name", "")
        if not self.inside:
            return
        if tag == "input" and name and given.get("type") not in ("submit", "button"):
            box = given.get("type") in ("checkbox", "radio")
            if not box or "checked" in given:
                self.fields.setdefault(name, []).append(given.get("value", "on" if box else ""))
        elif tag == "select":
            self.select = name
            if "multiple" not in given:
                self.fields[name] = [""]
        elif tag == "option" and "selected" in given:
            self.fields[self.select] = [*filter(None, self.fields.get(self.select, [])), given["value"]]
        elif tag == "textarea":
            self.text = name
            self.fields[name] = [""]

    def handle_data(self, data: str) -> None:
        if self.text:
            self.fields[self.text][0] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False
        if tag == "textarea" and self.text:
            # A browser drops the first line break and sends every other one as two characters.
            self.fields[self.text] = [self.fields[self.text][0].removeprefix("\n").replace("\n", "\r\n")]
            self.text = ""


def log_in(client: Client, user: User) -> None:
    """As after the password and the code of the second factor."""
    client.force_login(user)
    app, _ = TOTPDevice.objects.get_or_create(user=user, name="app")
    session = client.session
    session[DEVICE_ID_SESSION_KEY] = app.persistent_id
    session.save()


class Desk:
    """One person at the desk."""

    def __init__(self, user: User) -> None:
        self.user = user
        self.client = Client()
        log_in(self.client, user)

    def get(self, url: str, **data: Any) -> Any:
        return self.client.get(url, data)

    def post(self, url: str, **data: Any) -> Any:
        return self.client.post(url, data)

    def open(self, url: str) -> Fields:
        """The fields of a change page's form."""
        response = self.client.get(url, follow=True)
        assert response.status_code == 200, response
        return read_form(response)

    def save(self, url: str, form: Fields, **changes: Any) -> Any:
        """Post the form with the changes; a change to None leaves the field out."""
        data: dict[str, Any] = {**form, **changes}
        return self.client.post(url, {name: value for name, value in data.items() if value is not None})

    def edit(self, url: str, **changes: Any) -> Any:
        return self.save(url, self.open(url), **changes)


def read_form(response: Any) -> Fields:
    reader = FormReader(f"{response.context['opts'].model_name}_form")
    reader.feed(response.content.decode())
    return reader.fields


def errors(response: Any) -> dict[str, list[str]]:
    """The messages beside the fields of a page that was refused."""
    assert response.status_code == 200, response
    return {name: list(map(str, messages)) for name, messages in response.context["adminform"].form.errors.items()}


def change_url(row: Any) -> str:
    return reverse(f"admin:treatments_{row._meta.model_name}_change", args=[row.pk])


def add_url(model: type[Any]) -> str:
    return reverse(f"admin:treatments_{model._meta.model_name}_add")


def act_url(action: str, treatment: str = "rest") -> str:
    return reverse(f"admin:treatments_treatment_{action}", args=[treatment])


def state() -> tuple[str, int]:
    """Desk state and edition of the record."""
    treatment = Treatment.objects.get(id="rest")
    return treatment.desk_state, treatment.edition


@pytest.fixture
def desk(curator: User) -> Desk:
    return Desk(curator)


@pytest.fixture
def review_desk(reviewer: User) -> Desk:
    return Desk(reviewer)


@pytest.fixture
def owner_desk(db: None) -> Desk:
    return Desk(User.objects.create_superuser("olga"))


@pytest.fixture
def in_review(load: Callable[..., Treatment], curator: User) -> Treatment:
    treatment = load()
    workflow.submit(treatment_id=treatment.id, by=curator)
    return Treatment.objects.get(id=treatment.id)
