"""The catalogue of APIs, security.txt, llms.txt, and the links that lead to the description."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from tests.api.contract import HOST, Client, document

CATALOG, SECURITY, LLMS = "/.well-known/api-catalog", "/.well-known/security.txt", "/llms.txt"
pytestmark = pytest.mark.usefixtures("one")


def test_the_catalogue(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(0):
        response = client.get(CATALOG)
    assert response["Content-Type"] == 'application/linkset+json; profile="https://www.rfc-editor.org/info/rfc9727"'
    assert response["Link"] == '</.well-known/api-catalog>; rel="api-catalog", </api/v1>; rel="item"'
    assert response["Cache-Control"] == "public, max-age=86400"
    assert document(response) == {
        "linkset": [
            {"anchor": f"{HOST}{CATALOG}", "item": [{"href": f"{HOST}/api/v1"}]},
            {
                "anchor": f"{HOST}/api/v1",
                "service-desc": [
                    {
                        "href": f"{HOST}/api/v1/openapi.json",
                        "type": "application/vnd.oai.openapi+json;version=3.1",
                    },
                    {"href": f"{HOST}/api/v1/openapi.yaml", "type": "application/vnd.oai.openapi;version=3.1"},
                ],
                "service-doc": [{"href": f"{HOST}/docs", "type": "text/html"}],
                "status": [{"href": f"{HOST}/readyz", "type": "application/json"}],
            },
        ]
    }


def test_its_links_lead_somewhere(client: Client) -> None:
    for links in document(client.get(CATALOG))["linkset"]:
        for targets in links.values():
            for target in targets if isinstance(targets, list) else [{"href": targets}]:
                assert client.get(target["href"]).status_code == 200, target


DISCOVERY = (
    '</api/v1/openapi.json>; rel="service-desc"; type="application/vnd.oai.openapi+json;version=3.1",'
    ' </docs>; rel="service-doc"; type="text/html", </.well-known/api-catalog>; rel="api-catalog"'
)


@pytest.mark.parametrize("path", ["/", "/docs", "/api/v1"])
def test_where_people_and_programs_come_first(client: Client, path: str) -> None:
    assert client.get(path)["Link"] == client.head(path)["Link"] == DISCOVERY


# security.txt


def test_without_a_contact_there_is_none(client: Client) -> None:
    response = client.get(SECURITY)
    assert (response.status_code, response["Content-Type"]) == (404, "text/plain; charset=utf-8")
    assert response.content == b"The operator of this server has named no contact.\n"


@pytest.fixture
def contacts(settings: Any) -> None:
    settings.SECURITY_CONTACT = ["mailto:security@example.org", "https://example.org/report"]


@pytest.mark.usefixtures("contacts")
def test_with_contacts(client: Client) -> None:
    response = client.get(SECURITY, secure=True)
    assert (response.status_code, response["Content-Type"]) == (200, "text/plain; charset=utf-8")
    lines = response.content.decode().splitlines()
    assert lines == [
        "Contact: mailto:security@example.org",
        "Contact: https://example.org/report",
        lines[2],
        "Preferred-Languages: en",
        f"Canonical: https://testserver{SECURITY}",
    ]
    expires = datetime.fromisoformat(lines[2].removeprefix("Expires: "))
    assert timedelta(days=90) < expires - datetime.now(UTC) < timedelta(days=365)


@pytest.mark.usefixtures("contacts")
def test_a_canonical_address_begins_with_https(client: Client) -> None:
    assert b"Canonical" not in client.get(SECURITY).content


# llms.txt


def links(text: str) -> list[str]:
    return re.findall(r"^- \[[^\]]+\]\(([^)]+)\): \S", text, re.MULTILINE)


def test_the_format_of_llms_txt(client: Client) -> None:
    response = client.get(LLMS)
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    title, summary, *rest = [block for block in response.content.decode().split("\n\n") if block]
    assert title == "# Treatment Evidence API"
    assert summary.startswith("> ")
    first_list = next(n for n, block in enumerate(rest) if block.startswith("## "))
    assert not [block for block in rest[:first_list] if block.startswith("#")]
    for heading, entries in zip(rest[first_list::2], rest[first_list + 1 :: 2], strict=True):
        assert re.fullmatch(r"## \w[\w ]*", heading)
        assert len(links(entries)) == len(entries.strip().splitlines()) > 0


def test_every_link_of_llms_txt_leads_somewhere(client: Client) -> None:
    found = links(client.get(LLMS).content.decode())
    assert all(link.startswith(f"{HOST}/") for link in found)
    assert {link: client.get(link).status_code for link in found} == dict.fromkeys(found, 200)


def test_llms_txt_names_every_list(client: Client) -> None:
    found = links(client.get(LLMS).content.decode())
    lists = set(document(client.get("/api/v1"))["links"].values()) - {"/api/v1/check"}
    assert {f"{HOST}{path}" for path in lists} <= set(found)


@pytest.mark.parametrize(
    "rule",
    [
        "`null` means unknown",
        "An unknown or repeated parameter is an error",
        "`certainty.rating` beside it",
        "not medical advice",
        "stop using it",
    ],
)
def test_llms_txt_says_how_to_read(client: Client, rule: str) -> None:
    assert rule in client.get(LLMS).content.decode()


def test_it_is_no_template_any_more(client: Client) -> None:
    assert not re.search(r"[{}]|&[a-z#]", client.get(LLMS).content.decode())


@pytest.mark.parametrize("path", [CATALOG, SECURITY, LLMS])
def test_they_are_read_only_whatever_is_accepted(client: Client, path: str) -> None:
    assert client.post(path).status_code == 405
    assert client.get(path, headers={"accept": "text/html"}).status_code == client.get(path).status_code
