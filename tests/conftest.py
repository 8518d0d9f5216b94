"""Fixtures of the whole suite. Records come into being by the real actions: load, submit, approve, publish."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.db import transaction
from django.test import TransactionTestCase
from hypothesis import settings
from pytest_django import DjangoDbBlocker

from treatments import workflow
from treatments.document.content import content, content_checksum
from treatments.exchange.records import Import, Result
from treatments.models import ConflictStatement, Treatment
from treatments.models.immutable import drop_triggers

# Properties are checked on the same examples in every run, so that the suite never fails by chance.
settings.register_profile("repeatable", derandomize=True, deadline=None, database=None)
settings.load_profile("repeatable")

BUNDLED = Path(__file__).parents[1] / "treatments" / "data" / "back-spasm.ndjson"
BUNDLED_SOURCE = "bundled demonstration records, not clinically reviewed"
Json = dict[str, Any]


@pytest.fixture(scope="session", autouse=True)
def _flush_without_triggers() -> Iterator[None]:
    """Tests that commit flush the database, which the triggers refuse: drop them; post_migrate brings them back."""
    teardown = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined]

    def without_triggers(case: TransactionTestCase) -> None:
        drop_triggers()
        teardown(case)

    TransactionTestCase._fixture_teardown = without_triggers  # type: ignore[attr-defined]
    yield
    TransactionTestCase._fixture_teardown = teardown  # type: ignore[attr-defined]


def person(username: str, *groups: str, conflicts: str | None = "none") -> User:
    """A user of the groups, with a conflict-of-interest statement unless `conflicts` is None."""
    user = User.objects.create_user(username, is_staff=True, first_name=username.capitalize(), last_name="Example")
    user.groups.set(Group.objects.filter(name__in=groups))
    if conflicts is not None:
        ConflictStatement.objects.create(by=user, statement=conflicts)
    return user


@pytest.fixture
def curator(db: None) -> User:
    return person("carol", "curator")


@pytest.fixture
def reviewer(db: None) -> User:
    return person("rita", "reviewer")


@pytest.fixture
def manager(db: None) -> User:
    return person("max", "release_manager")


def make_record(id_: str = "rest", **changes: Any) -> Json:
    """A small, complete, publishable record in the interchange format; `changes` replace its top-level members."""
    record: Json = {
        "id": id_,
        "name": f"Name of {id_}",
        "synonyms": [],
        "kind": "self_care",
        "description": None,
        "codes": [],
        "member_of": None,
        "conditions": [
            {"id": "back-pain", "name": "Back pain", "synonyms": [], "description": None, "codes": []},
        ],
        "regulatory": [],
        "warnings": [],
        "evidence_gaps": [],
        "findings": [make_finding(f"{id_}-pain")],
        "adverse_events": [],
        "recommendations": [],
        "claims": [],
        "citations": [make_citation("smith-2020")],
        "evidence_current_to": None,
        "review_due": None,
    }
    return {**record, **changes}


def make_finding(id_: str, **changes: Any) -> Json:
    """A graded finding with every reason given."""
    finding: Json = {
        "id": id_,
        "condition": "back-pain",
        "population": "adults",
        "comparator": {"text": "usual care", "treatment": None},
        "outcome": {
            "name": "pain intensity",
            "importance": "critical",
            "unit": "points",
            "scale_min": 0,
            "scale_max": 100,
            "higher_is_better": False,
            "mid": None,
        },
        "timepoint": "six weeks",
        "design": "rct",
        "studies": 1,
        "participants": 200,
        "effect": {
            "measure": "MD",
            "estimate": -7,
            "ci_low": -12,
            "ci_high": -2,
            "ci_level": 0.95,
            "computed": False,
        },
        "arms": None,
        "baseline": None,
        "certainty": {
            "source": "curated",
            "published_rating": None,
            "start": "high",
            "domains": [{"domain": "imprecision", "levels": -1, "reason": "few people"}],
            "difference_reason": None,
        },
        "size_judgement": None,
        "rationale": None,
        "location": None,
        "superseded_by": None,
        "citations": ["smith-2020"],
        "read": {"by": "Carol Example", "where": "the article", "on": None},
        "withheld": None,
    }
    return {**finding, **changes}


def make_citation(id_: str, **changes: Any) -> Json:
    """A citation that a person read."""
    citation: Json = {
        "id": id_,
        "type": "article-journal",
        "title": f"Title of {id_}",
        "authors": [{"family": "Smith", "given": "Ann"}],
        "container_title": "Journal",
        "year": 2020,
        "volume": "1",
        "issue": "2",
        "pages": "3-4",
        "doi": None,
        "pmid": None,
        "pmcid": None,
        "link": "https://example.org/smith-2020",
        "design": "rct",
        "registry_ids": [],
        "retraction": {"status": "none", "notice": None, "date": None},
        "note": None,
        "read": {"by": None, "where": "the article", "on": None},
        "withheld": None,
    }
    return {**citation, **changes}


READ = {"by": None, "where": "the page", "on": None}
RATES = {"events": None, "total": None, "percent": None, "percent_low": None, "percent_high": None}


def make_event(**changes: Any) -> Json:
    """An adverse event without a number."""
    return {
        "id": "rest-nausea", "term": "Nausea", "codes": [], "system_organ_class": None, "serious": False,
        "seriousness": [], "population": None, "treated": RATES, "comparator": None, "relative_effect": None,
        "note": None, "frequency": {"reported_class": None}, "citations": ["smith-2020"], "read": READ,
        "withheld": None, **changes,
    }  # fmt: skip


def make_recommendation(**changes: Any) -> Json:
    """A current recommendation."""
    return {
        "id": "rest-nice", "organisation": "NICE", "year": 2020, "condition": "back-pain", "direction": "for",
        "strength": "strong", "strength_as_printed": None, "certainty": None, "text": "Offer it.", "status": "current",
        "note": None, "citations": ["smith-2020"], "read": READ, "withheld": None, **changes,
    }  # fmt: skip


def make_claim(**changes: Any) -> Json:
    """A claim that rests on no finding."""
    source = {"publisher": None, "title": "A page", "url": None, "seen_on": None}
    return {
        "id": "rest-claim", "quote": "It heals.", "source": source, "condition": "back-pain", "verdict": "unsupported",
        "rationale": "Nobody tried.", "findings": [], "citations": ["smith-2020"], **changes,
    }  # fmt: skip


def make_gap(**changes: Any) -> Json:
    """A stated gap."""
    return {"condition": "back-pain", "statement": "Nothing found.", "citations": ["smith-2020"], **changes}


def make_warning(**changes: Any) -> Json:
    """A warning of nobody in particular."""
    return {"kind": "other", "jurisdiction": None, "text": "Take care.", "citations": ["smith-2020"], **changes}


def make_status(**changes: Any) -> Json:
    """A regulatory status for every condition."""
    return {
        "jurisdiction": "US", "authority": "FDA", "status": "approved", "condition": None, "as_of": None, "note": None,
        "citations": ["smith-2020"], **changes,
    }  # fmt: skip


def full_record(id_: str = "rest", **changes: Any) -> Json:
    """A record with a row of every kind."""
    ratio = {"measure": "RR", "estimate": 2, "ci_low": 1.5, "ci_high": 3, "ci_level": 0.95, "computed": False}
    event = {**make_finding("")["outcome"], "name": "any adverse event", "importance": "important", "unit": None}
    event |= {"scale_min": None, "scale_max": None}
    baseline = {"risk": 0.25, "source": "the control group"}
    return make_record(
        id_,
        **{
            "findings": [
                make_finding(f"{id_}-pain"),
                make_finding(f"{id_}-any", outcome=event, effect=ratio, baseline=baseline),
            ],
            "regulatory": [make_status()],
            "warnings": [make_warning()],
            "evidence_gaps": [make_gap()],
            "adverse_events": [make_event(id=f"{id_}-nausea")],
            "recommendations": [make_recommendation(id=f"{id_}-nice")],
            "claims": [make_claim(id=f"{id_}-claim", findings=[f"{id_}-pain"])],
            **changes,
        },
    )


Load = Callable[..., Treatment]


@pytest.fixture
def load(curator: User) -> Load:
    """Loads a record into the desk, by default as the curator."""

    def load_record(record: Json | None = None, by: User | None = curator, **options: Any) -> Treatment:
        record = make_record() if record is None else deepcopy(record)
        (outcome,) = Import(by=by, **options).run([json.dumps(record).encode()])
        assert outcome.result is not Result.REFUSED, outcome.reasons
        return Treatment.objects.get(id=record["id"])

    return load_record


Publish = Callable[..., Treatment]


@pytest.fixture
def publish(load: Load, curator: User, reviewer: User) -> Publish:
    """Takes a record (or what the desk holds of `id_`) from the desk to the public, by review."""

    def publish_record(record: Json | None = None, *, id_: str | None = None, note: str = "") -> Treatment:
        key = id_ if id_ is not None else load(record).id
        workflow.submit(treatment_id=key, by=curator)
        approved = content_checksum(content(Treatment.objects.with_rows().get(id=key)))
        workflow.approve(treatment_id=key, by=reviewer, approved=approved)
        workflow.publish(treatment_id=key, by=reviewer, note=note)
        return Treatment.objects.get(id=key)

    return publish_record


@contextmanager
def standing(blocker: DjangoDbBlocker) -> Iterator[None]:
    """A transaction around a module's tests: what is written inside is there for each, in a savepoint of its own."""
    around = transaction.atomic()
    with blocker.unblock():
        around.__enter__()
    try:
        yield
    finally:
        with blocker.unblock():
            transaction.set_rollback(True)
            around.__exit__(None, None, None)


@pytest.fixture(scope="module")
def bundled_once(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The bundled records, published by import as `make run` does."""
    with standing(django_db_blocker):
        with django_db_blocker.unblock():
            run = Import(by=person("bundled-records", "release_manager"), source=BUNDLED_SOURCE, publish=True)
            outcomes = list(run.run(BUNDLED.read_bytes().split(b"\n")))
        assert {outcome.result for outcome in outcomes} == {Result.PUBLISHED}, outcomes
        yield


@pytest.fixture
def bundled(bundled_once: None, db: None) -> list[Treatment]:
    """The bundled records. For modules of their own, since every test there sees them."""
    return list(Treatment.objects.order_by("id"))
