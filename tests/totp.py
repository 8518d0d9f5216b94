"""What an app for one-time codes does."""

from base64 import b32decode

from django_otp.oath import TOTP


def app_code(secret: str, steps: int = 0) -> str:
    """The code of a secret, as a page shows it for typing, now or that many half minutes from now."""
    return f"{TOTP(b32decode(secret.replace(' ', '')), drift=steps).token():06}"
