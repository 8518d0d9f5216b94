"""Short lists kept in one column: synonyms, codes, authors. They hold text and flags only, never numbers.

They are columns and not tables because each is edited as a whole and read as a whole, and has no life of its own.
"""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from treatments.vocabulary import CodingSystem, Seriousness

MAX_ITEMS = 200
TEXT_LENGTH = 500


def _checked_list(value: object) -> list[Any]:
    if not isinstance(value, list):
        raise ValidationError("Give a list.")
    if len(value) > MAX_ITEMS:
        raise ValidationError(f"Give at most {MAX_ITEMS} entries.")
    return value


def _check_text(text: object, what: str) -> None:
    if not isinstance(text, str) or not text.strip() or len(text) > TEXT_LENGTH:
        raise ValidationError(f"{what}: give a text of 1 to {TEXT_LENGTH} characters.")
    if any(character == "\0" or "\ud800" <= character <= "\udfff" for character in text):  # PostgreSQL takes neither
        raise ValidationError(f"{what}: a text holds no NUL and no half of a surrogate pair.")


def validate_texts(value: object) -> None:
    """A list of different, non-empty texts."""
    texts = _checked_list(value)
    for text in texts:
        _check_text(text, "Entry")
    if len(set(texts)) < len(texts):
        raise ValidationError("Give each entry once.")


def validate_codes(value: object) -> None:
    """A list of {system, code, display, verified}; a code stands once."""
    seen = set()
    for coding in _checked_list(value):
        if not isinstance(coding, Mapping) or set(coding) != {"system", "code", "display", "verified"}:
            raise ValidationError("A coding has a system, a code, a display and whether it was verified.")
        if coding["system"] not in list(CodingSystem):
            raise ValidationError(f"{coding['system']} is not a coding system: use {', '.join(CodingSystem)}.")
        _check_text(coding["code"], "Code")
        _check_text(coding["display"], "Display")
        if not isinstance(coding["verified"], bool):
            raise ValidationError("“verified” is true or false.")
        seen.add((coding["system"], coding["code"]))
    if len(seen) < len(_checked_list(value)):
        raise ValidationError("Give each code once.")


def validate_authors(value: object) -> None:
    """A list of {family, given} or {literal}, in the order of the title page."""
    for author in _checked_list(value):
        if not isinstance(author, Mapping) or set(author) not in ({"family", "given"}, {"literal"}):
            raise ValidationError("An author has a family and a given name, or is an organisation's literal name.")
        _check_text(author.get("family", author.get("literal")), "Author")
        if author.get("given") is not None:
            _check_text(author["given"], "Given name")


def validate_seriousness(value: object) -> None:
    """A list of different criteria of seriousness."""
    validate_texts(value)
    for criterion in _checked_list(value):
        if criterion not in list(Seriousness):
            raise ValidationError(f"{criterion} is not a criterion: use {', '.join(Seriousness)}.")


def texts_field(help_text: str = "") -> "models.JSONField[Any, Any]":
    """A column of texts."""
    return models.JSONField(default=list, blank=True, validators=[validate_texts], help_text=help_text)


def codes_field() -> "models.JSONField[Any, Any]":
    """A column of codings."""
    return models.JSONField(default=list, blank=True, validators=[validate_codes])
