"""What a release holds, read out of the database."""

import csv
import io
import json
from typing import Any

from treatments.models import Release

Json = dict[str, Any]


def files_of(release: Release) -> dict[str, bytes]:
    """The files by name."""
    return {file.name: b"".join(file.read()) for file in release.files.all()}


def rows_of(table: bytes) -> list[dict[str, str]]:
    """The rows of a CSV table, each cell as it stands there."""
    return list(csv.DictReader(io.StringIO(table.decode(), newline=""), strict=True))


def documents_of(lines: bytes) -> list[Json]:
    """The documents of an NDJSON file."""
    return [json.loads(line) for line in lines.splitlines()]
