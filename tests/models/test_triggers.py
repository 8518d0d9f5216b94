"""The triggers behind the frozen tables: a missing or altered one is noticed, and comes back."""

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, models, transaction

from tests.models.conftest import FROZEN
from treatments.models import Version
from treatments.models.immutable import (
    FUNCTION,
    drop_triggers,
    install_triggers,
    missing_triggers,
)

TABLE = "treatments_version"
TRIGGERS = {
    "sqlite": ["no_delete", "no_replace", "no_update"],
    "postgresql": ["no_change", "no_truncate"],
}[connection.vendor]
ALL = sorted(f"{model._meta.db_table}_{name}" for model in FROZEN for name in TRIGGERS)
TAMPERING = {
    "sqlite": {
        "dropped": ("no_update", "DROP TRIGGER {name}"),
        "another text": (
            "no_update",
            "DROP TRIGGER {name}; CREATE TRIGGER {name} BEFORE UPDATE ON {table} BEGIN SELECT 1; END",
        ),
        "a condition": (
            "no_delete",
            "DROP TRIGGER {name}; CREATE TRIGGER {name} BEFORE DELETE ON {table} WHEN 0 "
            "BEGIN SELECT RAISE(ABORT, '{table} is frozen'); END",
        ),
        "another table": (
            "no_delete",
            "DROP TRIGGER {name}; CREATE TRIGGER {name} BEFORE DELETE ON treatments_feed "
            "BEGIN SELECT RAISE(ABORT, '{table} is frozen'); END",
        ),
    },
    "postgresql": {
        "dropped": ("no_change", "DROP TRIGGER {name} ON {table}"),
        "disabled": ("no_change", "ALTER TABLE {table} DISABLE TRIGGER {name}"),
        "all disabled": ("no_truncate", "ALTER TABLE {table} DISABLE TRIGGER {name}"),
        "on replicas alone": ("no_change", "ALTER TABLE {table} ENABLE REPLICA TRIGGER {name}"),
        "a condition": (
            "no_change",
            "CREATE OR REPLACE TRIGGER {name} BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW WHEN (OLD.id < 0) "
            "EXECUTE FUNCTION {function}()",
        ),
        "one column": (
            "no_change",
            "CREATE OR REPLACE TRIGGER {name} BEFORE DELETE OR UPDATE OF note ON {table} FOR EACH ROW "
            "EXECUTE FUNCTION {function}()",
        ),
        "deletion alone": (
            "no_change",
            "CREATE OR REPLACE TRIGGER {name} BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {function}()",
        ),
        "another table": (
            "no_truncate",
            "DROP TRIGGER {name} ON {table}; CREATE TRIGGER {name} BEFORE TRUNCATE ON treatments_feed "
            "FOR EACH STATEMENT EXECUTE FUNCTION {function}()",
        ),
    },
}[connection.vendor]


def tamper(sql: str, name: str = "") -> None:
    with connection.cursor() as cursor:
        for statement in sql.format(name=f"{TABLE}_{name}", table=TABLE, function=FUNCTION).split("; CREATE"):
            head = "" if statement.startswith(("DROP", "ALTER", "CREATE")) else "CREATE"
            cursor.execute(head + statement)


def test_none_is_missing_after_a_migration(db: None) -> None:
    assert missing_triggers() == []


def test_tampering_is_noticed_and_mended(rows: None, subtests: pytest.Subtests) -> None:
    connection.check_constraints()  # PostgreSQL alters no table with something pending
    for how, (name, sql) in TAMPERING.items():
        with subtests.test(how):
            tamper(sql, name)
            assert missing_triggers() == [f"{TABLE}_{name}"]
            install_triggers()
            assert missing_triggers() == []
            with pytest.raises(DatabaseError), transaction.atomic():
                models.QuerySet(Version).update(note="forged")


def test_dropping_them_all_and_installing_them_again(db: None) -> None:
    drop_triggers()
    assert missing_triggers() == ALL
    install_triggers()
    install_triggers()
    assert missing_triggers() == []


def test_migrate_brings_them_back(db: None) -> None:
    drop_triggers()
    call_command("migrate", verbosity=0)
    assert missing_triggers() == []


def test_without_triggers_the_database_would_obey(rows: None) -> None:
    """So that the tests above show the triggers at work, and nothing else."""
    drop_triggers()
    models.QuerySet(Version).update(note="forged")
    assert set(Version.objects.values_list("note", flat=True)) == {"forged"}
    install_triggers()


EMPTIED = "CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$"
EVERY = {"sqlite": ["DROP TRIGGER " + name for name in ALL], "postgresql": [EMPTIED]}[connection.vendor]


def test_all_at_once(db: None) -> None:
    """On PostgreSQL the function behind every trigger, on SQLite each of them."""
    for sql in EVERY:
        tamper(sql)
    assert missing_triggers() == ALL
    install_triggers()
    assert missing_triggers() == []
