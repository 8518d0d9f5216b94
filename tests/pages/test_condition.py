"""/conditions/{id}: what the page says of awkward records, and the answers around it."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoDbBlocker

from tests.api.conftest import lasting
from tests.conftest import (
    make_event,
    make_finding,
    make_gap,
    make_recommendation,
    make_record,
    make_warning,
)
from tests.pages.html import Element, parse

Json = dict[str, Any]
PATH = "/conditions/back-pain"
CACHED = "public, max-age=60, stale-while-revalidate=30, stale-if-error=86400"
OUTCOME: Json = make_finding("any")["outcome"]
CERTAINTY: Json = make_finding("any")["certainty"]
HIGH = {**CERTAINTY, "domains": []}
LOW = {**CERTAINTY, "domains": [{"domain": "risk_of_bias", "levels": -2, "reason": "open"}]}
EVENT = {**OUTCOME, "unit": None, "scale_min": None, "scale_max": None}
KNEE: Json = {"id": "knee-pain", "name": "Knee pain", "synonyms": [], "description": None, "codes": []}
CODE = {"system": "ICD-10-CM", "code": "M54.50", "display": "Low back pain", "verified": True}
BACK: Json = {
    "id": "back-pain",
    "name": "Back pain",
    "synonyms": ["Lumbago"],
    "description": "It hurts.",
    "codes": [CODE],
}


def effect(measure: str, estimate: float, low: float | None = None, high: float | None = None) -> Json:
    level = None if low is None else 0.95
    return {"measure": measure, "estimate": estimate, "ci_low": low, "ci_high": high, "ci_level": level,
            "computed": False}  # fmt: skip


def event(id_: str, term: str, percent: float | None) -> Json:
    rates = {"events": None, "total": None, "percent": percent, "percent_low": None, "percent_high": None}
    return make_event(id=id_, term=term, serious=True, treated=rates)


PILL = make_record(
    "pill",
    name="Pill",
    kind="drug",
    conditions=[BACK, KNEE],
    findings=[
        make_finding("pill-limited", outcome={**OUTCOME, "name": "limited", "importance": "limited"}),
        make_finding("pill-for", outcome={**OUTCOME, "name": "Pain"}, certainty=HIGH),
        make_finding("pill-against", outcome={**OUTCOME, "name": "pain"}, effect=effect("MD", 7, 2, 12), certainty=LOW),
        make_finding("pill-walking", outcome={**EVENT, "name": "walking"}, effect=effect("RD", 0), certainty=HIGH),
        make_finding("pill-old", superseded_by="pill-for"),
        make_finding("pill-knee", condition="knee-pain", outcome={**OUTCOME, "name": "knee"}),
    ],
    adverse_events=[
        event("pill-a", "Coma", None), event("pill-b", "Stroke", 0.05), event("pill-c", "Ulcer", 5),
        event("pill-d", "Gout", 0.5), make_event(id="pill-e"),
    ],
    warnings=[make_warning(), make_warning(kind="boxed_warning", jurisdiction="US", text="It kills.")],
)  # fmt: skip
REST = make_record(
    "rest",
    name="Rest",
    conditions=[BACK],
    findings=[
        make_finding("rest-or", outcome={**EVENT, "name": "recurrence", "importance": "important"},
                     effect=effect("OR", 0.5, 0.25, 1), baseline={"risk": 0.2, "source": None}),
        make_finding("rest-none", outcome={**EVENT, "name": "death", "importance": "important"},
                     effect=effect("RR", 1, 0, 3), baseline={"risk": 0, "source": None}, certainty=None),
        make_finding("rest-words", outcome={**EVENT, "name": "mood", "importance": "important"}, effect=None,
                     studies=None, participants=None, timepoint=None, comparator={"text": "pill", "treatment": "pill"}),
        make_finding("rest-group", outcome={**EVENT, "name": "boredom", "importance": "important"},
                     effect=effect("proportion", 0.4), comparator={"text": "none", "treatment": None}),
        make_finding("rest-rr", outcome={**EVENT, "name": "sleep", "importance": "important"},
                     effect=effect("RR", 1.5, 1.2, 1.8)),
    ],
    evidence_gaps=[make_gap()],
    recommendations=[make_recommendation(id="rest-nice", status="retired", certainty="low")],
)  # fmt: skip
WAIT = make_record("wait", name="Waiting", conditions=[BACK], findings=[])
SOUGHT = make_record("sought", name="Magnet", conditions=[BACK], findings=[], evidence_gaps=[make_gap()])


@pytest.fixture(scope="module")
def few(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with lasting(django_db_blocker, PILL, REST, WAIT, SOUGHT):
        yield


@pytest.fixture
def page(few: None, db: None, client: Client) -> Element:
    return shown(client)


def shown(client: Client, path: str = PATH, status: int = 200) -> Element:
    answer = client.get(path)
    assert answer.status_code == status
    return parse(answer.content)


def cells(page: Element, id_: str) -> list[str]:
    """The texts of the row's cells behind its head."""
    return [cell.text for cell in page.by_id(id_).find_all("td")]


def paragraphs(page: Element, finding: str, column: int) -> list[str]:
    return [each.text for each in page.by_id(f"finding-{finding}").find_all("td")[column].find_all("p")]


def test_what_the_condition_is(page: Element) -> None:
    head, about = page.find("h1"), page.find("section", **{"aria-labelledby": "about"})
    assert head.text == "Back pain"
    assert "Also called: Lumbago It hurts." in page.by_id("main").text
    assert "ICD-10-CM M54.50 (Low back pain)" in about.text


def test_that_nobody_reviewed_the_records_is_said_at_the_top(page: Element) -> None:
    assert page.find("p", class_="notice").text.startswith(
        "All records on this page were imported, not clinically reviewed here."
    )


def test_the_treatments_side_by_side(page: Element) -> None:
    heads = [row.find("th").text for row in page.find("table", class_="comparison").find("tbody").find_all("tr")]
    assert heads == ["Pill drug", "Rest self care", "Magnet self care", "Waiting self care"]
    assert (
        page.by_id("treatment-pill").find("th").find("a").attributes["href"] == "/treatments/pill#condition-back-pain"
    )


def test_certainty(page: Element) -> None:
    assert [cells(page, f"treatment-{id_}")[0] for id_ in ("rest", "sought", "wait")] == [
        "Not graded",
        "Nothing was found",
        "No finding is recorded here",
    ]
    assert "⊕⊕◯◯ low certainty" in cells(page, "treatment-pill")[0]


def test_sources_that_contradict_each_other_are_both_heard(page: Element) -> None:
    """The grade is that of the finding against; the one in favour, which is surer, stands beside it."""
    benefit = page.by_id("treatment-pill").find_all("td")[1]
    said = [each for each in benefit.children if isinstance(each, Element)]
    assert [each.tag for each in said] == ["p", "p", "p", "details"]
    assert said[0].text.startswith("Pill compared with usual care: the treatment may increase pain.")
    assert said[1].text.startswith("Pill compared with usual care: the treatment reduces Pain.")
    assert said[2].text == (
        "Critical outcomes: 1 in favour of the treatment, 1 against it, 0 without a clear difference, 1 without a"
        " conclusion."
    )
    assert [each.text for each in said[3].find_all("p")] == [
        "Pill compared with usual care. Outcome: walking. Risk difference in percentage points: 0; no interval was"
        " reported, so no conclusion is drawn. Time point: six weeks. smith-2020"
    ]


def test_benefit_without_a_critical_outcome(page: Element) -> None:
    assert [cells(page, f"treatment-{id_}")[1] for id_ in ("rest", "sought", "wait")] == [
        "No critical outcome is recorded here. Others stand in the summary of findings.",
        "Nothing found. smith-2020",
        "Nothing is recorded here, which does not mean that nothing is known elsewhere.",
    ]


def test_harm(page: Element) -> None:
    assert cells(page, "treatment-pill")[2] == (
        "Boxed warning (US): It kills. smith-2020 4 serious and 1 other adverse event recorded. Serious, the most"
        " frequent first: Ulcer (common) Gout (uncommon) Stroke (rare) and 1 more"
    )
    assert cells(page, "treatment-rest")[2] == (
        "No adverse event is recorded here, which does not mean that there is none."
    )


def test_what_is_superseded_or_of_another_condition_is_left_out(page: Element) -> None:
    rows = page.find("section", class_="profile").find_all("tr")
    found = [row.attributes["id"] for row in rows if row.attributes.get("id", "").startswith("finding-pill")]
    assert found == ["finding-pill-against", "finding-pill-for", "finding-pill-walking", "finding-pill-limited"]


def test_groups(page: Element) -> None:
    groups = page.find("section", class_="profile").find_all("th", scope="rowgroup")
    assert [group.text for group in groups] == [
        "Pill compared with usual care",
        "Rest compared with none",
        "Rest compared with usual care",
        "Rest compared with pill",
    ]
    assert [link.attributes["href"] for link in groups[3].find_all("a")] == [
        "/treatments/rest#condition-back-pain",
        "/treatments/pill",
    ]


def test_a_difference_is_an_absolute_effect(page: Element) -> None:
    assert cells(page, "finding-pill-for")[:5] == [
        "not reported",
        "mean difference −7 (95% CI −12 to −2)",
        "none: the effect is a difference",
        "200 (1 study)",
        "⊕⊕⊕⊕ high",
    ]
    assert "from 0 to 100 points, less is better" in page.by_id("finding-pill-for").find("th").text


def test_an_effect_of_zero_without_an_interval(page: Element) -> None:
    assert cells(page, "finding-pill-walking")[1] == "risk difference 0%; no interval was reported"


def test_a_ratio_at_a_baseline(page: Element) -> None:
    assert cells(page, "finding-rest-or")[0] == "200 per 1,000"
    assert paragraphs(page, "rest-or", 1) == ["111.1 per 1,000", "89 fewer per 1,000 (95% CI 141 fewer to 0)"]
    assert paragraphs(page, "rest-or", 2) == ["odds ratio 0.5 (95% CI 0.25 to 1)"]


def test_a_ratio_at_a_baseline_of_zero(page: Element) -> None:
    assert cells(page, "finding-rest-none")[0] == "0 per 1,000"
    assert paragraphs(page, "rest-none", 1) == [
        "0 per 1,000",
        "a difference of less than 1 per 1,000 (95% CI 0 to 0)",
    ]
    assert cells(page, "finding-rest-none")[4] == "not graded"


def test_a_ratio_without_a_baseline(page: Element) -> None:
    assert cells(page, "finding-rest-rr")[:3] == ["not reported", "not reported", "risk ratio 1.5 (95% CI 1.2 to 1.8)"]


def test_a_finding_in_words(page: Element) -> None:
    assert cells(page, "finding-rest-words")[:4] == [
        "not reported",
        "described in words",
        "described in words",
        "Participants not reported (studies not reported)",
    ]
    assert "time not reported" in page.by_id("finding-rest-words").find("th").text


def test_one_group_only(page: Element) -> None:
    assert cells(page, "finding-rest-group")[:3] == [
        "one group only",
        "proportion 40%; no interval was reported",
        "none: one group only",
    ]


def test_where_nothing_was_found(page: Element) -> None:
    section = page.find("section", **{"aria-labelledby": "gaps"})
    assert [each.text for each in section.find_all("p")] == [
        "Rest: Nothing found. smith-2020",
        "Magnet: Nothing found. smith-2020",
    ]


def test_recommendations(page: Element) -> None:
    section = page.find("section", **{"aria-labelledby": "recommendations"})
    assert [each.text for each in section.find_all("li")] == [
        "NICE, 2020 recommends it; strong recommendation; certainty ⊕⊕◯◯ low. No longer in force. smith-2020"
    ]


def test_a_plot_of_two_findings_on_one_outcome_whatever_its_case(page: Element) -> None:
    (plot,) = page.find_all("section", class_="plot")
    assert plot.find("h3").text == "Pain"
    assert plot.find("a", href=f"{PATH}/forest.svg?outcome=pain")


@pytest.mark.parametrize(
    ("sort", "direction", "order"),
    [
        ("treatment", "ascending", ["sought", "pill", "rest", "wait"]),
        ("certainty", "descending", ["pill", "rest", "sought", "wait"]),
        ("benefit", "descending", ["pill", "wait", "sought", "rest"]),
        ("harm", "descending", ["pill", "wait", "sought", "rest"]),
    ],
)
def test_sorted(few: None, db: None, client: Client, sort: str, direction: str, order: list[str]) -> None:
    table = shown(client, f"{PATH}?sort={sort}").find("table", class_="comparison")
    assert [row.attributes["id"] for row in table.find("tbody").find_all("tr")] == [f"treatment-{id_}" for id_ in order]
    heads = {head.text: head.attributes.get("aria-sort") for head in table.find("thead").find_all("th")}
    assert heads == {"Treatment": None, "Certainty": None, "Benefit": None, "Harm": None, sort.capitalize(): direction}
    assert [link.attributes["href"] for link in table.find("thead").find_all("a")] == [
        "?sort=treatment", "?sort=certainty", "?sort=benefit", "?sort=harm",
    ]  # fmt: skip


def test_sorted_by_certainty_when_nothing_is_asked(few: None, db: None, client: Client) -> None:
    heads = shown(client).find("table", class_="comparison").find("thead").find_all("th")
    assert [head.text for head in heads if "aria-sort" in head.attributes] == ["Certainty"]


def test_every_order_has_the_same_canonical_address(few: None, db: None, client: Client) -> None:
    link = shown(client, f"{PATH}?sort=harm").find("link", rel="canonical")
    assert link.attributes["href"] == f"http://testserver{PATH}"


@pytest.mark.parametrize("path", [f"{PATH}?sort=name", f"{PATH}?cursor=broken", f"{PATH}?page_size=10"])
def test_a_wrong_question_is_an_error_in_words(few: None, db: None, client: Client, path: str) -> None:
    page = shown(client, path, 400)
    name = path.partition("?")[2].partition("=")[0]
    assert page.find("li").text.startswith(f"{name}: ")
    assert page.find("a", href=PATH).text == "Show the page without these parameters"


def test_the_error_names_the_orders(few: None, db: None, client: Client) -> None:
    said = shown(client, f"{PATH}?sort=name", 400).find("li").text
    assert said == "sort: “name” is not allowed: use treatment, certainty, benefit, harm."


@pytest.mark.parametrize("headers", [{}, {"If-None-Match": "*"}])
def test_no_such_condition(few: None, db: None, client: Client, headers: dict[str, str]) -> None:
    answer = client.get("/conditions/nothing", headers=headers)
    assert (answer.status_code, parse(answer.content).find("h1").text) == (404, "Nothing is published here")


def test_its_own_style(page: Element) -> None:
    assert "/static/treatments/condition.css" in [
        each.attributes["href"] for each in page.find_all("link", rel="stylesheet")
    ]
