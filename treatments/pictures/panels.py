"""Rows that can stand on one axis, together."""

from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a forest plot: what it is called, and a finding as in a document or among the entries of /findings."""

    label: str
    finding: Json
