"""The bundled records as they are published, whole: what reads differently tomorrow is seen here today.

UPDATE_GOLDEN=1 rewrites the files; review the difference like code.
"""

import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from treatments.document.canonical import canonical, parse
from treatments.document.content import content, content_checksum
from treatments.document.render import Envelope, content_of, read, render
from treatments.models import Treatment, Version

HERE = Path(__file__).parent
UPDATE = "UPDATE_GOLDEN" in os.environ

# The same on every host, day and database.
CONTENT_CHECKSUMS = {
    "muscle-relaxants": "f01d8d042b5a3545fedd636d4695defe905610c5809066731f12498e5d163b68",
    "opioids": "1158d8d5f86ae3fd3b346853f6b3cbac92a87ae4d6a989f2efe4ed2cda76cac9",
    "unapproved-stem-cell-products": "b2936c8d7f0d9ad124838898896969835a24ff5553d18c9e6d516f1883b4525d",
}
RECORDS = sorted(CONTENT_CHECKSUMS)


def document(id_: str) -> dict[str, Any]:
    """The published document, what depends on the run put to fixed values."""
    value = read(Version.objects.get(publication=id_).body)
    value["published_at"] = "2026-01-01T00:00:00.000000Z"
    value["meta"]["sequence"] = 1
    return value


@pytest.mark.parametrize("id_", RECORDS)
def test_document(bundled: list[Treatment], id_: str) -> None:
    path = HERE / "golden" / f"{id_}.json"
    actual = canonical(document(id_))
    if UPDATE:
        path.write_text(json.dumps(json.loads(actual), indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    golden = parse(path.read_bytes())
    assert parse(actual) == golden
    assert actual == canonical(golden)  # the order of the keys, too


def test_content_checksums(bundled: list[Treatment]) -> None:
    stored = dict(Version.objects.values_list("publication_id", "content_checksum"))
    desk = {row.id: content_checksum(content(row)) for row in Treatment.objects.with_rows()}
    assert stored == desk == CONTENT_CHECKSUMS


def test_statements(bundled: list[Treatment]) -> None:
    path = HERE / "statements.txt"
    actual = "".join(
        f"{finding['id']}\n  {finding['interpretation']['statement']}\n"
        + (f"  {finding['absolute']['statement']}\n" if finding["absolute"] else "")
        for id_ in RECORDS
        for finding in document(id_)["findings"]
    )
    if UPDATE:
        path.write_text(actual, encoding="utf-8")
    assert actual == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("id_", RECORDS)
def test_content_is_the_part_of_the_document_that_people_decided(bundled: list[Treatment], id_: str) -> None:
    from_desk = content(Treatment.objects.with_rows().get(id=id_))
    from_document = content_of(read(Version.objects.get(publication=id_).body))
    assert parse(canonical(from_desk)) == from_document
    assert canonical(from_desk) == canonical(from_document)


def test_rendering_is_pure(bundled: list[Treatment], monkeypatch: pytest.MonkeyPatch) -> None:
    version = Version.objects.get(publication="opioids")
    value = read(version.body)
    now = content_of(value)
    before = canonical(now)
    envelope = Envelope(
        version=7,
        sequence=99,
        published_at=datetime(2030, 1, 2, 3, 4, 5, 6, tzinfo=UTC),
        note="",
        attribution="Somebody",
        curation=value["curation"],
    )
    with CaptureQueriesContext(connection) as queries:
        first, second = render(now, envelope), render(now, envelope)
    assert len(queries) == 0
    assert first == second
    assert canonical(now) == before
    rendered = read(first)
    assert (rendered["version"], rendered["published_at"], rendered["note"], rendered["meta"]) == (
        7,
        "2030-01-02T03:04:05.000006Z",
        None,
        {**value["meta"], "attribution": "Somebody", "sequence": 99},
    )
    assert content_of(rendered) == now
