"""The worksheet's panel as a person reads it."""

import re
from html.parser import HTMLParser
from typing import Any

from django.urls import reverse

from tests.admin.conftest import Desk, Fields, change_url
from treatments.models import Finding


class Sections(HTMLParser):
    """Heading → the text below it, its parts a line each."""

    def __init__(self) -> None:
        super().__init__()
        self.sections: dict[str, str] = {}
        self.tag = self.heading = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tag = tag
        if tag == "h3":
            self.heading = ""
        elif self.heading and tag in ("p", "li", "dt", "dd"):
            self.sections[self.heading] += "\n"

    def handle_endtag(self, tag: str) -> None:
        self.tag = ""

    def handle_data(self, data: str) -> None:
        if self.tag == "h3":
            self.heading += data
            self.sections[self.heading] = ""
        elif self.heading:
            self.sections[self.heading] += re.sub(r"\s+", " ", data)


def sections(html: str) -> dict[str, str]:
    reader = Sections()
    reader.feed(html)
    lines = {heading: map(str.strip, text.split("\n")) for heading, text in reader.sections.items()}
    return {heading: "\n".join(filter(None, each)) for heading, each in lines.items()}


def worksheet_url(finding: str = "") -> str:
    return reverse("admin:treatments_finding_worksheet", args=[finding] if finding else [])


def ask(desk: Desk, finding: str, form: Fields | None = None, **changes: Any) -> dict[str, str]:
    """The panel for the finding's form with these changes."""
    fields = desk.open(change_url(Finding(id=finding))) if form is None else form
    response = desk.save(worksheet_url(finding), fields, **changes)
    assert response.status_code == 200, response
    return sections(response.content.decode())


def on_page(html: str) -> dict[str, str]:
    """The panel that a change page shows before any script runs."""
    return sections(html.partition('id="worksheet"')[2].partition("data-silent")[0])
