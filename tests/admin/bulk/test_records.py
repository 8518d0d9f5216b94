"""Whole records: what a file would do is shown, then done exactly so, by those who may import."""

import json
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.admin.bulk.conftest import confirmed
from tests.admin.conftest import Desk, change_url
from tests.conftest import Json, full_record, make_record
from treatments.models import Step, Treatment, Version
from treatments.vocabulary import Action

URL = "/admin/treatments/treatment/import/"


@pytest.fixture
def manager_desk(manager: User) -> Desk:
    return Desk(manager)


def lines(*records: Json) -> bytes:
    return "\n".join(map(json.dumps, records)).encode()


def uploaded(desk: Desk, data: bytes, **options: Any) -> Any:
    return desk.post(URL, file=SimpleUploadedFile("records.jsonl", data), **{"source": "a register", **options})


def shown(page: Any) -> list[tuple[int, str, str, tuple[str, ...]]]:
    assert page.status_code == 200
    assert not page.context["form"].errors, page.context["form"].errors
    return [
        (each.outcome.line, each.outcome.treatment, each.words, each.outcome.reasons) for each in page.context["loaded"]
    ]


def test_the_address() -> None:
    assert reverse("admin:treatments_treatment_import") == URL


def test_records_are_shown_first_and_loaded_once_confirmed(manager_desk: Desk, manager: User) -> None:
    page = uploaded(manager_desk, lines(make_record("rest"), make_record("walks")))
    assert shown(page) == [(1, "rest", "is new", ()), (2, "walks", "is new", ())]
    assert not Treatment.objects.exists()
    assert not Step.objects.exists()

    assert shown(confirmed(manager_desk, URL, page)) == [(1, "rest", "is new", ()), (2, "walks", "is new", ())]
    assert {(each.id, each.desk_state) for each in Treatment.objects.all()} == {("rest", "draft"), ("walks", "draft")}
    assert {(step.action, step.by) for step in Step.objects.all()} == {(Action.LOAD, manager)}
    assert not Version.objects.exists()


def test_a_record_is_refused_with_its_line_and_reasons_and_the_others_go_in(manager_desk: Desk) -> None:
    bad = make_record("bad", kind="magic")
    page = uploaded(manager_desk, lines(make_record("rest"), bad) + b"\n\nno JSON\n")
    told = shown(page)
    assert [(line, key, words) for line, key, words, _ in told] == [
        (1, "rest", "is new"),
        (2, "", "refused"),
        (4, "", "refused"),
    ]
    assert told[1][3][0].startswith("kind: ")
    assert told[2][3][0].startswith("not JSON")
    assert "1 of 3 records can be loaded" in page.content.decode()
    confirmed(manager_desk, URL, page)
    assert [each.id for each in Treatment.objects.all()] == ["rest"]


def test_what_was_edited_on_the_desk_is_kept_unless_it_may_be_replaced(
    load: Any, desk: Desk, manager_desk: Desk
) -> None:
    treatment = load()
    desk.edit(change_url(treatment), name="Bed rest")
    [(_, _, words, reasons)] = shown(uploaded(manager_desk, lines(make_record())))
    assert words == "skipped"
    assert reasons
    page = uploaded(manager_desk, lines(make_record()), overwrite="on")
    assert shown(page) == [(1, "rest", "replaces the record on the desk", ())]
    assert Treatment.objects.get().name == "Bed rest"
    confirmed(manager_desk, URL, page)
    assert Treatment.objects.get().name == "Name of rest"


def test_what_was_saved_after_it_was_shown_is_shown_again(load: Any, desk: Desk, manager_desk: Desk) -> None:
    treatment = load(make_record("rest"))
    page = uploaded(manager_desk, lines(make_record("rest", name="Of the file")), overwrite="on")
    desk.edit(change_url(treatment), name="Typed meanwhile")
    again = confirmed(manager_desk, URL, page)
    assert "Nothing was loaded" in again.content.decode()
    assert Treatment.objects.get().name == "Typed meanwhile"
    confirmed(manager_desk, URL, again)
    assert Treatment.objects.get().name == "Of the file"


def test_records_are_published_by_import_where_that_was_chosen(manager_desk: Desk, manager: User) -> None:
    page = uploaded(manager_desk, lines(make_record()), publish="on")
    assert shown(page) == [(1, "rest", "is new, and is published", ())]
    assert not Version.objects.exists()
    confirmed(manager_desk, URL, page)
    assert Version.objects.get().published_by == manager.get_username()


@pytest.mark.parametrize("data", [json.dumps([make_record()], indent=2), json.dumps(make_record(), indent=2)])
def test_a_document_over_several_lines_is_read(data: str, manager_desk: Desk) -> None:
    assert shown(uploaded(manager_desk, b"\xef\xbb\xbf" + data.encode())) == [(1, "rest", "is new", ())]


@pytest.mark.parametrize(
    ("data", "message"), [(b"\xff", "The file is not UTF-8."), (b"", "The submitted file is empty.")]
)
def test_a_file_that_is_none_says_why(data: bytes, message: str, manager_desk: Desk) -> None:
    page = uploaded(manager_desk, data)
    assert message in page.context["form"].errors["file"]


def test_what_was_shown_to_one_person_is_not_loaded_by_another(manager_desk: Desk, owner_desk: Desk) -> None:
    page = uploaded(manager_desk, lines(make_record()))
    answer = owner_desk.post(URL, shown=page.context["carried"])
    lost = "What was shown is not at hand any more, and nothing was stored: paste or choose it again."
    assert answer.context["form"].errors == {"file": [lost]}
    assert not Treatment.objects.exists()


@pytest.mark.parametrize("who", ["desk", "review_desk"])
def test_only_who_may_import_loads_records(who: str, request: pytest.FixtureRequest) -> None:
    desk: Desk = request.getfixturevalue(who)
    assert desk.get(URL).status_code == 403
    assert uploaded(desk, lines(make_record())).status_code == 403
    assert not Treatment.objects.exists()


def test_chosen_records_are_exported_and_load_again_without_a_change(load: Any, desk: Desk, manager_desk: Desk) -> None:
    load(full_record())
    load(make_record("walks", findings=[]))
    chosen: dict[str, Any] = {"action": "export_records", "_selected_action": ["rest", "walks"]}
    answer = desk.post(reverse("admin:treatments_treatment_changelist"), **chosen)
    assert answer["Content-Type"] == "application/x-ndjson"
    assert [json.loads(line)["id"] for line in answer.content.splitlines()] == ["rest", "walks"]
    told = shown(uploaded(manager_desk, answer.content))
    assert [(key, words) for _, key, words, _ in told] == [("rest", "unchanged"), ("walks", "unchanged")]
