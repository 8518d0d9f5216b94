"""Keys by which apps get a larger quota. Reading needs none."""

import secrets
from datetime import date
from hashlib import sha256
from typing import Any, NoReturn

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from treatments.models.fields import LongTextField

DEFAULT_QUOTA = 10_000
PREFIX = "tea_"  # by which people, and scanners for leaked secrets, recognise a key
PREFIX_LENGTH = 12  # says 48 of the 256 random bits
KEY = rf"{PREFIX}[A-Za-z0-9_-]{{43}}"


def hashed(key: str) -> str:
    """What is kept of a key. It is random throughout, so a fast hash is as good as a slow one."""
    return sha256(key.encode()).hexdigest()


class KeptError(Exception):
    """Somebody tried to delete a key."""


class ApiKeyQuerySet(models.QuerySet["ApiKey"]):
    """Keys, which are revoked and never deleted."""

    def delete(self) -> NoReturn:
        raise KeptError("Keys are not deleted: revoke them.")

    def valid(self) -> "ApiKeyQuerySet":
        """Those that were not revoked."""
        return self.filter(revoked_at=None)

    def not_used_since(self, day: date) -> "ApiKeyQuerySet":
        """Those of which no use on that day or later is noted."""
        return self.filter(Q(last_used_on=None) | Q(last_used_on__lt=day))


class ApiKey(models.Model):
    """A key, of which only the digest is kept; `prefix`, its first characters, is what people recognise it by.

    Names of people are kept as text: the public side points at no user.
    """

    name = models.CharField(max_length=200, help_text="The app that uses the key.")
    contact = models.EmailField(blank=True, default="", help_text="Whom to write to when the app misbehaves.")
    note = LongTextField()
    prefix = models.CharField(max_length=PREFIX_LENGTH, unique=True, editable=False)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    quota = models.PositiveIntegerField(
        default=DEFAULT_QUOTA,
        validators=[MinValueValidator(1), MaxValueValidator(1_000_000)],
        help_text="Requests a minute.",
    )
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.CharField(max_length=150, editable=False)
    revoked_at = models.DateTimeField(null=True, blank=True, editable=False)
    revoked_by = models.CharField(max_length=150, blank=True, default="", editable=False)
    last_used_on = models.DateField(null=True, blank=True, editable=False, help_text="Written once a day at most.")

    objects = ApiKeyQuerySet.as_manager()

    class Meta:
        verbose_name = "API key"
        ordering = ["name", "prefix"]
        constraints = [
            models.CheckConstraint(name="apikey_quota", condition=Q(quota__gte=1)),
            models.CheckConstraint(
                name="apikey_revoked",
                condition=Q(revoked_at__isnull=True, revoked_by="") | (Q(revoked_at__isnull=False) & ~Q(revoked_by="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"

    def issue(self, by: str) -> str:
        """Save the new row and return its key, which nobody can find out again."""
        key = PREFIX + secrets.token_urlsafe(32)
        self.prefix, self.digest, self.created_by = key[:PREFIX_LENGTH], hashed(key), by
        self.save(force_insert=True)
        return key

    def revoke(self, by: str) -> bool:
        """End it for good; False where it was revoked before."""
        rows = ApiKey.objects.valid().filter(pk=self.pk)
        return rows.update(revoked_at=timezone.now(), revoked_by=by) == 1

    def delete(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        raise KeptError("A key is not deleted: revoke it.")
