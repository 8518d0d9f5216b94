"""The page of a record, held against its document."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from tests.pages.html import Element, parse
from tests.pages.numbers import numbers
from treatments.document.render import read
from treatments.models import Treatment
from treatments.models.record import Publication
from treatments.pages import record
from treatments.vocabulary import FrequencyClass

Json = dict[str, Any]


@pytest.fixture(scope="module")
def documents() -> dict[str, Json]:
    """The bundled documents, filled at the first use."""
    return {}


@pytest.fixture
def pages(bundled: list[Treatment], documents: dict[str, Json]) -> dict[str, tuple[Json, Element]]:
    """Every bundled record's document and page."""
    if not documents:
        rows = Publication.objects.filter(current__isnull=False).values_list("id", "current__body")
        documents.update({id_: read(body) for id_, body in rows})
    client = Client()
    return {id_: (body, parse(client.get(f"/treatments/{id_}").content)) for id_, body in documents.items()}


def test_every_bundled_record_has_a_page(pages: dict[str, tuple[Json, Element]], bundled: list[Treatment]) -> None:
    assert {id_: page.find("h1").text for id_, (_, page) in pages.items()} == {each.id: each.name for each in bundled}


def test_the_numbers_of_each_finding(pages: dict[str, tuple[Json, Element]]) -> None:
    shown, held = {}, {}
    for document, page in pages.values():
        for finding in document["findings"]:
            shown[finding["id"]] = page.by_id(f"finding-{finding['id']}").values
            held[finding["id"]] = set(numbers(finding))
    assert len(held) == 59
    assert shown == held


def test_the_numbers_of_each_adverse_event(pages: dict[str, tuple[Json, Element]]) -> None:
    shown, held = {}, {}
    for document, page in pages.values():
        for event in document["adverse_events"]:
            shown[event["id"]] = page.by_id(f"event-{event['id']}").values
            held[event["id"]] = set(numbers(event))
    assert len(held) == 68
    assert shown == held


def test_the_counts_behind_each_grade(pages: dict[str, tuple[Json, Element]]) -> None:
    shown, held = [], []
    for document, page in pages.values():
        for grade in document["evidence_grades"]:
            if grade["certainty"] is not None:
                section = page.find("section", **{"aria-labelledby": f"condition-{grade['condition']}"})
                (said,) = (each for each in section.find_all("p") if each.text.startswith("Critical outcomes"))
                shown.append([each.attributes["value"] for each in said.find_all("data")])
                held.append(list(numbers({key: grade["critical"][key] for key in COUNTS})))
    assert shown == held


COUNTS = ("benefit", "harm", "no_clear_difference", "not_estimable")


def test_no_number_comes_from_elsewhere(pages: dict[str, tuple[Json, Element]]) -> None:
    assert {id_: page.values - set(numbers(document)) for id_, (document, page) in pages.items() if page.values} == {
        id_: set() for id_, (_, page) in pages.items() if page.values
    }


def read_as(element: Element) -> Decimal:
    """The number that people read in a `<data>`, as the document would hold it."""
    text = element.text.replace(",", "").replace("−", "-").removesuffix(" CI")
    return Decimal(text.removesuffix("%"))


def test_what_people_read_is_what_the_document_holds(pages: dict[str, tuple[Json, Element]]) -> None:
    """A percentage stands for itself or for a hundredth of it."""
    wrong = []
    for _, page in pages.values():
        for each in page.find_all("data"):
            value, people = Decimal(each.attributes["value"]), read_as(each)
            if people != value and not (each.text.removesuffix(" CI").endswith("%") and people == 100 * value):
                wrong.append((each.attributes["value"], each.text))
    assert wrong == []


def test_the_statements_stand_word_for_word(pages: dict[str, tuple[Json, Element]]) -> None:
    missing = [
        finding["id"]
        for document, page in pages.values()
        for finding in document["findings"]
        if finding["interpretation"]["statement"]
        != page.by_id(f"finding-{finding['id']}").find("p", class_="statement").text
    ]
    assert missing == []


def test_the_trace_of_each_grade(pages: dict[str, tuple[Json, Element]]) -> None:
    shown, held = {}, {}
    for document, page in pages.values():
        for finding in document["findings"]:
            traces = page.by_id(f"finding-{finding['id']}").find_all("ol", class_="trace")
            shown[finding["id"]] = [[step.text for step in trace.find_all("li")] for trace in traces]
            held[finding["id"]] = [] if finding["certainty"] is None else [finding["certainty"]["trace"]]
    assert shown == held


TEXTS = {
    "evidence_gaps": ("statement",),
    "warnings": ("text",),
    "recommendations": ("organisation", "text", "strength_as_printed", "note"),
    "claims": ("quote", "rationale"),
    "regulatory": ("authority", "note"),
    "adverse_events": ("term", "population", "note", "system_organ_class"),
    "findings": ("population", "rationale", "timepoint"),
    "citations": ("formatted", "doi", "pmid", "note"),
}


def test_nothing_that_people_wrote_is_left_out(pages: dict[str, tuple[Json, Element]]) -> None:
    missing = [
        (id_, name, row.get("id"), key)
        for id_, (document, page) in pages.items()
        for name, keys in TEXTS.items()
        for row in document[name]
        for key in keys
        if row[key] is not None and " ".join(row[key].split()) not in page.text
    ]
    assert missing == []


def test_serious_events_come_first_and_then_the_more_frequent_ones(pages: dict[str, tuple[Json, Element]]) -> None:
    order = list(FrequencyClass)
    unsorted = []
    for id_, (document, page) in pages.items():
        events = {f"event-{event['id']}": event for event in document["adverse_events"]}
        shown = [events[item.attributes["id"]] for item in page.find_all("li", class_="event")]
        keys = [
            (not event["serious"], order.index(event["frequency"]["class"]))
            for event in shown
            if event["frequency"]["reported_class"] is None
        ]
        if keys != sorted(keys) or len(shown) != len(events):
            unsorted.append(id_)
    assert unsorted == []


def test_the_class_as_printed_counts_where_no_number_is_known() -> None:
    events = [
        {"serious": False, "frequency": {"class": "not_known", "reported_class": None}, "id": "a"},
        {"serious": False, "frequency": {"class": "not_known", "reported_class": "common"}, "id": "b"},
        {"serious": False, "frequency": {"class": "rare", "reported_class": None}, "id": "c"},
    ]
    assert [event["id"] for event in record.harms({"adverse_events": events}).other] == ["b", "c", "a"]


def test_every_link_inside_the_page_has_its_target(pages: dict[str, tuple[Json, Element]]) -> None:
    broken = []
    for id_, (_, page) in pages.items():
        targets = {each.attributes["id"] for each in page.walk() if "id" in each.attributes}
        links = {each.attributes["href"] for each in page.find_all("a") if each.attributes["href"].startswith("#")}
        broken += [(id_, link) for link in links if link.removeprefix("#") not in targets]
    assert broken == []


def test_ids_are_unique(pages: dict[str, tuple[Json, Element]]) -> None:
    twice = {}
    for id_, (_, page) in pages.items():
        ids = [each.attributes["id"] for each in page.walk() if "id" in each.attributes]
        twice[id_] = {each for each in ids if ids.count(each) > 1}
    assert set().union(*twice.values()) == set()


def test_where_nothing_was_found(pages: dict[str, tuple[Json, Element]]) -> None:
    shown, held = [], []
    for document, page in pages.values():
        for gap in document["evidence_gaps"]:
            section = page.find("section", **{"aria-labelledby": f"condition-{gap['condition']}"})
            shown += [each.text.startswith(gap["statement"]) for each in section.find_all("p", class_="gap")]
            held.append(True)
    assert shown == held


def test_an_imported_record_says_that_nobody_reviewed_it(pages: dict[str, tuple[Json, Element]]) -> None:
    _, page = pages["opioids"]
    assert "Imported, not clinically reviewed here." in page.text


@pytest.mark.parametrize(("days", "overdue"), [(-1, True), (0, False), (1, False)])
def test_when_a_review_is_overdue(pages: dict[str, tuple[Json, Element]], days: int, *, overdue: bool) -> None:
    document, _ = pages["opioids"]
    today = date(2026, 11, 24)
    due = (today + timedelta(days=days)).isoformat()
    assert record.context({**document, "review_due": due}, today)["overdue"] is overdue
