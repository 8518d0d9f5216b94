"""Fixtures of the API's tests: a client that checks every answer, and records by the dozen."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from pytest_django import DjangoDbBlocker

from tests.api.contract import Client
from tests.api.library import LIBRARY
from tests.conftest import full_record, make_record, person
from treatments.exchange.records import Import, Result

PublishAll = Callable[..., None]


@pytest.fixture
def client(db: None) -> Client:
    """Every answer it gets is held against openapi.yaml."""
    return Client()


def publish_by_import(by: User, *records: dict[str, Any]) -> None:
    lines = [json.dumps(record).encode() for record in records]
    outcomes = list(Import(by=by, source="a test", publish=True).run(lines))
    assert {outcome.result for outcome in outcomes} == {Result.PUBLISHED}, outcomes


@pytest.fixture
def publish_all(manager: User) -> PublishAll:
    """Publishes these records by one import: faster than by review."""
    return partial(publish_by_import, manager)


NAMES = ["alpha", "Alpha", "Ärger", "Zebra", "zebra", "élan", "Elan", "same", "same", "same", "𝔘nusual", "Ωmega"]


@contextmanager
def lasting(blocker: DjangoDbBlocker, *records: dict[str, Any]) -> Iterator[None]:
    """Records that are there for every test of a module, each of which runs in a savepoint inside this transaction."""
    around = transaction.atomic()
    with blocker.unblock():
        around.__enter__()
        publish_by_import(person("lasting", "release_manager"), *records)
    yield
    with blocker.unblock():
        transaction.set_rollback(True)
        around.__exit__(None, None, None)


@pytest.fixture(scope="module")
def one(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The record `rest`, with a row of every kind."""
    with lasting(django_db_blocker, full_record()):
        yield


@pytest.fixture(scope="module")
def library(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A few records that differ in everything a list can be filtered by."""
    with lasting(django_db_blocker, *LIBRARY):
        yield


@pytest.fixture(scope="module")
def sixty(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Sixty records, their names in upper and lower case, with accents, and some of them equal."""
    with lasting(django_db_blocker, *(make_record(f"r{7 * n % 60:02}", name=NAMES[n % len(NAMES)]) for n in range(60))):
        yield
