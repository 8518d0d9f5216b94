"""Keys by which apps get a larger quota. Reading needs none."""

from django.core.validators import MinValueValidator
from django.db import models

from treatments.models.fields import LongTextField

DEFAULT_QUOTA = 10_000


class ApiKey(models.Model):
    """A key, of which only the digest is kept; `prefix`, its first characters, is what people recognise it by.

    Names of people are kept as text: the public side points at no user.
    """

    name = models.CharField(max_length=200, help_text="The app that uses the key.")
    contact = models.EmailField(blank=True, default="", help_text="Whom to write to when the app misbehaves.")
    note = LongTextField()
    prefix = models.CharField(max_length=12, unique=True, editable=False)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    quota = models.PositiveIntegerField(
        default=DEFAULT_QUOTA, validators=[MinValueValidator(1)], help_text="Requests a minute."
    )
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.CharField(max_length=150, editable=False)
    revoked_at = models.DateTimeField(null=True, blank=True, editable=False)
    revoked_by = models.CharField(max_length=150, blank=True, default="", editable=False)
    last_used_on = models.DateField(null=True, blank=True, editable=False, help_text="Written once a day at most.")

    class Meta:
        verbose_name = "API key"
        ordering = ["name", "prefix"]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"
