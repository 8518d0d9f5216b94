"""A person's second factor: the app on their phone, and the recovery codes on paper."""

import time
from base64 import b32decode
from dataclasses import dataclass, field

from django_otp.oath import TOTP


@dataclass
class Phone:
    """An app that got the secret as the page spells it, and the recovery codes that the page showed."""

    secret: str
    paper: list[str] = field(default_factory=list)

    def code(self) -> str:
        """The six digits that the app shows now."""
        shown = TOTP(b32decode(self.secret.replace(" ", "")))
        shown.time = time.time()
        return f"{shown.token():06d}"
