"""Flat tables: what goes in reads back, and no spreadsheet runs it."""

import csv
import io
import unicodedata
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from treatments.document.canonical import parse
from treatments.document.fields import Flag, Group, Integer, Number, Shape, Text
from treatments.document.shape import Record
from treatments.document.shape.citation import Citation
from treatments.document.shape.finding import Finding
from treatments.document.shape.parts import texts
from treatments.exchange.tables import Table, is_formula

Json = dict[str, Any]
GOLDEN = sorted((Path(__file__).parents[1] / "document" / "golden").glob("*.json"))
ROWS = [name for name, field in Record().fields.items() if isinstance(getattr(field, "child", None), Shape)]


def row_shape(name: str) -> type[Shape]:
    """The shape of the rows of a record's list."""
    field: Any = Record().fields[name]
    return type(field.child)


class Inner(Group):
    """An object that may be null."""

    number = Number(help_text="Its number.")
    note = Text(allow_null=True)


class Outer(Shape):
    """One of everything."""

    id = Text(help_text="Its id.")
    inner = Inner(allow_null=True, help_text="Null: nothing known.")
    flag = Flag()
    names = texts()
    rows = Inner(many=True)
    count = Integer(required=False)


ENTRY: Json = {
    "id": "a",
    "inner": {"number": Decimal("-7.70"), "note": "one, two"},
    "flag": False,
    "names": ["x; y", 'say "z"'],
    "rows": [{"number": Decimal(0), "note": None}],
    "count": 0,
}


def cells(data: bytes) -> list[str]:
    (row,) = csv.reader(io.StringIO(data.decode(), newline=""), strict=True)
    return row


def without_apostrophe(cell: str) -> str:
    """What the reader of a cell does, as the module says."""
    return cell[1:] if cell.startswith("'") and is_formula(cell.lstrip("'")) else cell


def value_of(cell: str, type_: str) -> Any:
    if cell == "":
        return None
    match type_:
        case "boolean":
            return {"true": True, "false": False}[cell]
        case "integer" | "number":
            return Decimal(cell)
        case "array" | "any":
            return parse(cell.encode())
    return without_apostrophe(cell)


def nested(table: Table, line: bytes) -> Json:
    """The entry that a line stands for."""
    entry: Json = {}
    for column, cell in zip(table.columns, cells(line), strict=True):
        place = entry
        *above, name = column.path
        for step in above:
            place = place.setdefault(step, {})
        place[name] = value_of(cell, column.descriptor["type"])
    return entry


def collapsed(value: Any) -> Any:
    """An object of nulls is null."""
    if not isinstance(value, dict):
        return value
    members = {name: collapsed(member) for name, member in value.items()}
    return members if any(member is not None for member in members.values()) else None


def test_columns_and_a_line() -> None:
    table = Table("everything", Outer)
    assert table.header() == b"id,inner_number,inner_note,flag,names,rows,count\r\n"
    assert table.line(ENTRY) == (
        b'a,-7.7,"one, two",false,"[""x; y"",""say \\""z\\""""]","[{""number"":0,""note"":null}]",0\r\n'
    )
    assert table.fields == [
        {"name": "id", "type": "string", "description": "Its id.", "constraints": {"required": True}},
        {"name": "inner_number", "type": "number", "description": "Null: nothing known. Its number."},
        {"name": "inner_note", "type": "string", "description": "Null: nothing known."},
        {"name": "flag", "type": "boolean", "constraints": {"required": True}},
        {"name": "names", "type": "array", "constraints": {"required": True}},
        {"name": "rows", "type": "array", "constraints": {"required": True}},
        {"name": "count", "type": "integer"},
    ]


def test_null_and_absent_members_are_empty_cells() -> None:
    entry: Json = {"id": "a", "inner": None, "flag": True, "names": [], "rows": []}
    assert Table("everything", Outer).line(entry) == b"a,,,true,[],[],\r\n"


def test_only_the_members_asked_for_in_the_order_of_the_shape() -> None:
    table = Table("everything", Outer, fields=["flag", "inner"])
    assert table.header() == b"inner_number,inner_note,flag\r\n"
    assert table.line(ENTRY) == b'-7.7,"one, two",false\r\n'


def test_an_empty_cell_alone_is_no_blank_line() -> None:
    assert Table("everything", Outer, fields=["count"]).line({"id": "a"}) == b'""\r\n'


def test_terms_are_listed() -> None:
    (direction,) = [field for field in Table("findings", Finding).fields if field["name"] == "interpretation_direction"]
    assert direction["constraints"] == {
        "required": True,
        "enum": ["benefit", "harm", "no_clear_difference", "not_estimable"],
    }


def test_what_only_imports_say_is_no_column() -> None:
    names = {field["name"] for field in Table("citations", Citation).fields}
    assert not names & {"withheld", "read", "read_by"}
    assert "retraction_status" in names


@pytest.mark.parametrize("shape", [Record, *(row_shape(name) for name in ROWS)], ids=lambda shape: shape.__name__)
def test_columns_have_names_of_their_own(shape: type[Shape]) -> None:
    names = [field["name"] for field in Table("table", shape).fields]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
@pytest.mark.parametrize("name", ROWS)
def test_rows_of_records_read_back(path: Path, name: str) -> None:
    table = Table(name, row_shape(name))
    for row in parse(path.read_bytes())[name]:
        assert collapsed(nested(table, table.line(row))) == collapsed(row)


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_records_read_back(path: Path) -> None:
    record = parse(path.read_bytes())
    table = Table("treatments", Record)
    assert nested(table, table.line(record)) == record


# Formulas


def text_cell(text: str) -> str:
    return cells(Table("texts", Outer, fields=["id"]).line({"id": text}))[0]


@pytest.mark.parametrize(
    "text",
    [
        "=1+1", "+1+1", "-1+1", "@SUM(A1)", "=", "-", "\t1", "\r1", "\n1", " =1+1", "\u00a0=1+1", "\u3000+1+1",
        "\ufeff=1+1", "\u200b@A1", "＝1+1", "＋1+1", "－1+1", "＠SUM(A1)", "﹣1", " \t=1", "-7.7 points", "--1", "-1e5",
        "+44 20 7946 0000", "-٧",
    ],
)  # fmt: skip
def test_what_a_spreadsheet_would_run_is_neutralised(text: str) -> None:
    assert text_cell(text) == f"'{text}"


@pytest.mark.parametrize(
    "text", ["-7.7", "+5", "0", "10", "rest", "1-2", "a=b", "−7.7", "'tis", "' =", "[-1]", "doi:10.1/-x", "é", ""]
)
def test_everything_else_stays(text: str) -> None:
    expected = f"'{text}" if text == "' =" else text
    assert text_cell(text) == expected


def test_negative_numbers_stay_numbers() -> None:
    line = Table("everything", Outer, fields=["inner"]).line({"inner": {"number": Decimal("-12"), "note": "-12"}})
    assert line == b"-12,-12\r\n"


@given(st.text(st.sampled_from("'=+-@\t\r\n ＝1.,;\"a\u200b") | st.characters(exclude_categories=["Cs"]), max_size=8))
def test_every_text_reads_back_and_runs_nowhere(text: str) -> None:
    cell = text_cell(text)
    assert without_apostrophe(cell) == text
    assert not unicodedata.normalize("NFKC", cell).strip().startswith(("=", "@"))
    assert not cell.startswith(("\t", "\r", "\n"))


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**15), max_value=10**15, places=8))
def test_every_number_reads_back(number: Decimal) -> None:
    line = Table("everything", Outer, fields=["inner"]).line({"inner": {"number": number, "note": None}})
    assert Decimal(cells(line)[0]) == number
    assert "E" not in cells(line)[0]
