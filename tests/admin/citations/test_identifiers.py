"""Identifiers alone: shown where they are known, looked up where the server may ask, else typed in by hand."""

from typing import Any

import pytest

from tests.admin.citations.conftest import confirm, ids, paste, shown, stored, text_of
from tests.admin.conftest import Desk, add_url
from tests.exchange.stand_in import StandIn
from treatments.admin.citations import lookups
from treatments.models import Citation

DOI = "10.1136/bmj.N1446"


def test_what_is_here(desk: Desk) -> None:
    stored(doi="10.1136/BMJ.n1446", pmid="7")
    preview = paste(desk, f"https://doi.org/{DOI}\nPMID 7\nPMID 8\nPMID 8")
    plan = preview.context["plan"]
    assert [(each.identifier.line, each.identifier.value) for each in plan.known] == [(1, DOI), (2, "7"), (4, "8")]
    assert [each.identifier.value for each in plan.unknown] == ["8"]
    assert "Line 3 of this text (same PMID)" in text_of(preview)


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("10.1002/(SICI)1097<1::AID>3.0.CO;2-#", "doi", "10.1002/(SICI)1097<1::AID>3.0.CO;2-#"),
        ("PMID: 34233900", "pmid", "34233900"),
        ("PMC8262447", "pmcid", "PMC8262447"),
    ],
)
def test_the_form_to_be_filled_by_hand_has_it(text: str, field: str, value: str, desk: Desk) -> None:
    page = paste(desk, text).content.decode()
    (link,) = [part.partition('"')[0] for part in page.split('href="') if part.startswith(f"{add_url(Citation)}?")]
    assert desk.open(link)[field] == [value]


def test_looked_up(stand_in: StandIn, desk: Desk) -> None:
    stored(pmid="7")
    preview = paste(desk, f"PMID 7\n{DOI}")
    assert [path for path, _ in stand_in.asked] == ["/v1/works/10.1136%2Fbmj.N1446/transform"]
    assert shown(preview) == [(2, {"add": "Add as a-title-2021", "leave": "Leave out"}, "add")]
    confirm(desk, preview)
    assert ids() == ["a-title-2021", "cashin-2021"]


def test_what_is_looked_up_may_be_here_under_another_identifier(stand_in: StandIn, desk: Desk) -> None:
    stored(doi=DOI)
    stand_in.pieces = [b"\nPMID- 9\nTI  - A title.\nLID - 10.1136/bmj.n1446 [doi]\n"]
    ((_, choices, chosen),) = shown(paste(desk, "PMID 9"))
    assert ("add" in choices, chosen) == (False, "use cashin-2021")


def test_a_failure_is_told_and_can_be_tried_again(stand_in: StandIn, desk: Desk) -> None:
    stand_in.status = 500
    response = paste(desk, DOI)
    (alone,) = response.context["plan"].unknown
    assert alone.note == "Crossref answered with an error (500): try again later."
    assert alone.note in text_of(response)
    assert response.context["plan"].to_be_mended == DOI


def test_nobody_waits_for_ever(stand_in: StandIn, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lookups, "PATIENCE", -1)
    response = paste(desk, f"{DOI}\nPMID 8")
    assert [each.note for each in response.context["plan"].unknown] == [lookups.LATE] * 2
    assert stand_in.asked == []


def test_only_those_whom_the_settings_name_are_asked(stand_in: StandIn, settings: Any, desk: Desk) -> None:
    settings.LOOKUP = ["crossref"]
    plan = paste(desk, f"{DOI}\nPMID 8").context["plan"]
    assert [item.entry.line for item in plan.items] == [1]
    assert [(each.identifier.value, each.note) for each in plan.unknown] == [("8", "")]
    assert plan.to_be_mended == ""
