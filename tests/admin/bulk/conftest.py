"""Uploads as a browser makes them: a file is chosen, what is shown is confirmed."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.admin.conftest import Desk, FormReader
from treatments.admin.bulk import sheets
from treatments.admin.bulk.resources import AdverseEventRows, FindingRows, Rows
from treatments.models import AdverseEvent, Finding, Treatment

KINDS = [sheets.CSV, sheets.XLSX]
TABLES: list[tuple[type[Rows], Any]] = [(FindingRows, Finding), (AdverseEventRows, AdverseEvent)]


def page_url(model: Any) -> str:
    return reverse(f"admin:treatments_{model._meta.model_name}_import")


def exported(desk: Desk, model: Any, kind: str = sheets.CSV) -> bytes:
    response = desk.get(reverse(f"admin:treatments_{model._meta.model_name}_export", args=[kind]))
    assert response.status_code == 200
    return bytes(response.content)


def uploaded(desk: Desk, model: Any, data: bytes, name: str = "rows.csv") -> Any:
    return desk.post(page_url(model), file=SimpleUploadedFile(name, data))


def confirmed(desk: Desk, url: str, page: Any) -> Any:
    reader = FormReader("confirm_form")
    reader.feed(page.content.decode())
    assert reader.fields, "nothing can be confirmed"
    return desk.post(url, **reader.fields)


def table(data: bytes) -> list[dict[str, str]]:
    """The rows of a file by the names of its columns."""
    sheet = sheets.read(data)
    return [dict(zip(sheet.headers, cells, strict=True)) for _, cells in sheet.rows]


def file(rows: list[dict[str, str]], kind: str = sheets.CSV) -> bytes:
    """A file of these rows; every cell a text."""
    headers = list(rows[0])
    return sheets.written(kind, headers, [[row[name] for name in headers] for row in rows], [])


def faults(page: Any) -> list[tuple[int, str, str]]:
    """Row, column and message of everything that is wrong."""
    assert page.status_code == 200
    return [(fault.row, fault.column, fault.message) for fault in page.context["outcome"].faults]


@pytest.fixture
def rest(load: Callable[..., Treatment]) -> Treatment:
    return load()
