"""A document's entries in the lists: the record itself, and its rows across treatments."""

from typing import Any

from treatments.document.derived import API

Json = dict[str, Any]

# Lists of rows that have a place of their own in the API, by their name in the document.
PATHS = {
    "conditions": "conditions",
    "findings": "findings",
    "adverse_events": "adverse-events",
    "recommendations": "recommendations",
    "claims": "claims",
    "citations": "citations",
}


def summary(document: Json, etag: str) -> Json:
    """The record's entry among the records."""
    events = document["adverse_events"]
    return {
        "id": document["id"],
        "url": document["url"],
        "name": document["name"],
        "synonyms": document["synonyms"],
        "kind": document["kind"],
        "evidence_grades": [
            {key: grade[key] for key in ("condition", "certainty", "symbol", "critical")}
            for grade in document["evidence_grades"]
        ],
        "adverse_events": {"total": len(events), "serious": sum(event["serious"] for event in events)},
        "claims": len(document["claims"]),
        "regulatory": [{key: status[key] for key in ("jurisdiction", "status")} for status in document["regulatory"]],
        "review_due": document["review_due"],
        "version": document["version"],
        "published_at": document["published_at"],
        "etag": etag,
    }


def row_entry(document: Json, name: str, row: Json) -> Json:
    """The entry of a finding, adverse event, recommendation or claim across treatments."""
    entry = {
        "id": row["id"],
        "url": url(name, row["id"]),
        "treatment": named(document),
        "version": document["version"],
        **{member: value for member, value in row.items() if member != "id"},
    }
    if "condition" in row:
        entry["condition"] = named(condition_of(document, row["condition"]))
    return entry


def condition_entry(condition: Json) -> Json:
    """A condition's entry in the list of conditions."""
    return {
        "id": condition["id"],
        "url": url("conditions", condition["id"]),
        **{member: value for member, value in condition.items() if member != "id"},
    }


def grade_entry(document: Json, grade: Json) -> Json:
    """The record's entry among the treatments of a condition."""
    return {
        **named(document),
        "url": document["url"],
        **{member: grade[member] for member in ("certainty", "symbol", "reason", "critical")},
    }


def profile_row(document: Json, finding: Json) -> Json:
    """The finding's row in the summary of findings of its condition."""
    certainty = finding["certainty"]
    return {
        "treatment": named(document),
        "comparator": finding["comparator"],
        "outcome": finding["outcome"],
        "importance": finding["outcome"]["importance"],
        "timepoint": finding["timepoint"],
        "effect": finding["effect"],
        "absolute": finding["absolute"],
        "participants": finding["participants"],
        "studies": finding["studies"],
        "certainty": None if certainty is None else certainty["rating"],
        "symbol": None if certainty is None else certainty["symbol"],
        "statement": finding["interpretation"]["statement"],
        "finding": finding["id"],
        "citations": finding["citations"],
    }


def condition_of(document: Json, id_: str) -> Json:
    """The document's condition with this id."""
    condition: Json = next(condition for condition in document["conditions"] if condition["id"] == id_)
    return condition


def named(thing: Json) -> Json:
    """The id and the name of a record or condition."""
    return {"id": thing["id"], "name": thing["name"]}


def url(name: str, id_: str) -> str:
    """Path of a row in the API."""
    return f"{API}/{PATHS[name]}/{id_}"
