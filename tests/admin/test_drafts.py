"""What the browser keeps of a form: the page tells it whose, the server what was saved. tests/e2e drives the script."""

import re
from typing import Any

import pytest
from django.urls import reverse

from tests.admin.conftest import Desk, add_url, change_url
from treatments.models import ApiKey, Citation, ConflictStatement, Finding, Treatment

DRAFT = "0123456789abcdef"


def marker(response: Any) -> str:
    """The element that switches the script on; empty where there is none."""
    found = re.search(r'<div id="drafts"[^>]*>', response.content.decode())
    return found[0] if found else ""


def cookies(response: Any) -> list[str]:
    return [name for name in response.cookies if name.startswith("saved-")]


@pytest.mark.parametrize("model", [Treatment, Citation, Finding])
def test_forms_are_kept_for_the_person_at_them(model: Any, load: Any, desk: Desk) -> None:
    load()
    element = (
        f'<div id="drafts" role="status" data-form="{model._meta.model_name}_form" data-user="{desk.user.pk}"'
        ' data-path="/admin/">'
    )
    for url in (change_url(model.objects.get()), add_url(model)):
        response = desk.get(url)
        assert marker(response) == element
        assert '<script src="/static/treatments/drafts.js" defer></script>' in response.content.decode()


def test_nothing_is_kept_of_what_is_only_read(load: Any, review_desk: Desk) -> None:
    load()
    assert marker(review_desk.get(change_url(Finding.objects.get()))) == ""


@pytest.mark.parametrize("model", [ApiKey, ConflictStatement])
def test_nothing_is_kept_of_keys_and_statements(model: Any, owner_desk: Desk) -> None:
    assert marker(owner_desk.get(add_url(model))) == ""


def test_nothing_is_kept_of_passwords(owner_desk: Desk) -> None:
    for name in ("admin:auth_user_add", "admin:password_change"):
        assert marker(owner_desk.get(reverse(name))) == ""


def test_a_save_names_the_draft_that_was_saved(load: Any, desk: Desk) -> None:
    load()
    response = desk.edit(change_url(Finding.objects.get()), draft=DRAFT)
    (cookie,) = [response.cookies[name] for name in cookies(response)]
    assert (cookie.key, cookie["path"], cookie["samesite"]) == (f"saved-{DRAFT}", "/admin/", "Strict")
    assert (cookie["max-age"], bool(cookie["httponly"])) == (14 * 24 * 3600, False)


def test_an_addition_names_its_draft_too(desk: Desk) -> None:
    response = desk.edit(add_url(Citation), id="lee-2021", type="report", title="Lee", draft=DRAFT)
    assert cookies(response) == [f"saved-{DRAFT}"]


def test_a_save_that_was_refused_saves_no_draft_and_goes_on_with_it(load: Any, desk: Desk) -> None:
    load()
    response = desk.edit(change_url(Finding.objects.get()), estimate="no number", draft=DRAFT)
    assert cookies(response) == []
    assert f'data-refused data-draft="{DRAFT}">' in marker(response)


@pytest.mark.parametrize("draft", ["", "short", "0123456789ABCDEF", "x; path=/", f"{DRAFT}\n"])
def test_what_is_no_draft_is_not_named(draft: str, load: Any, desk: Desk) -> None:
    load()
    assert cookies(desk.edit(change_url(Finding.objects.get()), draft=draft)) == []


def test_a_session_that_ended_comes_back_to_the_form(load: Any, desk: Desk) -> None:
    load()
    url = change_url(Finding.objects.get())
    form = desk.open(url)
    desk.client.logout()
    response = desk.save(url, form, unit="cm", draft=DRAFT)
    assert (response.status_code, response.url) == (302, f"{reverse('admin:login')}?next={url}")
    assert cookies(response) == []
