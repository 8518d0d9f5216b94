"""Conditions, shared by every record that speaks of them."""

from django.db import models

from treatments.models.desk import Shared
from treatments.models.fields import KeyField, LongTextField
from treatments.models.lists import codes_field, texts_field


class Condition(Shared):
    """What a treatment is used or promoted for."""

    id = KeyField(primary_key=True)
    name = models.CharField(max_length=300)
    synonyms = texts_field("One a line.")
    description = LongTextField()
    codes = codes_field()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name
