"""Pictures under addresses of their own: what they show, and that every site may show them."""

import gzip
from collections.abc import Iterator, Sequence
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, DjangoDbBlocker

from tests.api.conftest import lasting
from tests.conftest import full_record, make_finding, make_record
from treatments.models.index import IndexedFinding
from treatments.pages import forests
from treatments.pictures import STYLE_HASH, Picture, Row, forest

Json = dict[str, Any]
SVG = "{http://www.w3.org/2000/svg}"
FOREST, ICONS, CERTAINTY = (f"/findings/rest-any/{name}.svg" for name in ("forest", "icons", "certainty"))
CONDITION = "/conditions/back-pain/forest.svg"
PICTURES = [FOREST, ICONS, CERTAINTY, CONDITION, f"{CONDITION}?outcome=pain+intensity"]
CACHED = "public, max-age=60, stale-while-revalidate=30, stale-if-error=86400"
pytestmark = pytest.mark.usefixtures("records", "db")


def outcome(name: str, **changes: Any) -> Json:
    return {**make_finding("")["outcome"], "name": name, **changes}


@pytest.fixture(scope="module")
def records(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Two records with findings for one condition, and one that tells a comparator, a time or an outcome apart."""
    heat = make_record(
        "heat",
        findings=[
            make_finding("heat-pain"),
            make_finding("heat-pain-later", timepoint="one year"),
            make_finding("heat-pain-sham", timepoint="one year", comparator={"text": "sham heat", "treatment": None}),
            make_finding("heat-old", superseded_by="heat-pain"),
            make_finding("heat-work", outcome=outcome("Days at work", importance="limited")),
            make_finding("heat-elsewhere", condition="neck-pain"),
        ],
        conditions=[
            *make_record()["conditions"],
            {**make_record()["conditions"][0], "id": "neck-pain", "name": "Neck"},
        ],
    )
    knee = {**make_record()["conditions"][0], "id": "knee-pain", "name": "Knee pain"}
    with lasting(django_db_blocker, full_record(), heat, make_record("bare", findings=[], conditions=[knee])):
        yield


def picture(client: Client, path: str) -> ET.Element:
    answer = client.get(path)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/svg+xml")
    return ET.fromstring(answer.content)  # noqa: S314 - our own


def title(client: Client, path: str) -> str:
    return picture(client, path).findtext(f"{SVG}title") or ""


def description(client: Client, path: str) -> str:
    return picture(client, path).findtext(f"{SVG}desc") or ""


# What they show


@pytest.mark.parametrize(
    ("path", "said"),
    [(FOREST, "any adverse event"), (ICONS, "any adverse event"), (CERTAINTY, "moderate certainty")],
)
def test_the_pictures_of_a_finding(client: Client, path: str, said: str) -> None:
    assert said in title(client, path) + description(client, path)


def test_a_superseded_finding_has_its_picture_still(client: Client) -> None:
    assert title(client, "/findings/heat-old/forest.svg") == "pain intensity"


def test_the_findings_for_a_condition(client: Client) -> None:
    said = description(client, CONDITION)
    assert title(client, CONDITION) == "Back pain"
    assert [name in said for name in ("Name of rest", "Name of heat")] == [True, True]


def drawn(client: Client, **asked: str) -> list[str]:
    """The labels of what `/conditions/back-pain/forest.svg` draws, in its order."""
    seen: list[str] = []

    def draw(title: str, rows: Sequence[Row]) -> Picture:
        seen.extend(row.label for row in rows)
        return forest(title, rows)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(forests, "forest", draw)
        assert client.get(CONDITION, asked).status_code == 200
    return seen


def test_the_critical_outcomes_come_first_and_each_row_is_told_from_the_others(client: Client) -> None:
    assert drawn(client) == [
        "Name of heat, six weeks",
        "Name of heat, one year, against usual care",
        "Name of heat, one year, against sham heat",
        "Name of rest",
        "Name of rest",  # on another outcome
        "Name of heat",
    ]


@pytest.mark.parametrize("asked", ["Days at work", "DAYS AT WORK"])
def test_one_outcome_whatever_its_case(client: Client, asked: str) -> None:
    assert drawn(client, outcome=asked) == ["Name of heat"]
    assert title(client, f"{CONDITION}?outcome={asked}") == "Days at work"


def test_a_long_plot_says_that_there_is_more(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    assert IndexedFinding.objects.for_conditions(["back-pain"]).counted().count() == 6
    monkeypatch.setattr("treatments.pages.forests.MOST", 6)
    monkeypatch.setattr("treatments.pages.drawings.MOST", 6)
    assert title(client, CONDITION) == "Back pain"
    monkeypatch.setattr("treatments.pages.forests.MOST", 5)
    monkeypatch.setattr("treatments.pages.drawings.MOST", 5)
    assert title(client, CONDITION) == "Back pain (the first 5 findings; there are more)"
    assert len(drawn(client)) == 5


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/findings/none/forest.svg", "Nothing is published at this address."),
        ("/findings/rest-pain/icons.svg", "This finding has no absolute effect, so there are no people to draw."),
        ("/conditions/none/forest.svg", "Nothing is published at this address."),
        ("/conditions/knee-pain/forest.svg", "Nothing is published at this address."),
        ("/conditions/back-pain/forest.svg?outcome=pian", "Nothing is published at this address."),
    ],
)
def test_where_there_is_nothing_to_draw(client: Client, path: str, said: str) -> None:
    answer = client.get(path, headers={"If-None-Match": "*"})
    assert (answer.status_code, answer["Content-Type"]) == (404, "text/html; charset=utf-8")
    assert said in answer.content.decode()
    assert "Cross-Origin-Resource-Policy" not in answer


def test_an_unknown_parameter(client: Client) -> None:
    answer = client.get(f"{CONDITION}?outcomes=pain")
    assert (answer.status_code, answer["Content-Type"]) == (400, "text/html; charset=utf-8")
    assert "Unknown parameter: use outcome." in answer.content.decode()


# How they are answered


@pytest.mark.parametrize("path", PICTURES)
def test_headers(client: Client, path: str) -> None:
    headers = client.get(path).headers
    assert headers["Content-Security-Policy"] == (
        f"default-src 'none'; style-src '{STYLE_HASH}'; frame-ancestors 'none'"
    )
    assert headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert (headers["Cache-Control"], headers["Vary"]) == (CACHED, "Accept-Encoding")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "Set-Cookie" not in headers


@pytest.mark.parametrize("path", PICTURES)
def test_two_queries(client: Client, path: str, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(2):
        answer = client.get(path)
    assert answer.status_code == 200


@pytest.mark.parametrize("path", PICTURES)
def test_what_the_reader_holds(client: Client, path: str) -> None:
    first = client.get(path)
    again = client.get(path, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert again["Content-Security-Policy"] == first["Content-Security-Policy"]
    assert again["Cross-Origin-Resource-Policy"] == "cross-origin"


def test_no_picture_stands_for_another(client: Client) -> None:
    etags = [client.get(path)["ETag"] for path in (FOREST, ICONS, CERTAINTY, CONDITION)]
    assert len(set(etags)) == 4


def test_compressed(client: Client) -> None:
    answer = client.get(FOREST, headers={"Accept-Encoding": "gzip"})
    assert answer["Content-Encoding"] == "gzip"
    assert gzip.decompress(answer.content) == client.get(FOREST).content
    assert answer["ETag"].endswith('-gzip"')


def test_head(client: Client) -> None:
    got, head = client.get(FOREST), client.head(FOREST)
    assert (head.status_code, head.content) == (200, b"")
    assert [head[name] for name in ("ETag", "Content-Length")] == [got["ETag"], str(len(got.content))]
