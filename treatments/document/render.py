"""Content and envelope to frozen bytes, and back. Pure: no database, clock or request."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from treatments.document import shape
from treatments.document.canonical import canonical, parse
from treatments.document.derived import API, derive
from treatments.document.fields import arrange
from treatments.grading.certainty import RULE_SET
from treatments.vocabulary import CurationProcess

Json = dict[str, Any]
LICENSE = {"spdx": "CC-BY-4.0", "url": "https://creativecommons.org/licenses/by/4.0/"}
DISCLAIMER_URL = "/docs/disclaimer"


@dataclass(frozen=True, slots=True)
class Curation:
    """How a record came to be published: by review of named people, or by import from a named source."""

    process: CurationProcess
    source: str | None = None
    curated_by: tuple[str, ...] = ()
    reviewed_by: tuple[str, ...] = ()
    conflicts_of_interest: tuple[Mapping[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Envelope:
    """What publication adds. `curation` is in the document's form; `note` is empty when there is nothing to say."""

    version: int
    sequence: int
    published_at: datetime
    note: str
    attribution: str
    curation: Mapping[str, Any]


def timestamp(moment: datetime) -> str:
    """RFC 3339 in UTC with microseconds."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def curation_value(curation: Curation) -> Json:
    """The curation in the document's form."""
    return {
        "process": curation.process,
        "source": curation.source,
        "curated_by": list(curation.curated_by),
        "reviewed_by": list(curation.reviewed_by),
        "conflicts_of_interest": [dict(conflict) for conflict in curation.conflicts_of_interest],
    }


def render(content: Json, envelope: Envelope) -> bytes:
    """The whole document as canonical JSON."""
    meta = {
        "license": LICENSE,
        "attribution": envelope.attribution,
        "schema_version": shape.SCHEMA_VERSION,
        "rule_set": RULE_SET,
        "sequence": envelope.sequence,
        "disclaimer_url": DISCLAIMER_URL,
    }
    document = {
        **derive(content),
        "curation": envelope.curation,
        "version": envelope.version,
        "published_at": timestamp(envelope.published_at),
        "note": envelope.note or None,
        "meta": meta,
    }
    return canonical(arrange(shape.RECORD, document))


def content_of(document: Json) -> Json:
    """The content part of a parsed document."""
    result: Json = arrange(shape.RECORD, document, content_only=True)
    return result


def version_url(treatment: str, number: int) -> str:
    """Path of a version in the API."""
    return f"{API}/treatments/{treatment}/versions/{number}"


def read(body: bytes | memoryview) -> Json:
    """A stored document, parsed."""
    document: Json = parse(bytes(body))
    return document
