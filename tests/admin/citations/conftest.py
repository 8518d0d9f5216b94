"""Texts are pasted, previews are read as a browser reads them, and imported."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.html import Element, parse_html
from django.urls import reverse

from tests.admin.conftest import Desk, read_form
from tests.exchange.stand_in import StandIn, standing_in
from treatments.models import Citation

URL = reverse("admin:treatments_citation_import")


def paste(desk: Desk, text: str, url: str = URL) -> Any:
    """The answer to a pasted text."""
    return desk.save(url, desk.open(url), text=text)


def upload(desk: Desk, data: bytes, url: str = URL) -> Any:
    """The answer to a chosen file."""
    return desk.save(url, desk.open(url), file=SimpleUploadedFile("file", data))


def confirm(desk: Desk, preview: Any, url: str = URL, **choices: str) -> Any:
    """The answer to the preview's own form, with other choices by position."""
    return desk.save(url, read_form(preview), **{f"choice-{name[1:]}": value for name, value in choices.items()})


def shown(response: Any) -> list[tuple[int, dict[str, str], str]]:
    """Of each entry its line, the choices and the one proposed."""
    assert response.status_code == 200, response
    return [(item.entry.line, item.choices, item.chosen) for item in response.context["plan"].items]


def errors(response: Any) -> dict[int, str]:
    """What must be chosen anew, by line."""
    return {item.entry.line: item.error for item in response.context["plan"].items if item.error}


def ids() -> list[str]:
    return sorted(Citation.objects.values_list("id", flat=True))


def stored(id_: str = "cashin-2021", **values: Any) -> Citation:
    return Citation.objects.create(**{"id": id_, "type": "article-journal", "title": "Another", **values})


def text_of(response: Any) -> str:
    """Everything that the page says."""

    def said(part: Element | str) -> str:
        return part if isinstance(part, str) else " ".join(map(said, part.children))

    return " ".join(said(parse_html(response.content.decode())).split())


@pytest.fixture
def stand_in(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[StandIn]:
    with standing_in(settings, monkeypatch) as server:
        yield server
