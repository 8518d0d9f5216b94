"""GET /api/v1/treatments/{id}: the current record."""

import gzip
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils.http import http_date

from tests.api.contract import PUBLIC, Client, check_document, check_is_problem, document, stamp
from tests.conftest import Load, Publish, make_record
from treatments import RELEASE, workflow
from treatments.document.canonical import canonical, checksum
from treatments.models import Publication, Version

PATH = "/api/v1/treatments/rest"
GZIP = {"accept-encoding": "gzip"}


def test_a_record_is_its_stored_bytes(client: Client, publish: Publish) -> None:
    publish()
    assert client.get(PATH).content == bytes(Version.objects.get().body)


def test_a_reviewed_record_as_a_whole(client: Client, publish: Publish) -> None:
    publish(note="First.")
    record = make_record()
    (finding,), (citation,) = record.pop("findings"), record.pop("citations")
    expected: dict[str, Any] = {
        **record,
        "url": PATH,
        "evidence_grades": [
            {
                "condition": "back-pain",
                "certainty": "moderate",
                "symbol": "⊕⊕⊕◯",
                "reason": None,
                "determined_by": ["rest-pain"],
                "comparators": ["usual care"],
                "rule_set": "grade/1",
                "critical": {"benefit": 1, "harm": 0, "no_clear_difference": 0, "not_estimable": 0},
            }
        ],
        "curation": {
            "process": "review",
            "source": None,
            "curated_by": ["Carol Example"],
            "reviewed_by": ["Rita Example"],
            "conflicts_of_interest": [
                {"name": name, "statement": "none", "stated_on": stamp(Version.objects.get().published_at)[:10]}
                for name in ("Carol Example", "Rita Example")
            ],
        },
        "version": 1,
        "published_at": stamp(Version.objects.get().published_at),
        "note": "First.",
        "meta": {
            "license": {"spdx": "CC-BY-4.0", "url": "https://creativecommons.org/licenses/by/4.0/"},
            "attribution": "Treatment Evidence API",
            "schema_version": "1.0",
            "rule_set": "grade/1",
            "sequence": 1,
            "disclaimer_url": "/docs/disclaimer",
        },
    }
    found = document(client.get(PATH))
    (shown,), (source,) = found.pop("findings"), found.pop("citations")
    assert found == expected
    assert shown.pop("certainty")["trace"] == ["starts high: randomised trials", "−1 imprecision: few people"]
    assert shown.pop("interpretation")["direction"] == "benefit"
    assert shown.pop("absolute") is None
    assert shown == {key: value for key, value in finding.items() if key not in ("certainty", "read", "withheld")} | {
        "effect": shown["effect"]
    }
    assert source.pop("formatted")
    assert source == {key: value for key, value in citation.items() if key not in ("read", "withheld")} | {
        "url": "/api/v1/citations/smith-2020"
    }


def test_headers(client: Client, publish: Publish) -> None:
    publish()
    response, version = client.get(PATH), Version.objects.get()
    assert response["ETag"] == f'"{checksum(response.content)}"' == f'"{version.checksum}"'
    assert response["Cache-Control"] == PUBLIC
    assert response["Vary"] == "Accept, Accept-Encoding"
    assert response["Last-Modified"] == http_date(int(version.published_at.timestamp()))
    assert response["Content-Length"] == str(len(version.body))
    assert "Content-Encoding" not in response


@pytest.mark.parametrize("accepts", ["gzip", "GZIP", "deflate, gzip;q=0.5", "*", "br;q=1.0, *;q=0.1", "gzip;q=1"])
def test_gzip(client: Client, publish: Publish, accepts: str) -> None:
    publish()
    response, version = client.get(PATH, headers={"accept-encoding": accepts}), Version.objects.get()
    assert response.content == bytes(version.gzip)
    assert gzip.decompress(response.content) == bytes(version.body)
    assert response["Content-Encoding"] == "gzip"
    assert response["ETag"] == f'"{version.checksum}-gzip"'
    assert response["Content-Length"] == str(len(version.gzip))
    assert response["Vary"] == "Accept, Accept-Encoding"


@pytest.mark.parametrize("accepts", ["", "identity", "br", "gzip;q=0", "*;q=0", "gzip;q=0, *", "gzip;q=x", "gzipped"])
def test_no_gzip(client: Client, publish: Publish, accepts: str) -> None:
    publish()
    assert "Content-Encoding" not in client.get(PATH, headers={"accept-encoding": accepts})


def test_fields(client: Client, publish: Publish) -> None:
    publish()
    response = client.get(f"{PATH}?fields=name,id", headers=GZIP)
    check_document(response, {"id": "rest", "name": "Name of rest"})
    assert response.content == canonical({"id": "rest", "name": "Name of rest"})
    assert response["ETag"] == f'"{Version.objects.get().checksum}-fields-{RELEASE}"'
    assert "Content-Encoding" not in response


def test_every_field_alone(client: Client, publish: Publish) -> None:
    publish()
    for name, value in document(client.get(PATH)).items():
        check_document(client.get(f"{PATH}?fields={name}"), {name: value})


def test_a_new_version_takes_the_place(client: Client, publish: Publish) -> None:
    publish()
    publish(make_record(name="New name"))
    assert (document(client.get(PATH))["name"], document(client.get(PATH))["version"]) == ("New name", 2)


def test_never_published(client: Client) -> None:
    check_is_problem(client.get(PATH), "not-found", detail="Nothing is published at this address.")


def test_a_draft_is_not_there(client: Client, load: Load) -> None:
    load()
    check_is_problem(client.get(PATH), "not-found", detail="Nothing is published at this address.")


def test_a_publication_without_version_is_not_there(client: Client) -> None:
    Publication.objects.create(id="rest")
    check_is_problem(client.get(PATH), "not-found", detail="Nothing is published at this address.")


@pytest.mark.parametrize("id_", ["REST", "rest_", "re st", "%00", "..", "%2e%2e%2frest", "x" * 5000, "休", "%FF", "-"])
def test_ids_that_are_none(client: Client, publish: Publish, id_: str) -> None:
    publish()
    assert client.get(f"/api/v1/treatments/{id_}").status_code == 404


def test_withdrawn(client: Client, publish: Publish, manager: User) -> None:
    publish()
    workflow.withdraw(treatment_id="rest", by=manager, reason="It harms.")
    check_is_problem(
        client.get(PATH),
        "withdrawn",
        detail="This record was withdrawn: It harms.",
        reason="It harms.",
        withdrawn_at=stamp(Publication.objects.get().withdrawn_at),  # type: ignore[arg-type]
        last_version=1,
        successor=None,
    )


def test_withdrawn_with_a_successor(client: Client, publish: Publish, manager: User) -> None:
    publish()
    publish(make_record("exercise"))
    workflow.withdraw(treatment_id="rest", by=manager, reason="Renamed.", successor="exercise")
    assert document(client.get(PATH))["successor"] == "exercise"


def test_410_comes_before_304(client: Client, publish: Publish, manager: User) -> None:
    publish()
    etag = client.get(PATH)["ETag"]
    workflow.withdraw(treatment_id="rest", by=manager, reason="It harms.")
    assert client.get(PATH, headers={"if-none-match": etag}).status_code == 410
    assert client.get(PATH, headers={"if-none-match": "*"}).status_code == 410


def test_404_comes_before_304(client: Client) -> None:
    assert client.get(PATH, headers={"if-none-match": "*"}).status_code == 404


def test_restored(client: Client, publish: Publish, manager: User) -> None:
    publish()
    before = client.get(PATH).content
    workflow.withdraw(treatment_id="rest", by=manager, reason="It harms.")
    workflow.restore(treatment_id="rest", by=manager, reason="It does not.")
    assert client.get(PATH).content == before


def test_the_document_does_not_name_the_host(client: Client, publish: Publish, settings: Any) -> None:
    publish()
    settings.ALLOWED_HOSTS = ["*"]
    here, there = client.get(PATH), client.get(PATH, headers={"host": "evidence.example.org"}, secure=True)
    assert (here.content, here["ETag"]) == (there.content, there["ETag"])
    assert b"testserver" not in here.content
