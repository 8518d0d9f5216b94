"""From the password to the desk: the second factor, the lock-out, the session."""

import re
from base64 import b32decode
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

PASSWORD = "a long enough pass phrase"  # noqa: S105
INDEX, LOGIN, SECOND = "/admin/", "/admin/login/", "/admin/second-factor/"


def code_of(secret: bytes, steps: int = 0) -> str:
    """What the app shows now, or that many half minutes from now."""
    return f"{TOTP(secret, drift=steps).token():06}"


def send_password(client: Client, username: str = "carol", password: str = PASSWORD, **options: Any) -> Any:
    return client.post(LOGIN, {"username": username, "password": password, "next": INDEX}, **options)


def secret_of(page: Any) -> bytes:
    """The secret that a page shows as text."""
    (text,) = re.findall(r"<code>([A-Z2-7 ]+)</code>", page.content.decode())
    return b32decode(text.replace(" ", ""))


def codes_of(page: Any) -> list[str]:
    """The recovery codes that a page shows."""
    return re.findall(r"<li><code>([a-z2-7]+)</code></li>", page.content.decode())


@pytest.fixture
def carol(curator: User) -> User:
    curator.set_password(PASSWORD)
    curator.save()
    return curator


@pytest.fixture
def enrolled(carol: User) -> bytes:
    """The secret of the curator's app."""
    return bytes(TOTPDevice.objects.create(user=carol, name="app").bin_key)


def test_the_first_login_leads_to_the_phone_then_to_recovery_codes_then_to_the_desk(carol: User) -> None:
    client = Client()
    page = client.post(LOGIN, {"username": "carol", "password": PASSWORD, "next": INDEX}, follow=True)
    assert page.redirect_chain == [(INDEX, 302), (f"{LOGIN}?next=/admin/", 302), (f"{SECOND}?next=%2Fadmin%2F", 302)]
    secret = secret_of(page)
    assert "<svg" in page.content.decode()
    codes = codes_of(client.post(f"{SECOND}?next=/admin/", {"code": code_of(secret), "confirm": "1"}))
    assert len(set(codes)) == 10
    assert client.get(INDEX).status_code == 200
    assert set(StaticToken.objects.values_list("token", flat=True)) == set(codes)
