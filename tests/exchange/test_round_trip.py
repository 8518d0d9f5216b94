"""What the API gives out loads into an empty server and comes to equal content checksums there."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import (
    BUNDLED,
    BUNDLED_SOURCE,
    Publish,
    full_record,
    make_citation,
    make_event,
    make_finding,
    make_record,
    person,
)
from tests.exchange.conftest import results
from tests.workflow.conftest import everything, set_status
from treatments import workflow
from treatments.document.canonical import canonical
from treatments.document.content import content, content_checksum
from treatments.exchange.records import Import, Outcome, Result
from treatments.models import IndexedCitation, IndexedCondition, Publication, Treatment, Version

Json = dict[str, Any]


def given_out() -> list[bytes]:
    """Every current record, as its own address gives it."""
    ids = Publication.objects.filter(state="current").order_by("id").values_list("id", flat=True)
    return [Client().get(f"/api/v1/treatments/{id_}").content for id_ in ids]


def contents() -> dict[str, str]:
    """Content checksums of what the public reads."""
    current = Publication.objects.filter(state="current").select_related("current")
    return {row.id: row.current.content_checksum for row in current if row.current}


def copies() -> dict[tuple[str, str], bytes]:
    """The public copy of each condition and citation."""
    return {
        (model.__name__, row.key): bytes(row.entry)
        for model in (IndexedCondition, IndexedCitation)
        for row in model.objects.filter(shown=True)
    }


@contextmanager
def elsewhere() -> Iterator[None]:
    """Another server: what is written there is gone afterwards."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def exact(value: Any) -> Any:
    """The value with Decimals for floats, which have no canonical form."""
    if isinstance(value, dict):
        return {key: exact(item) for key, item in value.items()}
    if isinstance(value, list):
        return [exact(item) for item in value]
    return Decimal(str(value)) if isinstance(value, float) else value


def publish_as(by: User, *records: Json, **options: Any) -> list[Outcome]:
    lines = [canonical(exact(record)) for record in records]
    outcomes = list(Import(by=by, source="a test", publish=True, **options).run(lines))
    assert not {outcome.result for outcome in outcomes} & {Result.REFUSED, Result.SKIPPED}, outcomes
    return outcomes


def check_loads(lines: Sequence[bytes], checksums: dict[str, str], public: dict[tuple[str, str], bytes]) -> None:
    """Into the empty server, where each is published, and nothing is different."""
    assert not Treatment.objects.exists()
    by = person("mia", "release_manager")
    outcomes = list(Import(by=by, source="another server", publish=True).run(lines))
    assert {outcome.result for outcome in outcomes} == {Result.PUBLISHED}, outcomes
    assert contents() == checksums
    assert copies() == public


# Records that are awkward in one way each

ODD = 'Cafe\u0301 “quoted” \\ "x" <b>&amp;</b> \u202eRTL\u202c 👩‍⚕️ 休息\u2028line\nnew\ttab =1+1 ﬁ Å \u1e9b\u0323'
NUMBER = Decimal("1234567.12345678")  # fifteen digits
NOTHING = {"text": "nothing", "treatment": None}


def effect(measure: str, estimate: Any, low: Any = None, high: Any = None) -> Json:
    level = None if low is None else Decimal("0.95")
    return {
        "measure": measure, "estimate": estimate, "ci_low": low, "ci_high": high, "ci_level": level, "computed": False,
    }  # fmt: skip


def scale(**changes: Any) -> Json:
    return {**make_finding("")["outcome"], **changes}


def arms(*counts: int | None) -> Json:
    treated, of, compared, of_them = counts
    return {"treated": {"events": treated, "total": of}, "comparator": {"events": compared, "total": of_them}}


def comparing(id_: str, *others: str, **changes: Any) -> Json:
    findings = [make_finding(f"{id_}-{other}", comparator={"text": other, "treatment": other}) for other in others]
    return make_record(id_, findings=findings, **changes)


ODD_TEXTS = full_record("odd", name=ODD, synonyms=[ODD, "a"], description=ODD)
ZEROS = make_record(
    "zeros",
    findings=[
        make_finding("zeros-md", effect=effect("MD", 0, 0, 0), outcome=scale(scale_min=0, scale_max=NUMBER)),
        make_finding("zeros-rr", effect=effect("RR", Decimal("0.5"), 0, 1), baseline={"risk": 0, "source": None}),
        make_finding("zeros-rd", effect=effect("RD", 0), arms=arms(0, 10, None, None), studies=0, participants=0),
        make_finding("zeros-share", effect=effect("proportion", 0)),
    ],
    adverse_events=[make_event(id="zeros-none", treated={**make_event()["treated"], "events": 0, "total": 58})],
)
LONG_NUMBERS = make_record(
    "long-numbers",
    findings=[
        make_finding("long-md", effect=effect("MD", -NUMBER, -NUMBER, NUMBER), outcome=scale(scale_max=NUMBER)),
        make_finding("long-rr", effect=effect("RR", Decimal("0.00000001"), 0, NUMBER)),
    ],
)
NULLS = make_record(
    "nulls",
    description=None,
    findings=[
        make_finding(
            "nulls-words", effect=None, certainty=None, population=None, timepoint=None, design=None, studies=None,
            participants=None, outcome=scale(unit=None, scale_min=None, scale_max=None), comparator=NOTHING,
        )
    ],
    adverse_events=[make_event(id="nulls-event")],
    citations=[
        make_citation(
            "smith-2020", authors=[], container_title=None, year=None, volume=None, issue=None, pages=None, link=None,
            design=None,
        )
    ],
)  # fmt: skip
ALONE = (ODD_TEXTS, ZEROS, LONG_NUMBERS, NULLS)


@pytest.mark.parametrize("record", ALONE, ids=[record["id"] for record in ALONE])
def test_one_record(manager: User, record: Json) -> None:
    with elsewhere():
        publish_as(manager, record)
        lines, checksums, public = given_out(), contents(), copies()
    check_loads(lines, checksums, public)


def test_the_bundled_records(manager: User) -> None:
    with elsewhere():
        run = Import(by=manager, source=BUNDLED_SOURCE, publish=True)
        assert len(list(run.run(BUNDLED.read_bytes().split(b"\n")))) == 23
        lines, checksums, public = given_out(), contents(), copies()
        before = everything()
        again = Import(by=manager, source=BUNDLED_SOURCE, publish=True)
        assert {outcome.result for outcome in again.run(BUNDLED.read_bytes().split(b"\n"))} == {Result.UNCHANGED}
        assert everything() == before
    check_loads(lines[::-1], checksums, public)
    again = Import(by=User.objects.get(username="mia"), source="another server", publish=True)
    assert {outcome.result for outcome in again.run(lines)} == {Result.UNCHANGED}


def test_without_publishing(manager: User) -> None:
    with elsewhere():
        publish_as(manager, *ALONE[:3], comparing("a", "b"), comparing("b", "a"))
        lines, checksums = given_out(), contents()
    outcomes = list(Import(by=None, source="another server").run(lines))
    assert {outcome.result for outcome in outcomes} == {Result.LOADED}, outcomes
    assert {row.id: content_checksum(content(row)) for row in Treatment.objects.with_rows()} == checksums
    assert not Version.objects.exists()


def test_a_server_with_a_past(publish: Publish, curator: User, reviewer: User, manager: User) -> None:
    """Reviews and imports, corrections, statuses, a withdrawal, records that name each other in every direction."""
    with elsewhere():
        publish(full_record("reviewed"), note="First.")
        publish(full_record("reviewed", name="Reviewed again"))
        circle = comparing("a", "b"), comparing("b", "c"), comparing("c", "a", "reviewed")
        publish_as(manager, *circle, make_record("parent"), make_record("child", member_of="parent"))
        corrected = [make_citation("smith-2020", title="A corrected title", note="Kept for its table.")]
        publish_as(manager, comparing("b", "c", citations=corrected), overwrite=True)
        publish_as(manager, make_record("parent", name="New", citations=corrected), overwrite=True)
        set_status(reviewer, to="expression_of_concern")
        named = [make_citation("smith-2020", title="Yet another title", note="Kept.", retraction=CONCERN)]
        publish_as(manager, make_record("grandchild", member_of="child", citations=named), overwrite=True)
        publish_as(manager, make_record("gone", citations=named))
        workflow.withdraw(treatment_id="gone", by=manager, reason="It was wrong.", successor="parent")
        workflow.withdraw(treatment_id="a", by=manager, reason="For a day.")
        workflow.restore(treatment_id="a", by=manager, reason="The day is over.")
        titles = {json.loads(line)["citations"][0]["title"] for line in given_out()}
        assert titles == {"Title of smith-2020", "A corrected title", "Yet another title"}
        lines, checksums, public = given_out(), contents(), copies()
    assert set(checksums) == {"reviewed", "a", "b", "c", "parent", "child", "grandchild"}
    check_loads(lines, checksums, public)


CONCERN = {"status": "expression_of_concern", "notice": "10.1/notice", "date": None}


# What a rule still forbids


def test_a_source_retracted_without_a_note_is_loaded_but_not_published(manager: User, reviewer: User) -> None:
    """The status was set at once, the note is a curator's to write: an import has every rule but those of people."""
    with elsewhere():
        publish_as(manager, make_record())
        set_status(reviewer)
        lines, checksums = given_out(), contents()
    (refused,) = Import(by=manager, source="another server", publish=True).run(lines)
    assert refused.reasons == (
        "finding rest-pain citations: smith-2020 is retracted: say in its note why it is still cited.",
    )
    (loaded,) = Import(by=manager, source="another server").run(lines)
    assert loaded.result == Result.LOADED
    assert {row.id: content_checksum(content(row)) for row in Treatment.objects.with_rows()} == checksums


def test_a_record_that_names_a_withdrawn_one_comes_with_its_last_version(manager: User) -> None:
    with elsewhere():
        publish_as(manager, make_record("parent"), make_record("child", member_of="parent"))
        workflow.withdraw(treatment_id="parent", by=manager, reason="It was wrong.")
        (child,) = given_out()
        parent = Client().get("/api/v1/treatments/parent/versions/1").content
        checksums = contents()
    (refused,) = Import(by=manager, source="another server", publish=True).run([child])
    assert refused.reasons == ("member_of: there is no treatment parent",)
    outcomes = list(Import(by=manager, source="another server", publish=True).run([child, parent]))
    assert results(outcomes) == [(2, "parent", "published"), (1, "child", "published")]
    workflow.withdraw(treatment_id="parent", by=manager, reason="It was wrong.")
    assert contents() == checksums


# Small records of every kind

TEXT = st.text(
    st.characters(codec="utf-8", exclude_characters="\0", exclude_categories=["Cs"]), min_size=1, max_size=8
).filter(lambda text: text.strip() != "")
COUNT = st.integers(min_value=0, max_value=2_147_483_647)
DECIMAL = st.decimals(min_value=-9_999_999, max_value=9_999_999, places=8)
SHARE = st.decimals(min_value=0, max_value=1, places=8)
POSITIVE = st.decimals(min_value=Decimal("0.00000001"), max_value=9_999_999, places=8)
RANGES = {
    "MD": DECIMAL,
    "SMD": DECIMAL,
    "RR": POSITIVE,
    "OR": POSITIVE,
    "HR": POSITIVE,
    "RD": SHARE,
    "proportion": SHARE,
}
IDS = ("a", "b", "c")


@st.composite
def effects(draw: st.DrawFn) -> Json | None:
    measure = draw(st.sampled_from([None, *RANGES]))
    if measure is None:
        return None
    if draw(st.booleans()):
        return effect(measure, draw(RANGES[measure]))
    low, estimate, high = sorted(draw(RANGES[measure]) for _ in range(3))
    return effect(measure, estimate, low, high)


@st.composite
def findings(draw: st.DrawFn, id_: str) -> Json:
    other = draw(st.sampled_from([None, *IDS]))
    low, high = sorted((draw(DECIMAL), draw(DECIMAL)))
    return make_finding(
        id_,
        effect=draw(effects()),
        population=draw(st.none() | TEXT),
        comparator={"text": draw(TEXT), "treatment": other},
        outcome=scale(name=draw(TEXT), scale_min=low if low < high else None, scale_max=high if low < high else None),
        studies=draw(st.none() | COUNT),
        baseline=draw(st.none() | st.builds(dict, risk=SHARE, source=st.none() | TEXT)),
        certainty=draw(st.sampled_from([None, make_finding("")["certainty"]])),
        rationale=draw(st.none() | TEXT),
        superseded_by=None,
    )


@st.composite
def records(draw: st.DrawFn, id_: str) -> Json:
    """A record that shares its condition and its citation with the others, in copies of its own."""
    condition = {
        "id": "back-pain", "name": draw(TEXT), "synonyms": draw(st.lists(TEXT.map(str.strip), max_size=2, unique=True)),
        "description": draw(st.none() | TEXT), "codes": [],
    }  # fmt: skip
    return make_record(
        id_,
        name=draw(TEXT),
        conditions=[condition],
        citations=[make_citation("smith-2020", title=draw(TEXT), year=draw(st.none() | st.integers(1500, 2100)))],
        findings=[draw(findings(f"{id_}-{number}")) for number in range(draw(st.integers(1, 2)))],
        adverse_events=draw(
            st.lists(
                st.builds(
                    lambda term, percent: make_event(
                        id=f"{id_}-event", term=term, treated={**make_event()["treated"], "percent": percent}
                    ),
                    TEXT,
                    st.none() | st.decimals(min_value=0, max_value=100, places=8),
                ),
                max_size=1,
            )
        ),
    )


def agreeing(*versions: Json) -> list[Json]:
    """The records with the first one's copies of what they share."""
    shared = {part: versions[0][part] for part in ("conditions", "citations")}
    return [{**version, **shared} for version in versions]


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    versions=st.tuples(*(records(id_) for id_ in IDS)),
    order=st.permutations(IDS),
    places=st.permutations(range(len(IDS))),
)
def test_any_records(manager: User, versions: tuple[Json, ...], order: list[str], places: list[int]) -> None:
    """Published together, then one by one in any order with copies of their own, and loaded in any order."""
    with elsewhere():
        publish_as(manager, *agreeing(*versions))
        for id_ in order:
            publish_as(manager, versions[IDS.index(id_)], overwrite=True)
        lines, checksums, public = given_out(), contents(), copies()
    with elsewhere():
        check_loads([lines[place] for place in places], checksums, public)


def test_where_rows_were_read_is_not_given_out(manager: User) -> None:
    """The source of the import stands in for it."""
    with elsewhere():
        publish_as(manager, make_record())
        (line,) = given_out()
    assert b"the article" not in line
    list(Import(by=manager, source="another server", publish=True).run([line]))
    assert Treatment.objects.get().findings.get().read_where == "another server"
