"""The retraction status: given, shown, confirmed."""

from typing import Any

import pytest
from django.urls import reverse

from tests.admin.conftest import Desk, change_url
from tests.conftest import make_record
from treatments.document.render import read
from treatments.models import Citation, Version

GIVEN = {"status": "retracted", "notice": "10.1000/notice", "noticed_on": "2026-01-02", "reason": "It was retracted."}


def url(citation: str = "smith-2020") -> str:
    return reverse("admin:treatments_citation_status", args=[citation])


def test_two_steps(publish: Any, load: Any, review_desk: Desk) -> None:
    publish()
    load(make_record("heat", findings=[{**make_record("heat")["findings"][0]}]))
    response = review_desk.post(url(), **GIVEN)
    assert response.context["concerned"]["public"] == ["rest"]
    assert [treatment.id for treatment in response.context["concerned"]["desk"]] == ["heat", "rest"]
    assert Citation.objects.get().retraction_status == "none"
    response = review_desk.post(url(), **GIVEN, confirm="yes")
    assert response.url == change_url(Citation.objects.get())
    citation = Citation.objects.get()
    assert (citation.retraction_status, citation.retraction_notice) == ("retracted", "10.1000/notice")
    (shown,) = read(Version.objects.latest("number").body)["citations"]
    assert shown["retraction"] == {"status": "retracted", "notice": "10.1000/notice", "date": "2026-01-02"}


def test_going_back_keeps_what_was_typed(publish: Any, review_desk: Desk) -> None:
    publish()
    response = review_desk.post(url(), **GIVEN, back="Back")
    assert response.context["concerned"] is None
    assert response.context["form"]["reason"].value() == "It was retracted."


def test_the_first_form_says_what_is_stored(publish: Any, review_desk: Desk) -> None:
    publish()
    review_desk.post(url(), **GIVEN, confirm="yes")
    form = review_desk.get(url()).context["form"]
    assert (form["status"].value(), form["notice"].value()) == ("retracted", "10.1000/notice")


@pytest.mark.parametrize("step", [{}, {"confirm": "yes"}], ids=["first", "second"])
@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("status", "gone", "Select a valid choice. gone is not one of the available choices."),
        ("notice", "", "Give the DOI or web address of the notice."),
        ("notice", "somewhere", "Give a DOI (10.…/…) or a web address (https://…)."),
        ("notice", "javascript:alert(1)", "Give a DOI (10.…/…) or a web address (https://…)."),
        ("notice", "10.1000/a\x00", "Null characters are not allowed."),
        ("noticed_on", "yesterday", "Enter a valid date."),
        ("reason", " ", "This field is required."),
        ("reason", "x" * 20_001, "Ensure this value has at most 20000 characters (it has 20001)."),
    ],
)
def test_a_fault_is_said_beside_its_field(
    step: dict[str, str], field: str, value: str, message: str, publish: Any, review_desk: Desk
) -> None:
    publish()
    response = review_desk.post(url(), **{**GIVEN, field: value}, **step)
    assert response.context["form"].errors == {field: [message]}
    assert Citation.objects.get().retraction_status == "none"


def test_a_web_address_and_no_notice_for_none(publish: Any, review_desk: Desk) -> None:
    publish()
    review_desk.post(url(), **{**GIVEN, "notice": "https://example.org/notice"}, confirm="yes")
    assert Citation.objects.get().retraction_notice == "https://example.org/notice"
    none = {"status": "none", "notice": "", "noticed_on": "", "reason": "It was a mistake."}
    assert review_desk.post(url(), **none, confirm="yes").status_code == 302
    assert Citation.objects.get().retraction_status == "none"


def test_the_same_status_again_is_refused(publish: Any, review_desk: Desk) -> None:
    publish()
    review_desk.post(url(), **GIVEN, confirm="yes")
    response = review_desk.post(url(), **GIVEN, confirm="yes")
    assert response.context["form"].errors == {"__all__": ["smith-2020 has this status already."]}


@pytest.mark.parametrize("citation", ["nobody", "a\x00"])
def test_an_unknown_citation(citation: str, review_desk: Desk) -> None:
    assert review_desk.get(url(citation)).status_code == 404


def test_curators_may_not(publish: Any, desk: Desk) -> None:
    publish()
    assert desk.get(url()).status_code == 403
    assert desk.post(url(), **GIVEN, confirm="yes").status_code == 403
    assert url() not in desk.get(change_url(Citation.objects.get())).content.decode()


def test_the_citations_page_leads_reviewers_there(publish: Any, review_desk: Desk) -> None:
    publish()
    assert url() in review_desk.get(change_url(Citation.objects.get())).content.decode()


def test_the_status_is_read_only_in_the_citations_form(publish: Any, desk: Desk) -> None:
    publish()
    form = desk.open(change_url(Citation.objects.get()))
    assert not [name for name in form if name.startswith("retraction")]
    desk.edit(change_url(Citation.objects.get()), retraction_status="retracted", title="Another")
    assert Citation.objects.get().retraction_status == "none"
