"""What was exported and not edited changes nothing, whatever stands in the cells."""

from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from tests.admin.bulk.conftest import KINDS, exported, file, table, uploaded
from tests.admin.conftest import Desk
from tests.conftest import make_event, make_record
from treatments.admin.bulk import sheets
from treatments.admin.bulk.cells import NumberCell
from treatments.models import AdverseEvent, Finding

XML = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
NAUGHTY = st.sampled_from(
    ["=1+1", "+1", "-7", "@SUM(A1)", "'=1", "''-x", "'", "\t=1", " =1", "＝1", "a,b;c\td", '"', '""', "a\rb", "a\r\nb",
     "\n", "\v", "_x000D_", "x005F_", "_x005F_x000D_", "\ufffe", "1/2", "007", "1e5", "TRUE", "0", "0.80", "𝔘", "é",
     "e\u0301", "<b>&amp;</b>", "]]>", "a|b\\|c"]
)  # fmt: skip
TEXTS = st.one_of(st.text(XML, max_size=40), NAUGHTY, st.builds(str.__add__, NAUGHTY, st.text(XML, max_size=5)))
NUMBERS = st.decimals(min_value=-(10**7), max_value=10**7, allow_nan=False, allow_infinity=False, places=8)


@pytest.mark.parametrize("kind", KINDS)
@given(rows=st.lists(st.tuples(TEXTS, TEXTS, NUMBERS), min_size=1, max_size=5))
def test_every_cell_comes_back(kind: str, rows: list[tuple[str, str, Decimal]]) -> None:
    number = NumberCell(None)
    cells = [["id", first, number.render(value), second] for first, second, value in rows]
    data = sheets.written(kind, ["id", "first", "number", "second"], cells, ["number"])
    read = sheets.read(data)
    assert read.headers == ["id", "first", "number", "second"]
    assert [cells for _, cells in read.rows] == cells
    assert [number.clean(row[2]) for _, row in read.rows] == [value for _, _, value in rows]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("text", ["=1+1", "@a", "-x", "'=1", " padded ", "two\r\nlines", "_x000D_", "\v"])
def test_an_awkward_text_that_is_stored_stays(kind: str, text: str, load: Any, desk: Desk) -> None:
    load()
    Finding.objects.update(population=text)
    outcome = uploaded(desk, Finding, exported(desk, Finding, kind)).context["outcome"]
    assert (outcome.faults, outcome.lines, outcome.unchanged) == ([], [], 1)


def test_no_text_of_an_export_is_run_by_a_spreadsheet(load: Any, desk: Desk) -> None:
    load()
    Finding.objects.update(population="=HYPERLINK(1)", estimate=Decimal("-7.5"))
    lines = exported(desk, Finding, sheets.CSV).decode("utf-8-sig").splitlines()
    assert ",'=HYPERLINK(1)," in lines[1]
    assert ",-7.5," in lines[1]
    book = load_workbook(BytesIO(exported(desk, Finding, sheets.XLSX)))
    cells = {name.value: cell for name, cell in zip(*book.worksheets[0].rows, strict=True)}
    assert (cells["population"].value, cells["population"].data_type) == ("=HYPERLINK(1)", "s")
    assert cells["population"].quotePrefix
    assert (cells["estimate"].value, cells["estimate"].data_type) == (-7.5, "n")


def book(*rows: list[Any]) -> bytes:
    """A workbook as somebody else's program makes it, with its texts in a table of their own."""
    made, stream = Workbook(), BytesIO()
    for row in rows:
        made.worksheets[0].append(row)
    made.save(stream)
    return stream.getvalue()


def test_a_workbook_of_another_program_is_read(load: Any, desk: Desk) -> None:
    edition = load().edition
    names = ["id", "edition", "higher_is_better", "read_on", "estimate", "imprecision", "studies", "importance", None]
    row = ["rest-pain", edition, True, date(2026, 11, 23), -0.1 - 0.2 - 5, -2, 3.0, "Important", None]
    [line] = uploaded(desk, Finding, book(names, row), "rows.xlsx").context["outcome"].lines
    assert {each.column: each.new for each in line.changes} == {
        "higher_is_better": "yes",
        "read_on": "2026-11-23",
        "estimate": "-5.3",
        "imprecision": "-2",
        "studies": "3",
        "importance": "important",
    }


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        ("=1+1", "The cell B2 holds a formula (=1+1): replace it by its value."),
        ("#REF!", "The cell B2 holds an error (#REF!): replace it by its value."),
    ],
)
def test_a_formula_is_no_value(cell: str, message: str) -> None:
    with pytest.raises(ValidationError, match="replace it by its value") as refused:
        sheets.read(book(["id", "unit"], ["a", cell]))
    assert refused.value.messages == [message]


def test_a_workbook_that_unpacks_to_too_much_is_not_unpacked() -> None:
    stream = BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings.xml", b" " * (sheets.MAX_UNPACKED + 1))
    with pytest.raises(ValidationError, match="unpacks to too much"):
        sheets.read(stream.getvalue())


def test_a_far_cell_does_not_make_a_long_table() -> None:
    made, stream = Workbook(), BytesIO()
    made.worksheets[0]["A1048576"] = "x"
    made.save(stream)
    with pytest.raises(ValidationError, match="more than 500 rows"):
        sheets.read(stream.getvalue())
    made = Workbook()
    made.worksheets[0]["XFD2"] = "x"
    stream = BytesIO()
    made.save(stream)
    with pytest.raises(ValidationError, match="Row 2 has more than 500 cells"):
        sheets.read(stream.getvalue())


def test_a_text_too_long_for_a_cell_is_not_cut_off() -> None:
    with pytest.raises(ValidationError, match="export as CSV"):
        sheets.written(sheets.XLSX, ["id"], [["x" * 32_768]], [])


def test_the_queries_of_a_file_do_not_grow_with_its_columns_or_unchanged_rows(
    load: Any, desk: Desk, django_assert_max_num_queries: Any
) -> None:
    load(make_record(adverse_events=[make_event(id=f"event-{number}") for number in range(40)]))
    with django_assert_max_num_queries(20):
        data = exported(desk, AdverseEvent)
    with django_assert_max_num_queries(25):
        outcome = uploaded(desk, AdverseEvent, data).context["outcome"]
    assert (outcome.faults, outcome.changed, outcome.added, outcome.unchanged) == ([], 0, 0, 40)


def test_a_changed_row_is_tried_in_one_query_between_its_savepoints(
    load: Any, desk: Desk, django_assert_max_num_queries: Any
) -> None:
    load(make_record(adverse_events=[make_event(id=f"event-{number}") for number in range(20)]))
    rows = table(exported(desk, AdverseEvent))
    changed = [{**row, "term": "Fever", "citations": ""} for row in rows]
    added = [{**row, "id": f"{row['id']}-new", "edition": ""} for row in rows]
    with django_assert_max_num_queries(25 + 3 * 40):
        outcome = uploaded(desk, AdverseEvent, file([*changed, *added])).context["outcome"]
    assert (outcome.faults, outcome.changed, outcome.added) == ([], 20, 20)
    assert {change.column: (change.old, change.new) for change in outcome.lines[0].changes} == {
        "term": ("Nausea", "Fever"),
        "citations": ("smith-2020", ""),
    }
