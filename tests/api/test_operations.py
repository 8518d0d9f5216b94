"""/healthz and /readyz."""

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from pytest_django import DjangoAssertNumQueries

from tests.api.contract import Client, check_document, check_is_problem, document
from treatments.models.immutable import drop_triggers, missing_triggers, triggers


def test_healthz_asks_no_database(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(0):
        response = client.get("/healthz")
    check_document(response, {"status": "ok"})
    assert response["Cache-Control"] == "no-store"


def test_readyz(client: Client) -> None:
    response = client.get("/readyz")
    check_document(response, {"status": "ready"})
    assert response["Cache-Control"] == "no-store"


def test_without_triggers(client: Client) -> None:
    drop_triggers()
    names = ", ".join(missing_triggers())
    detail = f"The database is not set up: run migrate. Missing: {names}."
    check_is_problem(client.get("/readyz"), "unavailable", detail=detail)


def test_without_one_trigger(client: Client) -> None:
    name, (table, _) = next(iter(triggers(connection).items()))
    on_table = f' ON "{table}"' if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {name}{on_table}")
    detail = f"The database is not set up: run migrate. Missing: {name}."
    check_is_problem(client.get("/readyz"), "unavailable", detail=detail)


@pytest.mark.parametrize("app", ["treatments", "auth"])
def test_with_a_migration_that_was_not_applied(client: Client, app: str) -> None:
    last = MigrationRecorder.Migration.objects.filter(app=app).latest("id")
    last.delete()
    response = client.get("/readyz")
    assert response.status_code == 503
    assert f"Missing: {app}.{last.name}" in document(response)["detail"]
