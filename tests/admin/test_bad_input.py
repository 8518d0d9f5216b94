"""Whatever is posted: a message beside the field, everything typed still there, never a 500."""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from tests.admin.conftest import Desk, add_url, change_url, errors, read_form
from treatments.admin.forms import DeskForm
from treatments.models import AdverseEvent, Citation, Claim, Condition, Finding, Treatment, Warning

NUL = "Null characters are not allowed."


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("estimate", "NaN", "Enter a number."),
        ("estimate", "sNaN", "Enter a number."),
        ("estimate", "Infinity", "Enter a number."),
        ("estimate", "1e999999", "Ensure that there are no more than 15 digits in total."),
        ("estimate", "1234567890123456", "Ensure that there are no more than 15 digits in total."),
        ("estimate", "0.123456789", "Ensure that there are no more than 8 decimal places."),
        ("estimate", "seven", "Enter a number."),
        ("estimate", "", "An estimate needs its measure, and a measure its estimate."),
        ("ci_low", "-5", "The interval does not contain the estimate. Check all three against the source."),
        ("ci_level", "95", "A confidence level lies between 0 and 1. Enter 95% as 0.95."),
        ("participants", "9" * 30, "Ensure this value is less than or equal to"),
        ("participants", "9" * 5000, "Enter a whole number."),
        ("participants", "-1", "Ensure this value is greater than or equal to 0."),
        ("baseline_risk", "2", "A risk lies between 0 and 1."),
        ("scale_max", "0", "The scale's minimum is below its maximum."),
        ("mid_value", "10", "A MID is greater than 0 and has a scale and the citation that gives it."),
        ("risk_of_bias", "-9", "Select a valid choice. -9 is not one of the available choices."),
        ("imprecision", "", "Judge every domain"),
        ("certainty_source", "", "A grade has its source and the level at which it starts."),
        ("published_rating", "great", "Select a valid choice. great is not one of the available choices."),
        ("importance", "", "This field is required."),
        ("higher_is_better", "", "This field is required."),
        ("higher_is_better", "perhaps", "Select a valid choice. perhaps is not one of the available choices."),
        ("condition", "nobody", "Select a valid choice. That choice is not one of the available choices."),
        ("condition", "a\x00", NUL),
        ("treatment", "nobody", "Select a valid choice. That choice is not one of the available choices."),
        ("treatment", "a\x00", NUL),
        ("citations", ["nobody"], "Select a valid choice. nobody is not one of the available choices."),
        ("citations", ["a\x00"], NUL),
        ("superseded_by", "rest-pain", "A finding cannot supersede itself."),
        ("outcome_name", "a\x00", NUL),
        ("outcome_name", "x" * 301, "Ensure this value has at most 300 characters (it has 301)."),
        ("population", "a\x00", NUL),
        ("population", "x" * 20_001, "Ensure this value has at most 20000 characters (it has 20001)."),
        ("read_on", "yesterday", "Enter a valid date."),
        ("read_on", "2024-02-30", "Enter a valid date."),
    ],
)
def test_a_finding(field: str, value: Any, message: str, load: Any, desk: Desk) -> None:
    load()
    url = change_url(Finding.objects.get())
    form = desk.open(url)
    response = desk.save(url, form, **{"timepoint": "a year", field: value})
    found = errors(response)
    assert "__all__" not in found
    assert any(each.startswith(message) for messages in found.values() for each in messages), found
    again = read_form(response)
    assert again["timepoint"] == ["a year"]
    assert Finding.objects.get().timepoint == "six weeks"


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("treated_percent", "101", "A percentage lies between 0 and 100. Check the figure."),
        ("treated_events", "9", "More people with the event than people in the group. Check both counts."),
        ("comparator_events", "1", "Say what the comparator is."),
        ("relative_estimate", "2", "An estimate needs its measure, and a measure its estimate."),
        ("seriousness", ["death", "boredom"], "Select a valid choice. boredom is not one of the available choices."),
        ("codes", "MeSH", "Line 1: Write: system | code | display | verified."),
    ],
)
def test_an_adverse_event(field: str, value: Any, message: str, load: Any, desk: Desk) -> None:
    load()
    given = {"id": "rest-fall", "treatment": "rest", "term": "fall", "serious": "True", "treated_total": "3"}
    found = errors(desk.edit(add_url(AdverseEvent), **{**given, field: value}))
    assert [message] in found.values(), found
    assert "__all__" not in found


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("id", "Rest", "Use lower-case letters"),
        ("id", "a\x00", NUL),
        ("id", "x" * 101, "Ensure this value has at most 100 characters"),
        ("id", "smith-2020", "Citation with this Id already exists."),
        ("doi", "11.1/x", "A DOI starts with “10.”"),
        ("doi", "10.1136/BMJ.n1446", "smith-2020 has this DOI: use that one."),
        ("pmid", "abc", "A PMID is a number."),
        ("year", "99999", "Ensure this value is less than or equal to 2100."),
        ("link", "http://[", "Enter a valid URL."),
        ("link", "javascript:alert(1)", "Enter a valid URL."),
        ("type", "blog", "Select a valid choice."),
        ("authors", "Smith | Ann\nA | B | C", "Line 2: Write: family name"),
        ("registry_ids", "N1\nN1", "Line 2: this stands in line 1 already."),
    ],
)
def test_a_citation(field: str, value: str, message: str, load: Any, desk: Desk) -> None:
    load()
    desk.edit(change_url(Citation.objects.get()), doi="10.1136/bmj.n1446")
    given = {"id": "lee-2021", "type": "report", "title": "Lee"}
    response = desk.edit(add_url(Citation), **{**given, field: value})
    found = errors(response)
    assert any(each.startswith(message) for each in found[field]), found
    assert len(found) == 1
    assert Citation.objects.count() == 1
    if "\n" in value:
        assert read_form(response)[field] == [value.replace("\n", "\r\n")]


def test_a_claim_is_short(load: Any, desk: Desk) -> None:
    load()
    given = {"id": "c", "treatment": "rest", "condition": "back-pain", "source_title": "A page", "rationale": "So."}
    found = errors(desk.edit(add_url(Claim), **given, verdict="supported", quote="word " * 26))
    assert found == {"quote": ["Quote at most 25 words; this has 26."]}


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("kind", "", "This field is required."),
        ("jurisdiction", "us", "Give the country's two letters (ISO 3166-1, for example US), or EU."),
        ("text", "a\x00", NUL),
        ("citations", ["nobody"], "Select a valid choice. nobody is not one of the available choices."),
    ],
)
def test_an_inline(field: str, value: Any, message: str, load: Any, desk: Desk) -> None:
    treatment = load()
    row = {"kind": "other", "text": "It warns.", field: value}
    changes = {f"warnings-0-{name}": each for name, each in row.items()}
    response = desk.edit(change_url(treatment), **{"warnings-TOTAL_FORMS": "1", **changes})
    (formset,) = [each.formset for each in response.context["inline_admin_formsets"] if each.formset.errors]
    assert message in formset.errors[0][field]
    assert not Warning.objects.exists()


@pytest.mark.parametrize("count", ["abc", "9" * 5000, "-1", "", None])
@pytest.mark.parametrize("which", ["TOTAL_FORMS", "INITIAL_FORMS"])
def test_broken_counts_of_inlines(count: str | None, which: str, load: Any, desk: Desk) -> None:
    treatment = load()
    response = desk.edit(change_url(treatment), name="Mine", **{f"warnings-{which}": count})
    if response.status_code == 200:
        assert read_form(response)["name"] == ["Mine"]
    else:
        assert (response.status_code, Treatment.objects.get().name) == (302, "Mine")


def test_ids_of_inlines_that_are_none(load: Any, desk: Desk) -> None:
    treatment = load()
    for key in ("abc", "9" * 30, "1\x00"):
        row = {"warnings-0-id": key, "warnings-0-kind": "other", "warnings-0-text": "It warns."}
        counts = {"warnings-TOTAL_FORMS": "1", "warnings-INITIAL_FORMS": "1"}
        response = desk.edit(change_url(treatment), token=None, **counts, **row)
        assert read_form(response)["warnings-0-text"] == ["It warns."]


def test_an_id_that_somebody_takes_at_the_same_moment(desk: Desk, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    Condition.objects.create(id="back-pain", name="Theirs")
    checks = iter([lambda form: None, DeskForm.validate_unique, DeskForm.validate_unique])
    monkeypatch.setattr(DeskForm, "validate_unique", lambda form: next(checks)(form))
    response = desk.edit(add_url(Condition), id="back-pain", name="Mine")
    found = errors(response)
    assert found["__all__"][0].startswith("The database refused this")
    assert found["id"] == ["Condition with this Id already exists."]
    assert read_form(response)["name"] == ["Mine"]
    assert Condition.objects.get().name == "Theirs"


def test_a_constraint_that_the_form_missed(load: Any, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    load()
    monkeypatch.setattr(Finding, "full_clean", lambda *_, **__: None)
    response = desk.edit(change_url(Finding.objects.get()), ci_low="-1", timepoint="a year")
    assert errors(response)["__all__"][0].startswith("The database refused this")
    assert read_form(response)["timepoint"] == ["a year"]


def _mentioned(load: Any, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> str:
    """The delete page of a finding that comes to be superseding only after the check."""
    load()
    monkeypatch.setattr("django.contrib.admin.options.get_deleted_objects", lambda *_: ([], {}, set(), []))
    desk.edit(
        add_url(Finding),
        id="old",
        treatment="rest",
        condition="back-pain",
        comparator_text="nothing",
        outcome_name="pain",
        importance="limited",
        higher_is_better="False",
        superseded_by="rest-pain",
    )
    return reverse("admin:treatments_finding_delete", args=["rest-pain"])


def delete_one(desk: Desk, url: str) -> Any:
    return desk.post(url, post="yes")


def delete_many(desk: Desk, url: str) -> Any:
    chosen = {"action": "delete_selected", "_selected_action": ["rest-pain"], "post": "yes"}
    return desk.post(reverse("admin:treatments_finding_changelist"), **chosen)


@pytest.mark.parametrize("way", [delete_one, delete_many])
def test_deleting_what_something_came_to_rest_on(
    way: Callable[[Desk, str], Any], load: Any, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    response = way(desk, _mentioned(load, desk, monkeypatch))
    assert response.status_code == 302
    assert "This was not deleted" in desk.get(response.url).content.decode()
    assert Finding.objects.count() == 2


@pytest.mark.parametrize("key", ["nobody", "a\x00"])
@pytest.mark.parametrize("table", ["treatment", "finding", "citation", "step", "version"])
def test_an_unknown_row(table: str, key: str, desk: Desk) -> None:
    for page in ("change", "delete"):
        url = reverse(f"admin:treatments_{table}_{page}", args=[key])
        assert desk.get(url).status_code in (302, 403)
        assert desk.post(url).status_code in (302, 403)


@pytest.mark.parametrize("table", ["treatment", "finding", "step", "version"])
@pytest.mark.parametrize("query", [{"q": "a\x00"}, {"id__exact": "a\x00"}, {"nothing": "x"}, {"p": "x"}])
def test_a_list_with_a_wrong_address(table: str, query: dict[str, str], desk: Desk) -> None:
    response = desk.get(reverse(f"admin:treatments_{table}_changelist"), **query)
    assert response.status_code in (200, 302, 400)


@pytest.mark.parametrize("action", ["export_csv", "delete_selected"])
def test_a_choice_of_what_can_be_no_row(action: str, desk: Desk) -> None:
    url = reverse("admin:treatments_finding_changelist")
    assert desk.post(url, action=action, _selected_action="a\x00").status_code == 400


def test_a_search_finds(load: Any, desk: Desk) -> None:
    load()
    page = desk.get(reverse("admin:treatments_finding_changelist"), q="intensity").content.decode()
    assert "rest-pain" in page


def test_adding_to_a_treatment_that_is_none(load: Any, desk: Desk) -> None:
    load()
    assert desk.get(add_url(Finding), treatment="nobody").status_code == 200
    assert desk.get(add_url(Finding), treatment="a\x00").status_code in (200, 400)


def test_a_treatment_may_not_be_its_own_class(load: Any, desk: Desk) -> None:
    treatment = load()
    response = desk.edit(change_url(treatment), member_of="rest")
    assert response.status_code in (200, 302)
    assert Treatment.objects.count() == 1
