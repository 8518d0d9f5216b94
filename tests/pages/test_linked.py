"""What the pages say to programs: other formats, and JSON-LD in schema.org's words, against the JSON of the API."""

import json
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from tests.api.conftest import publish_by_import
from tests.conftest import Publish, full_record, make_record
from tests.pages.html import Element, parse
from treatments import workflow
from treatments.vocabulary import RetractionStatus

pytestmark = pytest.mark.django_db
HERE = "http://testserver"
Json = dict[str, Any]


def page(client: Client, path: str) -> Element:
    answer = client.get(path)
    assert answer.status_code == 200
    return parse(answer.content)


def said(client: Client, path: str) -> Json:
    """The JSON-LD of the page."""
    script = page(client, path).find("script")
    assert script.attributes == {"type": "application/ld+json"}
    found: Json = json.loads(script.text)
    return found


@pytest.fixture
def record(client: Client, publish: Publish) -> Json:
    publish(full_record())
    found: Json = client.get("/api/v1/treatments/rest").json()
    return found


def test_a_record(client: Client, record: Json) -> None:
    found = said(client, "/treatments/rest")
    about, encodings, citations = (found.pop(name) for name in ("about", "encoding", "citation"))
    assert found == {
        "@context": "https://schema.org",
        "@type": "MedicalWebPage",
        "name": record["name"],
        "url": f"{HERE}/treatments/rest",
        "inLanguage": "en-GB",
        "isAccessibleForFree": True,
        "datePublished": record["published_at"],
        "dateModified": record["published_at"],
        "license": record["meta"]["license"]["url"],
        "isBasedOn": f"{HERE}/api/v1/treatments/rest/versions/1",
        "version": 1,
        "reviewedBy": [{"@type": "Person", "name": name} for name in record["curation"]["reviewed_by"]],
        "publisher": {"@type": "Organization", "name": record["meta"]["attribution"]},
        "mentions": [
            {"@type": "MedicalCondition", "name": each["name"], "url": f"{HERE}/conditions/{each['id']}"}
            for each in record["conditions"]
        ],
    }
    assert (about["name"], about["url"]) == (record["name"], f"{HERE}/treatments/rest")
    assert encodings[0]["contentUrl"] == f"{HERE}/api/v1/treatments/rest"
    assert [each["name"] for each in citations] == [each["title"] for each in record["citations"]]


@pytest.mark.parametrize("path", ["/treatments/rest", "/treatments/rest/versions/1"])
def test_every_other_format_is_there(client: Client, record: Json, path: str) -> None:
    links = [each.attributes for each in page(client, path).find_all("link", rel="alternate")]
    formats = [link for link in links if link["type"] != "application/atom+xml"]
    assert len(formats) == 5
    for link in formats:
        answer = client.get(link["href"])
        assert answer.status_code == 200, link
        assert answer["Content-Type"].split(";")[0] == link["type"].split(";")[0]


def test_nobody_reviewed_an_import(client: Client, manager: User) -> None:
    publish_by_import(manager, full_record())
    found = said(client, "/treatments/rest")
    assert "reviewedBy" not in found
    assert "lastReviewed" not in found


def test_a_retraction_stands_in_the_source(client: Client, record: Json, reviewer: User) -> None:
    workflow.set_citation_status(
        citation_id="smith-2020",
        by=reviewer,
        status=RetractionStatus.RETRACTED,
        notice="10.1000/retraction",
        noticed_on=None,
        reason="its journal retracted it",
    )
    sources = said(client, "/treatments/rest")["citation"]
    current = client.get("/api/v1/treatments/rest").json()["citations"]
    retracted = [source["name"] for source in sources if source.get("creativeWorkStatus") == "Retracted"]
    assert retracted == [each["title"] for each in current if each["id"] == "smith-2020"]


def test_a_claim_is_rated_in_words(client: Client, record: Json) -> None:
    [claim] = record["claims"]
    found = said(client, f"/claims/{claim['id']}")
    assert (found["@type"], found["claimReviewed"], found["reviewBody"]) == (
        "ClaimReview",
        claim["quote"],
        claim["rationale"],
    )
    assert "ratingValue" not in found["reviewRating"]
    assert found["reviewRating"]["alternateName"].lower().replace(" ", "_") == claim["verdict"]


def test_a_treatment_without_benefit_is_named_and_not_possible(client: Client, publish: Publish) -> None:
    publish(make_record(findings=[]))
    found = said(client, "/conditions/back-pain")
    assert [each["url"] for each in found["mentions"]] == [f"{HERE}/treatments/rest"]
    assert "possibleTreatment" not in found["about"]


def test_the_first_page_names_the_data(client: Client, record: Json) -> None:
    site, data = said(client, "/")["@graph"]
    assert site["potentialAction"]["target"]["urlTemplate"] == f"{HERE}/search?q={{words}}"
    for each in data["distribution"]:
        answer = client.get(each["contentUrl"])
        assert (answer.status_code, answer["Content-Type"].split(";")[0]) == (200, each["encodingFormat"])


def test_no_text_ends_the_script(client: Client, publish: Publish) -> None:
    name = "Rest </script><script>alert(1)</script> & <!-- <b>"
    publish(make_record(name=name))
    shown = page(client, "/treatments/rest")
    assert len(shown.find_all("script")) == 1
    assert json.loads(shown.find("script").text)["name"] == name


@pytest.mark.parametrize("path", ["/treatments/rest", "/conditions/back-pain", "/"])
def test_the_canonical_address_is_the_graph_s(client: Client, record: Json, path: str) -> None:
    shown = page(client, path)
    address = shown.find("link", rel="canonical").attributes["href"]
    assert address == f"{HERE}{path}"
    assert shown.find("meta", property="og:url").attributes["content"] == address
