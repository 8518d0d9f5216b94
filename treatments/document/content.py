"""What people decided, out of the desk rows: the only place from which a document reads the desk."""

from collections.abc import Iterable
from typing import Any

from treatments.document import shape
from treatments.document.canonical import canonical, checksum
from treatments.document.fields import Shape
from treatments.models import Citation, Treatment
from treatments.models.treatment import Row


def content(treatment: Treatment) -> dict[str, Any]:
    """The content part of the record's document, in plain values, everything in canonical order.

    What is withheld, unverified or left without a citation stands in no document, and neither does a citation that no
    row cites. Read `treatment` with `Treatment.objects.with_rows()` for a constant number of queries.
    """
    lists: dict[str, Iterable[Any]] = {
        "conditions": treatment.conditions.all(),
        "regulatory": _public(treatment.regulatory_statuses.all()),
        "warnings": _public(treatment.warnings.all()),
        "evidence_gaps": _public(treatment.evidence_gaps.all()),
        "findings": _public(treatment.findings.all()),
        "adverse_events": _public(treatment.adverse_events.all()),
        "recommendations": _public(treatment.recommendations.all()),
        "claims": _public(treatment.claims.all()),
        "citations": _cited(treatment),
    }
    value: dict[str, Any] = {}
    for name, field in shape.RECORD.fields.items():
        if field.read_only:
            continue
        if name in lists:
            value[name] = sorted((row_content(name, row) for row in lists[name]), key=canonical)
        else:
            attribute = field.get_attribute(treatment)
            value[name] = None if attribute is None else field.to_representation(attribute)
    return value


def row_content(name: str, row: Any) -> dict[str, Any]:
    """The content of one row of the list `name`, saved or not, whether or not a document may hold it."""
    row_shape: Shape = shape.RECORD.fields[name].child  # type: ignore[attr-defined]
    return row_shape.to_representation(row)


def content_checksum(value: dict[str, Any]) -> str:
    """SHA-256 of the content's canonical form, in hex: what a reviewer approves and a round trip preserves."""
    return checksum(canonical(value))


def _public(rows: Iterable[Row]) -> list[Row]:
    return [row for row in rows if not row.left_out_reason]


def _cited(treatment: Treatment) -> list[Citation]:
    cited = {citation.id: citation for row in _public(treatment.rows()) for citation in row.sources}
    return [citation for citation in cited.values() if citation.is_public]
