"""Tables as CSV and XLSX files, and back: every cell is text, and what was written is read again unchanged.

Of the cells that a spreadsheet program turns into something else:
- Numbers of a numeric column are number cells in XLSX. A cell holds a double, which gives back 15 digits exactly, and
  no column holds more; a computed 0.30000000000000004 is read as the program shows it, 0.3.
- A text that a program would run (`=1+1`) is a text cell in XLSX. In CSV, which knows no types, it gets an apostrophe
  in front, which reading takes away (`treatments.exchange.tables.is_formula`).
- Characters that XML cannot hold are written `_x000B_` in XLSX, as Excel does.
"""

import csv
import re
import warnings
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO, StringIO
from itertools import zip_longest
from math import isfinite
from typing import Any
from zipfile import BadZipFile, ZipFile

from django.core.exceptions import ValidationError
from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.text import Text
from openpyxl.utils import get_column_letter
from openpyxl.xml.constants import SHEET_MAIN_NS
from openpyxl.xml.functions import iterparse

from treatments.document.canonical import plain
from treatments.exchange.tables import is_formula

MAX_BYTES = 5_000_000
MAX_UNPACKED = 60_000_000  # bytes in an XLSX file, which is a ZIP archive
MAX_ROWS = 500  # storing them holds the lock of the database for some seconds
MAX_BLANK = 10_000  # rows, with those that hold nothing
MAX_COLUMNS = 500
MAX_CELL = 32_767  # characters that a cell of XLSX holds

CSV, XLSX = "csv", "xlsx"
TYPES = {
    CSV: "text/csv; charset=utf-8",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
NOT_IN_XML = re.compile("[\x00-\x08\x0b-\x0d\x0e-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
ESCAPED = re.compile("_x((?![Dd][89A-Fa-f])[0-9A-Fa-f]{4})_")  # half of a surrogate pair is no character
TOO_LARGE = f"The file is larger than {MAX_BYTES // 1_000_000} MB: split it."
BROKEN = "This is no readable XLSX file: save it anew as “Excel workbook (.xlsx)”, or as “CSV UTF-8”."


@dataclass(frozen=True, slots=True)
class Sheet:
    """The header, and the other rows that hold something, each with its number in the file; the header is row 1."""

    headers: list[str]
    rows: list[tuple[int, list[str]]]


def written(kind: str, headers: list[str], rows: Iterable[list[str]], numeric: Collection[str]) -> bytes:
    """The file of that kind.

    Raises:
        ValidationError: when a text is longer than a cell of XLSX.
    """
    return _csv(headers, rows) if kind == CSV else _xlsx(headers, rows, {headers.index(name) for name in numeric})


def read(data: bytes) -> Sheet:
    """The table that a CSV or an XLSX file holds.

    Raises:
        ValidationError: saying what to do about a file that is none, is too large, or has cells that hold no value.
    """
    numbered = enumerate(_xlsx_rows(data) if data.startswith(b"PK") else _csv_rows(data), start=1)
    headers: list[str] = []
    rows: list[tuple[int, list[str]]] = []
    for number, cells in numbered:
        if number > MAX_BLANK or len(rows) >= MAX_ROWS:
            raise ValidationError(f"The file has more than {MAX_ROWS:,} rows: split it, or delete its empty rows.")
        if number == 1:
            headers = [cell.strip() for cell in _trimmed(cells)]
        elif any(cells):
            rows.append((number, _fitted(number, cells, headers)))
    return Sheet(headers, rows)


def _trimmed(cells: list[str]) -> list[str]:
    width = max((position for position, cell in enumerate(cells, start=1) if cell.strip()), default=0)
    return cells[:width]


def _fitted(number: int, cells: list[str], headers: list[str]) -> list[str]:
    for name, cell in zip_longest(headers, _trimmed(cells)):
        if "\0" in (cell or ""):
            raise ValidationError(f"Row {number}: a cell holds a NUL character. Is this a CSV or an XLSX file?")
        if name is None:
            raise ValidationError(f"Row {number} has more cells than the first row has names: “{cell[:50]}”.")
    return [cell or "" for _, cell in zip(headers, [*cells, *[""] * len(headers)], strict=False)]


# CSV


def _csv(headers: list[str], rows: Iterable[list[str]]) -> bytes:
    stream = StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(headers)
    writer.writerows([f"'{cell}" if is_formula(cell.lstrip("'")) else cell for cell in row] for row in rows)
    return stream.getvalue().encode("utf-8-sig")  # Excel takes what has no mark for another encoding


def _csv_rows(data: bytes) -> Iterator[list[str]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ValidationError("The file is not UTF-8: save it as “CSV UTF-8”, or as an Excel workbook.") from None
    first = re.split(r"[\r\n]", text, maxsplit=1)[0]
    delimiter = max(",;\t", key=first.count)
    try:
        for row in csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True):
            yield [cell[1:] if cell.startswith("'") and is_formula(cell.lstrip("'")) else cell for cell in row]
    except csv.Error as error:
        raise ValidationError(f"This is no readable CSV file ({error}).") from None


# XLSX


def _xlsx(headers: list[str], rows: Iterable[list[str]], numeric: Collection[int]) -> bytes:
    table: list[list[_Text | Decimal]] = [[_Text(name) for name in headers]]
    table += [[Decimal(cell) if cell and at in numeric else _Text(cell) for at, cell in enumerate(row)] for row in rows]
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.freeze_panes = "B2"
    for row in table:
        sheet.append([value.cell(sheet) if isinstance(value, _Text) else value for value in row])
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


class _Text:
    """A text as XLSX holds it.

    Raises:
        ValidationError: when it is longer than a cell, in which it would be cut off.
    """

    def __init__(self, text: str) -> None:
        self.runs = is_formula(text)
        self.escaped = NOT_IN_XML.sub(lambda found: f"_x{ord(found[0]):04X}_", text)
        if len(self.escaped) > MAX_CELL:
            raise ValidationError("A text is too long for a cell of a workbook: export as CSV.")

    def cell(self, sheet: Any) -> Any:
        """The cell; none for an empty text."""
        if not self.escaped:
            return None
        cell = WriteOnlyCell(sheet, self.escaped)
        cell.data_type = "s"  # openpyxl takes what begins with = for a formula
        cell.number_format = "@"  # a program leaves what is typed here as it is, and makes no date of 1-2
        cell.quotePrefix = self.runs  # nor a formula when the cell is edited
        return cell


def _xlsx_rows(data: bytes) -> Iterator[list[str]]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # parts that openpyxl does not know hold no cells
        try:
            texts = _texts(data)
            book = load_workbook(BytesIO(data), read_only=True)
            sheet = book.worksheets[0]
        except ValidationError:
            raise
        except Exception as error:  # openpyxl raises whatever a broken part makes Python raise
            raise ValidationError(BROKEN) from error
        sheet._shared_strings = texts  # noqa: SLF001 - it has no other name
        sheet.reset_dimensions()
        rows = sheet.iter_rows()
        for number in range(1, MAX_BLANK + 2):
            try:
                row = next(rows, None)
            except Exception as error:
                raise ValidationError(BROKEN) from error
            if row is None:
                return
            if len(row) > MAX_COLUMNS:
                raise ValidationError(f"Row {number} has more than {MAX_COLUMNS} cells: delete the empty columns.")
            yield [_cell(cell, f"{get_column_letter(position)}{number}") for position, cell in enumerate(row, start=1)]


def _texts(data: bytes) -> list[str]:
    """The texts to which cells refer, exactly; openpyxl loses some of them.

    Raises:
        ValidationError: for an archive that unpacks to too much.
    """
    try:
        archive = ZipFile(BytesIO(data))
    except BadZipFile as error:
        raise ValidationError(BROKEN) from error
    if sum(part.file_size for part in archive.infolist()) > MAX_UNPACKED:
        raise ValidationError("The workbook unpacks to too much: copy the rows into a new one.")
    parts = [part for part in archive.namelist() if part.lower().endswith("sharedstrings.xml")]
    tag = f"{{{SHEET_MAIN_NS}}}si"
    nodes = (node for part in parts[:1] for _, node in iterparse(archive.open(part)) if node.tag == tag)
    return [Text.from_tree(node).content for node in nodes]


def _cell(cell: Any, place: str) -> str:
    value = cell.value
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case str() if cell.data_type == "s":
            return ESCAPED.sub(lambda found: chr(int(found[1], 16)), value)
        case int() | Decimal():
            return str(value)
        case float() if isfinite(value):
            return plain(Decimal(format(value, ".15g")))
        case datetime():
            return str(value.date()) if value.time() == datetime.min.time() else str(value)
        case date():
            return str(value)
    what = "an error" if cell.data_type == "e" else "a formula" if cell.data_type == "f" else "no text and no number"
    raise ValidationError(f"The cell {place} holds {what} ({value}): replace it by its value.")
