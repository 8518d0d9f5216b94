"""Who imports a citation that they read says where, and need not open it again."""

from datetime import date

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from tests.admin.citations.conftest import URL, confirm, errors, paste
from tests.admin.conftest import Desk, read_form
from tests.exchange.reading.reader import nbib
from treatments.admin.citations import plan
from treatments.models import Citation

TWO = f"{nbib('FAU - Smith, Ann')}\n{nbib('FAU - Jones, Bo', 'LID - 10.1000/b [doi]')}".replace("PMID- 1", "PMID- 2", 1)


def _read() -> dict[str, tuple[str, str, date | None]]:
    return {each.id: (each.read_by, each.read_where, each.read_on) for each in Citation.objects.all()}


def test_what_a_person_read_is_verified_in_their_name(desk: Desk, curator: User) -> None:
    form = read_form(paste(desk, TWO))
    desk.save(URL, form, **{"read-1": " Table 2 of the article "})
    assert _read() == {
        "smith-2021": ("", "", None),
        "jones-2021": ("Carol Example", "Table 2 of the article", timezone.now().date()),
    }


def test_nothing_is_verified_by_the_import_alone(desk: Desk) -> None:
    confirm(desk, paste(desk, TWO))
    assert set(_read().values()) == {("", "", None)}


def test_what_was_typed_stands_when_something_must_be_chosen_anew(desk: Desk) -> None:
    form = read_form(paste(desk, TWO))
    refused = desk.save(URL, form, **{"choice-0": "nonsense", "read-1": "the abstract"})
    assert not Citation.objects.exists()
    assert read_form(refused)["read-1"] == ["the abstract"]


def test_of_very_many_nobody_is_asked(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plan, "MAX_READ", 1)
    assert "read-0" not in read_form(paste(desk, TWO))
    assert "read-0" in read_form(paste(desk, nbib()))


def test_a_place_as_long_as_a_chapter(desk: Desk) -> None:
    refused = desk.save(URL, read_form(paste(desk, TWO)), **{"read-1": "x" * 2001})
    assert list(errors(refused).values()) == ["Say in at most 2,000 characters where you read it."]
    assert not Citation.objects.exists()
