"""/changes.atom: an Atom feed (RFC 4287) of what happened to which record."""

import re
import uuid
from datetime import datetime
from xml.etree import ElementTree as ET

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.conftest import Publish, full_record, make_claim, make_finding, make_record, person
from treatments import workflow
from treatments.models.record import Change, Feed
from treatments.pages import changes
from treatments.vocabulary import RetractionStatus

PATH = "/changes.atom"
HOST = "http://testserver"
ATOM = "{http://www.w3.org/2005/Atom}"
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")


@pytest.fixture
def eventful(publish: Publish, manager: User) -> None:
    """A record that went through everything beside one that was only published."""
    publish(full_record(), note="The first text")
    record = full_record(claims=[make_claim(id="rest-claim", rationale="Two tried."), make_claim(id="rest-new")])
    finding, *others = record["findings"]
    publish({**record, "findings": [finding | {"participants": 150}, *others]})
    publish(make_record("heat", name="Heat & <cold>", citations=record["citations"]))
    workflow.withdraw(treatment_id="rest", by=manager, reason="A figure was wrong.", successor="heat")
    workflow.restore(treatment_id="rest", by=manager, reason="It was right!")
    workflow.set_citation_status(
        citation_id="smith-2020",
        by=person("rod", "reviewer"),
        status=RetractionStatus.CORRECTED,
        notice="10.1000/correction",
        noticed_on=None,
        reason="Its journal corrected it.",
    )
    workflow.withdraw(treatment_id="heat", by=manager, reason="Too <hot>.", successor="")


def read(client: Client) -> ET.Element:
    answer = client.get(PATH)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/atom+xml; charset=utf-8")
    return ET.fromstring(answer.content)  # noqa: S314 - our own


def links(element: ET.Element) -> dict[str, str]:
    """Addresses by relation."""
    return {each.attrib["rel"]: each.attrib["href"] for each in element.findall(f"{ATOM}link")}


def texts(element: ET.Element, name: str) -> list[str]:
    return [each.text or "" for each in element.findall(f"{ATOM}{name}")]


@pytest.mark.usefixtures("eventful")
def test_what_happened_in_words(client: Client) -> None:
    said = [
        (*texts(entry, "title"), *texts(entry, "summary"), links(entry)["alternate"].removeprefix(HOST))
        for entry in read(client).findall(f"{ATOM}entry")
    ]
    assert said == [
        ("heat: withdrawn", "Too &lt;hot&gt;.", "/treatments/heat"),
        (
            "Name of rest: a source's status changed",
            "Version 3. Its journal corrected it. Citation status changed: 1 source. Changed: 1 source.",
            "/treatments/rest/versions/3",
        ),
        (
            "heat: a source's status changed",
            "Version 2. Its journal corrected it. Citation status changed: 1 source. Changed: 1 source.",
            "/treatments/heat/versions/2",
        ),
        (
            "Name of rest: published again after it was withdrawn",
            "Version 2. It was right!",
            "/treatments/rest/versions/2",
        ),
        ("Name of rest: withdrawn", "A figure was wrong.", "/treatments/rest"),
        ("heat: published for the first time", "Version 1.", "/treatments/heat/versions/1"),
        (
            "Name of rest: updated",
            "Version 2. Changed: 1 finding, 1 claim. Added: 1 claim.",
            "/treatments/rest/versions/2",
        ),
        ("Name of rest: published for the first time", "Version 1. The first text.", "/treatments/rest/versions/1"),
    ]


@pytest.mark.usefixtures("eventful")
def test_the_rules_of_atom(client: Client) -> None:
    """RFC 4287, sections 4.1.1, 4.1.2 and 4.2: what there must be once, and what must be unlike the others."""
    feed = read(client)
    entries = feed.findall(f"{ATOM}entry")
    for element in (feed, *entries):
        assert [len(texts(element, name)) for name in ("id", "title", "updated")] == [1, 1, 1]
        assert TIME.fullmatch(texts(element, "updated")[0])
    assert len({texts(entry, "id")[0] for entry in entries}) == len(entries) == 8
    assert texts(feed, "updated")[0] == max(texts(entry, "updated")[0] for entry in entries)
    assert [each.attrib["type"] for each in feed.iter(f"{ATOM}summary")] == ["html"] * 8
    assert [each.text for each in feed.findall(f"{ATOM}author/{ATOM}name")] == ["Treatment Evidence API"]
    assert feed.attrib["{http://www.w3.org/XML/1998/namespace}lang"] == "en-GB"


@pytest.mark.usefixtures("eventful")
def test_links_of_the_feed(client: Client) -> None:
    feed = read(client)
    assert links(feed) == {"alternate": f"{HOST}/", "self": f"{HOST}{PATH}", "via": f"{HOST}/api/v1/changes"}
    addresses = [*links(feed).values(), *(links(entry)["alternate"] for entry in feed.findall(f"{ATOM}entry"))]
    assert {client.get(address).status_code for address in addresses} == {200, 410}  # heat is withdrawn


@pytest.mark.usefixtures("eventful")
def test_ids_and_times_are_those_of_the_feed_of_the_api(client: Client) -> None:
    history = Feed.objects.get().feed
    told = [(texts(entry, "id")[0], texts(entry, "updated")[0]) for entry in read(client).findall(f"{ATOM}entry")]
    assert [(id_, datetime.fromisoformat(at)) for id_, at in told] == [
        (f"urn:uuid:{uuid.uuid5(history, str(change.sequence))}", change.at)
        for change in Change.objects.order_by("-sequence")
    ]
    assert texts(read(client), "id") == [f"urn:uuid:{history}"]
    elsewhere = client.get(PATH, headers={"host": "127.0.0.1"}).content
    assert {id_ for id_, _ in told} == {
        texts(entry, "id")[0]
        for entry in ET.fromstring(elsewhere).findall(f"{ATOM}entry")  # noqa: S314
    }


def test_the_last_ones_alone(client: Client, publish: Publish, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(4):
        publish(make_record(description=f"Text {number}."))
    monkeypatch.setattr(changes, "SHOWN", 3)
    assert texts(read(client), "title") == ["Treatment Evidence: changes"]
    assert [texts(entry, "summary")[0][:9] for entry in read(client).findall(f"{ATOM}entry")] == [
        "Version 4",
        "Version 3",
        "Version 2",
    ]


def test_before_the_first_change(client: Client, db: None) -> None:
    assert texts(read(client), "updated") == ["1970-01-01T00:00:00+00:00"]


def test_what_xml_forbids(client: Client, publish: Publish) -> None:
    publish(make_record(name="Rest\x08 \ufffe"), note="A\x0bB")
    [entry] = read(client).findall(f"{ATOM}entry")
    assert texts(entry, "title") == ["Rest\ufffd \ufffd: published for the first time"]
    assert texts(entry, "summary") == ["Version 1. A\ufffdB."]


def test_two_queries_and_a_validator(
    client: Client, publish: Publish, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    publish(make_record(findings=[make_finding("rest-pain")]))
    with django_assert_num_queries(2):
        answer = client.get(PATH)
    assert answer["Cache-Control"] == "no-cache"
    with django_assert_num_queries(1):
        again = client.get(PATH, headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    publish(make_record(description="Anew."))
    assert client.get(PATH)["ETag"] != answer["ETag"]
