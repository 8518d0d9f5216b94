"""Who calls: the key in `Authorization: Api-Key …`. It is read nowhere else, and never written to a log."""

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from hmac import compare_digest
from time import monotonic

from django.db import Error, transaction
from django.utils import timezone

from treatments.api.problems import Problem
from treatments.models.access import KEY, PREFIX, PREFIX_LENGTH, ApiKey, hashed

REMEMBERED = 30  # seconds, for which a revoked key may go on working
FORM = re.compile(KEY)
EXPECTED = f"Send “Authorization: Api-Key {PREFIX}…”, or leave the header out: reading needs no key."


class Keys:
    """The valid keys, read again after `REMEMBERED` seconds.

    People make them one by one, so there are few: all are read in one query, and wrong ones cost none. `clock` gives
    seconds.
    """

    def __init__(self, *, clock: Callable[[], float] = monotonic) -> None:
        self.clock = clock
        self.read_at, self.by_prefix = float("-inf"), dict[str, ApiKey]()

    def find(self, authorization: str) -> ApiKey:
        """The key that the header holds. No query where the keys are remembered.

        Raises:
            Problem: invalid-api-key, which does not repeat what was sent.
        """
        scheme, _, key = authorization.partition(" ")
        if scheme.lower() != "api-key":
            raise Problem("invalid-api-key", f"The scheme of Authorization is not read here. {EXPECTED}")
        if not FORM.fullmatch(key):
            raise Problem("invalid-api-key", f"This is not the form of a key. {EXPECTED}")
        found = self._valid().get(key[:PREFIX_LENGTH])
        if found is None or not compare_digest(found.digest, hashed(key)):
            raise Problem("invalid-api-key", f"The key is unknown or was revoked. {EXPECTED}")
        _note_use(found)
        return found

    def _valid(self) -> Mapping[str, ApiKey]:
        now = self.clock()
        if now - self.read_at >= REMEMBERED:
            self.by_prefix = {key.prefix: key for key in ApiKey.objects.valid()}
            self.read_at = now  # after the keys: another thread must not take those of before for read
        return self.by_prefix


def _note_use(key: ApiKey) -> None:
    """Write down that the key was used today, unless that is known. Where it cannot be written, it is not."""
    today = timezone.now().date()
    if key.last_used_on is None or key.last_used_on < today:
        key.last_used_on = today
        with suppress(Error), transaction.atomic():
            ApiKey.objects.filter(pk=key.pk).not_used_since(today).update(last_used_on=today)
