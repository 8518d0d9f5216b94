"""The docs say what is there: requests give the printed answers, tables are complete, diagrams follow the code."""

import json
import re
from pathlib import Path
from shlex import split
from urllib.parse import urlsplit

import pytest
from django.core.management import get_commands

from tests.api.contract import Client
from treatments import checks
from treatments.models import Treatment
from treatments.roles import GROUPS
from treatments.rules import DESK, PUBLIC
from treatments.vocabulary import ChangeType

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()
DOMAIN = (ROOT / "docs" / "domain.md").read_text()
OPERATIONS = (ROOT / "docs" / "operations.md").read_text()
SETTINGS = (ROOT / "evidence_api" / "settings.py").read_text()


def table_keys(text: str) -> set[str]:
    """What stands between backticks at the beginning of a table's rows."""
    return set(re.findall(r"^\| `([^`]+)`", text, re.MULTILINE))


def test_the_readmes_first_request_gives_the_answer_that_it_prints(bundled: list[Treatment]) -> None:
    (command,) = re.findall(r"^    (curl .*)$", README, re.MULTILINE)
    (answer,) = re.findall(r"^```json\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
    address = urlsplit(split(command)[-1])
    response = Client().get(f"{address.path}?{address.query}")
    assert (response.status_code, response.json()) == (200, json.loads(answer))


def test_every_setting_from_the_environment_stands_in_the_table() -> None:
    read = set(re.findall(r"(?:environ\.get\(|env_flag\(|env_list\(|env_count\(|environ\[)\s*\"([A-Z_]+)\"", SETTINGS))
    assert len(read) > 5
    assert read == table_keys(OPERATIONS.partition("## Commands")[0])


def test_every_command_stands_in_the_table() -> None:
    own = {name for name, app in get_commands().items() if app == "treatments"}
    documented = {key.split()[0] for key in table_keys(OPERATIONS.partition("## Commands")[2])}
    assert own <= documented


def test_every_check_stands_in_the_table() -> None:
    ids = set(re.findall(r"id=\"(treatments\.[EW]\d+)\"", Path(checks.__file__).read_text()))
    assert ids
    assert ids == {key for key in table_keys(OPERATIONS) if key.startswith("treatments.")}


@pytest.mark.parametrize(("table", "initial"), [(DESK, "draft"), (PUBLIC, "none")])
def test_the_diagrams_are_the_tables_of_the_rules(table: dict[str, dict[str, str]], initial: str) -> None:
    moves = [
        f"    {source} --> {target}: {action}"
        for action, states in table.items()
        for source, target in states.items()
        if source != target
    ]
    diagram = "\n".join(["stateDiagram-v2", f"    [*] --> {initial}", *moves])
    assert diagram in DOMAIN, diagram


def test_every_group_stands_in_the_table_of_who_may() -> None:
    assert all(f"| {name} |" in DOMAIN for name in GROUPS)


def test_every_type_of_change_is_explained() -> None:
    assert set(ChangeType) <= table_keys((ROOT / "docs" / "api.md").read_text())


def test_every_decision_stands_in_the_index() -> None:
    index = (ROOT / "docs" / "adr" / "README.md").read_text()
    records = [path.name for path in (ROOT / "docs" / "adr").glob("[0-9]*.md")]
    assert records
    assert all(f"({name})" in index for name in records)


PAGES = ["README.md", "CHANGELOG.md", *(f"docs/{path.name}" for path in sorted((ROOT / "docs").glob("*.md")))]


def anchors(page: Path) -> set[str]:
    """What a link can point at inside the page, as the usual renderers name it."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^a-z0-9 _-]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("name", PAGES)
def test_links_between_the_pages_lead_somewhere(name: str) -> None:
    page = ROOT / name
    for link, anchor in re.findall(r"\]\((?!https?:)([^)#]*)#?([^)]*)\)", page.read_text(encoding="utf-8")):
        target = page.parent / link if link else page
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), anchor
