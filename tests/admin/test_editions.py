"""Two curators never overwrite each other silently: the second save is refused with both values, nothing is lost."""

from typing import Any

import pytest
from django.urls import reverse

from tests.admin.conftest import Desk, add_url, change_url, errors, read_form, state
from tests.conftest import full_record, make_record, person
from treatments.models import (
    AdverseEvent,
    Citation,
    Claim,
    Condition,
    EvidenceGap,
    Finding,
    Recommendation,
    RegulatoryStatus,
    Treatment,
    Warning,
)

NOTICE = "Nothing was saved: "


@pytest.fixture
def other(db: None) -> Desk:
    return Desk(person("cora", "curator"))


def warning(text: str) -> dict[str, Any]:
    return {"kind": "other", "jurisdiction": None, "text": text, "citations": ["smith-2020"]}


@pytest.fixture
def record(load: Any) -> Treatment:
    treatment: Treatment = load(make_record(warnings=[warning("First."), warning("Second.")]))
    return treatment


def test_the_second_save_shows_both_values_and_keeps_what_was_typed(record: Treatment, desk: Desk, other: Desk) -> None:
    url = change_url(Finding.objects.get())
    form = desk.open(url)
    other.edit(url, estimate="-8", unit="cm")
    response = desk.save(url, form, estimate="-9", timepoint="a year")
    found = errors(response)
    assert found["__all__"][0].startswith(f"{NOTICE}cora saved treatment rest at ")
    assert found["estimate"] == ["Now stored: -8\nYou typed: -9"]
    assert found["timepoint"] == ["Now stored: six weeks\nYou typed: a year"]
    assert found["unit"] == ["Now stored: cm\nYou typed: points"]
    assert set(found) == {"__all__", "estimate", "timepoint", "unit"}
    again = read_form(response)
    assert (again["estimate"], again["timepoint"], again["unit"]) == (["-9"], ["a year"], ["points"])
    assert Finding.objects.get().estimate == -8


def test_saving_again_is_deliberate(record: Treatment, desk: Desk, other: Desk) -> None:
    url = change_url(Finding.objects.get())
    form = desk.open(url)
    other.edit(url, estimate="-8")
    response = desk.save(url, form, estimate="-9")
    assert desk.save(url, read_form(response)).status_code == 302
    assert Finding.objects.get().estimate == -9


def test_a_third_save_meanwhile_is_refused_again(record: Treatment, desk: Desk, other: Desk) -> None:
    url = change_url(Finding.objects.get())
    form = desk.open(url)
    other.edit(url, estimate="-8")
    response = desk.save(url, form, estimate="-9")
    other.edit(url, estimate="-10")
    assert errors(desk.save(url, read_form(response)))["estimate"] == ["Now stored: -10\nYou typed: -9"]


def test_an_edit_of_another_row_makes_the_form_stale_too(record: Treatment, desk: Desk, other: Desk) -> None:
    url = change_url(record)
    form = desk.open(url)
    other.edit(change_url(Finding.objects.get()), unit="cm")
    assert set(errors(desk.save(url, form))) == {"__all__"}


def test_the_form_of_a_row_that_was_moved_is_stale(record: Treatment, load: Any, desk: Desk, other: Desk) -> None:
    load(make_record("heat", findings=[], citations=[]))
    url = change_url(Finding.objects.get())
    form = desk.open(url)
    other.edit(url, treatment="heat")
    assert errors(desk.save(url, form, unit="cm"))["treatment"] == ["Now stored: heat\nYou typed: rest"]


@pytest.mark.parametrize(
    ("field", "theirs", "mine", "stored", "typed"),
    [
        ("kind", "drug", "device", "drug", "device"),
        ("synonyms", "one", "two\r\nthree", "one", "two\nthree"),
        ("codes", "MeSH | D1 | Pain", "", "MeSH | D1 | Pain | unverified", "nothing"),
        ("review_due", "2027-01-02", "", "2027-01-02", "nothing"),
        ("conditions", [], ["back-pain"], "nothing", "back-pain"),
        ("member_of", "heat", "", "heat", "nothing"),
    ],
)
def test_every_kind_of_field_is_shown_in_words(
    record: Treatment, load: Any, desk: Desk, other: Desk, field: str, theirs: Any, mine: Any, stored: str, typed: str
) -> None:
    load(make_record("heat", findings=[], citations=[]))
    url = change_url(record)
    form = desk.open(url)
    other.edit(url, **{field: theirs})
    (message,) = errors(desk.save(url, form, **{field: mine}))[field]
    assert message.replace("\r\n", "\n") == f"Now stored: {stored}\nYou typed: {typed}"


def test_yes_and_no_are_words(record: Treatment, desk: Desk, other: Desk) -> None:
    url = change_url(Finding.objects.get())
    form = desk.open(url)
    other.edit(url, higher_is_better="True", computed="on")
    found = errors(desk.save(url, form))
    assert found["higher_is_better"] == ["Now stored: yes\nYou typed: no"]
    assert found["computed"] == ["Now stored: yes\nYou typed: no"]


def test_a_stale_citation(record: Treatment, desk: Desk, other: Desk) -> None:
    url = change_url(Citation.objects.get())
    form = desk.open(url)
    other.edit(url, title="Theirs")
    found = errors(desk.save(url, form, title="Mine", authors="Jones | Bo"))
    assert found["__all__"][0].startswith(f"{NOTICE}cora saved citation smith-2020 at ")
    assert found["title"] == ["Now stored: Theirs\nYou typed: Mine"]
    assert found["authors"] == ["Now stored: Smith | Ann\nYou typed: Jones | Bo"]


def test_two_people_may_edit_different_citations(record: Treatment, load: Any, desk: Desk, other: Desk) -> None:
    other.edit(reverse("admin:treatments_citation_add"), id="lee-2021", type="report", title="Lee")
    url = change_url(Citation.objects.get(id="lee-2021"))
    form = desk.open(url)
    other.edit(change_url(Citation.objects.get(id="smith-2020")), title="Theirs")
    assert desk.save(url, form, title="Mine").status_code == 302


def test_a_form_without_a_token_is_stale(record: Treatment, desk: Desk) -> None:
    assert NOTICE in errors(desk.edit(change_url(record), token=None, name="Mine"))["__all__"][0]


def formset(response: Any, prefix: str = "warnings") -> Any:
    (found,) = [each.formset for each in response.context["inline_admin_formsets"] if each.formset.prefix == prefix]
    return found


def test_a_stale_inline_row_shows_both_values(record: Treatment, desk: Desk, other: Desk) -> None:
    url = change_url(record)
    form = desk.open(url)
    other.edit(url, **{"warnings-0-text": "Theirs."})
    response = desk.save(url, form, **{"warnings-0-text": "Mine."})
    assert errors(response)["__all__"][0].startswith(NOTICE)
    assert formset(response).forms[0].errors == {"text": ["Now stored: Theirs.\nYou typed: Mine."]}
    assert desk.save(url, read_form(response)).status_code == 302
    assert list(Warning.objects.values_list("text", flat=True)) == ["Mine.", "Second."]


def test_an_inline_row_that_was_deleted_meanwhile_comes_back_as_a_new_one(
    record: Treatment, desk: Desk, other: Desk
) -> None:
    url = change_url(record)
    form = desk.open(url)
    other.edit(url, **{"warnings-0-DELETE": "on"})
    response = desk.save(url, form, **{"warnings-0-text": "Mine."})
    assert formset(response).non_form_errors() == [
        "Deleted meanwhile by somebody else: the last rows here. Saving again adds them anew."
    ]
    again = read_form(response)
    assert (again["warnings-0-text"], again["warnings-1-text"]) == (["Second."], ["Mine."])
    assert desk.save(url, again).status_code == 302
    assert set(Warning.objects.values_list("text", flat=True)) == {"Second.", "Mine."}


def test_an_inline_row_that_was_added_meanwhile_stays(record: Treatment, desk: Desk, other: Desk) -> None:
    url = change_url(record)
    form = desk.open(url)
    new = {"warnings-TOTAL_FORMS": "3", "warnings-2-kind": "other", "warnings-2-text": "Third."}
    other.edit(url, **new)
    response = desk.save(url, form, name="Mine")
    assert formset(response).non_form_errors() == ["Added meanwhile by somebody else, and kept: other: Third."]
    assert desk.save(url, read_form(response)).status_code == 302
    assert Warning.objects.count() == 3


def test_new_inline_rows_survive_beside_a_deleted_one(record: Treatment, desk: Desk, other: Desk) -> None:
    url = change_url(record)
    form = desk.open(url)
    other.edit(url, **{"warnings-1-DELETE": "on"})
    new = {"warnings-TOTAL_FORMS": "3", "warnings-2-kind": "other", "warnings-2-text": "Third."}
    response = desk.save(url, form, **new)
    assert desk.save(url, read_form(response)).status_code == 302
    assert set(Warning.objects.values_list("text", flat=True)) == {"First.", "Second.", "Third."}


def test_a_row_that_was_deleted_meanwhile_becomes_the_form_of_a_new_one(
    record: Treatment, desk: Desk, other: Desk
) -> None:
    finding = Finding.objects.get()
    url = change_url(finding)
    form = desk.open(url)
    other.post(reverse("admin:treatments_finding_delete", args=[finding.pk]), post="yes")
    response = desk.save(url, form, unit="cm")
    assert errors(response)["__all__"][0].startswith("This was deleted after you opened the page.")
    again = read_form(response)
    assert (again["id"], again["unit"]) == (["rest-pain"], ["cm"])
    assert f'action="{reverse("admin:treatments_finding_add")}"' in response.content.decode()
    assert desk.save(reverse("admin:treatments_finding_add"), again).status_code == 302
    assert Finding.objects.get().unit == "cm"


def test_a_treatment_that_was_deleted_meanwhile_keeps_its_inlines(
    record: Treatment, desk: Desk, owner_desk: Desk
) -> None:
    url = change_url(record)
    form = desk.open(url)
    owner_desk.post(reverse("admin:treatments_treatment_delete", args=["rest"]), post="yes")
    response = desk.save(url, form, name="Mine")
    assert errors(response)["__all__"][0].startswith("This was deleted after you opened the page.")
    assert desk.save(reverse("admin:treatments_treatment_add"), read_form(response)).status_code == 302
    assert Treatment.objects.get().name == "Mine"
    assert set(Warning.objects.values_list("text", flat=True)) == {"First.", "Second."}


def test_a_refused_save_touches_nothing(record: Treatment, desk: Desk, other: Desk) -> None:
    url = change_url(record)
    form = desk.open(url)
    other.edit(url, name="Theirs")
    before = state()
    desk.save(url, form, name="Mine")
    assert state() == before


FORMS: list[tuple[Any, str, str, str]] = [
    (Treatment, "name", "Theirs", "Mine"),
    (Condition, "description", "Theirs", "Mine"),
    (Citation, "note", "Theirs", "Mine"),
    (Finding, "unit", "Theirs", "Mine"),
    (AdverseEvent, "term", "Theirs", "Mine"),
    (Recommendation, "text", "Theirs", "Mine"),
    (Claim, "quote", "Theirs", "Mine"),
    (RegulatoryStatus, "note", "Theirs", "Mine"),
    (Warning, "text", "Theirs", "Mine"),
    (EvidenceGap, "statement", "Theirs", "Mine"),
]


@pytest.mark.parametrize(("model", "field", "theirs", "mine"), FORMS, ids=[model.__name__ for model, *_ in FORMS])
def test_every_form_refuses_the_second_save_with_both_values(
    model: Any, field: str, theirs: str, mine: str, load: Any, desk: Desk, other: Desk
) -> None:
    load(full_record())
    url = change_url(model.objects.order_by("pk").first())
    form = desk.open(url)
    assert "token" in form
    other.edit(url, **{field: theirs})
    response = desk.save(url, form, **{field: mine})
    assert errors(response)["__all__"][0].startswith(NOTICE)
    assert errors(response)[field] == [f"Now stored: {theirs}\nYou typed: {mine}"]
    assert read_form(response)[field] == [mine]
    assert getattr(model.objects.order_by("pk").first(), field) == theirs
    assert desk.save(url, read_form(response)).status_code == 302
    assert getattr(model.objects.order_by("pk").first(), field) == mine


@pytest.mark.parametrize(
    ("model", "typed"),
    [
        (Treatment, {"id": "heat", "name": "Heat", "kind": "physical"}),
        (Condition, {"id": "cramp", "name": "Cramp"}),
        (Citation, {"id": "lee-2021", "type": "report", "title": "Lee"}),
        (Claim, {"id": "rest-says", "treatment": "rest", "condition": "back-pain", "quote": "It heals."}),
    ],
    ids=["treatment", "condition", "citation", "claim"],
)
def test_two_people_who_add_the_same_id_keep_what_both_typed(
    model: Any, typed: dict[str, str], record: Treatment, desk: Desk, other: Desk
) -> None:
    more = {"verdict": "unsupported", "rationale": "Nobody tried.", "source_title": "A page"} if model is Claim else {}
    url = add_url(model)
    form = desk.open(url)
    assert form["token"] == [""]
    assert other.edit(url, **typed, **more).status_code == 302
    response = desk.save(url, form, **typed, **more)
    assert errors(response) == {"id": [f"{model._meta.verbose_name.capitalize()} with this Id already exists."]}
    again = read_form(response)
    assert {name: again[name] for name in typed} == {name: [value] for name, value in typed.items()}
    assert model.objects.filter(id=typed["id"]).count() == 1


def test_the_form_of_a_row_that_is_gone_may_be_posted_to_the_same_address(
    record: Treatment, desk: Desk, other: Desk
) -> None:
    url = change_url(Finding.objects.get())
    form = desk.open(url)
    other.post(reverse("admin:treatments_finding_delete", args=["rest-pain"]), post="yes")
    again = read_form(desk.save(url, form, unit="cm"))
    assert again["token"] == [""]
    assert desk.save(url, again).status_code == 302
    assert Finding.objects.get().unit == "cm"
