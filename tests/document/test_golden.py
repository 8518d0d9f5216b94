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
    "acupuncture": "0e406a30fc80257b0ddfdd50d479a3644b9ac4f1ef5ac09a7e9e357c30197ea0",
    "baclofen": "12f13bf48769a607a542dbcb742a7e84c5b9d26403f969268ede283a3dd85158",
    "carisoprodol": "6d870121a684ab58d54ae08d699dfe5a248bccb2dddc70657beb152ac0f2d9f8",
    "cell-therapy-childhood-epilepsy": "40cb5d6af274760ef6bcd90c1c8474ee9ebc53b73607792a31403c7eeb33460b",
    "cyclobenzaprine": "3ba9ff7c9ff73854f91f19e3677fa17aab7929ba025c0358e6d06c36553dadab",
    "diazepam": "4c39b7179d9dd2e6e3a3de2bcdf781e180906ebbd8afab446ccbb75fbee58716",
    "exercise-therapy": "15f3bab1549dc7021eef6ad2657064e68b9102865c21a6267b3fb4d30e8d7be0",
    "hormonal-plus-vigabatrin": "0013b64be0826cb1de65d55d3508c15f0178fd9b23b4abc225512857008006bd",
    "hormonal-therapy-is": "d27f91b078afc451f9d63708eeef3ba33c1cbfcc3cd2768b7645e7b408096bf9",
    "intradiscal-msc": "065c71fb6777af0db4f5f42687786d2c7361c269c8b7996d9827f53cccf37ca6",
    "massage": "41b81bdb160112b3972fde440914317ffee05f9ab80c60cf0d85d84079d8970e",
    "muscle-relaxants": "f7da26ef597ae1ab15b514567130d831a98bb979d0405dee960f835fbc8faf18",
    "nsaids": "7ca57a29b489c7cadf81461a0fc974a687b0a0705d080de7387afc4836d57a18",
    "opioids": "e42a66cf74098e235788a3eaa3a185930be595ff354216fbc11716ae24a29338",
    "oxycodone-naloxone": "396bd1b9401ce01be16cf5b98aaeb2f99bb6585a95cfa276358116c22898933a",
    "oxycodone-paracetamol": "73692a4add42d033f37e50974a8ee0ccbbebde07542ec8d9dc567b966c0adf8a",
    "paracetamol": "8374cdfb57042d7cac08a187e338e6e5befdc1b47c33cd6904053a2cb99af6c1",
    "spinal-manipulation": "92f5c869f2ae28d0c6ba6b827cb22c5f1fb806364bc9726d69a18c623821ba4f",
    "superficial-heat": "1b0cb52442e299184cbbd4ae92decb0d24a7aa13a9dc7aea638597039fc96a00",
    "tizanidine": "0f87ad42ba20cec8d855c911ef26db84968684248954001e9a18080954d32b03",
    "tramadol": "12bfd78e1925b24cec73b8ca0d628f358e8af98912d1b0cff895db7a03f40d3c",
    "unapproved-stem-cell-products": "bbdcaad873594eafe0520bf3c6df69d08f23529c50f14d4bdc2957792970c018",
    "vigabatrin": "338c4b1d7c701aefdf01cba4a91ad50f15431bdbd40a8a5e1175a0e87ac0960f",
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
