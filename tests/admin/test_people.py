"""The administrator manages people, and nothing else; nobody raises themself."""

import re
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice
from pytest_django import Settings

from tests.admin.conftest import Desk, log_in
from tests.conftest import person

PEOPLE, ADD = "/admin/auth/user/", "/admin/auth/user/add/"
PASSWORD = "a long enough pass phrase"  # noqa: S105


@pytest.fixture(autouse=True)
def _quick_passwords(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def adam(db: None) -> Desk:
    return Desk(person("adam", "administrator"))


def page_of(somebody: User, tail: str = "change") -> str:
    return f"{PEOPLE}{somebody.pk}/{tail}/"


def role(name: str) -> str:
    return str(Group.objects.get(name=name).pk)


def link_in(page: Any) -> str:
    assert page.status_code == 200, page
    (link,) = re.findall(r'value="http://testserver(/admin/password/[^"]+)"', page.content.decode())
    return str(link)


def choose(link: str, password: str = PASSWORD) -> Any:
    client = Client()
    form = client.get(link, follow=True)
    data = {"new_password1": password, "new_password2": password}
    return client.post(form.request["PATH_INFO"], data) if form.context["validlink"] else form


def fresh(somebody: User) -> User:
    return User.objects.get(pk=somebody.pk)


# Making and changing people


def test_a_new_person_chooses_their_password_and_has_the_roles_given(adam: Desk) -> None:
    page = adam.edit(ADD, username="dora", first_name="Dora", groups=[role("curator"), role("reviewer")])
    dora = User.objects.get(username="dora")
    assert (dora.is_staff, dora.is_superuser, dora.is_active, dora.has_usable_password()) == (True, False, True, False)
    assert set(dora.groups.values_list("name", flat=True)) == {"curator", "reviewer"}
    link = link_in(page)
    assert choose(link).url == "/admin/login/"
    assert fresh(dora).check_password(PASSWORD)
    assert "This link no longer works" in choose(link, "another long pass phrase").content.decode()


def test_a_password_that_is_too_weak_is_refused_where_it_is_chosen(adam: Desk, curator: User) -> None:
    link = link_in(adam.post(page_of(curator, "password-link")))
    assert choose(link, "12345").context["form"].errors
    assert choose(link).status_code == 302


def test_to_make_a_link_leaves_the_password_and_stands_in_the_history(adam: Desk, curator: User) -> None:
    curator.set_password(PASSWORD)
    curator.save()
    assert "Make the link" in adam.get(page_of(curator, "password-link")).content.decode()
    assert not LogEntry.objects.exists()
    adam.post(page_of(curator, "password-link"))
    assert fresh(curator).check_password(PASSWORD)
    entry = LogEntry.objects.get()
    assert (entry.user, entry.object_id, entry.change_message) == (
        adam.user,
        str(curator.pk),
        "Link for a password made.",
    )


def test_a_role_is_given_and_taken(adam: Desk, curator: User) -> None:
    adam.edit(page_of(curator), groups=[role("release_manager")])
    assert set(fresh(curator).groups.values_list("name", flat=True)) == {"release_manager"}


def test_who_is_made_inactive_is_out_at_once(adam: Desk, desk: Desk) -> None:
    assert desk.get("/admin/").status_code == 200
    adam.edit(page_of(desk.user), is_active=None)
    assert desk.get("/admin/").status_code == 302


def test_the_name_for_logins_stays(adam: Desk, curator: User) -> None:
    adam.save(page_of(curator), adam.open(page_of(curator)), username="other")
    assert fresh(curator).username == "carol"


@pytest.mark.parametrize("field", ["is_superuser", "is_staff", "user_permissions", "password", "date_joined"])
def test_what_an_administrator_does_not_set(field: str, adam: Desk, curator: User) -> None:
    form = adam.open(page_of(curator))
    assert field not in form
    before = User.objects.filter(pk=curator.pk).values().get()
    assert adam.save(page_of(curator), form, **{field: "1"}).status_code == 302
    assert User.objects.filter(pk=curator.pk).values().get() == before
    assert not fresh(curator).user_permissions.exists()


@pytest.mark.parametrize("field", ["is_superuser", "user_permissions"])
def test_nor_when_making_somebody(field: str, adam: Desk) -> None:
    adam.edit(ADD, username="dora", **{field: "1"})
    dora = User.objects.get(username="dora")
    assert not dora.is_superuser
    assert not dora.user_permissions.exists()


def test_nobody_changes_their_own_roles(adam: Desk) -> None:
    form = adam.open(page_of(adam.user))
    assert not {"groups", "is_active"} & set(form)
    assert adam.save(page_of(adam.user), form, groups=role("reviewer"), first_name="A.").status_code == 302
    assert set(fresh(adam.user).groups.values_list("name", flat=True)) == {"administrator"}
    assert (fresh(adam.user).first_name, fresh(adam.user).is_active) == ("A.", True)


def test_an_owner_does_not_end_their_own_ownership(owner_desk: Desk) -> None:
    form = owner_desk.open(page_of(owner_desk.user))
    assert "is_superuser" not in form
    owner_desk.save(page_of(owner_desk.user), form)
    assert fresh(owner_desk.user).is_superuser


def test_an_owner_makes_an_owner(owner_desk: Desk, curator: User) -> None:
    owner_desk.edit(page_of(curator), is_superuser="on")
    assert fresh(curator).is_superuser


@pytest.mark.parametrize("tail", ["change", "password-link", "remove-second-factor"])
def test_an_administrator_touches_no_owner(tail: str, adam: Desk, owner_desk: Desk) -> None:
    before = User.objects.filter(pk=owner_desk.user.pk).values().get()
    assert adam.post(page_of(owner_desk.user, tail), reason="x", email="mine@example.org").status_code == 403
    assert User.objects.filter(pk=owner_desk.user.pk).values().get() == before
    assert TOTPDevice.objects.filter(user=owner_desk.user).exists()
    assert 'name="_save"' not in adam.get(page_of(owner_desk.user)).content.decode()


def test_people_are_not_deleted(owner_desk: Desk, curator: User) -> None:
    assert owner_desk.post(page_of(curator, "delete"), post="yes").status_code == 403


def test_the_page_says_what_second_factor_there_is(adam: Desk, curator: User) -> None:
    assert "None yet" in adam.get(page_of(curator)).content.decode()
    Desk(curator)
    assert "An app since" in adam.get(page_of(curator)).content.decode()


# A lost phone


def test_a_lost_phone_ends_the_session_and_the_password_too(adam: Desk, desk: Desk) -> None:
    carol = desk.user
    StaticDevice.objects.create(user=carol, name="recovery codes")
    assert "really carol" in adam.get(page_of(carol, "remove-second-factor")).content.decode()
    link = link_in(adam.post(page_of(carol, "remove-second-factor"), reason="lost in a train"))
    assert not TOTPDevice.objects.filter(user=carol).exists()
    assert not StaticDevice.objects.filter(user=carol).exists()
    assert not fresh(carol).has_usable_password()
    assert desk.get("/admin/second-factor/").url.startswith("/admin/login/")
    assert LogEntry.objects.get().change_message == "Second factor removed: lost in a train"
    assert choose(link).status_code == 302


@pytest.mark.parametrize("reason", ["", " ", "x" * 1001])
def test_not_without_a_reason(reason: str, adam: Desk, desk: Desk) -> None:
    page = adam.post(page_of(desk.user, "remove-second-factor"), reason=reason)
    assert page.context["form"].errors
    assert TOTPDevice.objects.filter(user=desk.user).exists()
    assert desk.get("/admin/").status_code == 200


def test_nobody_removes_their_own(adam: Desk) -> None:
    assert adam.post(page_of(adam.user, "remove-second-factor"), reason="x").status_code == 403


@pytest.mark.parametrize("tail", ["password-link", "remove-second-factor"])
def test_somebody_who_is_not_there(tail: str, adam: Desk) -> None:
    assert adam.get(f"{PEOPLE}0/{tail}/").status_code == 404


@pytest.mark.parametrize("link", ["x/y", "MQ/set-password", "MQ/c-0"])
def test_a_made_up_link(link: str, curator: User) -> None:
    assert "This link no longer works" in Client().get(f"/admin/password/{link}/").content.decode()


# What is shown


def test_the_roles_are_read_only(owner_desk: Desk) -> None:
    group = Group.objects.get(name="curator")
    assert owner_desk.get("/admin/auth/group/").status_code == 200
    assert owner_desk.post(f"/admin/auth/group/{group.pk}/change/", name="x").status_code == 403
    assert owner_desk.get("/admin/auth/group/add/").status_code == 403


@pytest.mark.parametrize("table", ["otp_totp/totpdevice", "otp_static/staticdevice", "axes/accesslog"])
def test_no_page_shows_the_secrets_of_others(table: str, owner_desk: Desk) -> None:
    assert owner_desk.get(f"/admin/{table}/").status_code == 404


def test_the_list_asks_as_often_for_many_people_as_for_one(adam: Desk, django_assert_max_num_queries: Any) -> None:
    adam.get(PEOPLE)
    with django_assert_max_num_queries(20) as one:
        adam.get(PEOPLE)
    for number in range(5):
        person(f"p{number}", "curator", "reviewer")
    with django_assert_max_num_queries(len(one)):
        page = adam.get(PEOPLE).content.decode()
    assert all(f">p{number}<" in page for number in range(5))


def test_a_link_needs_a_session_of_the_desk(curator: User) -> None:
    client = Client()
    log_in(client, curator)
    assert client.post(page_of(curator, "password-link")).status_code == 403


@pytest.mark.parametrize("chosen", ["nobody", "1\x00", "9" * 5000])
def test_failed_logins_are_chosen_by_their_numbers(chosen: str, adam: Desk) -> None:
    url = reverse("admin:axes_accessattempt_changelist")
    assert adam.post(url, action="unlock", _selected_action=chosen).status_code == 400
