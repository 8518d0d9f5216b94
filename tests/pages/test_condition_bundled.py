"""The pages of the bundled conditions, held against what the API says of them."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.pages.html import Element, parse
from tests.pages.numbers import numbers
from treatments.document.canonical import parse as parse_json
from treatments.models import Treatment
from treatments.vocabulary import Certainty

Json = dict[str, Any]
Get = Callable[[str], Any]
CONDITIONS = (
    "acute-low-back-pain",
    "back-muscle-spasm",
    "chronic-low-back-pain",
    "chronic-noncancer-pain",
    "discogenic-low-back-pain",
    "drug-resistant-epilepsy-children",
    "infantile-spasms",
    "knee-osteoarthritis",
)
every_condition = pytest.mark.parametrize("condition", CONDITIONS)


@pytest.fixture(scope="module")
def answers() -> dict[str, Any]:
    """What was asked already, by path: nothing changes here."""
    return {}


@pytest.fixture
def get(bundled: list[Treatment], answers: dict[str, Any]) -> Get:
    """A page as a tree, or what the API answers."""
    client = Client()

    def answer(path: str) -> Any:
        if path not in answers:
            given = client.get(path)
            assert given.status_code == 200, path
            body = b"".join(given)  # also of a stream
            answers[path] = parse_json(body) if path.startswith("/api") else parse(body)
        return answers[path]

    return answer


def treatments(page: Element) -> list[str]:
    """The ids of those compared, in order."""
    rows = page.find("table", class_="comparison").find("tbody").find_all("tr")
    return [row.attributes["id"].removeprefix("treatment-") for row in rows]


def findings(page: Element) -> dict[str, Element]:
    """The rows of the summary of findings, in order."""
    rows = {row.attributes.get("id", ""): row for row in page.find("section", class_="profile").find_all("tr")}
    return {id_.removeprefix("finding-"): row for id_, row in rows.items() if id_.startswith("finding-")}


def profile(get: Get, condition: str) -> dict[str, Json]:
    rows = get(f"/api/v1/conditions/{condition}/summary-of-findings")["rows"]
    return {row["finding"]: row for row in rows}


def test_every_condition_has_a_page(get: Get) -> None:
    listed = {entry["id"]: entry["name"] for entry in get("/api/v1/conditions")["results"]}
    assert {id_: get(f"/conditions/{id_}").find("h1").text for id_ in CONDITIONS} == listed


@every_condition
def test_every_number_of_the_summary_of_findings(get: Get, condition: str) -> None:
    shown = {id_: row.values for id_, row in findings(get(f"/conditions/{condition}")).items()}
    assert shown == {id_: set(numbers(row)) for id_, row in profile(get, condition).items()}


@every_condition
def test_every_text_of_the_summary_of_findings(get: Get, condition: str) -> None:
    shown = findings(get(f"/conditions/{condition}"))
    missing = [
        (id_, text)
        for id_, row in profile(get, condition).items()
        for text in (row["statement"], row["timepoint"], row["outcome"]["name"][1:], row["symbol"], *row["citations"])
        if text is not None and text not in shown[id_].text
    ]
    assert missing == []


@every_condition
def test_no_cell_is_empty(get: Get, condition: str) -> None:
    page = get(f"/conditions/{condition}")
    empty = [(row.text, number) for row in page.find_all("tr") for number, cell in enumerate(row.find_all("td"))
             if not cell.text]  # fmt: skip
    assert empty == []


@every_condition
def test_each_finding_stands_under_its_treatment_and_comparator(get: Get, condition: str) -> None:
    groups = get(f"/conditions/{condition}").find("section", class_="profile").find_all("tbody")
    shown: dict[str, str] = {}
    for group in groups:
        head = group.find("th", scope="rowgroup").text
        shown |= {row.attributes["id"]: head for row in group.find_all("tr") if "id" in row.attributes}
    assert shown == {
        f"finding-{id_}": f"{row['treatment']['name']} compared with {row['comparator']['text']}"
        for id_, row in profile(get, condition).items()
    }


@every_condition
def test_critical_outcomes_come_first_in_each_group(get: Get, condition: str) -> None:
    rows = profile(get, condition)
    unsorted = []
    for group in get(f"/conditions/{condition}").find("section", class_="profile").find_all("tbody"):
        importance = [rows[id_.removeprefix("finding-")]["importance"] for id_ in ids(group, "tr")]
        if importance != sorted(importance):  # the terms stand in the order of the alphabet
            unsorted.append(group.text)
    assert unsorted == []


def ids(element: Element, tag: str) -> list[str]:
    return [each.attributes["id"] for each in element.find_all(tag) if "id" in each.attributes]


RANKS = [*Certainty, None]
ORDERS: dict[str, tuple[Callable[[Json, Json], Any], bool]] = {
    "treatment": (lambda entry, _: entry["name"], False),
    "certainty": (lambda entry, _: RANKS.index(entry["certainty"]), False),
    "benefit": (lambda entry, _: entry["critical"]["benefit"], True),
    "harm": (lambda _, document: sum(event["serious"] for event in document["adverse_events"]), True),
}


@every_condition
@pytest.mark.parametrize("sort", ORDERS)
def test_each_order(get: Get, condition: str, sort: str) -> None:
    value, descending = ORDERS[sort]
    keys = [
        (value(entry, get(entry["url"])), entry["id"]) for entry in get(f"/api/v1/conditions/{condition}")["treatments"]
    ]
    expected = [id_ for _, id_ in sorted(keys, reverse=descending)]
    assert treatments(get(f"/conditions/{condition}?sort={sort}")) == expected


@every_condition
def test_the_grade_and_the_counts_behind_it(get: Get, condition: str) -> None:
    page = get(f"/conditions/{condition}")
    wrong: list[tuple[str, object]] = []
    for entry in get(f"/api/v1/conditions/{condition}")["treatments"]:
        certainty, benefit, _ = page.by_id(f"treatment-{entry['id']}").find_all("td")
        counted = [each for each in benefit.find_all("p") if each.text.startswith("Critical outcomes:")]
        shown = [[each.attributes["value"] for each in line.find_all("data")] for line in counted]
        critical = entry["critical"]
        held = [str(critical[key]) for key in ("benefit", "harm", "no_clear_difference", "not_estimable")]
        if shown != ([held] if any(critical.values()) else []):
            wrong.append((entry["id"], shown))
        rating = entry["certainty"]
        said = "certainty" if rating is None else f"{entry['symbol']} {rating.replace('_', ' ')} certainty"
        if rating is not None and said not in certainty.text:
            wrong.append((entry["id"], certainty.text))
    assert wrong == []


@every_condition
def test_the_statements_that_decide_a_grade(get: Get, condition: str) -> None:
    page = get(f"/conditions/{condition}")
    missing = []
    for id_ in treatments(page):
        document = get(f"/api/v1/treatments/{id_}")
        (grade,) = (grade for grade in document["evidence_grades"] if grade["condition"] == condition)
        statements = {each["id"]: each["interpretation"]["statement"] for each in document["findings"]}
        said = page.by_id(f"treatment-{id_}").text
        missing += [finding for finding in grade["determined_by"] if statements[finding] not in said]
    assert missing == []


@every_condition
def test_the_harm_of_each_treatment(get: Get, condition: str) -> None:
    page = get(f"/conditions/{condition}")
    wrong = []
    for id_ in treatments(page):
        document = get(f"/api/v1/treatments/{id_}")
        events, harm = document["adverse_events"], page.by_id(f"treatment-{id_}").find_all("td")[2]
        serious = [event["term"] for event in events if event["serious"]]
        boxed = [each["text"] for each in document["warnings"] if each["kind"] == "boxed_warning"]
        counted = [str(len(serious)), str(len(events) - len(serious))] if events else []
        named = sum(term in harm.text for term in set(serious))
        if [each.attributes["value"] for each in harm.find_all("data")][:2] != counted:
            wrong.append((id_, "counts"))
        if named < min(3, len(serious)) or [text for text in boxed if text not in harm.text]:
            wrong.append((id_, "names"))
    assert wrong == []


def test_nothing_recorded_is_not_harmless(get: Get) -> None:
    harm = get("/conditions/acute-low-back-pain").by_id("treatment-superficial-heat").find_all("td")[2]
    assert harm.text == "No adverse event is recorded here, which does not mean that there is none."


def test_gaps(get: Get) -> None:
    shown, held = [], []
    for condition in CONDITIONS:
        page = get(f"/conditions/{condition}")
        shown += [each.text for each in page.find("section", **{"aria-labelledby": "gaps"}).find_all("p")]
        gaps = [
            f"{document['name']}: {gap['statement']} {', '.join(gap['citations'])}"
            for document in (get(f"/api/v1/treatments/{id_}") for id_ in treatments(page))
            for gap in document["evidence_gaps"]
            if gap["condition"] == condition
        ]
        held += gaps or ["No such gap is recorded for the treatments on this page."]
    assert shown == held
    assert len([text for text in shown if ": " in text]) == 3


def test_sources_that_contradict_each_other(get: Get) -> None:
    """How many people take muscle relaxants for more than a year: 44.5% or 1%."""
    estimates = {
        row.find_all("td")[1].find_all("data")[0].text
        for row in findings(get("/conditions/back-muscle-spasm")).values()
    }
    assert estimates == {"44.5%", "1%"}


@every_condition
def test_recommendations(get: Get, condition: str) -> None:
    page = get(f"/conditions/{condition}")
    shown = page.find("section", **{"aria-labelledby": "recommendations"})
    links = [each.attributes["href"] for each in shown.find_all("a") if "#recommendation-" in each.attributes["href"]]
    assert links == [
        f"/treatments/{id_}#recommendation-{row['id']}"
        for id_ in treatments(page)
        for row in get(f"/api/v1/treatments/{id_}")["recommendations"]
        if row["condition"] == condition
    ]


@every_condition
def test_forest_plots_of_what_several_findings_speak_of(get: Get, condition: str) -> None:
    outcomes = [row["outcome"]["name"].casefold() for row in profile(get, condition).values()]
    page = get(f"/conditions/{condition}")
    shown = [each.find("h3").text.casefold() for each in page.find_all("section", class_="plot")]
    assert sorted(shown) == sorted({outcome for outcome in outcomes if outcomes.count(outcome) > 1})


@every_condition
def test_every_link_has_its_target(get: Get, condition: str) -> None:
    page = get(f"/conditions/{condition}")
    broken = []
    for link in {each.attributes["href"] for each in page.by_id("main").find_all("a")}:
        path, _, target = link.partition("#")
        if link.startswith(("?", "/api/")) or ".svg" in link:
            continue
        tree = get(path) if path else page
        if target and len([each for each in tree.walk() if each.attributes.get("id") == target]) != 1:
            broken.append(link)
    assert broken == []


@every_condition
def test_ids_are_unique_and_headings_leave_no_gap(get: Get, condition: str) -> None:
    page = get(f"/conditions/{condition}")
    found = [each.attributes["id"] for each in page.walk() if "id" in each.attributes]
    levels = [int(each.tag[1]) for each in page.walk() if each.tag in ("h1", "h2", "h3", "h4")]
    assert len(found) == len(set(found))
    assert [each for before, each in zip([0, *levels], levels, strict=False) if each > before + 1] == []


def test_the_links_to_the_pictures_work(get: Get, client: Client) -> None:
    links = [
        each.attributes["href"]
        for condition in CONDITIONS
        for each in get(f"/conditions/{condition}").find_all("a")
        if ".svg" in each.attributes["href"]
    ]
    assert links
    assert {client.get(link).status_code for link in links} == {200}
