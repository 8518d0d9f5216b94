"""Today's software over the content that was published."""

import pytest
from django.contrib.auth.models import User
from pytest_django import Settings

from tests.conftest import Publish
from tests.workflow.conftest import edit, everything
from treatments import workflow
from treatments.document.canonical import parse
from treatments.document.render import read
from treatments.models import Change, Publication, Version
from treatments.rules import Refused


def test_a_reissue(publish: Publish, curator: User, manager: User, settings: Settings) -> None:
    publish(note="The first.")
    edit(curator, rationale="Not reviewed.")
    settings.ATTRIBUTION = "Another name"
    new = workflow.reissue(treatment_id="rest", by=manager, note="Renamed.")
    old = Version.objects.get(number=1)
    assert (new.number, new.type, new.content_checksum) == (2, "rerendered", old.content_checksum)
    before, after = read(old.body), read(new.body)
    assert after == {
        **before,
        "version": 2,
        "published_at": after["published_at"],
        "note": "Renamed.",
        "meta": {**before["meta"], "attribution": "Another name", "sequence": 2},
    }
    assert Publication.objects.get().current == new
    change = parse(bytes(Change.objects.get(sequence=2).body))
    assert (change["type"], change["version"], change["previous_version"], change["kinds"]) == ("rerendered", 2, 1, [])


@pytest.mark.parametrize("note", ["", "Again."])
def test_nothing_to_reissue(publish: Publish, manager: User, note: str) -> None:
    publish(note="The first.")
    before = everything()
    with pytest.raises(Refused, match=r"^Today's software renders this record as it stands: there is nothing to"):
        workflow.reissue(treatment_id="rest", by=manager, note=note)
    assert everything() == before


def test_a_second_reissue_has_nothing_to_do(publish: Publish, manager: User, settings: Settings) -> None:
    publish()
    settings.ATTRIBUTION = "Another name"
    workflow.reissue(treatment_id="rest", by=manager)
    with pytest.raises(Refused, match="there is nothing to reissue"):
        workflow.reissue(treatment_id="rest", by=manager)
