"""The bundled records out and in again, as CSV and as XLSX."""

from typing import Any

import pytest

from tests.admin.bulk.conftest import KINDS, TABLES, exported, uploaded
from tests.admin.conftest import Desk
from treatments.admin.bulk import sheets
from treatments.admin.bulk.resources import Rows
from treatments.admin.bulk.run import run
from treatments.models import Treatment


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("rows_class", "model"), TABLES)
def test_the_bundled_records_as_exported_change_nothing(
    kind: str, rows_class: type[Rows], model: Any, bundled: list[Treatment], desk: Desk
) -> None:
    page = uploaded(desk, model, exported(desk, model, kind), f"rows.{kind}")
    outcome = page.context["outcome"]
    assert (outcome.faults, outcome.lines, outcome.unchanged) == ([], [], model.objects.count())
    assert outcome.unchanged > 50


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("rows_class", "model"), TABLES)
def test_all_rows_of_an_empty_desk_are_additions(
    kind: str, rows_class: type[Rows], model: Any, bundled: list[Treatment], desk: Desk
) -> None:
    sheet = sheets.read(exported(desk, model, kind))
    place = sheet.headers.index("edition")
    stored = {row.pk: row for row in model.objects.all()}
    new = [(number, [f"new-{cells[0]}", *cells[1:place], "", *cells[place + 1 :]]) for number, cells in sheet.rows]
    outcome = run(sheets.Sheet(sheet.headers, new), rows_class(), dry=False)
    assert (outcome.faults, outcome.added) == ([], len(stored))
    for row in model.objects.filter(id__startswith="new-"):
        old = stored[row.pk.removeprefix("new-")]
        names = [column.attname for column in model._meta.concrete_fields if column.name != "id"]
        assert [getattr(row, name) for name in names] == [getattr(old, name) for name in names]
        assert {*row.citations.all()} == {*old.citations.all()}
