"""What the desk looks like and lets run: its policy, its menu, the record's tabs, and the lessons beside the fields."""

import re
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import User
from django.contrib.staticfiles import finders
from django.test import Client, RequestFactory
from django.urls import reverse

from tests.admin.conftest import Desk, add_url, change_url
from treatments.admin.help import HANDBOOK, LESSONS, address
from treatments.admin.navigation import navigation
from treatments.models import AdverseEvent, Finding, Recommendation, Treatment

STRICT = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
OF_THE_DESK = STRICT | {
    "script-src": "'self' 'unsafe-eval'",
    "style-src": "'self' 'unsafe-inline'",
    "font-src": "'self'",
}


def policy(response: Any) -> dict[str, str]:
    return dict(part.strip().split(" ", 1) for part in response["Content-Security-Policy"].split(";"))


def pages(treatment: Treatment) -> list[str]:
    own = [f"admin:treatments_treatment_{name}" for name in ("change", "history", "review")]
    return [
        reverse("admin:index"),
        reverse("admin:password_change"),
        reverse("admin:treatments_treatment_changelist"),
        *(reverse(name, args=[treatment.pk]) for name in own),
    ]


# What may run


def test_the_desk_may_evaluate_and_style_inline(load: Any, desk: Desk) -> None:
    for url in pages(load()):
        assert policy(desk.get(url)) == OF_THE_DESK, url


@pytest.mark.django_db
def test_the_login_is_part_of_the_desk() -> None:
    assert policy(Client().get(reverse("admin:login"))) == OF_THE_DESK


@pytest.mark.parametrize("address", ["/", "/treatments/rest", "/conditions", "/docs"])
def test_what_readers_see_stays_strict(address: str, publish: Any) -> None:
    publish()
    directives = policy(Client().get(address))
    assert "unsafe" not in str(directives)
    assert directives["default-src"] == "'none'"
    assert "font-src" not in directives


def test_nothing_of_another_host_is_asked_for(load: Any, desk: Desk) -> None:
    for url in pages(load()):
        page = desk.get(url).content.decode()
        asked = re.findall(r"<(?:link|script|img|iframe|source)\b[^>]*?\b(?:href|src)=\"([^\"]*)\"", page)
        assert asked
        assert [each for each in asked if not re.match(r"/(?!/)", each)] == []


def test_the_desks_style_and_scripts_exist(desk: Desk) -> None:
    page = desk.get(reverse("admin:index")).content.decode()
    ours = re.findall(r'="/static/(treatments/[^"]+)"', page)
    assert {"treatments/admin.css", "treatments/keyboard.js", "treatments/tabs.js"} <= set(ours)
    assert [name for name in ours if finders.find(name) is None] == []


# The menu

EVERYBODYS = {
    "": ["Home", "Review queue"],
    "Records": ["Treatments", "Findings", "Adverse events", "Recommendations", "Claims"],
    "Shared": ["Citations", "Retraction notices", "Conditions"],
    "Published": ["Public records", "Versions", "Changes", "Decisions"],
}


def menu(user: User, path: str = "/admin/") -> dict[str, list[str]]:
    request = RequestFactory().get(path)
    request.user = user
    return {group["title"]: [item["title"] for item in group["items"]] for group in navigation(request)}


def test_a_curators_menu(curator: User) -> None:
    assert menu(curator) == EVERYBODYS | {
        "Shared": ["Citations", "Import citations", "Retraction notices", "Conditions"],
        "People": ["My conflict statement", "Conflict statements", "Second factor"],
    }


def test_a_reviewers_menu(reviewer: User) -> None:
    assert menu(reviewer) == EVERYBODYS | {"People": ["My conflict statement", "Conflict statements", "Second factor"]}


def test_a_release_managers_menu(manager: User) -> None:
    records = [*EVERYBODYS["Records"], "Import records"]
    assert menu(manager) == EVERYBODYS | {
        "Records": records,
        "People": ["Conflict statements", "API keys", "Second factor"],
    }


def test_every_place_of_the_menu_opens(owner_desk: Desk) -> None:
    request = RequestFactory().get("/admin/")
    request.user = owner_desk.user
    links = [item["link"] for group in navigation(request) for item in group["items"]]
    assert {link: owner_desk.get(link).status_code for link in links} == dict.fromkeys(links, 200)


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("/admin/", "Home"),
        ("/admin/treatments/treatment/rest/change/", "Treatments"),
        ("/admin/treatments/citation/", "Citations"),
        ("/admin/treatments/citation/import/", "Import citations"),
        ("/admin/treatments/warning/1/change/", None),
    ],
)
def test_the_open_page_is_marked(path: str, title: str | None, curator: User) -> None:
    request = RequestFactory().get(path)
    request.user = curator
    marked = [item["title"] for group in navigation(request) for item in group["items"] if item["active"]]
    assert marked == ([] if title is None else [title])


# The record's page


def parts(page: str) -> dict[str, str]:
    """The parts of a record's page, by their ids."""
    found = re.split(r'<section id="tab-(\w+)"', page)
    return dict(zip(found[1::2], found[2::2], strict=True))


def test_every_kind_of_row_has_its_part(load: Any, desk: Desk) -> None:
    page = desk.get(change_url(load())).content.decode()
    assert list(parts(page)) == [
        "general",
        "findings",
        "adverse_events",
        "recommendations",
        "claims",
        "regulatory",
        "history",
    ]
    assert re.findall(r'<a href="#tab-(\w+)">', page) == list(parts(page))
    finding = Finding.objects.get()
    assert change_url(finding) in parts(page)["findings"]
    assert f"{add_url(AdverseEvent)}?treatment=rest" in parts(page)["adverse_events"]
    assert f"{add_url(Recommendation)}?treatment=rest" in parts(page)["recommendations"]
    assert 'name="warnings-TOTAL_FORMS"' in parts(page)["regulatory"]
    assert reverse("admin:treatments_treatment_history", args=["rest"]) in parts(page)["history"]
    assert page.index('id="publication-heading"') < page.index('class="tabs"')


def test_who_may_not_add_gets_no_link_to_it(load: Any, review_desk: Desk) -> None:
    page = review_desk.get(change_url(load())).content.decode()
    assert add_url(Finding) not in parts(page)["findings"]


def test_a_new_record_has_no_rows_yet(desk: Desk) -> None:
    assert list(parts(desk.get(add_url(Treatment)).content.decode())) == ["general", "regulatory"]


def test_a_part_says_how_many_errors_it_has(load: Any, desk: Desk) -> None:
    url = change_url(load())
    added = {"warnings-TOTAL_FORMS": "1", "warnings-0-kind": "other", "warnings-0-text": ""}
    page = desk.edit(url, **added).content.decode()
    assert parts(page)["general"].startswith(' class="tab" data-faults="0"')
    assert re.findall(r'id="(\w+)-group"[^>]*data-faults="(\d+)"', page) == [
        ("regulatory_statuses", "0"),
        ("warnings", "1"),
        ("evidence_gaps", "0"),
    ]


def test_the_form_of_a_row_that_is_gone_is_posted_as_a_new_one(load: Any, desk: Desk) -> None:
    load()
    finding = Finding.objects.get()
    url = change_url(finding)
    form = desk.open(url)
    finding.delete()
    [tag] = re.findall(r'<form[^>]* id="finding_form"[^>]*>', desk.save(url, form).content.decode())
    assert f'action="{add_url(Finding)}"' in tag
    assert "x-bind:action" not in tag


# Lessons


def test_every_lesson_belongs_to_a_field(curator: User) -> None:
    request = RequestFactory().get("/admin/")
    request.user = curator
    for table, name in LESSONS:
        model = apps.get_model("treatments", table)
        form = admin.site.get_model_admin(model).get_form(request)
        assert name in form.base_fields, (table, name)


def test_a_lesson_tells_its_place_in_the_handbook(desk: Desk) -> None:
    page = desk.get(add_url(Finding)).content.decode()
    for (table, _), lesson in LESSONS.items():
        if table == "finding" and lesson.section:
            link = f'<a href="{address(lesson.section)}" target="_blank" rel="noopener">'
            assert f"{link}GRADE handbook, {lesson.section}</a>" in page


@pytest.mark.parametrize(
    ("section", "anchor"), [("5.2.4", "#h.ygojbnr1bi5y"), ("5.2.1", "#h.9rdkd7qa9z6r"), ("5.1.1", ""), ("3.1", "")]
)
def test_a_section_without_an_address_of_its_own(section: str, anchor: str) -> None:
    assert address(section) == HANDBOOK + anchor


def test_help_and_fields_belong_together(desk: Desk) -> None:
    page = desk.get(add_url(Finding)).content.decode()
    named = set(re.findall(r'aria-describedby="(id_\w+_helptext)"', page))
    assert named
    assert named <= set(re.findall(r'id="(id_\w+_helptext)"', page))
