"""Quotas: counted by key or address, told in every answer, refused with 429; bounded whatever comes."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.test import Client as DjangoClient
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from tests.api.contract import PROBLEM, Client, check_is_problem
from treatments.api.quota import WINDOW, Quotas, Standing, whose
from treatments.models.record import Feed

RECORD = "/api/v1/treatments/rest"


class Clock:
    """Shows what it is set to."""

    def __init__(self) -> None:
        self.seconds = 1000.25

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def quotas(clock: Clock) -> Quotas:
    return Quotas(clock=clock, max_clients=3)


def test_a_quota_is_used_up(quotas: Quotas) -> None:
    assert [quotas.count("a", 2) for _ in range(4)] == [
        Standing(left=1, seconds=60, over=False),
        Standing(left=0, seconds=60, over=False),
        Standing(left=0, seconds=60, over=True),
        Standing(left=0, seconds=60, over=True),
    ]


@pytest.mark.parametrize(("passed", "seconds"), [(0.0, 60), (0.5, 60), (1.0, 59), (59.0, 1), (59.9, 1)])
def test_the_window_runs_from_the_first_request(clock: Clock, quotas: Quotas, passed: float, seconds: int) -> None:
    quotas.count("a", 1)
    clock.seconds += passed
    assert quotas.count("a", 1) == Standing(left=0, seconds=seconds, over=True)


def test_a_new_window_follows(clock: Clock, quotas: Quotas) -> None:
    quotas.count("a", 1)
    clock.seconds += WINDOW
    assert quotas.count("a", 1) == Standing(left=0, seconds=60, over=False)


def test_clients_do_not_touch_each_other(quotas: Quotas) -> None:
    quotas.count("a", 1)
    assert quotas.count("b", 1) == Standing(left=0, seconds=60, over=False)


def test_a_quota_that_changes_counts_at_once(quotas: Quotas) -> None:
    quotas.count("a", 1)
    assert quotas.count("a", 5) == Standing(left=3, seconds=60, over=False)
    assert quotas.count("a", 2) == Standing(left=0, seconds=60, over=True)


def test_a_quota_of_nothing(quotas: Quotas) -> None:
    assert quotas.count("a", 0) == Standing(left=0, seconds=60, over=True)


def test_a_flood_of_clients_pushes_out_the_first(quotas: Quotas) -> None:
    for client in ("a", "b", "c", "d"):
        quotas.count(client, 1)
    assert list(quotas.clients) == ["b", "c", "d"]
    assert quotas.count("d", 1).over
    assert not quotas.count("a", 1).over


def test_what_ended_is_forgotten(clock: Clock, quotas: Quotas) -> None:
    quotas.count("a", 1)
    clock.seconds += 30
    quotas.count("b", 1)
    clock.seconds += 30
    quotas.count("b", 1)
    assert list(quotas.clients) == ["b"]


@given(st.lists(st.tuples(st.sampled_from("abcd"), st.floats(0, 40)), max_size=60), st.integers(0, 4))
def test_no_window_holds_more_than_the_quota(requests: list[tuple[str, float]], quota: int) -> None:
    clock = Clock()
    quotas, windows = Quotas(clock=clock), dict[str, tuple[float, int]]()
    for client, pause in requests:
        clock.seconds += pause
        begun, served = windows.get(client, (clock.seconds, 0))
        if clock.seconds - begun >= WINDOW:
            begun, served = clock.seconds, 0
        standing = quotas.count(client, quota)
        assert standing.over == (served == quota)
        served += not standing.over
        windows[client] = (begun, served)
        assert (standing.left, 1 <= standing.seconds <= WINDOW) == (quota - served, True)


def test_threads_share_it() -> None:
    quotas = Quotas()
    with ThreadPoolExecutor(8) as pool:
        standings = list(pool.map(lambda _: quotas.count("a", 1000), range(4000)))
    assert sum(not standing.over for standing in standings) == 1000
    assert sorted(standing.left for standing in standings if not standing.over) == list(range(1000))


V4, V6 = bytes([192, 0, 2, 1]), bytes.fromhex("20010db800000001")


@pytest.mark.parametrize(
    ("remote", "forwarded", "proxies", "address"),
    [
        ("192.0.2.1", "", 0, V4),
        ("192.0.2.1", "198.51.100.1", 0, V4),
        ("2001:db8:0:1::1", "", 0, V6),
        ("2001:db8:0:1:ffff:ffff:ffff:ffff", "", 0, V6),
        ("::ffff:192.0.2.1", "", 0, V4),
        ("10.0.0.1", "192.0.2.1", 1, V4),
        ("10.0.0.1", "198.51.100.1, 192.0.2.1", 1, V4),
        ("10.0.0.1", "198.51.100.1,192.0.2.1, 10.0.0.2", 2, V4),
        ("10.0.0.1", "2001:db8:0:1::7", 1, V6),
        ("", "192.0.2.1", 1, V4),
        # Too short, or no address: the peer's own.
        ("192.0.2.1", "", 1, V4),
        ("192.0.2.1", "198.51.100.1", 2, V4),
        ("192.0.2.1", "198.51.100.1, unknown", 1, V4),
        ("192.0.2.1", "198.51.100.1:80", 1, V4),
        ("192.0.2.1", "198.51.100.1,", 1, V4),
        ("192.0.2.1", "é\x00", 1, V4),
        # A socket file.
        ("", "", 0, b""),
        ("", "unknown", 1, b""),
    ],
)
def test_whom_a_request_counts_for(remote: str, forwarded: str, proxies: int, address: bytes) -> None:
    assert whose(remote, forwarded, proxies) == address


# The answers


@pytest.fixture
def three(settings: Any) -> None:
    """Three requests a minute."""
    settings.ANONYMOUS_QUOTA = 3


def limits(response: Any) -> tuple[str, str]:
    return response["RateLimit-Policy"], response["RateLimit"]


def left(response: Any) -> int:
    return int(response["RateLimit"].partition("r=")[2].partition(";")[0])


POLICY = '"anonymous";q=3;w=60'


@pytest.mark.usefixtures("one", "three")
def test_the_fields_of_the_draft(client: Client) -> None:
    assert limits(client.get(RECORD)) == (POLICY, '"anonymous";r=2;t=60')


@pytest.mark.usefixtures("one", "three")
def test_over_the_quota(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for _ in range(3):
        assert client.get(RECORD).status_code == 200
    with django_assert_num_queries(0):
        response = client.get(RECORD)
    seconds = response["Retry-After"]
    detail = f"The quota of 3 requests a minute is used up. Wait {seconds} seconds."
    check_is_problem(response, "too-many-requests", detail=detail)
    assert 1 <= int(seconds) <= 60
    assert limits(response) == (POLICY, f'"anonymous";r=0;t={seconds}')
    assert response["Cache-Control"] == "no-store"


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "POST", "DELETE"])
@pytest.mark.usefixtures("one", "three")
def test_every_method_counts(method: str) -> None:
    client = DjangoClient()
    for remaining in (2, 1, 0):
        response = client.generic(method, RECORD)
        assert (response.status_code != 429, left(response)) == (True, remaining)
    assert client.generic(method, RECORD).status_code == 429


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        ("/api", {}, 404),
        ("/api/v1/none", {}, 404),
        ("/api/v1/treatments/none", {}, 404),
        ("/api/v1/treatments/", {}, 308),
        ("/api/v1/treatments?x=1", {}, 400),
        ("/api/v1", {"accept": "text/html"}, 406),
        ("/api/v1", {"host": "evil.example"}, 400),
        ("/api/v1/treatments/rest", {"if-none-match": "*"}, 304),
        ("/api/v1/treatments/rest", {"authorization": "Bearer x"}, 401),
        ("/api/v1/openapi.json", {}, 200),
    ],
)
@pytest.mark.usefixtures("one", "three")
def test_every_answer_says_what_is_left(client: Client, path: str, headers: dict[str, str], status: int) -> None:
    response = client.get(path, headers=headers)
    assert response.status_code == status
    assert limits(response) == (POLICY, '"anonymous";r=2;t=60')


@pytest.mark.usefixtures("three")
def test_a_failure_says_it_too(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> Any:
        raise KeyError

    client.raise_request_exception = False
    monkeypatch.setattr("treatments.api.views.operations._exists", fail)
    monkeypatch.setattr(Feed.objects, "get", fail)
    for path, remaining in (("/api/v1/treatments/", 2), ("/api/v1", 1)):
        response = client.get(path)
        assert (response.status_code, response["Content-Type"]) == (500, PROBLEM)
        assert (response["RateLimit-Policy"], left(response)) == (POLICY, remaining)


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/docs", "/docs/problems", "/llms.txt", "/admin/", "/none"])
@pytest.mark.usefixtures("three")
def test_what_does_not_count(client: Client, path: str) -> None:
    for _ in range(5):
        response = client.get(path)
        assert response.status_code != 429
        assert "RateLimit" not in response
    assert left(client.get("/api/v1")) == 2


@pytest.mark.usefixtures("three")
def test_a_preflight_does_not_count() -> None:
    client = DjangoClient()
    asked = {"origin": "https://app.example", "access-control-request-method": "GET"}
    for _ in range(5):
        assert client.options(RECORD, headers=asked).status_code == 200
    assert left(client.get("/api/v1")) == 2


@pytest.mark.parametrize(
    ("proxies", "first", "second", "remaining"),
    [
        (0, {"REMOTE_ADDR": "192.0.2.1"}, {"REMOTE_ADDR": "192.0.2.2"}, 2),
        (0, {"HTTP_X_FORWARDED_FOR": "192.0.2.1"}, {"HTTP_X_FORWARDED_FOR": "192.0.2.2"}, 1),
        (1, {"HTTP_X_FORWARDED_FOR": "192.0.2.1"}, {"HTTP_X_FORWARDED_FOR": "192.0.2.2"}, 2),
        (1, {"HTTP_X_FORWARDED_FOR": "1.1.1.1,192.0.2.1"}, {"HTTP_X_FORWARDED_FOR": "2.2.2.2,192.0.2.1"}, 1),
        (0, {"REMOTE_ADDR": "2001:db8::1"}, {"REMOTE_ADDR": "2001:db8::2"}, 1),
        (0, {"REMOTE_ADDR": "2001:db8::1"}, {"REMOTE_ADDR": "2001:db8:0:1::1"}, 2),
    ],
)
@pytest.mark.usefixtures("three")
def test_addresses(
    client: Client, settings: Any, proxies: int, first: dict[str, Any], second: dict[str, Any], remaining: int
) -> None:
    settings.PROXIES = proxies
    client.get("/api/v1", **first)
    assert left(client.get("/api/v1", **second)) == remaining
