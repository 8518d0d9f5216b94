"""API keys: a larger quota for who sends one in Authorization, 401 for what is no valid key, and no trace of it."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.api.contract import Client, check_is_problem, document
from treatments.api.keys import EXPECTED, REMEMBERED, Keys
from treatments.api.problems import Problem
from treatments.models.access import ApiKey

RECORD = "/api/v1/treatments/rest"
UNKNOWN = f"tea_{'x' * 43}"
pytestmark = pytest.mark.usefixtures("one")


@pytest.fixture
def key(db: None) -> str:
    return ApiKey(name="An app", quota=5).issue(by="max")


def sent(key: str, scheme: str = "Api-Key") -> dict[str, str]:
    return {"authorization": f"{scheme} {key}"}


def queries(client: Client, path: str = RECORD, **headers: str) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        client.get(path, headers=headers)
    return [query["sql"] for query in captured]


def last_use() -> Any:
    return ApiKey.objects.get().last_used_on


@pytest.mark.parametrize("scheme", ["Api-Key", "api-key", "API-KEY"])
def test_a_key_has_its_own_quota(client: Client, key: str, scheme: str) -> None:
    response = client.get(RECORD, headers=sent(key, scheme))
    assert response.status_code == 200
    assert (response["RateLimit-Policy"], response["RateLimit"]) == ('"key";q=5;w=60', '"key";r=4;t=60')


def test_addresses_share_a_key_and_its_quota_ends_too(client: Client, key: str) -> None:
    for n in range(5):
        assert client.get(RECORD, headers=sent(key), REMOTE_ADDR=f"192.0.2.{n}").status_code == 200
    response = client.get(RECORD, headers=sent(key), REMOTE_ADDR="192.0.2.9")
    detail = f"The quota of 5 requests a minute is used up. Wait {response['Retry-After']} seconds."
    check_is_problem(response, "too-many-requests", detail=detail)
    assert client.get(RECORD, REMOTE_ADDR="192.0.2.9").status_code == 200


def test_a_key_outlasts_the_quota_of_the_address(client: Client, key: str, settings: Any) -> None:
    settings.ANONYMOUS_QUOTA = 1
    assert [client.get(RECORD).status_code for _ in range(2)] == [200, 429]
    assert client.get(RECORD, headers=sent(key)).status_code == 200


def test_the_answer_is_that_without_a_key(client: Client, key: str) -> None:
    with_key, without = client.get(RECORD, headers=sent(key)), client.get(RECORD)
    assert with_key.content == without.content
    for name in ("ETag", "Cache-Control", "Vary"):
        assert with_key[name] == without[name]


SCHEME = f"The scheme of Authorization is not read here. {EXPECTED}"
FORM = f"This is not the form of a key. {EXPECTED}"
INVALID = f"The key is unknown or was revoked. {EXPECTED}"


@pytest.mark.parametrize(
    ("authorization", "detail"),
    [
        ("Bearer tea_x", SCHEME),
        ("Basic dXNlcjpwYXNz", SCHEME),
        ("Token x", SCHEME),
        (UNKNOWN, SCHEME),
        ("", SCHEME),
        ("Api-Key", FORM),
        ("Api-Key ", FORM),
        ("Api-Key tea_short", FORM),
        (f"Api-Key {UNKNOWN}x", FORM),
        (f"Api-Key  {UNKNOWN}", FORM),
        (f"Api-Key {UNKNOWN}, {UNKNOWN}", FORM),
        (f"Api-Key tea_{'é' * 43}", FORM),
        (f"Api-Key tea_{'x' * 42}\x00", FORM),
        (f"Api-Key {'x' * 8000}", FORM),
        (f"Api-Key {UNKNOWN}", INVALID),
    ],
)
def test_what_is_no_valid_key(client: Client, key: str, authorization: str, detail: str) -> None:
    response = client.get(RECORD, headers={"authorization": authorization})
    check_is_problem(response, "invalid-api-key", detail=detail)
    assert response["WWW-Authenticate"] == "Api-Key"
    assert response["RateLimit"].startswith('"anonymous";r=999;')


def test_a_key_that_only_begins_like_a_valid_one(client: Client, key: str) -> None:
    other = key[:12] + "x" * 35
    check_is_problem(client.get(RECORD, headers=sent(other)), "invalid-api-key", detail=INVALID)


def test_a_revoked_key(client: Client, key: str) -> None:
    ApiKey.objects.get().revoke(by="max")
    check_is_problem(client.get(RECORD, headers=sent(key)), "invalid-api-key", detail=INVALID)


@pytest.mark.parametrize("path", ["/api/v1", "/api/v1/none", "/api/v1/treatments?x=1", "/api/v1/openapi.json"])
def test_a_wrong_key_comes_before_anything_else(client: Client, path: str) -> None:
    assert client.get(path, headers=sent(UNKNOWN)).status_code == 401


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/docs", "/llms.txt"])
def test_where_no_key_is_read(client: Client, path: str) -> None:
    assert client.get(path, headers=sent(UNKNOWN)).status_code == 200


def test_wrong_keys_use_up_the_quota_of_the_address(client: Client, settings: Any) -> None:
    settings.ANONYMOUS_QUOTA = 2
    assert [client.get(RECORD, headers=sent(UNKNOWN)).status_code for _ in range(3)] == [401, 401, 429]


@pytest.mark.parametrize("name", ["key", "api_key", "apikey", "authorization", "Authorization"])
def test_a_key_in_the_address_is_an_unknown_parameter(client: Client, key: str, name: str) -> None:
    response = client.get(f"{RECORD}?{name}={key}")
    assert (response.status_code, document(response)["errors"][0]["code"]) == (400, "unknown")
    assert response["RateLimit"].startswith('"anonymous"')


# What it costs


def test_a_remembered_key_costs_no_query(client: Client, key: str) -> None:
    first, later = queries(client, **sent(key)), queries(client, **sent(key))
    assert "treatments_apikey" in first[0]
    assert len(later) == 1
    assert "treatments_apikey" not in later[0]


def test_a_wrong_key_costs_no_query_of_its_own(client: Client, key: str) -> None:
    assert len(queries(client, **sent(UNKNOWN))) == 1
    for n in range(5):
        assert queries(client, **sent(f"tea_{n}{'x' * 42}")) == []
    assert queries(client, authorization="Bearer x") == []


class Clock:
    """Shows what it is set to."""

    seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def test_how_long_keys_are_remembered(key: str) -> None:
    clock = Clock()
    keys, header = Keys(clock=clock), f"Api-Key {key}"
    assert keys.find(header).name == "An app"
    ApiKey.objects.get().revoke(by="max")
    clock.seconds = REMEMBERED - 0.1
    assert keys.find(header).name == "An app"
    clock.seconds = REMEMBERED
    with pytest.raises(Problem):
        keys.find(header)


# Its last use


def test_the_last_use_is_written_once_a_day(client: Client, key: str) -> None:
    today = timezone.now().date()
    writes = [sql for _ in range(3) for sql in queries(client, **sent(key)) if sql.startswith("UPDATE")]
    assert (len(writes), last_use()) == (1, today)
    # Another process, or this one when it reads the keys again.
    assert not [sql for sql in queries(Client(), **sent(key)) if sql.startswith("UPDATE")]


def test_the_next_day_it_is_written_again(client: Client, key: str) -> None:
    today = timezone.now().date()
    ApiKey.objects.update(last_used_on=today - timedelta(days=1))
    client.get(RECORD, headers=sent(key))
    assert last_use() == today


@pytest.mark.parametrize("header", [{}, sent(UNKNOWN)])
def test_other_requests_write_nothing(client: Client, key: str, header: dict[str, str]) -> None:
    client.get(RECORD, headers=header)
    assert last_use() is None


def test_a_database_that_is_read_only_serves_the_read(client: Client, key: str) -> None:
    statement = "SET TRANSACTION READ ONLY" if connection.vendor == "postgresql" else "PRAGMA query_only = 1"
    with connection.cursor() as cursor:
        cursor.execute("SAVEPOINT before")
        cursor.execute(statement)
        responses = [client.get(RECORD, headers=sent(key)) for _ in range(2)]
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA query_only = 0")
        cursor.execute("ROLLBACK TO SAVEPOINT before")
    assert [response.status_code for response in responses] == [200, 200]
    assert last_use() is None


def test_a_broken_database(client: Client, key: str) -> None:
    def broken(*_: Any) -> Any:
        raise OperationalError("gone")

    with connection.execute_wrapper(broken):
        response = client.get("/api/v1/openapi.json", headers=sent(key))
        assert client.get("/api/v1/openapi.json").status_code == 200
    check_is_problem(response, "unavailable", detail="The database does not answer. Try again later.")
    assert response["RateLimit"].startswith('"anonymous"')


# No trace


@pytest.mark.parametrize("valid", ["key", "unknown", "bearer"])
def test_no_key_is_logged_or_repeated(client: Client, key: str, valid: str, caplog: pytest.LogCaptureFixture) -> None:
    text = {"key": key, "unknown": UNKNOWN, "bearer": "secret-of-another-api"}[valid]
    scheme = "Bearer" if valid == "bearer" else "Api-Key"

    def broken(*_: Any) -> Any:
        raise OperationalError("gone")

    with caplog.at_level("DEBUG"):
        responses = [client.get(path, headers=sent(text, scheme)) for path in (RECORD, "/api/v1/none")]
        with connection.execute_wrapper(broken):
            responses.append(Client().get(RECORD, headers=sent(text, scheme)))
    secret = text[12:]
    assert not [response for response in responses if secret in f"{response.headers}{response.content!r}"]
    assert secret not in caplog.text
