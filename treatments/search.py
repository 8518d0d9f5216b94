"""Full-text search: what is searched of each record, and how a question is answered."""

from typing import Any

from treatments.models.index import IndexedText


def texts(document: dict[str, Any]) -> list[IndexedText]:
    """The unsaved texts of a current version."""
    return []
