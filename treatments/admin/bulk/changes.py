"""What a row of a file changes, and what became of a whole file, as its page shows it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS
from import_export.results import Result


@dataclass(frozen=True, slots=True)
class Change:
    """One cell: what is stored, and what the file says."""

    column: str
    old: str
    new: str


class Changes:
    """The cells in which a row differs from what is stored. For the library this is its diff.

    It is made before the stored row is changed, which knows its links; the library's copy would read them anew.
    """

    def __init__(self, resource: Any, instance: Any, new: bool) -> None:
        self.columns = [column for column in resource.columns if not column.readonly]
        stored = None if new else resource.stored[instance.pk]
        self.old = [column.export(stored) if stored else "" for column in self.columns]
        self.new: list[str] = []

    def compare_with(self, resource: Any, instance: Any) -> None:
        """Compare with the row as the file wants it."""
        self.new = [resource.cell(column, instance) for column in self.columns]

    def as_html(self) -> list[Change]:
        """The cells that differ."""
        cells = zip(self.columns, self.old, self.new, strict=True)
        return [Change(column.column_name, old, new) for column, old, new in cells if old != new]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in one cell, or in one row where no column is named."""

    row: int
    id: str
    column: str
    message: str
    cell: str


@dataclass(frozen=True, slots=True)
class Line:
    """One row that adds or changes."""

    row: int
    id: str
    is_new: bool
    changes: list[Change]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a file would do, or did."""

    faults: list[Fault]
    lines: list[Line]
    unchanged: int
    touched: set[str]

    @property
    def added(self) -> int:
        """How many rows are new."""
        return sum(line.is_new for line in self.lines)

    @property
    def changed(self) -> int:
        """How many rows are changed."""
        return len(self.lines) - self.added


def outcome(result: Result, resource: Any, sheet: Any) -> Outcome:
    """The library's result in the words of the page."""
    lines = [
        Line(number, str(row.object_id), row.is_new(), row.diff)
        for (number, _), row in zip(sheet.rows, result.rows, strict=True)
        if row.is_new() or row.is_update()
    ]
    faults = sorted(_faults(result, sheet), key=lambda fault: fault.row)
    return Outcome(faults, lines, sum(row.is_skip() for row in result.rows), resource.touched)


def _faults(result: Result, sheet: Any) -> Iterator[Fault]:
    for error in result.base_errors:
        yield Fault(0, "", "", str(error.error), "")
    for (number, cells), row in zip(sheet.rows, result.rows, strict=True):
        values = dict(zip(sheet.headers, cells, strict=True))
        for error in row.errors:
            yield Fault(number, values["id"], "", str(error.error), "")
        if row.validation_error is not None:
            for column, messages in row.validation_error.message_dict.items():
                known = "" if column == NON_FIELD_ERRORS else column
                yield Fault(number, values["id"], known, " ".join(messages), values.get(column, ""))
