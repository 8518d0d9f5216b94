"""The command around the import."""

import io
import json
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from tests.conftest import make_finding, make_record
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


def test_what_is_left_out_is_named_where_nothing_is_published_too(db: None, file: Path) -> None:
    file.write_text(json.dumps(make_record(findings=[make_finding("rest-pain", withheld="In doubt.")])))
    assert load(file) == (
        "records.ndjson line 1 rest: loaded\n"
        "  finding rest-pain: left out: In doubt.\n"
        "  citation smith-2020: left out: only rows that are left out cite it\n"
    )


def test_the_bundled_records(manager: User) -> None:
    """Each record, and under it what is left out of it, and why."""
    said = load("--publish", "--by", "max", "--source", "bundled").splitlines()
    lines = [line for line in said if not line.startswith("  ")]
    assert len(lines) == 23
    assert all(line.startswith("back-spasm.ndjson line ") and line.endswith(": published") for line in lines)
    at = said.index("back-spasm.ndjson line 23 vigabatrin: published")
    page = "unverified: https://m.haiouhealth.com/newsDetails/10293.html"
    assert said[at + 1 :] == [
        "  adverse event ae-vigabatrin-abnormal-mri-signal-thalamus-basal-ganglia: left out: "
        f"{page} — 'Approximately 22% of infants' (secondary source)",
        f"  adverse event ae-vigabatrin-bronchitis: left out: {page} — 'bronchitis (30%)' (secondary source)",
        f"  adverse event ae-vigabatrin-otitis-media-acute: left out: {page} — 'acute otitis media (10%)'"
        " (secondary source)",
        f"  adverse event ae-vigabatrin-somnolence: left out: {page} — 'somnolence (45%)' (secondary source)",
        "  citation wheless-2007: left out: unverified: http://link.springer.com/article/10.1016%2Fj.nurt.2006.11.008"
        " — 'presents in 30-50% of patients with exposure of several years'",
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
