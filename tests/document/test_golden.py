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
    "acupuncture": "77357ffff30b76188ff20c45378704a436614973551b6001c07d530593339031",
    "baclofen": "12f13bf48769a607a542dbcb742a7e84c5b9d26403f969268ede283a3dd85158",
    "carisoprodol": "3dc2e2b15fa1649d6319e468301e99c72b6deef73faea299706642d29264ce9a",
    "cell-therapy-childhood-epilepsy": "f817a86a321d4cb42c2ef04293818b4e68329392d8a4d71b4b52cbd29511d7c1",
    "cyclobenzaprine": "c2e8b78e0c3ac19ea8a42cbb47d2ea3499511cd5f1367303ea82d17a99ab6f5c",
    "diazepam": "c4eac797cd177d4e7d7ed57fb44c2ad951c65e1809ec8f0b2fbcbf11c7e755eb",
    "exercise-therapy": "15f3bab1549dc7021eef6ad2657064e68b9102865c21a6267b3fb4d30e8d7be0",
    "hormonal-plus-vigabatrin": "8e5055ddef6ce79adf9e915ec660a86cfa2c2f9cf24d43c9c878307922565469",
    "hormonal-therapy-is": "a108392b88b29800b12a7b22adb3da5a7c302f4cb31af68e25ce04308b43ae26",
    "intradiscal-msc": "2ee1c37b8bd21f5df3aa2dceac62427869b5d1f8254aef32799585dffa5a7e2d",
    "massage": "41b81bdb160112b3972fde440914317ffee05f9ab80c60cf0d85d84079d8970e",
    "muscle-relaxants": "f01d8d042b5a3545fedd636d4695defe905610c5809066731f12498e5d163b68",
    "nsaids": "abca3539d71e3455793462d17836d4000c91de639aca75787ebf5ebc81ac9ad6",
    "opioids": "1158d8d5f86ae3fd3b346853f6b3cbac92a87ae4d6a989f2efe4ed2cda76cac9",
    "oxycodone-naloxone": "5823675087bea898aa5d966bb4f9e6d6f58a1f62a35b2ce90cb66d423b0153ac",
    "oxycodone-paracetamol": "a3bc9d0f25bc15626b4ef4e5e278101d8d9e843ecaf18fe83013405649793d46",
    "paracetamol": "42966e8172e762049d2337f6da0deb1f2fddd0dcb2029e1b754c07082be2b311",
    "spinal-manipulation": "a0ddbc70730713463e83b915738cc8196424d9ef58f787a27caad7ea6504d464",
    "superficial-heat": "f2d1f85da40d7a8ffad72b4d14a6af2936fdf0c85335798b627b740040585e5c",
    "tizanidine": "f6fe325f86c451757a2872b62db3fa6404af5262c0e8aee4cde2b6adf9fecc37",
    "tramadol": "bc255f5201dedf1da50c8bc73476b76481c50bbf54edd4749a73700c0984da1f",
    "unapproved-stem-cell-products": "b2936c8d7f0d9ad124838898896969835a24ff5553d18c9e6d516f1883b4525d",
    "vigabatrin": "b8548e22b081f18956ac9629e331395bd6590bf1831a043f605caaf801cb2e9a",
}
GOLDEN = ("muscle-relaxants", "opioids", "unapproved-stem-cell-products")


def document(id_: str) -> dict[str, Any]:
    """The published document, what depends on the run put to fixed values."""
    value = read(Version.objects.get(publication=id_).body)
    value["published_at"] = "2026-01-01T00:00:00.000000Z"
    value["meta"]["sequence"] = 1
    return value


@pytest.mark.parametrize("id_", GOLDEN)
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
        for id_ in sorted(CONTENT_CHECKSUMS)
        for finding in document(id_)["findings"]
    )
    if UPDATE:
        path.write_text(actual, encoding="utf-8")
    assert actual == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("id_", sorted(CONTENT_CHECKSUMS))
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
