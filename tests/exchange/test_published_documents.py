"""The bundled records as published: exactly the file without what is withheld, and rated as the dossier says."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from tests.exchange.dossier import DOSSIER, FILE, UNCITED, WITHHELD, Row
from treatments.document.canonical import canonical
from treatments.document.render import content_of, read
from treatments.models import Treatment, Version

Json = dict[str, Any]


def documents() -> dict[str, Json]:
    return {version.publication_id: read(version.body) for version in Version.objects.all()}


def test_what_is_withheld_says_why() -> None:
    found = {
        row["id"]: (part, row["withheld"])
        for record in FILE.values()
        for part in ("findings", "adverse_events", "recommendations", "citations")
        for row in record[part]
        if row["withheld"] is not None
    }
    assert {key: part for key, (part, _) in found.items()} == WITHHELD
    assert all(reason.startswith("unverified: http") for _, reason in found.values())
    unverified = {
        row["id"]
        for part in ("treatments", "citations", "findings", "adverse_events", "recommendations")
        for row in DOSSIER[part]
        if not row["verified"]
    }
    assert unverified == set(WITHHELD)


def shown(record: Json) -> Json:
    """What the document of a line holds: without what is withheld, and without citations that no row of it cites."""
    parts = ("regulatory", "warnings", "evidence_gaps", "findings", "adverse_events", "recommendations", "claims")
    public = {row["id"] for row in record["citations"] if not row["withheld"]}
    content = dict(record)
    cited = set()
    for part in (*parts, "citations"):
        rows = [
            {name: value for name, value in row.items() if name not in ("read", "withheld")}
            for row in record[part]
            if not row.get("withheld")
        ]
        for row in rows if part in parts else ():
            row["citations"] = [key for key in row["citations"] if key in public]
            cited |= {*row["citations"]}
        content[part] = sorted((row for row in rows if part in parts or row["id"] in cited), key=canonical)
    content["conditions"] = sorted(record["conditions"], key=canonical)
    return content


def test_documents_hold_the_file_and_nothing_else(bundled: list[Treatment]) -> None:
    found = {key: canonical(content_of(document)) for key, document in documents().items()}
    assert found == {key: canonical(shown(record)) for key, record in FILE.items()}


def test_counts_of_what_is_public(bundled: list[Treatment]) -> None:
    parts = ("findings", "adverse_events", "recommendations", "claims", "evidence_gaps", "warnings", "regulatory")
    assert {part: sum(len(document[part]) for document in documents().values()) for part in parts} == {
        "findings": 59, "adverse_events": 68, "recommendations": 22, "claims": 13, "evidence_gaps": 3, "warnings": 5,
        "regulatory": 3,
    }  # fmt: skip
    citations = {row["id"] for document in documents().values() for row in document["citations"]}
    assert citations == {row["id"] for row in DOSSIER["citations"]} - UNCITED - {"wheless-2007"}


def rows_of(part: str) -> Iterator[tuple[Row, Json]]:
    """Rows of the dossier beside those published."""
    public = {row["id"]: row for document in documents().values() for row in document[part]}
    for row in DOSSIER[part]:
        if row["id"] not in WITHHELD:
            yield row, public[row["id"]]


def test_ratings_are_those_of_the_dossier(bundled: list[Treatment]) -> None:
    for row, public in rows_of("findings"):
        assert public["certainty"]["rating"] == row["grade"]["certainty"], row["id"]


def test_frequency_classes_are_those_of_the_dossier(bundled: list[Treatment]) -> None:
    for row, public in rows_of("adverse_events"):
        frequency = public["frequency"]
        class_ = frequency["reported_class"] or frequency["class"]
        assert class_ == row["frequency_class"].replace(" ", "_"), row["id"]


def test_risks_per_thousand_are_those_printed(bundled: list[Treatment]) -> None:
    """The absolute effect at the source's own baseline gives the second number that the source prints."""
    counted = 0
    for row, public in rows_of("findings"):
        if printed := re.search(r"(\d+) v (\d+) per 1000", row["unit_or_scale"] or ""):
            comparator, treated = map(Decimal, printed.groups())
            absolute = public["absolute"]
            assert absolute["baseline_risk"] * 1000 == comparator
            assert abs(absolute["risk"] * 1000 - treated) < 1
            counted += 1
    assert counted == 3
