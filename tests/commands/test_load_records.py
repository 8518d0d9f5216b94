"""The command around the import."""

import io
import json
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from tests.conftest import make_record
from treatments.models import Publication, Treatment


def load(*arguments: str | Path) -> str:
    out = io.StringIO()
    call_command("load_records", *map(str, arguments), stdout=out)
    return out.getvalue()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "records.ndjson"
    path.write_text(json.dumps(make_record()) + "\r\n\r\n" + json.dumps(make_record("walking")) + "\n")
    return path


def test_a_file(db: None, file: Path) -> None:
    assert load(file) == "records.ndjson line 1 rest: loaded\nrecords.ndjson line 3 walking: loaded\n"
    assert not Publication.objects.exists()


def test_publishing(manager: User, file: Path) -> None:
    said = load(file, "--publish", "--by", "max", "--source", "a file")
    assert said == "records.ndjson line 1 rest: published\nrecords.ndjson line 3 walking: published\n"


def test_the_bundled_records(manager: User) -> None:
    said = load("--publish", "--by", "max", "--source", "bundled")
    assert said.splitlines() == [
        "back-spasm.ndjson line 1 muscle-relaxants: published",
        "back-spasm.ndjson line 2 opioids: published",
        "back-spasm.ndjson line 3 unapproved-stem-cell-products: published",
    ]


def test_a_refused_line_is_named_and_the_others_are_loaded(
    db: None, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_text(file.read_text() + "{}\n" + json.dumps(make_record("bad", kind="pill")))
    with pytest.raises(CommandError, match=r"^2 of the records were refused; the others are loaded\.$"):
        call_command("load_records", str(file))
    said = capsys.readouterr().out
    assert 'records.ndjson line 5 : refused\n  kind: "pill" is not a valid choice.\n' in said
    assert sorted(Treatment.objects.values_list("id", flat=True)) == ["rest", "walking"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--publish"], "--publish needs --by USER: a release manager in whose name the records are published."),
        (["--by", "nobody"], "There is no user nobody: make one with create_user."),
        (["/no/such/file"], "/no/such/file: No such file or directory."),
        (["/"], "/: Is a directory."),
    ],
)
def test_refused(db: None, arguments: list[str], message: str) -> None:
    with pytest.raises(CommandError) as refused:
        load(*arguments)
    assert str(refused.value) == message
