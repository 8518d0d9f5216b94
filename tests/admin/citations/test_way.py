"""Who may import, how one gets there from a form, and back."""

from html import unescape
from typing import Any
from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from tests.admin.citations.conftest import URL, confirm, paste
from tests.admin.conftest import Desk, add_url, change_url
from tests.exchange.reading.reader import ris
from treatments.models import Citation, Finding

RETRACTIONS = reverse("admin:treatments_citation_retractions")
LIST = reverse("admin:treatments_citation_changelist")


@pytest.mark.parametrize(
    ("group", "imports", "looks"),
    [("curator", 200, 200), ("reviewer", 403, 200), ("release_manager", 403, 200), (None, 403, 403)],
)
def test_rights(group: str | None, imports: int, looks: int, db: None) -> None:
    user = User.objects.create_user("pat", is_staff=True)
    if group:
        user.groups.add(user.groups.model.objects.get(name=group))
    desk = Desk(user)
    assert desk.get(URL).status_code == imports
    assert desk.post(URL, text=ris()).status_code == imports
    assert desk.post(URL, carried="x").status_code == imports
    assert desk.get(RETRACTIONS).status_code == looks
    assert desk.post(RETRACTIONS).status_code == looks
    assert Citation.objects.count() == 0


@pytest.mark.parametrize("url", [URL, RETRACTIONS])
def test_nobody_without_a_login(url: str, client: Any, db: None) -> None:
    assert client.get(url).status_code == 302
    assert client.post(url, {"text": ris()}).status_code == 302
    assert client.put(url).status_code in (302, 405)


@pytest.mark.parametrize(("reader", "imports"), [("desk", True), ("review_desk", False)])
def test_the_list_leads_there(reader: str, imports: bool, request: pytest.FixtureRequest) -> None:  # noqa: FBT001
    page = request.getfixturevalue(reader).get(LIST).content.decode()
    assert (URL in page) == imports
    assert RETRACTIONS in page


def test_from_a_findings_form_and_back(load: Any, desk: Desk) -> None:
    load()
    for url in (change_url(Finding.objects.get()), f"{add_url(Finding)}?treatment=rest"):
        page = desk.get(url).content.decode()
        address = f"{URL}?{urlencode({'next': url})}"
        assert address in unescape(page)
        assert f'href="{url}"' in desk.get(address).content.decode()
        result = confirm(desk, paste(desk, ris(f"VL  - {len(url)}"), address), address)
        assert f'href="{url}"' in result.content.decode()


def test_who_may_not_add_is_not_led_there(load: Any, review_desk: Desk) -> None:
    load()
    assert URL not in review_desk.get(change_url(Finding.objects.get())).content.decode()


@pytest.mark.parametrize(
    "given",
    [
        "https://example.org/admin/",
        "//example.org/admin/",
        "/\\example.org",
        "javascript:alert(1)",
        "/",
        "/admin\x00",
        "\n/admin/",
    ],
)
def test_no_way_to_another_site(given: str, desk: Desk) -> None:
    assert desk.get(URL, next=given).context["back"] == ""
