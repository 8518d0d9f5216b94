"""GET /api/v1/changes: the feed; and GET /api/v1, which says how far it has come."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from pytest_django import DjangoAssertNumQueries

from tests.api.contract import HOST, Client, check_document, check_is_problem, check_wrong, document, stamp
from tests.conftest import Load, Publish, make_record, person
from treatments import RELEASE, workflow
from treatments.models import Change, Feed, Version
from treatments.vocabulary import RetractionStatus

PATH = "/api/v1/changes"


def address(after: int, *, size: int | None = None) -> str:
    before = "" if size is None else f"page_size={size}&"
    return f"{HOST}{PATH}?{before}after={after}"


def change(sequence: int, type_: str, version: int, **changes: Any) -> dict[str, Any]:
    treatment = changes.pop("treatment", "rest")
    return {
        "sequence": sequence,
        "type": type_,
        "treatment": treatment,
        "version": version,
        "previous_version": version,
        "at": stamp(Change.objects.get(sequence=sequence).at),
        "note": None,
        "kinds": [],
        "etag": Version.objects.get(publication=treatment, number=version).checksum,
        "url": f"/api/v1/treatments/{treatment}/versions/{version}",
        **changes,
    }


ADDED = [{"kind": "added", "part": "treatment", "id": "rest", "from": None, "to": None}]


def results(client: Client, query: str = "") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = document(client.get(f"{PATH}?{query}"))["results"]
    return found


def test_a_publication_as_a_whole(client: Client, publish: Publish) -> None:
    publish(note="First.")
    expected = {
        "next": address(1),
        "previous": None,
        "data_version": 1,
        "feed": str(Feed.objects.get().feed),
        "results": [change(1, "published", 1, previous_version=None, note="First.", kinds=ADDED)],
    }
    check_document(client.get(PATH), expected)


def test_an_empty_feed(client: Client) -> None:
    expected: dict[str, Any] = {
        "next": address(0),
        "previous": None,
        "data_version": 0,
        "feed": str(Feed.objects.get().feed),
        "results": [],
    }
    check_document(client.get(PATH), expected)


def test_an_update(client: Client, publish: Publish) -> None:
    publish()
    publish(make_record(kind="exercise"))
    kinds = [{"kind": "changed", "part": "treatment", "id": "rest", "from": None, "to": None}]
    assert results(client, "after=1") == [change(2, "updated", 2, previous_version=1, kinds=kinds)]


def test_a_withdrawal(client: Client, publish: Publish, manager: User) -> None:
    publish()
    workflow.withdraw(treatment_id="rest", by=manager, reason="It harms.")
    assert results(client, "after=1") == [change(2, "withdrawn", 1, note="It harms.")]


def test_a_restoration(client: Client, publish: Publish, manager: User) -> None:
    publish()
    workflow.withdraw(treatment_id="rest", by=manager, reason="It harms.")
    workflow.restore(treatment_id="rest", by=manager, reason="It does not.")
    assert results(client, "after=2") == [change(3, "restored", 1, note="It does not.")]


def test_a_publication_while_withdrawn(client: Client, publish: Publish, manager: User, reviewer: User) -> None:
    publish()
    workflow.withdraw(treatment_id="rest", by=manager, reason="It harms.")
    reviewer.is_superuser = True  # who publishes a withdrawn record must be allowed to restore it
    publish(make_record(kind="exercise"))
    kinds = [{"kind": "changed", "part": "treatment", "id": "rest", "from": None, "to": None}]
    assert results(client, "after=2") == [change(3, "restored", 2, previous_version=1, kinds=kinds)]


def test_a_citation_status(client: Client, publish: Publish, reviewer: User) -> None:
    publish()
    publish(make_record("exercise"))
    workflow.set_citation_status(
        citation_id="smith-2020",
        by=reviewer,
        status=RetractionStatus.CORRECTED,
        notice="10.1000/notice",
        noticed_on=None,
        reason="Corrected.",
    )
    status = {
        "kind": "citation_status_changed",
        "part": "citation",
        "id": "smith-2020",
        "from": "none",
        "to": "corrected",
    }
    noticed = {"kind": "changed", "part": "citation", "id": "smith-2020", "from": None, "to": None}
    found = results(client, "after=2")
    assert [(entry["treatment"], entry["type"]) for entry in found] == [
        ("exercise", "citation_status"),
        ("rest", "citation_status"),
    ]
    kinds = found[1].pop("kinds")
    assert [kind for kind in kinds if kind != noticed] == [status]
    expected = change(4, "citation_status", 2, previous_version=1, note="Corrected.")
    assert found[1] == {name: value for name, value in expected.items() if name != "kinds"}


def test_a_reissue(client: Client, publish: Publish, manager: User, settings: Any) -> None:
    publish()
    settings.ATTRIBUTION = "Somebody else"
    workflow.reissue(treatment_id="rest", by=manager, note="New software.")
    assert results(client, "after=1") == [change(2, "rerendered", 2, previous_version=1, note="New software.")]


@pytest.fixture
def seven(publish: Publish) -> None:
    for number in range(7):
        publish(make_record(name=f"Name {number}"))


def sequences(client: Client, url: str) -> list[int]:
    return [entry["sequence"] for entry in document(client.get(url))["results"]]


@pytest.mark.usefixtures("seven")
@pytest.mark.parametrize("after", range(8))
def test_after(client: Client, after: int) -> None:
    page = document(client.get(f"{PATH}?after={after}"))
    assert [entry["sequence"] for entry in page["results"]] == list(range(after + 1, 8))
    assert (page["next"], page["data_version"]) == (address(7), 7)


@pytest.mark.usefixtures("seven")
@pytest.mark.parametrize("size", range(1, 9))
def test_forwards_shows_everything_once(client: Client, size: int) -> None:
    url = f"{PATH}?page_size={size}"
    seen: list[int] = []
    while found := sequences(client, url):
        seen += found
        url = document(client.get(url))["next"]
    assert seen == [1, 2, 3, 4, 5, 6, 7]


@pytest.mark.usefixtures("seven")
@pytest.mark.parametrize("size", range(1, 9))
def test_backwards_shows_everything_once(client: Client, size: int) -> None:
    url = f"{PATH}?page_size={size}&after=7"
    seen: list[int] = []
    while (page := document(client.get(url)))["previous"] is not None:
        url = page["previous"]
        seen = sequences(client, url) + seen
    assert seen == [1, 2, 3, 4, 5, 6, 7]


@pytest.mark.usefixtures("seven")
def test_link(client: Client) -> None:
    response = client.get(f"{PATH}?page_size=2&after=3")
    page = document(response)
    assert (page["next"], page["previous"]) == (address(5, size=2), address(1, size=2))
    assert response["Link"] == f'<{page["next"]}>; rel="next", <{page["previous"]}>; rel="prev"'


def test_a_reader_sees_what_comes_later(client: Client, publish: Publish, manager: User) -> None:
    publish()
    end = document(client.get(PATH))["next"]
    assert sequences(client, end) == []
    assert document(client.get(end))["next"] == end
    workflow.withdraw(treatment_id="rest", by=manager, reason="It harms.")
    publish(make_record("exercise"))
    assert sequences(client, end) == [2, 3]


def test_an_edit_of_the_desk_is_no_change(client: Client, publish: Publish, load: Load) -> None:
    publish()
    before = client.get(PATH).content
    load(make_record(name="Draft"))
    assert client.get(PATH).content == before


@pytest.mark.usefixtures("seven")
@pytest.mark.parametrize("after", ["8", "9223372036854775807"])
def test_a_cursor_ahead(client: Client, after: str) -> None:
    detail = f"The newest change is 7; {after} lies beyond it."
    check_is_problem(client.get(f"{PATH}?after={after}"), "cursor-ahead", detail=detail)


def test_a_cursor_ahead_comes_before_304(client: Client) -> None:
    assert client.get(f"{PATH}?after=1", headers={"if-none-match": "*"}).status_code == 409


@pytest.mark.parametrize("after", ["-1", "1.0", "１", "1e2", "", "first", "99999999999999999999"])
def test_what_is_no_sequence(client: Client, after: str) -> None:
    check_wrong(client.get(PATH, {"after": after}), "after", "invalid", "A valid integer is required.")


def test_a_sequence_beyond_every_database(client: Client) -> None:
    detail = "Ensure this value is less than or equal to 9223372036854775807."
    check_wrong(client.get(f"{PATH}?after=9223372036854775808"), "after", "max_value", detail)


def test_fields(client: Client, publish: Publish) -> None:
    publish()
    assert results(client, "fields=type,sequence") == [{"sequence": 1, "type": "published"}]


@pytest.mark.parametrize("path", [PATH, "/api/v1"])
def test_headers(client: Client, publish: Publish, path: str) -> None:
    publish()
    response, kind = client.get(path), "changes" if path == PATH else "entry"
    assert response["ETag"] == f'"1-{kind}.{Feed.objects.get().feed.hex[:8]}-{RELEASE}"'
    assert (response["Cache-Control"], response["Vary"]) == ("no-cache", "Accept, Accept-Encoding")


@pytest.mark.parametrize("path", [PATH, "/api/v1", "/api/v1/treatments"])
def test_another_history_at_the_same_sequence_is_another_thing(client: Client, publish: Publish, path: str) -> None:
    publish()
    etag = client.get(path)["ETag"]
    Feed.objects.update(feed="00000000-0000-4000-8000-000000000000")
    assert client.get(path, headers={"if-none-match": etag}).status_code == 200


# The feed's state, then the entries; only the first when the client is up to date.
@pytest.mark.usefixtures("seven")
@pytest.mark.parametrize(("path", "queries"), [(PATH, 2), (f"{PATH}?page_size=1", 2), ("/api/v1", 1 + 7)])
def test_queries(client: Client, path: str, queries: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(queries):
        etag = client.get(path)["ETag"]
    with django_assert_num_queries(1):
        assert client.get(path, headers={"if-none-match": etag}).status_code == 304


def test_the_entry_point(client: Client, publish: Publish) -> None:
    publish()
    expected = {
        "links": {
            "treatments": "/api/v1/treatments",
            "conditions": "/api/v1/conditions",
            "findings": "/api/v1/findings",
            "adverse_events": "/api/v1/adverse-events",
            "recommendations": "/api/v1/recommendations",
            "claims": "/api/v1/claims",
            "citations": "/api/v1/citations",
            "changes": "/api/v1/changes",
            "check": "/api/v1/check",
            "releases": "/api/v1/releases",
            "openapi": "/api/v1/openapi.json",
            "docs": "/docs",
        },
        "data_version": 1,
        "feed": str(Feed.objects.get().feed),
        "counts": {
            "treatments": 1,
            "conditions": 1,
            "findings": 1,
            "adverse_events": 0,
            "recommendations": 0,
            "claims": 0,
            "citations": 1,
        },
    }
    check_document(client.get("/api/v1"), expected)


def test_every_link_of_the_entry_point_leads_somewhere(client: Client) -> None:
    for path in document(client.get("/api/v1"))["links"].values():
        assert client.get(path).status_code == (405 if path == "/api/v1/check" else 200)


def test_the_entry_point_counts_current_records(client: Client, publish: Publish) -> None:
    publish()
    workflow.withdraw(treatment_id="rest", by=person("mia", "release_manager"), reason="It harms.")
    root = document(client.get("/api/v1"))
    assert (set(root["counts"].values()), root["data_version"]) == ({0}, 2)


def test_the_changes_behind_a_place_are_counted_on_request(client: Client, publish: Publish) -> None:
    publish(make_record("one", findings=[]))
    publish(make_record("two", findings=[]))
    assert document(client.get("/api/v1/changes", {"count": "true", "after": "1"}))["count"] == 1
    assert "count" not in document(client.get("/api/v1/changes"))
