"""API keys in the admin: made by release managers and owners, shown once, revoked for good."""

import re
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.urls import reverse

from tests.admin.conftest import Desk, add_url, change_url
from tests.conftest import person
from treatments.models import ApiKey
from treatments.models.access import KEY, hashed

GIVEN = {"name": "An app", "contact": "app@example.org", "quota": "500", "note": "For a test."}
LIST = reverse("admin:treatments_apikey_changelist")


@pytest.fixture(params=["manager", "owner"])
def desk(request: pytest.FixtureRequest, db: None) -> Desk:
    if request.param == "owner":
        return Desk(User.objects.create_superuser("oscar"))
    return Desk(person("max", "release_manager"))


def make(desk: Desk, **changes: str) -> tuple[ApiKey, Any, str]:
    """A key, the page that shows it, and its text."""
    response = desk.edit(add_url(ApiKey), **{**GIVEN, **changes})
    (text,) = re.findall(KEY, response.content.decode())
    return ApiKey.objects.latest("id"), response, text


def revoke_url(key: ApiKey) -> str:
    return reverse("admin:treatments_apikey_revoke", args=[key.pk])


def test_a_new_key_is_shown_on_the_page_that_answers(desk: Desk) -> None:
    key, response, text = make(desk)
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    assert (key.prefix, key.digest) == (text[:12], hashed(text))
    assert (key.name, key.contact, key.quota, key.note) == ("An app", "app@example.org", 500, "For a test.")
    assert (key.created_by, key.revoked_at, key.last_used_on) == (desk.user.username, None, None)


def test_it_is_shown_nowhere_else(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("DEBUG"):
        key, response, text = make(desk)
        pages = [desk.get(url) for url in (LIST, change_url(key), reverse("admin:index"), revoke_url(key))]
        pages.append(desk.get(reverse("admin:treatments_apikey_history", args=[key.pk])))
    secret = text[12:]
    assert all(page.status_code == 200 for page in pages)
    assert not [page for page in pages if secret in page.content.decode()]
    assert secret not in str([desk.client.cookies, response.headers, caplog.records, caplog.text])
    assert secret not in str([dict(session.get_decoded()) for session in Session.objects.all()])
    assert secret not in str(LogEntry.objects.values_list("object_repr", "change_message"))
    assert secret not in str(ApiKey.objects.values())


def test_two_keys_differ(desk: Desk) -> None:
    assert make(desk)[2] != make(desk)[2]


def test_only_what_describes_it_can_be_edited(desk: Desk) -> None:
    key, _, _ = make(desk)
    before = ApiKey.objects.values().get()
    forged = {"prefix": "x", "digest": "x", "created_by": "x", "revoked_by": "x", "last_used_on": "2026-01-01"}
    assert set(desk.open(change_url(key))) == {"csrfmiddlewaretoken", "name", "contact", "note", "quota"}
    response = desk.edit(change_url(key), name="Another", contact="", note="Why.", quota="7", **forged)
    assert response.status_code == 302
    changed = {"name": "Another", "contact": "", "note": "Why.", "quota": 7}
    assert ApiKey.objects.values().get() == {**before, **changed}


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("name", "", "This field is required."),
        ("name", "a\x00", "Null characters are not allowed."),
        ("contact", "nobody", "Enter a valid email address."),
        ("quota", "0", "Ensure this value is greater than or equal to 1."),
        ("quota", "-1", "Ensure this value is greater than or equal to 0."),
        ("quota", "1000001", "Ensure this value is less than or equal to 1000000."),
        ("quota", "many", "Enter a whole number."),
    ],
)
def test_a_fault_is_said_beside_its_field(field: str, value: str, message: str, owner_desk: Desk) -> None:
    response = owner_desk.edit(add_url(ApiKey), **{**GIVEN, field: value})
    assert message in response.context["adminform"].form.errors[field]
    assert not ApiKey.objects.exists()


def test_revoking_is_asked_first_and_says_who_and_when(desk: Desk) -> None:
    key, _, _ = make(desk)
    assert revoke_url(key) in desk.get(change_url(key)).content.decode()
    assert desk.get(revoke_url(key)).status_code == 200
    assert ApiKey.objects.get().revoked_at is None
    assert desk.post(revoke_url(key)).url == change_url(key)
    revoked = ApiKey.objects.get()
    assert revoked.revoked_by == desk.user.username
    assert revoked.revoked_at is not None
    assert LogEntry.objects.latest("id").change_message == "Revoked."
    assert revoke_url(key) not in desk.get(change_url(key)).content.decode()


def test_a_revocation_stands(desk: Desk, owner_desk: Desk) -> None:
    key, _, _ = make(desk)
    form = desk.open(change_url(key))
    desk.post(revoke_url(key))
    revoked = ApiKey.objects.values().get()
    page = owner_desk.client.post(revoke_url(key), follow=True).content.decode()
    assert "was revoked before." in page
    assert desk.save(change_url(key), form, revoked_at="", revoked_by="").status_code == 302
    assert ApiKey.objects.values().get() == revoked


def test_saving_at_the_moment_of_a_revocation_keeps_it(desk: Desk) -> None:
    key, _, _ = make(desk)
    stale = ApiKey.objects.get()
    key.revoke(by="olga")
    stale.quota = 7
    stale.save(update_fields=["quota"])
    assert (ApiKey.objects.get().revoked_by, ApiKey.objects.get().quota) == ("olga", 7)


def test_keys_are_not_deleted(owner_desk: Desk) -> None:
    key, _, _ = make(owner_desk)
    assert owner_desk.post(reverse("admin:treatments_apikey_delete", args=[key.pk]), post="yes").status_code == 403
    owner_desk.post(LIST, action="delete_selected", _selected_action=key.pk, post="yes")
    assert ApiKey.objects.exists()


@pytest.mark.parametrize("group", ["curator", "reviewer"])
def test_others_see_no_keys(group: str, owner_desk: Desk) -> None:
    key, _, _ = make(owner_desk)
    other = Desk(person("otto", group))
    for url in (LIST, change_url(key), add_url(ApiKey), revoke_url(key)):
        assert other.get(url).status_code == 403
    for url in (change_url(key), add_url(ApiKey), revoke_url(key)):
        assert other.post(url, **GIVEN).status_code == 403
    assert LIST not in other.get(reverse("admin:index")).content.decode()
    assert ApiKey.objects.get().revoked_at is None


@pytest.mark.parametrize("number", ["0", "99999999999999999999"])
def test_an_unknown_key(number: str, owner_desk: Desk) -> None:
    assert owner_desk.get(f"{LIST}{number}/revoke/").status_code == 404


def test_what_is_no_number(owner_desk: Desk) -> None:
    assert owner_desk.get(f"{LIST}a%00/change/").status_code == 302
    assert owner_desk.get(f"{LIST}?q=a%00").status_code == 400


@pytest.mark.parametrize("query", ["", "?q=app", "?revoked_at__isempty=1", "?revoked_at__isempty=0"])
def test_the_list(query: str, owner_desk: Desk) -> None:
    make(owner_desk)
    shown = "An app" in owner_desk.get(LIST + query).content.decode().partition('id="result_list"')[2]
    assert shown == (query != "?revoked_at__isempty=0")
