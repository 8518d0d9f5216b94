"""What search needs in the database: noticed when it is missing, made anew, kept by dumps and table rebuilds."""

import io
from pathlib import Path

import pytest
from django.core.checks import run_checks
from django.core.management import CommandError, call_command
from django.db import connection, models
from django.test import Client

from tests.search.conftest import document, entries, found, index, ranked
from tests.search.oracle import Entry
from treatments import search
from treatments.models.immutable import drop_triggers
from treatments.models.index import IndexedText, IndexedTreatment
from treatments.models.search import POSTGRESQL, SQLITE, install_search
from treatments.search.texts import MAX_TEXT, MAX_TITLE, texts

IS_SQLITE = connection.vendor == "sqlite"


def execute(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


# How to remove each piece, and what is missing then.
REMOVED: dict[str, tuple[str, list[str]]] = (
    {
        "table": ("DROP TABLE treatments_indexedtext_words", ["treatments_indexedtext_words"]),
        **{name: (f"DROP TRIGGER {name}", [name]) for name in SQLITE if not name.endswith("_words")},
    }
    if IS_SQLITE
    else {
        "index": ("DROP INDEX treatments_indexedtext_words", ["treatments_indexedtext_words"]),
        "column": ("ALTER TABLE treatments_indexedtext DROP COLUMN words", [*POSTGRESQL]),
    }
)


@pytest.mark.django_db
def test_nothing_is_missing() -> None:
    index(entries(a=("Pain", "x")))
    assert (search.missing(), search.faults()) == ([], [])


@pytest.mark.django_db
@pytest.mark.parametrize("piece", REMOVED)
def test_what_is_missing_is_noticed_everywhere(piece: str) -> None:
    sql, missing = REMOVED[piece]
    execute(sql)
    assert search.missing() == missing
    assert search.faults() == [f"search: {name} is missing" for name in missing]
    assert "treatments.W003" in {message.id for message in run_checks(databases=["default"])}
    ready = Client().get("/readyz")
    assert (ready.status_code, missing[0] in ready.json()["detail"]) == (503, True)
    error = io.StringIO()
    with pytest.raises(CommandError):
        call_command("verify_published", stderr=error)
    assert error.getvalue().splitlines() == search.faults()


@pytest.mark.django_db
@pytest.mark.parametrize("piece", REMOVED)
def test_what_is_missing_is_made_anew_for_all_rows(piece: str) -> None:
    index(entries(a=("Pain", "x"), b=("Ache", "x")))
    connection.check_constraints()  # PostgreSQL alters no table whose checks are pending
    execute(REMOVED[piece][0])
    expected = ["a"]
    if piece != "table":  # without it, nothing can be written at all
        index(entries(c=("Pain", "y")))
        execute("DELETE FROM treatments_indexedtext WHERE key = 'a'")
        connection.check_constraints()
        expected = ["c"]
    install_search()
    assert (found("treatments", "pain"), search.missing(), search.faults()) == (expected, [], [])
    IndexedText.objects.filter(key="b").update(folded_title="t=pain")
    assert found("treatments", "pain") == sorted(["b", *expected])


@pytest.mark.django_db
def test_installing_twice_changes_nothing() -> None:
    index(entries(a=("Pain", "x")))
    install_search()
    assert (found("treatments", "pain"), search.faults()) == (["a"], [])


@pytest.mark.django_db
def test_texts_changed_behind_search() -> None:
    """On SQLite words can differ from their rows, and that is noticed; on PostgreSQL they cannot."""
    index(entries(a=("Pain", "x")))
    if IS_SQLITE:
        execute("DROP TRIGGER treatments_indexedtext_update")
    execute("UPDATE treatments_indexedtext SET folded = 't-ache'")
    if IS_SQLITE:
        execute(SQLITE["treatments_indexedtext_update"])
    fault = "search: treatments_indexedtext_words does not hold the words of the indexed texts"
    assert search.missing() == []
    assert search.faults() == ([fault] if IS_SQLITE else [])
    assert found("treatments", "ache") == ([] if IS_SQLITE else ["a"])


@pytest.mark.django_db
def test_a_trigger_with_another_text_is_replaced() -> None:
    if IS_SQLITE:
        execute("DROP TRIGGER treatments_indexedtext_insert")
        execute(
            "CREATE TRIGGER treatments_indexedtext_insert AFTER INSERT ON treatments_indexedtext BEGIN SELECT 1; END"
        )
        assert search.missing() == ["treatments_indexedtext_insert"]
    install_search()
    index(entries(a=("Pain", "x")))
    assert (found("treatments", "pain"), search.missing()) == (["a"], [])


@pytest.mark.django_db(transaction=True)
def test_a_table_that_a_migration_rebuilds() -> None:
    index(entries(a=("Pain", "x")))
    before = IndexedText._meta.get_field("kind")
    after = models.CharField(max_length=21, db_default="")
    after.set_attributes_from_name("kind")
    after.model = IndexedText
    for old, new in ((before, after), (after, before)):
        with connection.schema_editor() as editor:
            editor.alter_field(IndexedText, old, new)
    assert bool(search.missing()) is IS_SQLITE  # its triggers are gone
    install_search()
    index(entries(b=("Pain", "y")))
    assert (found("treatments", "pain"), search.faults()) == (["a", "b"], [])


@pytest.mark.django_db(transaction=True)
def test_flush() -> None:
    index(entries(a=("Pain", "x")))
    drop_triggers()
    call_command("flush", interactive=False, verbosity=0)
    assert (found("treatments", "pain"), search.faults()) == ([], [])
    index(entries(b=("Pain", "x")))
    assert found("treatments", "pain") == ["b"]


@pytest.mark.django_db
def test_fixtures(tmp_path: Path) -> None:
    index(entries(a=("Pain", "x"), b=("Ache", "pain")))
    file = tmp_path / "texts.json"
    call_command("dumpdata", "treatments.IndexedTreatment", "treatments.IndexedText", output=str(file), verbosity=0)
    IndexedTreatment.objects.all().delete()
    assert found("treatments", "pain") == []
    call_command("loaddata", str(file), verbosity=0)
    assert (ranked("treatments", "pain"), search.faults()) == (["a", "b"], [])


# Publication must never fail because of search.

PLANE_2 = [chr(code) for code in range(0x20000, 0x2A6DE)]  # 42,718 letters of four bytes
WIDEST = "\ufdfa"  # becomes 18 letters
HUGE = {
    "different letters": (" ".join(PLANE_2), " ".join(PLANE_2)),
    "different words": ("x", " ".join(a + b for a, b in zip(PLANE_2, reversed(PLANE_2), strict=True)) * 3),
    "one word": ("w" * 30_000, "w" * 3_000_000),
    "one long wide word": (PLANE_2[0] * 30_000, PLANE_2[0] * 3_000_000),
    "letters that grow": (WIDEST * 30_000, WIDEST * 300_000),
    "nothing but signs": ("?" * 30_000, "?" * 300_000),
    "blanks": (" " * 30_000, " " * 300_000),
}


@pytest.mark.django_db
@pytest.mark.parametrize("text", HUGE)
def test_no_text_is_too_long_or_too_odd(text: str) -> None:
    index([Entry("a", *HUGE[text]), Entry("b", "Pain", "x")])
    row = IndexedText.objects.get(key="a")
    assert (len(row.folded_title) <= MAX_TITLE, max(len(row.folded), len(row.text)) <= MAX_TEXT) == (True, True)
    assert len(f"{row.folded_title} {row.folded}".encode()) < 1_048_575
    first = HUGE[text][1][:1]
    assert found("treatments", first) == (["a"] if first.isalnum() else [])
    assert (found("treatments", "pain"), search.faults()) == (["b"], [])


def test_a_text_is_cut_between_words() -> None:
    (row,) = texts(document(Entry("a", "x", "abc " * MAX_TEXT)))
    assert len(row.folded) == MAX_TEXT - 3  # a word with its mark and blank takes six
    assert set(row.folded.split(" ")) == {"t-abc"}
