"""/sitemap.xml and /robots.txt: every page for search engines, and no record that was withdrawn."""

from collections.abc import Iterator
from datetime import datetime
from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree as ET

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import DjangoAssertNumQueries, DjangoDbBlocker

from tests.api.conftest import lasting
from tests.conftest import full_record, make_record
from treatments import workflow
from treatments.models.index import IndexedTreatment
from treatments.pages import sitemap

PATH = "/sitemap.xml"
HOST = "http://testserver"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
ALWAYS = ["/", "/claims", "/conditions", "/search"]
PAGES = ["/claims/rest-claim", "/conditions/back-pain", "/treatments/heat", "/treatments/rest"]
pytestmark = pytest.mark.usefixtures("records", "db")


@pytest.fixture(scope="module")
def records(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with lasting(django_db_blocker, full_record(), make_record("heat")):
        yield


def read(client: Client, path: str = PATH) -> ET.Element:
    answer = client.get(path)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/xml")
    return ET.fromstring(answer.content)  # noqa: S314 - our own


def addresses(element: ET.Element) -> list[str]:
    """The paths that the file names."""
    found = [each.text or "" for each in element.iter(f"{MAP}loc")]
    assert all(each.startswith(f"{HOST}/") for each in found)
    return [each.removeprefix(HOST) for each in found]


def test_every_page(client: Client) -> None:
    found = read(client)
    assert (found.tag, sorted(addresses(found))) == (f"{MAP}urlset", sorted([*ALWAYS, *PAGES]))
    assert {path: client.get(path).status_code for path in addresses(found)} == dict.fromkeys([*ALWAYS, *PAGES], 200)


def test_when_something_on_it_was_published_last(client: Client) -> None:
    published = dict(IndexedTreatment.objects.values_list("id", "published_at"))
    told = {
        (url.findtext(f"{MAP}loc") or "").removeprefix(HOST): url.findtext(f"{MAP}lastmod")
        for url in read(client).iter(f"{MAP}url")
    }
    assert {path: at and datetime.fromisoformat(at) for path, at in told.items()} == {
        **dict.fromkeys(ALWAYS),
        "/claims/rest-claim": published["rest"],
        "/conditions/back-pain": max(published.values()),
        "/treatments/heat": published["heat"],
        "/treatments/rest": published["rest"],
    }


def test_no_withdrawn_record(client: Client, manager: User) -> None:
    workflow.withdraw(treatment_id="rest", by=manager, reason="Wrong.", successor="")
    assert sorted(addresses(read(client))) == sorted([*ALWAYS, "/conditions/back-pain", "/treatments/heat"])


def test_several_files(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemap, "MOST", 3)
    found = read(client)
    assert (found.tag, addresses(found)) == (f"{MAP}sitemapindex", ["/sitemaps/1.xml", "/sitemaps/2.xml"])
    first, second = (addresses(read(client, path)) for path in addresses(found))
    assert [*first, *second] == ["/", "/conditions", "/claims", "/search", *PAGES]
    assert len(second) == 1
    for path, status in [("/sitemaps/3.xml", 404), ("/sitemaps/0.xml", 404)]:
        assert client.get(path, headers={"If-None-Match": "*"}).status_code == status


@pytest.mark.parametrize(("path", "most", "queries"), [(PATH, 4, 2), (PATH, 3, 3), ("/sitemaps/1.xml", 3, 2)])
def test_queries(
    client: Client,
    monkeypatch: pytest.MonkeyPatch,
    django_assert_num_queries: DjangoAssertNumQueries,
    path: str,
    most: int,
    queries: int,
) -> None:
    monkeypatch.setattr(sitemap, "MOST", most)
    with django_assert_num_queries(queries):
        answer = client.get(path)
    assert client.get(path, headers={"If-None-Match": answer["ETag"]}).status_code == 304


def test_robots(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(0):
        answer = client.get("/robots.txt")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    robots = RobotFileParser()
    robots.parse(answer.content.decode().splitlines())
    assert robots.site_maps() == [f"{HOST}{PATH}"]
    allowed = ["/", "/treatments/rest", "/conditions", "/api/v1/treatments", "/embed/treatments/rest", "/changes.atom"]
    forbidden = ["/admin/", "/admin/login/", "/search?q=pain"]
    assert [robots.can_fetch("*", path) for path in [*allowed, *forbidden]] == [True] * 6 + [False] * 3
    assert "Disallow: /search?" in answer.content.decode().splitlines()  # not /search itself
