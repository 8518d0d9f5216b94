"""Releases: what was public after one change, whatever happens behind it, the same bytes every time."""

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from frictionless import Package
from pytest_django import DjangoDbBlocker

from tests.api.conftest import publish_by_import
from tests.conftest import (
    BUNDLED,
    BUNDLED_SOURCE,
    full_record,
    make_citation,
    make_event,
    make_finding,
    make_record,
    person,
)
from tests.exchange.released import documents_of, files_of, rows_of
from treatments import workflow
from treatments.document.canonical import canonical
from treatments.exchange import release
from treatments.exchange.records import Import, Result
from treatments.exchange.release import snapshot
from treatments.models import Change, Feed, Release, ReleaseChunk, ReleaseFile, Version
from treatments.models.release import PIECE
from treatments.rules import Refused

Json = dict[str, Any]
Files = dict[str, bytes]
GOLDEN = Path(__file__).parent / "golden" / "release"
UPDATE = "UPDATE_GOLDEN" in os.environ
TODAY = timezone.now().astimezone(UTC).date()
NAMES = [
    *("records.ndjson", "treatments.csv", "conditions.csv", "evidence_grades.csv", "findings.csv"),
    *("adverse_events.csv", "recommendations.csv", "claims.csv", "citations.csv", "regulatory.csv", "warnings.csv"),
    *("evidence_gaps.csv", "datapackage.json", "changes.ndjson", "LICENSE.txt", "manifest.json"),
]


def days_ago(days: int) -> str:
    return (TODAY - timedelta(days=days)).isoformat()


@pytest.fixture
def publish_all(manager: User) -> Callable[..., None]:
    def publish(*records: Json) -> None:
        publish_by_import(manager, *records)

    return publish


PublishAll = Callable[..., None]


@pytest.fixture(scope="module")
def bundled_release(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> tuple[Files, dict[str, str]]:
    """The files of a release of the bundled records, and these records' content checksums; nothing else is left."""
    with django_db_blocker.unblock(), transaction.atomic():
        by = person("lasting", "release_manager")
        outcomes = list(Import(by=by, source=BUNDLED_SOURCE, publish=True).run(BUNDLED.read_bytes().split(b"\n")))
        assert {outcome.result for outcome in outcomes} == {Result.PUBLISHED}
        files = files_of(release.make(by=by))
        checksums = dict(Version.objects.values_list("publication_id", "content_checksum"))
        transaction.set_rollback(True)
    return files, checksums


# What is in it


def fixed_history() -> None:
    """Makes the times of publication and the name of the history the same in every run."""
    Feed.objects.update(feed=UUID(int=1), last_at=datetime(2100, 1, 1, tzinfo=UTC))


def test_every_file_as_it_was_reviewed(publish_all: PublishAll, manager: User) -> None:
    """The same bytes on every host, day and database. UPDATE_GOLDEN=1 rewrites the files."""
    fixed_history()
    event = make_event(id="walking-fall", term='Fall, "slip"', treated={**make_event()["treated"], "percent": 0.1})
    publish_all(
        full_record("walking", adverse_events=[event], synonyms=["−5 km", "a; b"], description="=1+1\r\nand more"),
        full_record(
            "rest",
            member_of="walking",
            findings=[make_finding("rest-pain", location={"citation": "smith-2020", "where": "table 2"})],
        ),
    )
    made = release.make(by=manager, tag="2026-01-01")
    files = files_of(made)
    if UPDATE:
        GOLDEN.mkdir(parents=True, exist_ok=True)
        for name, data in files.items():
            (GOLDEN / name).write_bytes(data)
    assert sorted(files) == sorted(NAMES)
    for name, data in files.items():
        assert data == (GOLDEN / name).read_bytes(), name


def test_its_description(publish_all: PublishAll, manager: User) -> None:
    publish_all(full_record())
    before = timezone.now()
    made = release.make(by=manager)
    tag, files = TODAY.isoformat(), files_of(made)
    assert (made.tag, made.data_version, made.by, before <= made.at <= timezone.now()) == (tag, 1, "max", True)
    media_types = {
        "csv": "text/csv",
        "json": "application/json",
        "ndjson": "application/x-ndjson",
        "txt": "text/plain; charset=utf-8",
    }
    assert json.loads(bytes(made.body)) == {
        "tag": tag,
        "url": f"/api/v1/releases/{tag}",
        "published_at": made.at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        "data_version": 1,
        "previous": None,
        "counts": {name.removesuffix(".csv"): 1 for name in NAMES if name.endswith(".csv")} | {"findings": 2},
        "files": [
            {
                "name": name,
                "url": f"/api/v1/releases/{tag}/files/{name}",
                "media_type": media_types[name.rpartition(".")[2]],
                "bytes": len(files[name]),
                "sha256": hashlib.sha256(files[name]).hexdigest(),
            }
            for name in NAMES
        ],
    }


def test_the_manifest_names_every_other_file(publish_all: PublishAll, manager: User) -> None:
    publish_all(make_record())
    made = release.make(by=manager)
    manifest = files_of(made)["manifest.json"]
    told, described = json.loads(manifest), json.loads(bytes(made.body))
    without_url = [{name: value for name, value in file.items() if name != "url"} for file in described["files"]]
    assert told == {
        "tag": made.tag,
        "feed": str(Feed.objects.get().feed),
        "data_version": 1,
        "previous": None,
        "counts": described["counts"],
        "schema_version": "1.0",
        "rule_set": "grade/1",
        "license": {"spdx": "CC-BY-4.0", "url": "https://creativecommons.org/licenses/by/4.0/"},
        "files": without_url[:-1],
        "difference": [{"treatment": "rest", "change": "added", "previous_version": None, "version": 1}],
    }
    assert manifest == canonical(told)


def test_nothing_is_public(manager: User) -> None:
    made = release.make(by=manager)
    files = files_of(made)
    assert (made.data_version, files["records.ndjson"], files["changes.ndjson"]) == (0, b"", b"")
    assert {name for name, data in files.items() if name.endswith(".csv") and data.count(b"\r\n") != 1} == set()
    assert json.loads(files["manifest.json"])["difference"] == []


def test_records_load_into_an_empty_server(bundled_release: tuple[Files, dict[str, str]], manager: User) -> None:
    files, checksums = bundled_release
    assert not Version.objects.exists()
    lines = files["records.ndjson"].split(b"\n")
    outcomes = list(Import(by=manager, source=BUNDLED_SOURCE, publish=True).run(lines))
    assert {outcome.result for outcome in outcomes} == {Result.PUBLISHED}
    assert dict(Version.objects.values_list("publication_id", "content_checksum")) == checksums


# The tables


def test_tables_hold_every_row_of_every_record(bundled_release: tuple[Files, dict[str, str]]) -> None:
    files, _ = bundled_release
    records = documents_of(files["records.ndjson"])
    counts = json.loads(files["manifest.json"])["counts"]
    for name in counts:
        rows = rows_of(files[f"{name}.csv"])
        assert len(rows) == counts[name]
        if name in ("conditions", "citations"):
            assert [row["id"] for row in rows] == sorted({row["id"] for record in records for row in record[name]})
        elif name == "treatments":
            assert [row["id"] for row in rows] == [record["id"] for record in records]
        else:
            of_records = [(record["id"], row.get("id", "")) for record in records for row in record[name]]
            assert [(row["treatment"], row.get("id", "")) for row in rows] == of_records


@pytest.fixture
def unpacked(bundled_release: tuple[Files, dict[str, str]], tmp_path: Path) -> Path:
    for name, data in bundled_release[0].items():
        (tmp_path / name).write_bytes(data)
    return tmp_path


def faults(directory: Path) -> list[tuple[str, str]]:
    report = Package(str(directory / "datapackage.json")).validate()
    return sorted({(task.name, error.type) for task in report.tasks for error in task.errors})


def test_every_table_is_valid_against_its_schema(unpacked: Path) -> None:
    package = Package(str(unpacked / "datapackage.json"))
    assert [resource.path for resource in package.resources] == NAMES[1:12]
    assert faults(unpacked) == []


SPOILT = {
    "a byte": ("claims", "hash-count", b"unsupported", b"unsupportee"),
    "a record": ("evidence_grades", "foreign-key", b"\r\nrest,", b"\r\nwalks,"),
    "a condition": ("findings", "foreign-key", b",back-pain,", b",nowhere,"),
    "a citation": ("findings", "foreign-key", b",smith-2020,", b",nobody,"),
    "an id twice": ("treatments", "primary-key", b"\r\nwalking,", b"\r\nrest,"),
    "an enum": ("claims", "constraint-error", b",unsupported,", b",refuted,"),
    "a number": ("findings", "type-error", b",MD,-", b",MD,minus "),
    "a null": ("warnings", "constraint-error", b",other,", b",,"),
}


@pytest.mark.parametrize(("table", "fault", "old", "new"), SPOILT.values(), ids=SPOILT)
def test_what_would_not_be_valid(tmp_path: Path, table: str, fault: str, old: bytes, new: bytes) -> None:
    """So that the test above shows the schemas at work."""
    shutil.copytree(GOLDEN, tmp_path, dirs_exist_ok=True)
    path, package = tmp_path / f"{table}.csv", tmp_path / "datapackage.json"
    assert path.read_bytes().count(old) > 0
    path.write_bytes(path.read_bytes().replace(old, new))
    if fault != "hash-count":
        descriptor = json.loads(package.read_bytes())
        for resource in descriptor["resources"]:
            del resource["hash"], resource["bytes"]
        package.write_text(json.dumps(descriptor))
    assert (table, fault) in faults(tmp_path)


def test_the_public_copy_of_what_records_share(publish_all: PublishAll, manager: User) -> None:
    def citing(id_: str, title: str) -> Json:
        return make_record(id_, citations=[make_citation("smith-2020", title=title)])

    def title(days: int) -> list[str]:
        return [
            row["title"] for row in rows_of(files_of(release.make(by=manager, tag=days_ago(days)))["citations.csv"])
        ]

    publish_all(citing("walking", "Old"))
    lines = [json.dumps(citing("rest", "New")).encode()]
    list(Import(by=manager, source="a test", publish=True, overwrite=True).run(lines))
    assert title(days=2) == ["New"]
    workflow.withdraw(treatment_id="rest", by=manager, reason="It was wrong.")
    assert title(days=1) == ["Old"]
    workflow.restore(treatment_id="rest", by=manager, reason="It was right.")
    assert title(days=0) == ["New"]


# The difference from the release before


def difference(made: Release) -> list[tuple[str, str, int | None, int | None]]:
    told = json.loads(files_of(made)["manifest.json"])["difference"]
    return [tuple(entry.values()) for entry in told]


def test_the_difference_from_the_release_before(publish_all: PublishAll, manager: User) -> None:
    publish_all(*(make_record(id_) for id_ in ("a", "b", "c", "d", "e")))
    first = release.make(by=manager, tag=days_ago(1))
    publish_all(make_record("b", name="Another name"))
    publish_all(make_record("b", name="A third name"))
    publish_all(make_record("new"), make_record("short"))
    for id_ in ("c", "d", "e", "short"):
        workflow.withdraw(treatment_id=id_, by=manager, reason="It was wrong.")
    workflow.restore(treatment_id="d", by=manager, reason="It was right.")
    second = release.make(by=manager)
    assert json.loads(bytes(second.body))["previous"] == first.tag
    assert [entry[:2] for entry in difference(first)] == [(id_, "added") for id_ in "abcde"]
    assert difference(second) == [
        ("b", "updated", 1, 3),
        ("c", "withdrawn", 1, None),
        ("e", "withdrawn", 1, None),
        ("new", "added", None, 1),
    ]
    changes = [bytes(change.body) for change in Change.objects.after(5)]
    assert files_of(second)["changes.ndjson"].splitlines() == changes
    assert [record["id"] for record in documents_of(files_of(second)["records.ndjson"])] == ["a", "b", "d", "new"]


def test_the_same_data_gives_the_same_bytes(
    publish_all: PublishAll, manager: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the day, and however many are read at a time."""
    publish_all(*(full_record(f"r{number}") for number in range(7)))
    first = files_of(release.make(by=manager, tag=days_ago(1)))
    for at_a_time in (1, 3, 7, 100):
        monkeypatch.setattr(snapshot, "AT_A_TIME", at_a_time)
        with transaction.atomic():
            second = files_of(release.make(by=manager))
            transaction.set_rollback(True)
        assert {name for name in NAMES if first[name] != second[name]} == {"changes.ndjson", "manifest.json"}
        assert second["changes.ndjson"] == b""  # there is nothing new


# Meanwhile


def test_what_is_published_meanwhile_is_not_in_it(
    publish_all: PublishAll, manager: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish_all(*(make_record(id_) for id_ in ("a", "c", "e")))
    before = list(snapshot.bodies(3))
    monkeypatch.setattr(snapshot, "AT_A_TIME", 1)
    reading = snapshot.bodies(3)
    read = [next(reading)]
    publish_all(make_record("a", name="New"), make_record("b"), make_record("c", name="New"))
    workflow.withdraw(treatment_id="e", by=manager, reason="It was wrong.")
    assert [*read, *reading] == before
    assert [json.loads(body)["id"] for body in snapshot.bodies(7)] == ["a", "b", "c"]


def owner() -> User:
    found, _ = User.objects.get_or_create(username="olga", is_superuser=True)
    return found


def redact(number: int, by: User) -> None:
    workflow.redact(treatment_id="rest", number=number, by=owner(), seconded_by=by, reason="It named a patient.")


@pytest.fixture
def twice_released(publish_all: PublishAll, manager: User) -> tuple[Release, Release]:
    """A release with version 1 of `rest`, and one with version 2."""
    publish_all(make_record(), make_record("walking"))
    first = release.make(by=manager, tag=days_ago(1))
    publish_all(make_record(name="Another name"))
    return first, release.make(by=manager)


def test_a_redaction_erases_the_releases_that_hold_the_version(
    twice_released: tuple[Release, Release], manager: User
) -> None:
    first, second = twice_released
    before = files_of(second)
    described = bytes(first.body)
    redact(1, manager)
    assert set(files_of(first).values()) == {b""}
    assert first.redaction.redaction.reason == "It named a patient."
    assert bytes(Release.objects.get(tag=first.tag).body) == described
    assert files_of(second) == before
    assert not hasattr(Release.objects.get(tag=second.tag), "redaction")


def test_a_release_made_while_the_record_was_withdrawn_is_left_alone(publish_all: PublishAll, manager: User) -> None:
    publish_all(make_record(), make_record("walking"))
    workflow.withdraw(treatment_id="rest", by=manager, reason="It was wrong.")
    made = release.make(by=manager)
    redact(1, manager)
    assert b"walking" in files_of(made)["records.ndjson"]


def test_a_second_redaction_in_the_same_release(publish_all: PublishAll, manager: User) -> None:
    publish_all(make_record(), make_record("walking"))
    made = release.make(by=manager)
    publish_all(make_record(name="Another name"), make_record("walking", name="Walks"))
    redact(1, manager)
    workflow.redact(treatment_id="walking", number=1, by=owner(), seconded_by=manager, reason="Another reason.")
    assert made.redaction.redaction.reason == "It named a patient."


def test_a_version_that_is_redacted_before_it_is_read(publish_all: PublishAll, manager: User) -> None:
    publish_all(make_record())
    publish_all(make_record(name="Another name"))
    redact(1, manager)
    with pytest.raises(Refused, match="rest version 1 was redacted meanwhile: make the release again"):
        list(snapshot.bodies(1))


def test_a_version_that_is_redacted_after_it_was_read(publish_all: PublishAll, manager: User) -> None:
    publish_all(make_record())
    publish_all(make_record(name="Another name"))
    made = Release(tag=TODAY.isoformat(), data_version=1, at=timezone.now(), by="max", body=b"{}")
    redact(1, manager)
    with pytest.raises(Refused, match="was redacted meanwhile: make the release again"):
        workflow.release(release=made, files=[], by=manager)
    assert not Release.objects.exists()


# Who and when


def test_only_a_release_manager(curator: User) -> None:
    with pytest.raises(Refused, match="carol may not make a release: that is for the groups release_manager"):
        release.make(by=curator)


@pytest.mark.parametrize(
    ("tag", "reason"),
    [
        ("today", "today is no date: give one like 2026-11-23"),
        ("20260101", "is no date"),
        ("2026-W01-1", "is no date"),
        ("2026-02-30", "is no date"),
        ((TODAY + timedelta(days=2)).isoformat(), "lies ahead: a release is named by its day or an earlier one"),
    ],
)
def test_what_names_no_release(manager: User, tag: str, reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        release.make(by=manager, tag=tag)
    assert not Release.objects.exists()


@pytest.mark.parametrize("days", [1, 2])
def test_one_a_day_and_each_later_than_the_one_before(manager: User, days: int) -> None:
    release.make(by=manager, tag=days_ago(1))
    with pytest.raises(Refused, match=f"There is a release {days_ago(1)}, and it is never changed"):
        release.make(by=manager, tag=days_ago(days))
    assert release.make(by=manager).tag == date.fromisoformat(days_ago(0)).isoformat()


def test_it_is_there_whole_or_not_at_all(publish_all: PublishAll, manager: User) -> None:
    publish_all(make_record())
    made = Release(tag=TODAY.isoformat(), data_version=1, at=timezone.now(), by="max", body=b"{}")

    def interrupted() -> Iterator[Any]:
        yield ReleaseFile(name="a.txt", media_type="text/plain", size=1, sha256="0" * 64), [b"x"]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), transaction.atomic():
        workflow.release(release=made, files=interrupted(), by=manager)
    assert not Release.objects.exists()
    assert not ReleaseChunk.objects.exists()


# Pieces


@pytest.fixture
def large(publish_all: PublishAll, manager: User) -> Release:
    """A release of which the records are longer than a piece."""
    findings = [make_finding(f"rest-{n}", rationale=f"{n} " + "x" * 19_000) for n in range(60)]
    publish_all(make_record(findings=findings))
    return release.make(by=manager)


def test_long_files_are_kept_in_pieces(large: Release) -> None:
    file = large.files.get(name="records.ndjson")
    pieces = [len(piece.body) for piece in ReleaseChunk.objects.filter(file=file).order_by("number")]
    assert pieces == [PIECE, file.size - PIECE]
    data = b"".join(file.read())
    assert (len(data), hashlib.sha256(data).hexdigest()) == (file.size, file.sha256)
    assert data == bytes(Version.objects.get().body) + b"\n"


def test_stretches_of_a_file(large: Release, subtests: pytest.Subtests) -> None:
    file = large.files.get(name="records.ndjson")
    data, end = b"".join(file.read()), file.size - 1
    places = (0, 1, PIECE - 1, PIECE, PIECE + 1, end - 1, end)
    for first in places:
        for last in (place for place in places if place >= first):
            with subtests.test(f"{first}-{last}"):
                assert b"".join(file.read(first, last)) == data[first : last + 1]
