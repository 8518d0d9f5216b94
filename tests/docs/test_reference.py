"""docs/api.md names everything that there is to look up: filters, formats, problems, enumerations."""

import re
from pathlib import Path

import pytest

from tests.api.contract import OPENAPI
from treatments import vocabulary
from treatments.api.formats import MEDIA_TYPES
from treatments.api.problems import TYPES
from treatments.vocabulary import Action, DeskState, PublicState, Term

API = (Path(__file__).parents[2] / "docs" / "api.md").read_text(encoding="utf-8")
OF_ALL_LISTS = {"format", "fields", "page_size", "cursor", "count", "sort"}
NOT_PUBLIC = {Term, Action, DeskState, PublicState}


def rows(heading: str) -> list[list[str]]:
    """The rows of the table with this heading, cell by cell."""
    table = API.partition(f"| {heading} |")[2].partition("\n\n")[0]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()[2:]]


def names(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


def test_each_list_has_its_filters() -> None:
    filters = {}
    for path, methods in OPENAPI["paths"].items():
        parameters = methods.get("get", {}).get("parameters", ())
        asked = {parameter["name"] for parameter in parameters if parameter["in"] == "query"}
        if "cursor" in asked and (found := asked - OF_ALL_LISTS) and "{" not in path:
            filters[path.removeprefix("/api/v1")] = found
    assert len(filters) > 5
    assert {names(path)[0]: set(names(cell)) for path, cell in rows("list | filters")} == filters


def test_every_format() -> None:
    assert {
        names(name)[0]: names(media_type)[0] for name, media_type, _ in rows("`format` | media type | of")
    } == MEDIA_TYPES


def test_every_problem() -> None:
    found = {names(name)[0]: (int(status), title) for name, status, title in rows("name | status | title")}
    assert found == {name: (type_.status, type_.title) for name, type_ in TYPES.items()}


@pytest.mark.parametrize(
    "terms",
    [
        terms
        for terms in vars(vocabulary).values()
        if isinstance(terms, type) and issubclass(terms, Term) and terms not in NOT_PUBLIC
    ],
)
def test_every_enumeration(terms: type[Term]) -> None:
    assert [term.value for term in terms] in [names(values) for _, values in rows("enumeration | values")]


def test_no_enumeration_that_is_none() -> None:
    public = [[term.value for term in terms] for terms in Term.__subclasses__()]
    assert all(names(values) in public for _, values in rows("enumeration | values"))
