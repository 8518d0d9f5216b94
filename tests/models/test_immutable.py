"""Frozen rows stay as they are, whatever way round somebody tries: model, QuerySet, SQL."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, connection, models, transaction

from tests.models.conftest import FROZEN
from treatments.models.immutable import (
    Immutable,
    ImmutableError,
    immutable_models,
)

each_table = pytest.mark.parametrize("model", FROZEN, ids=lambda model: model.__name__)


def stored(model: type[models.Model]) -> list[Any]:
    return [
        [bytes(value) if isinstance(value, memoryview) else value for value in row]
        for row in model._default_manager.order_by("pk").values_list()
    ]


def test_every_frozen_table_is_tried() -> None:
    assert set(immutable_models()) == set(FROZEN)


# By way of Django


COLUMNS: dict[str, tuple[str, Any]] = {
    "ConflictStatement": ("statement", "forged"),
    "Redaction": ("reason", "forged"),
    "Release": ("by", "forged"),
    "ReleaseChunk": ("body", b"forged"),
    "ReleaseFile": ("media_type", "forged"),
    "ReleaseRedaction": ("redaction_id", 0),
}


def field_of(model: type[models.Model]) -> str:
    """A column to change."""
    return COLUMNS.get(model.__name__, ("note", "forged"))[0]


def forged(model: type[models.Model]) -> Any:
    """Another value for that column."""
    return COLUMNS.get(model.__name__, ("note", "forged"))[1]


def in_sql(model: type[models.Model]) -> str:
    """That value in SQL."""
    value = forged(model)
    return "0" if value == 0 else "'forged'"


def by_update_or_create(model: Any) -> None:
    model.objects.update_or_create(pk=model.objects.earliest("pk").pk, defaults={field_of(model): forged(model)})


def by_save(model: Any) -> None:
    row = model.objects.earliest("pk")
    setattr(row, field_of(model), forged(model))
    row.save()


def by_save_of_the_column(model: Any) -> None:
    row = model.objects.earliest("pk")
    setattr(row, field_of(model), forged(model))
    row.save(update_fields=[field_of(model)])


def by_bulk_update(model: Any) -> None:
    row = model.objects.earliest("pk")
    setattr(row, field_of(model), forged(model))
    model.objects.bulk_update([row], [field_of(model)])


def by_upsert(model: Any) -> None:
    rows = list(model.objects.all())
    model.objects.bulk_create(rows, update_conflicts=True, update_fields=[field_of(model)], unique_fields=["pk"])


WAYS: dict[str, Callable[[Any], Any]] = {
    "save": by_save,
    "save of the column": by_save_of_the_column,
    "update_or_create": by_update_or_create,
    "bulk_update": by_bulk_update,
    "upsert": by_upsert,
    "insert or ignore": lambda model: model.objects.bulk_create(list(model.objects.all()), ignore_conflicts=True),
    "delete": lambda model: model.objects.earliest("pk").delete(),
    "delete all": lambda model: model.objects.all().delete(),
    "delete none": lambda model: model.objects.filter(pk=0).delete(),
    "update": lambda model: model.objects.update(**{field_of(model): forged(model)}),
}


@each_table
def test_refused_by_model_and_queryset(rows: None, subtests: pytest.Subtests, model: Any) -> None:
    before = stored(model)
    for name, way in WAYS.items():
        with subtests.test(name):
            with pytest.raises(ImmutableError, match="is frozen: it can be added to, never changed or deleted"):
                way(model)
            assert stored(model) == before


def by_forged_state(model: Any) -> None:
    row = model.objects.earliest("pk")
    row._state.adding = True
    setattr(row, field_of(model), forged(model))
    row.save()


def by_raw_save(model: Any) -> None:
    row = model.objects.earliest("pk")
    setattr(row, field_of(model), forged(model))
    row.save_base(raw=True)


def by_plain_manager(model: Any) -> None:
    models.QuerySet(model).update(**{field_of(model): forged(model)})


def by_raw_delete(model: Any) -> None:
    models.QuerySet(model)._raw_delete(using="default")


@each_table
def test_refused_by_the_database_behind_django(rows: None, subtests: pytest.Subtests, model: Any) -> None:
    before = stored(model)
    for way in (by_forged_state, by_raw_save, by_plain_manager, by_raw_delete):
        with subtests.test(way.__name__):
            with pytest.raises(DatabaseError), transaction.atomic():
                way(model)
            assert stored(model) == before


# By way of SQL

ANYWHERE = {
    "update": "UPDATE {table} SET {column} = {value}",
    "update of nothing": "UPDATE {table} SET {column} = {column}",
    "delete": "DELETE FROM {table}",
    "upsert": "INSERT INTO {table} SELECT * FROM {table} WHERE 1 = 1 "
    "ON CONFLICT ({pk}) DO UPDATE SET {column} = {value}",
}
BYPASSES = {
    "sqlite": {
        **ANYWHERE,
        "replace": "REPLACE INTO {table} SELECT * FROM {table}",
        "insert or replace": "INSERT OR REPLACE INTO {table} SELECT * FROM {table}",
        "update or replace": "UPDATE OR REPLACE {table} SET {pk} = {pk}",
        "update or ignore": "UPDATE OR IGNORE {table} SET {column} = {value}",
    },
    "postgresql": {
        **ANYWHERE,
        "truncate": "TRUNCATE {table}",
        "truncate with what refers to it": "TRUNCATE {table} CASCADE",
        "update with": "WITH forged AS (UPDATE {table} SET {column} = {value} RETURNING 1) SELECT * FROM forged",
        "delete using": "DELETE FROM {table} USING {table} AS other WHERE {table}.{pk} = other.{pk}",
    },
}[connection.vendor]


@each_table
def test_refused_by_triggers(rows: None, subtests: pytest.Subtests, model: type[Immutable]) -> None:
    connection.check_constraints()  # so that nothing is pending that would refuse TRUNCATE anyway
    table, pk = model._meta.db_table, model._meta.pk.column
    before = stored(model)
    for name, sql in BYPASSES.items():
        with subtests.test(name):
            refused = pytest.raises(DatabaseError, match=r"is frozen|cannot truncate a table referenced")
            with refused, transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(sql.format(table=table, pk=pk, column=field_of(model), value=in_sql(model)))
            assert stored(model) == before


def unique_keys() -> list[Any]:
    """(table, columns) of every unique key but the primary one: an insert may replace the row that has it."""
    keys = []
    for model in FROZEN:
        keys += [
            (model, [field.attname]) for field in model._meta.local_fields if field.unique and not field.primary_key
        ]
        for constraint in model._meta.constraints:
            if isinstance(constraint, models.UniqueConstraint):
                keys.append((model, [model._meta.get_field(name).attname for name in constraint.fields]))  # type: ignore[union-attr]
    return keys


def test_the_unique_keys_tried() -> None:
    assert {(model.__name__, *columns) for model, columns in unique_keys()} == {
        ("Redaction", "version_id"),
        ("ReleaseChunk", "file_id", "number"),
        ("ReleaseFile", "release_id", "name"),
        ("ReleaseRedaction", "release_id"),
        ("Version", "sequence"),
        ("Version", "publication_id", "number"),
    }


REPLACING = {
    "sqlite": "INSERT OR REPLACE INTO {table} ({columns}) SELECT {values} FROM {table}",
    "postgresql": "INSERT INTO {table} ({columns}) SELECT {values} FROM {table} "
    "ON CONFLICT ({key}) DO UPDATE SET id = excluded.id",
}[connection.vendor]


def test_replacing_by_a_unique_key(rows: None, subtests: pytest.Subtests) -> None:
    """Another id, every other unique key moved away: the row would be replaced because of this key alone."""
    moved = {"id": "id + 1000", "sequence": "sequence + 1000", "number": "number + 1000"}
    for model, key in unique_keys():
        others = {column for other, columns in unique_keys() if other is model for column in columns} - set(key)
        columns = [field.attname for field in model._meta.local_fields]
        values = [moved[name] if name == "id" or (name in others and name in moved) else name for name in columns]
        sql = REPLACING.format(
            table=model._meta.db_table, columns=", ".join(columns), values=", ".join(values), key=", ".join(key)
        )
        before = stored(model)
        with subtests.test(f"{model.__name__} by {key}"):
            with pytest.raises(DatabaseError, match="is frozen"), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(sql)
            assert stored(model) == before
