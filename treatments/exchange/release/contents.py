"""The tables of a release, out of the shape of a record, and their description as a Data Package (Frictionless)."""

from collections.abc import Mapping
from typing import Any

from treatments.document.fields import Key, Shape
from treatments.document.render import LICENSE
from treatments.document.shape import Record
from treatments.exchange.release.drafts import Draft
from treatments.exchange.tables import Table

Json = dict[str, Any]

# Every table with its primary key. `treatments` holds the members of a record that are no list of rows.
KEYS: Mapping[str, tuple[str, ...]] = {
    "treatments": ("id",),
    "conditions": ("id",),
    "evidence_grades": ("treatment", "condition"),
    "findings": ("treatment", "id"),
    "adverse_events": ("treatment", "id"),
    "recommendations": ("treatment", "id"),
    "claims": ("treatment", "id"),
    "citations": ("id",),
    "regulatory": (),
    "warnings": (),
    "evidence_gaps": (),
}
# Of what several records hold there is one row, the newest copy.
SHARED = ("conditions", "citations")
# Columns that name a row of another table, and which. What a record names beyond itself may be withdrawn by now.
REFERENCES: Mapping[str, str] = {
    "treatment": "treatments",
    "condition": "conditions",
    "outcome_mid_citation": "citations",
    "location_citation": "citations",
    "superseded_by": "findings",
}
TITLE = "Treatment evidence"
DESCRIPTION = (
    "The tables of one release, made out of the records in records.ndjson. Members of an object are columns of their"
    " own, joined with _; a list is one cell of JSON; an empty cell is null. A text that a spreadsheet might run as a"
    " formula has an apostrophe in front, which a reader takes away. The records are not medical advice."
)


class OfRecord(Shape):
    """A row of a record's list, with the record it belongs to."""

    def get_fields(self) -> Json:
        return {"treatment": Key(help_text="Id of the record."), **super().get_fields()}


def tables() -> dict[str, Table]:
    """The tables by name."""
    record: Mapping[str, Any] = Record().fields
    made = {"treatments": Table("treatments", Record, set(record) - set(KEYS))}
    for name in list(KEYS)[1:]:
        shape = type(record[name].child)
        made[name] = Table(name, shape if name in SHARED else type(shape.__name__, (OfRecord, shape), {}))
    return made


def package(made: Mapping[str, Table], drafts: Mapping[str, Draft]) -> Json:
    """The Data Package that the finished tables are."""
    return {
        "name": "treatment-evidence",
        "title": TITLE,
        "description": DESCRIPTION,
        "licenses": [{"name": LICENSE["spdx"], "path": LICENSE["url"]}],
        "resources": [_resource(table, drafts[f"{name}.csv"].described()) for name, table in made.items()],
    }


def _resource(table: Table, file: Json) -> Json:
    columns = {field["name"] for field in table.fields}
    schema: Json = {"fields": table.fields, "missingValues": [""]}
    if key := KEYS[table.name]:
        schema["primaryKey"] = list(key)
    references = [(column, other) for column, other in REFERENCES.items() if column in columns]
    if references:
        schema["foreignKeys"] = [
            {"fields": [column], "reference": {"resource": "" if other == table.name else other, "fields": ["id"]}}
            for column, other in references
        ]
    return {
        "name": table.name,
        "path": file["name"],
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": file["media_type"],
        "encoding": "utf-8",
        "bytes": file["bytes"],
        "hash": f"sha256:{file['sha256']}",
        "schema": schema,
    }
