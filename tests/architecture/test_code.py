"""Tests about the code base itself."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import pytest
from django.apps import apps
from django.db import models

from treatments.models.immutable import Immutable

ROOT = Path(__file__).parents[2]
MODULES = sorted(path for path in (ROOT / "treatments").rglob("*.py") if "migrations" not in path.parts)

# A module that is longer than 300 lines, and why.
LONG = {
    "treatments/workflow.py": "the only writer: every action and what they share, in one place",
    "treatments/vocabulary.py": "one enumeration below the other",
}


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_modules_are_short() -> None:
    lengths = {name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}
    assert {name for name, lines in lengths.items() if lines > 300} <= set(LONG)
    assert median(lines for lines in lengths.values() if lines) < 100


def nodes(path: Path) -> Iterator[ast.AST]:
    return ast.walk(ast.parse(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_nothing_is_guarded_by_assert(path: Path) -> None:
    assert not [node.lineno for node in nodes(path) if isinstance(node, ast.Assert)]


@pytest.mark.parametrize("path", sorted((ROOT / "treatments" / "grading").glob("*.py")), ids=name_of)
def test_grading_knows_no_floats(path: Path) -> None:
    names = [node for node in nodes(path) if isinstance(node, ast.Name) and node.id == "float"]
    constants = [node for node in nodes(path) if isinstance(node, ast.Constant) and isinstance(node.value, float)]
    assert not names + constants


INDEX = {
    "IndexedAdverseEvent", "IndexedCitation", "IndexedClaim", "IndexedCondition", "IndexedFinding",
    "IndexedRecommendation", "IndexedReference", "IndexedStatus", "IndexedText", "IndexedTreatment",
}  # fmt: skip
RELEASES = {"Release", "ReleaseChunk", "ReleaseFile", "ReleaseRedaction"}
WRITTEN_BY_WORKFLOW = {"Change", "Feed", "Publication", "Redaction", "Step", "Version", *INDEX, *RELEASES}
WRITERS = {"create", "bulk_create", "get_or_create", "update_or_create", "update", "bulk_update", "delete"}


def writes(path: Path) -> Iterator[str]:
    """Calls such as Version.objects.filter(…).update(…)."""
    for node in nodes(path):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITERS:
            named = {inner.id for inner in ast.walk(node.func) if isinstance(inner, ast.Name)}
            yield from (f"{name}.{node.func.attr}" for name in sorted(named & WRITTEN_BY_WORKFLOW))


ALLOWED = {"treatments/apps.py": ["Feed.get_or_create"]}


@pytest.mark.parametrize("path", [path for path in MODULES if path.name != "workflow.py"], ids=name_of)
def test_only_the_workflow_writes_what_is_published(path: Path) -> None:
    assert list(writes(path)) == ALLOWED.get(name_of(path), [])


def test_states_are_moved_by_the_workflow_alone() -> None:
    movers = {
        name_of(path)
        for path in MODULES
        for node in nodes(path)
        if (isinstance(node, ast.keyword) and node.arg == "desk_state")
        or (isinstance(node, ast.Attribute) and node.attr == "desk_state" and isinstance(node.ctx, ast.Store))
    }
    assert movers <= {"treatments/workflow.py"}


def test_import_contracts() -> None:
    program = Path(sys.executable).with_name("lint-imports")
    result = subprocess.run([program, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)
    assert result.returncode == 0, result.stdout


COMMANDS = sorted(path.stem for path in (ROOT / "treatments/management/commands").glob("[a-z]*.py"))


@pytest.mark.parametrize("command", COMMANDS)
def test_commands_are_documented(command: str) -> None:
    pages = [*(ROOT / "docs").rglob("*.md"), ROOT / "README.md"]
    assert any(command in page.read_text(encoding="utf-8") for page in pages if page.exists())


# Models

IMMUTABLE = {"Change", "ConflictStatement", "Redaction", "Step", "Version", *RELEASES}
MUTABLE = {
    "AdverseEvent", "ApiKey", "Citation", "Claim", "Condition", "EvidenceGap", "Feed", "Finding", "Publication",
    "Recommendation", "RegulatoryStatus", "Treatment", "Warning", *INDEX,
}  # fmt: skip
PUBLIC_MODULES = {
    "treatments.models.access",
    "treatments.models.record",
    "treatments.models.release",
    *(f"treatments.models.index.{name}" for name in ("row", "rows", "shared", "text", "treatment")),
}


def our_models() -> list[type[models.Model]]:
    found = apps.get_app_config("treatments").get_models()
    return [model for model in found if not model.__name__.startswith("Historical")]


def test_every_model_is_declared_mutable_or_immutable() -> None:
    assert {model.__name__ for model in our_models()} == IMMUTABLE | MUTABLE
    assert {model.__name__ for model in our_models() if issubclass(model, Immutable)} == IMMUTABLE


# An `_at` without its `_by`, and why.
NOBODY = {
    ("Feed", "last_at"): "a clock",
    ("IndexedTreatment", "published_at"): "a copy of the version's",
}


def test_who_stands_beside_when() -> None:
    for model in our_models():
        names = {field.name for field in model._meta.get_fields()}
        for name in names:
            if (name == "at" or name.endswith("_at")) and (model.__name__, name) not in NOBODY:
                assert name.removesuffix("at") + "by" in names, f"{model.__name__}.{name}"


@pytest.mark.parametrize("model", [model for model in our_models() if model.__module__ in PUBLIC_MODULES])
def test_the_public_side_reaches_neither_desk_nor_people(model: type[models.Model]) -> None:
    reached: set[type[models.Model]] = set()
    waiting = [model]
    while waiting:
        fields = waiting.pop()._meta.get_fields()
        found = {field.related_model for field in fields if field.is_relation and isinstance(field.related_model, type)}
        waiting += found - reached
        reached |= found
    assert {other.__module__ for other in reached} <= PUBLIC_MODULES
