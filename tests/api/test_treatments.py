"""GET /api/v1/treatments: the page as a whole, its headers, its filters."""

from datetime import datetime
from typing import Any

import pytest

from tests.api.conftest import PublishAll
from tests.api.contract import HOST, PUBLIC, Client, check_document, check_wrong, document
from tests.conftest import Publish, make_finding, make_record
from treatments import RELEASE, workflow
from treatments.models import Feed, Version

PATH = "/api/v1/treatments"


def summary(id_: str, **changes: Any) -> dict[str, Any]:
    version = Version.objects.get(publication=id_)
    return {
        "id": id_,
        "url": f"/api/v1/treatments/{id_}",
        "name": f"Name of {id_}",
        "synonyms": [],
        "kind": "self_care",
        "evidence_grades": [
            {
                "condition": "back-pain",
                "certainty": "moderate",
                "symbol": "⊕⊕⊕◯",
                "critical": {"benefit": 1, "harm": 0, "no_clear_difference": 0, "not_estimable": 0},
            }
        ],
        "adverse_events": {"total": 0, "serious": 0},
        "claims": 0,
        "regulatory": [],
        "review_due": None,
        "version": 1,
        "published_at": version.published_at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        "etag": version.checksum,
        **changes,
    }


def ids(client: Client, query: str) -> list[str]:
    return [entry["id"] for entry in document(client.get(f"{PATH}?{query}"))["results"]]


def test_a_page(client: Client, publish: Publish) -> None:
    publish()
    check_document(client.get(PATH), {"next": None, "previous": None, "results": [summary("rest")]})


def test_an_empty_list_is_an_answer(client: Client) -> None:
    check_document(client.get(PATH), {"next": None, "previous": None, "results": []})


def test_headers(client: Client, publish: Publish) -> None:
    publish()
    response, feed = client.get(PATH), Feed.objects.get()
    assert response["ETag"] == f'"1-list.{feed.feed.hex[:8]}-{RELEASE}"'
    assert response["Cache-Control"] == PUBLIC
    assert response["Vary"] == "Accept, Accept-Encoding"
    assert "Link" not in response
    assert "Content-Encoding" not in response


def test_link_header(client: Client, publish_all: PublishAll) -> None:
    publish_all(*map(make_record, "abc"))
    first = document(client.get(f"{PATH}?page_size=1"))
    response = client.get(first["next"])
    page = document(response)
    assert response["Link"] == f'<{page["next"]}>; rel="next", <{page["previous"]}>; rel="prev"'
    assert page["next"].startswith(f"{HOST}{PATH}?page_size=1&cursor=")


def test_gzip_is_for_stored_documents_alone(client: Client, publish: Publish) -> None:
    publish()
    assert "Content-Encoding" not in client.get(PATH, headers={"accept-encoding": "gzip"})


def test_count(client: Client, publish_all: PublishAll) -> None:
    publish_all(*map(make_record, "abc"))
    page = document(client.get(f"{PATH}?count=true&page_size=2"))
    assert (page["count"], len(page["results"])) == (3, 2)


def test_count_is_of_what_the_filters_leave(client: Client, publish_all: PublishAll) -> None:
    publish_all(make_record("a", kind="drug"), make_record("b"))
    assert document(client.get(f"{PATH}?count=true&kind=drug"))["count"] == 1


def test_no_count_unless_asked(client: Client, publish: Publish) -> None:
    publish()
    assert "count" not in document(client.get(f"{PATH}?count=false"))


def test_fields(client: Client, publish: Publish) -> None:
    publish()
    check_document(
        client.get(f"{PATH}?fields=version,id"),
        {"next": None, "previous": None, "results": [{"id": "rest", "version": 1}]},
    )


def graded(id_: str, **levels: int) -> dict[str, Any]:
    """A record with a grade for each of the conditions, rated down by that many levels."""
    conditions: list[Any] = []
    findings: list[Any] = []
    for condition, down in levels.items():
        conditions.append({"id": condition, "name": condition, "synonyms": [], "description": None, "codes": []})
        domains = [{"domain": "risk_of_bias", "levels": -down, "reason": "not blinded"}]
        certainty = {
            "source": "curated",
            "published_rating": None,
            "start": "high",
            "domains": domains,
            "difference_reason": None,
        }
        findings.append(make_finding(f"{id_}-{condition}", condition=condition, certainty=certainty))
    return make_record(id_, conditions=conditions, findings=findings)


@pytest.fixture
def filtered(publish_all: PublishAll) -> None:
    publish_all(
        graded("a", knee=1, hip=2) | {"kind": "drug"},  # knee moderate, hip low
        graded("b", knee=2) | {"kind": "device"},
        graded("c", hip=1) | {"kind": "drug"},
        make_record("d", findings=[], citations=[]),
    )


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("condition=knee", ["a", "b"]),
        ("condition=knee,hip", ["a", "b", "c"]),
        ("condition=unknown", []),
        ("condition=unknown,hip", ["a", "c"]),
        ("kind=drug", ["a", "c"]),
        ("kind=drug,device", ["a", "b", "c"]),
        ("kind=exercise", []),
        ("certainty=moderate", ["a", "c"]),
        ("certainty=moderate,low", ["a", "b", "c"]),
        ("certainty=high", []),
        ("condition=knee&certainty=low", ["b"]),  # a's low grade is for the hip
        ("condition=hip&certainty=low", ["a"]),
        ("condition=knee,hip&certainty=low", ["a", "b"]),
        ("condition=knee&kind=device", ["b"]),
        ("certainty=moderate&kind=drug&condition=hip", ["c"]),
        ("condition=KNEE", []),
    ],
)
@pytest.mark.usefixtures("filtered")
def test_filters(client: Client, query: str, expected: list[str]) -> None:
    assert ids(client, query) == expected


@pytest.mark.usefixtures("filtered")
def test_a_withdrawn_record_is_no_longer_listed(client: Client, manager: Any) -> None:
    workflow.withdraw(treatment_id="b", by=manager, reason="wrong")
    assert ids(client, "") == ["a", "c", "d"]


def test_a_new_version_replaces_the_old_entry(client: Client, publish: Publish) -> None:
    publish()
    publish(make_record(kind="exercise"))
    (entry,) = document(client.get(PATH))["results"]
    assert (entry["version"], entry["kind"], ids(client, "kind=self_care")) == (2, "exercise", [])


def test_equal_requests_give_equal_bytes(client: Client, publish: Publish) -> None:
    publish()
    assert client.get(PATH).content == client.get(PATH).content


def test_times_are_rfc_3339_in_utc(client: Client, publish: Publish) -> None:
    publish()
    (entry,) = document(client.get(PATH))["results"]
    assert entry["published_at"].endswith("Z")
    assert datetime.fromisoformat(entry["published_at"]) == Version.objects.get().published_at


def test_an_unknown_sort_key_names_the_allowed_ones(client: Client) -> None:
    allowed = "id, -id, name, -name, published_at, -published_at"
    check_wrong(client.get(f"{PATH}?sort=kind"), "sort", "invalid_choice", f"“kind” is not allowed: use {allowed}.")
