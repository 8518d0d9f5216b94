"""From the password to the desk: the second factor, the lock-out, the session."""

import re
from base64 import b32encode
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from axes.models import AccessAttempt, AccessLog
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice
from pytest_django import Settings

from tests.admin.conftest import Desk
from tests.conftest import person
from tests.totp import app_code

PASSWORD = "a long enough pass phrase"  # noqa: S105
MINE, RECOVERY = "ABCDEFGH", "abcd2345"
INDEX, LOGIN, SECOND = "/admin/", "/admin/login/", "/admin/second-factor/"
CHANGE = "/admin/password_change/"
HERE, ELSEWHERE = "192.0.2.1", "198.51.100.7"


def send_password(client: Client, username: str = "carol", password: str = PASSWORD, **options: Any) -> Any:
    return client.post(LOGIN, {"username": username, "password": password, "next": INDEX}, **options)


def send_code(client: Client, code: str, **data: str) -> Any:
    return client.post(SECOND, {"code": code, **data})


def secret_of(page: Any) -> str:
    """The secret that a page shows as text."""
    (text,) = re.findall(r"<code>([A-Z2-7 ]+)</code>", page.content.decode())
    return str(text)


def codes_of(page: Any) -> list[str]:
    """The recovery codes that a page shows."""
    return re.findall(r"<li><code>([a-z2-7]+)</code></li>", page.content.decode())


@pytest.fixture(autouse=True)
def _quick_passwords(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def carol(curator: User) -> User:
    curator.set_password(PASSWORD)
    curator.save()
    return curator


@pytest.fixture
def secret(carol: User) -> str:
    """The secret of the curator's app."""
    return b32encode(TOTPDevice.objects.create(user=carol, name="app").bin_key).decode()


@pytest.fixture
def half_way(secret: str) -> Client:
    """The curator after the password."""
    client = Client()
    assert send_password(client).status_code == 302
    return client


def inside(client: Client) -> bool:
    return bool(client.get(INDEX).status_code == 200)


def wait(seconds: int = 3600) -> None:
    """As if wrong codes lay so far back."""
    for device in (*TOTPDevice.objects.all(), *StaticDevice.objects.all()):
        if device.throttling_failure_timestamp:
            device.throttling_failure_timestamp -= timedelta(seconds=seconds)
            device.save()


# The first login


def test_the_first_login_leads_to_the_phone_then_to_recovery_codes_then_to_the_desk(carol: User) -> None:
    client = Client()
    page = send_password(client, follow=True)
    assert page.redirect_chain == [(INDEX, 302), (f"{LOGIN}?next=/admin/", 302), (f"{SECOND}?next=%2Fadmin%2F", 302)]
    assert "<svg" in page.content.decode()
    shown = send_code(client, app_code(secret_of(page)), confirm="1")
    codes = codes_of(shown)
    assert len(set(codes)) == 10
    assert set(StaticToken.objects.values_list("token", flat=True)) == set(codes)
    assert inside(client)


@pytest.mark.parametrize("code", ["000000", "", "x", "1234567", "٠٠٠٠٠٠", "1\x00"])
def test_a_phone_that_shows_another_code_is_not_taken(code: str, carol: User) -> None:
    client = Client()
    page = send_password(client, follow=True)
    again = send_code(client, code, confirm="1")
    assert again.status_code == 200
    assert secret_of(again) == secret_of(page)
    assert not TOTPDevice.objects.exists()
    assert not inside(client)


def test_the_secret_is_the_servers_own_and_not_the_forms(carol: User) -> None:
    client = Client()
    send_password(client, follow=True)
    send_code(client, app_code(MINE), confirm="1", secret=MINE)
    assert not TOTPDevice.objects.exists()


# Later logins


def test_the_password_alone_opens_nothing(half_way: Client) -> None:
    for address in (INDEX, "/admin/treatments/treatment/", CHANGE, "/admin/autocomplete/"):
        response = half_way.get(address, follow=True)
        assert response.redirect_chain[-1][0].startswith(SECOND), address
    answer = half_way.post("/admin/treatments/treatment/rest/do/submit/")
    assert answer.headers["Location"].startswith(LOGIN)


def test_the_code_opens_what_was_asked_for(half_way: Client, secret: str) -> None:
    response = half_way.post(f"{SECOND}?next=/admin/treatments/finding/", {"code": app_code(secret)})
    assert response.headers["Location"] == "/admin/treatments/finding/"
    assert inside(half_way)


def test_a_code_may_be_typed_with_a_space(half_way: Client, secret: str) -> None:
    code = app_code(secret)
    assert send_code(half_way, f" {code[:3]} {code[3:]}").url == INDEX


@pytest.mark.parametrize("address", ["https://example.org/", "//example.org", "javascript:1"])
def test_the_code_leads_to_no_other_site(address: str, half_way: Client, secret: str) -> None:
    answer = half_way.post(f"{SECOND}?next={address}", {"code": app_code(secret)})
    assert answer.headers["Location"] == INDEX


@pytest.mark.parametrize("code", ["", "000000", "wrong", "a" * 21, "1\x00", "٠٠٠٠٠٠"])
def test_a_wrong_code(code: str, half_way: Client) -> None:
    response = send_code(half_way, code)
    assert response.status_code == 200
    assert response.context["form"].errors
    assert not inside(half_way)


def test_a_code_is_used_once(half_way: Client, secret: str) -> None:
    code = app_code(secret)
    send_code(half_way, code)
    other = Client()
    send_password(other)
    assert "was used before" in send_code(other, code).content.decode()
    assert not inside(other)


def test_an_old_code(half_way: Client, secret: str) -> None:
    send_code(half_way, app_code(secret, steps=-3))
    assert not inside(half_way)


def test_wrong_codes_make_one_wait_longer_each_time(half_way: Client, secret: str) -> None:
    for seconds in (1, 2, 4):
        send_code(half_way, "000000")
        assert f"wait {seconds} seconds" in send_code(half_way, app_code(secret)).content.decode()
        wait(seconds)
    assert send_code(half_way, app_code(secret)).url == INDEX


def test_somebody_elses_code(half_way: Client, reviewer: User) -> None:
    hers = b32encode(TOTPDevice.objects.create(user=reviewer, name="app").bin_key).decode()
    send_code(half_way, app_code(hers))
    assert not inside(half_way)


def test_a_recovery_code_works_once_and_leads_to_another_phone(half_way: Client, carol: User) -> None:
    device = StaticDevice.objects.create(user=carol, name="recovery codes")
    device.token_set.create(token=RECOVERY)
    assert send_code(half_way, "ABCD-2345").url == SECOND
    page = half_way.get(SECOND).content.decode()
    assert "You used a recovery code; 0 are left." in page
    other = Client()
    send_password(other)
    assert send_code(other, RECOVERY).status_code == 200
    assert not inside(other)


def test_who_is_half_way_can_leave(half_way: Client) -> None:
    assert half_way.post(SECOND, {"leave": "1"}).headers["Location"] == LOGIN
    assert "_auth_user_id" not in half_way.session


def test_nobody_gets_to_the_second_factor_without_the_password(carol: User) -> None:
    assert Client().get(SECOND).headers["Location"] == f"{LOGIN}?next={SECOND}"
    assert send_code(Client(), "000000").url == f"{LOGIN}?next={SECOND}"


def test_who_is_not_staff_sets_up_no_phone(db: None) -> None:
    client = Client()
    client.force_login(User.objects.create_user("nora"))
    assert client.get(SECOND).headers["Location"].startswith(LOGIN)


def test_a_code_from_elsewhere_is_refused(secret: str, carol: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(carol)
    assert send_code(client, app_code(secret)).status_code == 403


def test_without_two_factors_the_password_is_enough(carol: User, settings: Settings) -> None:
    settings.TWO_FACTOR = False
    client = Client()
    assert send_password(client).url == INDEX
    assert inside(client)


# Another phone, new recovery codes


@pytest.fixture
def at_the_desk(half_way: Client, secret: str) -> Client:
    """The curator, who is in. The code used up is the one before the present one."""
    send_code(half_way, app_code(secret, steps=-1))
    return half_way


def test_another_phone_takes_the_place_of_the_first_one(at_the_desk: Client, secret: str) -> None:
    elsewhere = Client()
    elsewhere.cookies.load(at_the_desk.cookies.output(header="", sep=";"))
    shown = send_code(at_the_desk, app_code(secret), phone="1")
    new = secret_of(shown)
    assert new != secret
    assert len(codes_of(send_code(at_the_desk, app_code(new), confirm="1"))) == 10
    assert inside(at_the_desk)
    assert TOTPDevice.objects.count() == 1
    assert not inside(elsewhere)


def test_the_first_phone_holds_until_the_other_one_is_confirmed(at_the_desk: Client, secret: str) -> None:
    send_code(at_the_desk, app_code(secret), phone="1")
    send_code(at_the_desk, "000000", confirm="1")
    assert inside(at_the_desk)
    at_the_desk.get(SECOND)
    assert "form" in send_code(at_the_desk, "000000", confirm="1").context
    assert b32encode(TOTPDevice.objects.get().bin_key).decode() == secret


def test_new_recovery_codes_end_the_earlier_ones(at_the_desk: Client, secret: str, carol: User) -> None:
    StaticDevice.objects.create(user=carol, name="recovery codes").token_set.create(token=RECOVERY)
    codes = codes_of(send_code(at_the_desk, app_code(secret), codes="1"))
    assert len(codes) == 10
    assert RECOVERY not in StaticToken.objects.values_list("token", flat=True)


@pytest.mark.parametrize("what", ["phone", "codes", "confirm"])
def test_neither_without_a_code_of_today(what: str, at_the_desk: Client) -> None:
    page = send_code(at_the_desk, "000000", **{what: "1"})
    assert not codes_of(page)
    assert "<svg" not in page.content.decode().partition('class="desk"')[2]
    assert not StaticToken.objects.exists()


# The lock-out


def fail(times: int, username: str = "carol", address: str = HERE) -> Any:
    for _ in range(times):
        response = send_password(Client(REMOTE_ADDR=address), username, "wrong")
    return response


def test_the_fifth_failure_locks_out_and_says_for_how_long(carol: User) -> None:
    assert fail(4).status_code == 200
    response = fail(1)
    assert (response.status_code, response["Retry-After"]) == (429, "900")
    assert "Wait 15 minutes" in response.content.decode()
    assert send_password(Client(REMOTE_ADDR=HERE)).status_code == 429
    assert "'unsafe-inline'" in response["Content-Security-Policy"]


def test_elsewhere_the_person_is_not_locked_out(carol: User) -> None:
    fail(5)
    assert send_password(Client(REMOTE_ADDR=ELSEWHERE)).status_code == 302


def test_others_are_not_locked_out(carol: User, reviewer: User) -> None:
    reviewer.set_password(PASSWORD)
    reviewer.save()
    fail(5)
    assert send_password(Client(REMOTE_ADDR=HERE), "rita").status_code == 302


def test_attempts_meanwhile_do_not_make_it_longer(carol: User) -> None:
    fail(5)
    before = AccessAttempt.objects.values().get()
    fail(1)
    assert AccessAttempt.objects.values().get() == before
    later(timedelta(minutes=15))
    assert send_password(Client(REMOTE_ADDR=HERE)).status_code == 302
    assert not AccessAttempt.objects.exists()


def later(much: timedelta) -> None:
    """As if all failures lay so far back."""
    for attempt in AccessAttempt.objects.all():
        AccessAttempt.objects.filter(pk=attempt.pk).update(attempt_time=attempt.attempt_time - much)


def test_a_login_forgets_the_failures_of_the_name_there(carol: User) -> None:
    fail(4)
    fail(1, address=ELSEWHERE)
    fail(1, "rita")
    send_password(Client(REMOTE_ADDR=HERE))
    left = set(AccessAttempt.objects.values_list("username", "ip_address"))
    assert left == {("carol", ELSEWHERE), ("rita", HERE)}


def test_an_unknown_name_is_locked_out_too(db: None) -> None:
    assert fail(5, "nobody").status_code == 429


def test_one_address_with_many_names(carol: User) -> None:
    for number in range(12):
        assert fail(4, f"name{number}").status_code == 200
    assert fail(2, "another").status_code == 429
    assert send_password(Client(REMOTE_ADDR=HERE)).status_code == 429
    assert send_password(Client(REMOTE_ADDR=ELSEWHERE)).status_code == 302


def guessed_from_everywhere() -> None:
    for number in range(10):
        fail(5, address=f"203.0.113.{number}")


def test_one_name_from_many_addresses(carol: User) -> None:
    guessed_from_everywhere()
    assert send_password(Client(REMOTE_ADDR=ELSEWHERE)).status_code == 429


def test_no_stranger_keeps_a_person_out_where_they_logged_in_lately(carol: User) -> None:
    send_password(Client(REMOTE_ADDR=HERE))
    guessed_from_everywhere()
    assert send_password(Client(REMOTE_ADDR=HERE)).status_code == 302
    AccessLog.objects.update(attempt_time=timezone.now() - timedelta(days=31))
    assert send_password(Client(REMOTE_ADDR=HERE)).status_code == 429


def test_behind_a_proxy_the_address_is_the_clients(carol: User, settings: Settings) -> None:
    settings.PROXIES = 1
    for _ in range(5):
        send_password(Client(REMOTE_ADDR="10.0.0.1"), "carol", "wrong", headers={"X-Forwarded-For": f"1.1.1.1, {HERE}"})
    assert AccessAttempt.objects.get().ip_address == HERE
    there = {"X-Forwarded-For": ELSEWHERE}
    assert send_password(Client(REMOTE_ADDR="10.0.0.1"), headers=there).status_code == 302


def test_an_ipv6_network_counts_as_one_address(carol: User) -> None:
    for number in range(5):
        response = fail(1, address=f"2001:db8::{number}")
    assert response.status_code == 429
    assert AccessAttempt.objects.get().ip_address == "2001:db8::"


def test_no_password_is_stored_with_a_failure(carol: User) -> None:
    send_password(Client(REMOTE_ADDR=HERE), "carol", "nearly my pass phrase")
    stored = str(AccessAttempt.objects.values().get())
    assert "nearly" not in stored


def test_an_administrator_unlocks(carol: User, administrator: Desk) -> None:
    fail(5)
    attempt = AccessAttempt.objects.get()
    action = {"action": "unlock", "_selected_action": str(attempt.pk)}
    page = administrator.client.post("/admin/axes/accessattempt/", action, follow=True)
    assert "Unlocked: carol." in page.content.decode()
    assert send_password(Client(REMOTE_ADDR=HERE)).status_code == 302


@pytest.fixture
def administrator(db: None) -> Desk:
    return Desk(person("adam", "administrator"))


# The session


def test_a_session_ends_after_half_a_day_and_its_cookie_is_for_this_server_alone(carol: User) -> None:
    cookie = send_password(Client()).cookies["sessionid"]
    wanted = {"max-age": 43_200, "httponly": True, "samesite": "Lax", "secure": "", "domain": "", "path": INDEX}
    assert {name: cookie[name] for name in wanted} == wanted


def test_behind_https_the_cookie_travels_over_https_alone(carol: User, settings: Settings) -> None:
    settings.SESSION_COOKIE_SECURE = True
    assert send_password(Client()).cookies["sessionid"]["secure"] is True


def test_the_session_gets_another_key_at_the_password_and_at_the_code(carol: User, secret: str) -> None:
    client = Client()
    session = client.session
    session["theirs"] = "1"
    session.save()
    keys = [client.session.session_key]
    steps: list[Callable[[], Any]] = [lambda: send_password(client), lambda: send_code(client, app_code(secret))]
    for step in steps:
        step()
        keys.append(client.session.session_key)
    assert len(set(keys)) == 3


def test_another_password_logs_out_everywhere_else(carol: User) -> None:
    here, elsewhere = Desk(carol), Desk(carol)
    new = "another long pass phrase"
    data = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    assert here.client.post(CHANGE, data).status_code == 302
    assert inside(here.client)
    assert not inside(elsewhere.client)


def test_readers_get_no_cookie_and_cost_no_query_more(publish: Any) -> None:
    publish()
    for address, queries in (("/api/v1/treatments/rest", 1), ("/treatments/rest", None), ("/", None)):
        client = Client()
        with CaptureQueriesContext(
            connection,
        ) as asked:
            response = client.get(address)
        assert response.status_code == 200, address
        assert not response.cookies, address
        assert queries is None or len(asked) == queries
        assert not [query for query in asked if re.search("session|axes|otp|auth_user", query["sql"])]
