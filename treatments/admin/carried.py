"""What was previewed, carried by the page to its confirmation as signed text.

The server keeps nothing between the two, so any process and any host confirms exactly what was shown, and only to the
person to whom it was shown.
"""

from typing import Any

from django.core import signing
from django.core.exceptions import ValidationError

MAX_CARRIED = 2_000_000  # characters, of DATA_UPLOAD_MAX_MEMORY_SIZE
A_DAY = 86_400


def carried(value: Any, *, salt: str, user: Any) -> str:
    """The value as signed text.

    Raises:
        ValidationError: when a form cannot carry it.
    """
    text = signing.dumps([user.pk, value], salt=salt, compress=True)
    if len(text) > MAX_CARRIED:
        raise ValidationError("This holds too much for one import: split it and import one part after the other.")
    return text


def given_back(text: str, *, salt: str, user: Any) -> Any:
    """The value again.

    Raises:
        ValidationError: for what was not signed here, not for this person, or longer ago than a day.
    """
    try:
        owner, value = signing.loads(text, salt=salt, max_age=A_DAY)
    except signing.BadSignature:
        owner, value = None, None
    if owner != user.pk:
        raise ValidationError(
            "What was shown is not at hand any more, and nothing was stored: paste or choose it again."
        )
    return value
