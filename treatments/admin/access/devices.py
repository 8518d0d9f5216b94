"""A person's second factor: an app on their phone that shows codes (RFC 6238), and ten recovery codes on paper."""

import re
from base64 import b32encode
from binascii import unhexlify
from math import ceil
from time import time
from typing import Any

import qrcode
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django_otp.models import Device
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice
from django_otp.util import random_hex
from qrcode.image.svg import SvgPathImage

RECOVERY_CODES = 10
OF_AN_APP = re.compile(r"[0-9]{6}")
User = Any  # settings.AUTH_USER_MODEL, whichever it is


def app_of(user: User) -> TOTPDevice | None:
    """The app that shows the person's codes."""
    return TOTPDevice.objects.filter(user=user, confirmed=True).first()


def recovery_codes_left(user: User) -> int:
    """How many recovery codes were not used yet."""
    return int(StaticToken.objects.filter(device__user=user).count())


def check(user: User, code: str) -> Device:
    """Use up a code, and say which device of the person it is of: six digits are the app's, all else is for recovery.

    Raises:
        ValidationError: for a wrong or used code, and while the person must wait after wrong ones.
    """
    kind = TOTPDevice if OF_AN_APP.fullmatch(code) else StaticDevice
    with transaction.atomic():  # a code that two requests bring at once is used by one of them
        device = kind.objects.select_for_update().filter(user=user, confirmed=True).first()
        allowed, why = (True, {}) if device is None else device.verify_is_allowed()
        accepted = device is not None and device.verify_token(code)
    if not allowed:
        seconds = ceil((why["locked_until"] - timezone.now()).total_seconds())
        raise ValidationError(f"There were wrong codes before this one: wait {seconds} seconds, then try again.")
    if not accepted:
        raise ValidationError("This code is wrong or was used before: type the one that the app shows now.")
    return device


def new_secret() -> str:
    """What an app is to share with the server, in hexadecimal."""
    secret: str = random_hex(20)
    return secret


def typed(secret: str) -> str:
    """The secret as people type it into an app: base 32, in groups of four."""
    text = b32encode(unhexlify(secret)).decode()
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))


def picture(user: User, secret: str) -> SafeString:
    """The secret as a picture for the app's camera, SVG."""
    image = qrcode.make(TOTPDevice(user=user, key=secret).config_url, image_factory=SvgPathImage)
    drawn: str = image.to_string(encoding="unicode")
    return mark_safe(drawn)  # noqa: S308 - a path of the library's, without any text


@transaction.atomic
def enrol(user: User, secret: str, code: str, *, instead: bool) -> tuple[TOTPDevice, list[str]]:
    """Make the app with the secret the person's second factor, with new recovery codes; `instead` of another.

    Raises:
        ValidationError: unless the code shows that the app has the secret; when there is another already.
    """
    totp = TOTP(unhexlify(secret))
    totp.time = time()
    if not OF_AN_APP.fullmatch(code) or not totp.verify(int(code), tolerance=1):
        raise ValidationError("The app shows another code: type the one of six digits that it shows now.")
    get_user_model().objects.select_for_update().get(pk=user.pk)
    others = TOTPDevice.objects.filter(user=user)
    if not instead and others.exists():
        raise ValidationError("Another app was set up meanwhile: log in again, with its code.")
    others.delete()
    device = TOTPDevice.objects.create(user=user, name="app", key=secret, drift=totp.drift, last_t=totp.t())
    return device, new_recovery_codes(user)


@transaction.atomic
def new_recovery_codes(user: User) -> list[str]:
    """Ten codes, each for one login without the phone; earlier ones end."""
    StaticDevice.objects.filter(user=user).delete()
    device = StaticDevice.objects.create(user=user, name="recovery codes")
    codes = [StaticToken.random_token() for _ in range(RECOVERY_CODES)]
    StaticToken.objects.bulk_create(StaticToken(device=device, token=code) for code in codes)
    return codes


def remove(user: User) -> None:
    """End the person's second factor."""
    TOTPDevice.objects.filter(user=user).delete()
    StaticDevice.objects.filter(user=user).delete()
