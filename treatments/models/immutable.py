"""Rows that nobody may change or delete: refused by the model, by its QuerySet and by triggers of the database.

The triggers are installed after every migration and not in one, because SQLite loses them whenever it rebuilds a table.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, NoReturn, TypeVar

from django.apps import apps
from django.db import connections, models
from django.db.backends.base.base import BaseDatabaseWrapper

FUNCTION = "treatments_refuse_change"
FUNCTION_BODY = " BEGIN RAISE EXCEPTION '% is frozen', TG_TABLE_NAME; END "


class ImmutableError(Exception):
    """Somebody tried to change or delete a frozen row."""


def _refuse(what: str) -> NoReturn:
    raise ImmutableError(f"{what} is frozen: it can be added to, never changed or deleted.")


M = TypeVar("M", bound="Immutable")


class ImmutableQuerySet(models.QuerySet[M]):
    """A QuerySet that only reads and adds."""

    def update(self, **kwargs: Any) -> int:
        _refuse(self.model.__name__)

    def delete(self) -> tuple[int, dict[str, int]]:
        _refuse(self.model.__name__)

    def bulk_update(self, objs: Iterable[M], fields: Iterable[str], batch_size: int | None = None) -> int:
        _refuse(self.model.__name__)

    def bulk_create(self, objs: Iterable[M], *args: Any, **kwargs: Any) -> list[M]:
        if kwargs.get("update_conflicts") or kwargs.get("ignore_conflicts"):
            _refuse(self.model.__name__)
        return super().bulk_create(objs, *args, **kwargs)


class Immutable(models.Model):
    """A row that is added once."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            _refuse(str(self))
        super().save(*args, **{**kwargs, "force_insert": True})

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        _refuse(str(self))


def immutable_models() -> list[type[Immutable]]:
    """The frozen tables."""
    return [model for model in apps.get_app_config("treatments").get_models() if issubclass(model, Immutable)]


def _unique_columns(model: type[Immutable]) -> Iterator[list[str]]:
    """The sets of columns of which no two rows may agree."""
    for field in model._meta.local_fields:
        if field.unique:
            yield [field.attname]
    for constraint in model._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint):
            yield [_column(model, name) for name in constraint.fields]


def _column(model: type[Immutable], name: str) -> str:
    return next(field.attname for field in model._meta.local_fields if field.name == name)


def _sqlite(model: type[Immutable]) -> dict[str, str]:
    table = model._meta.db_table
    refusal = f"SELECT RAISE(ABORT, '{table} is frozen')"
    exists = " OR ".join(
        f'EXISTS (SELECT 1 FROM "{table}" WHERE {" AND ".join(f"{c} = NEW.{c}" for c in columns)})'
        for columns in _unique_columns(model)
    )
    triggers = {
        f"{table}_no_update": f'BEFORE UPDATE ON "{table}"',
        f"{table}_no_delete": f'BEFORE DELETE ON "{table}"',
        # INSERT OR REPLACE fires no DELETE trigger.
        f"{table}_no_replace": f'BEFORE INSERT ON "{table}" WHEN {exists}',
    }
    return {name: f"CREATE TRIGGER IF NOT EXISTS {name} {when} BEGIN {refusal}; END" for name, when in triggers.items()}


def _postgresql(model: type[Immutable]) -> dict[str, str]:
    table = model._meta.db_table
    triggers = {
        f"{table}_no_change": f'BEFORE UPDATE OR DELETE ON "{table}" FOR EACH ROW',
        f"{table}_no_truncate": f'BEFORE TRUNCATE ON "{table}" FOR EACH STATEMENT',
    }
    return {
        name: f"CREATE OR REPLACE TRIGGER {name} {when} EXECUTE FUNCTION {FUNCTION}()"
        for name, when in triggers.items()
    }


# Every trigger of ours that is whole: switched on, without conditions, on its table, calling the unchanged function.
# The bits of tgtype (pg_trigger.h): 1 row, 2 before, 8 delete, 16 update, 32 truncate.
POSTGRESQL_PRESENT = """
    SELECT tgname, relname, tgtype FROM pg_trigger
    JOIN pg_class ON pg_class.oid = tgrelid
    JOIN pg_proc ON pg_proc.oid = tgfoid
    WHERE NOT tgisinternal AND tgenabled IN ('O', 'A') AND tgqual IS NULL AND tgattr = ''
    AND proname = %s AND prosrc = %s AND pg_table_is_visible(pg_class.oid)
"""
WHEN = {"change": 1 + 2 + 8 + 16, "truncate": 2 + 32}


def triggers(connection: BaseDatabaseWrapper) -> dict[str, tuple[str, str]]:
    """Name of each trigger → (its table, the statement that creates it)."""
    statements = _postgresql if connection.vendor == "postgresql" else _sqlite
    return {
        name: (model._meta.db_table, sql) for model in immutable_models() for name, sql in statements(model).items()
    }


def install_triggers(using: str = "default") -> None:
    """Create the triggers that are missing, and replace those that are switched off or have another text."""
    connection = connections[using]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                f"CREATE OR REPLACE FUNCTION {FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS $${FUNCTION_BODY}$$"
            )
        else:
            for name in missing_triggers(using):  # one with another text would stay
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
        for _, sql in triggers(connection).values():
            cursor.execute(sql)


def drop_triggers(using: str = "default") -> None:
    """Remove the triggers: only the tests' flush, and a redaction by the owner, do that."""
    connection = connections[using]
    on_table = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        for name, (table, _) in triggers(connection).items():
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}" + (f' ON "{table}"' if on_table else ""))


@contextmanager
def unfrozen(using: str = "default") -> Iterator[None]:
    """Switch the triggers off inside a transaction. On PostgreSQL only the tables' owner can do this."""
    drop_triggers(using)
    yield
    install_triggers(using)


def missing_triggers(using: str = "default") -> list[str]:
    """Names of the triggers that the database lacks, or holds switched off or with another text."""
    connection = connections[using]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(POSTGRESQL_PRESENT, [FUNCTION, FUNCTION_BODY])
            present = set(cursor.fetchall())
            wanted = {(name, table, WHEN[name.rpartition("_")[2]]) for name, (table, _) in triggers(connection).items()}
            return sorted(name for name, _, _ in wanted - present)
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        texts = dict(cursor.fetchall())
    return sorted(
        name
        for name, (_, sql) in triggers(connection).items()
        if texts.get(name) != sql.replace("IF NOT EXISTS ", "", 1)
    )
