"""API keys: random, kept as a digest, revoked once and for good, never deleted."""

import re
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from treatments.models import ApiKey
from treatments.models.access import KEY, KeptError

pytestmark = pytest.mark.django_db
MOMENT = datetime(2026, 1, 2, tzinfo=UTC)


@pytest.fixture
def key(db: None) -> ApiKey:
    ApiKey(name="An app").issue(by="max")
    return ApiKey.objects.get()


def test_what_is_kept_of_a_key() -> None:
    new = ApiKey(name="An app")
    text = new.issue(by="max")
    assert re.fullmatch(KEY, text)
    assert (new.prefix, new.digest) == (text[:12], sha256(text.encode()).hexdigest())
    (kept,) = ApiKey.objects.values()
    assert text[12:] not in str(kept)
    assert (kept["created_by"], kept["quota"], kept["revoked_at"], kept["last_used_on"]) == ("max", 10_000, None, None)
    assert str(new) == f"An app ({text[:12]}…)"


def test_a_key_is_issued_once(key: ApiKey) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        key.issue(by="max")
    assert ApiKey.objects.count() == 1


def test_revoking(key: ApiKey) -> None:
    assert list(ApiKey.objects.valid()) == [key]
    assert key.revoke(by="max")
    assert not key.revoke(by="olga")
    key.refresh_from_db()
    assert (key.revoked_by, key.revoked_at is None) == ("max", False)
    assert not ApiKey.objects.valid()


def test_keys_are_not_deleted(key: ApiKey) -> None:
    for delete in (key.delete, ApiKey.objects.all().delete, ApiKey.objects.delete):
        with pytest.raises(KeptError):
            delete()
    assert ApiKey.objects.get() == key


@pytest.mark.parametrize(("noted", "found"), [(None, 1), (date(2026, 1, 1), 1), (date(2026, 1, 2), 0)])
def test_not_used_since(key: ApiKey, noted: date | None, found: int) -> None:
    ApiKey.objects.update(last_used_on=noted)
    assert ApiKey.objects.not_used_since(date(2026, 1, 2)).count() == found


@pytest.mark.parametrize(
    ("constraint", "fault", "fine"),
    [
        ("apikey_quota", {"quota": 0}, {"quota": 1}),
        ("apikey_revoked", {"revoked_at": MOMENT}, {"revoked_at": MOMENT, "revoked_by": "max"}),
        ("apikey_revoked", {"revoked_by": "max"}, {"revoked_at": None, "revoked_by": ""}),
    ],
)
def test_constraints(key: ApiKey, constraint: str, fault: dict[str, Any], fine: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        ApiKey.objects.update(**fault)
    assert ApiKey.objects.update(**fine) == 1
