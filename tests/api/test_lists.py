"""What every list across treatments has in common, and its filters."""

from typing import Any
from urllib.parse import quote

import pytest
from pytest_django import DjangoAssertNumQueries

from tests.api.contract import Client, document, flat, forwards
from tests.api.library import SICI

pytestmark = pytest.mark.usefixtures("library")

ALL = {
    "treatments": ["heat", "pill", "rest", "soon"],
    "conditions": ["back-pain", "knee-pain"],
    "findings": ["pill-any", "pill-pain", "pill-pain-2", "rest-pain", "rest-recurrence", "rest-words"],
    "adverse-events": ["pill-nausea", "rest-death", "rest-nausea"],
    "recommendations": ["pill-nice", "rest-nice", "rest-who"],
    "claims": ["rest-claim", "rest-cure"],
    "citations": ["bad-2019", "old-1998", "smith-2020"],
}


def ids(client: Client, path: str) -> list[str]:
    return [entry["id"] for entry in document(client.get(f"/api/v1/{path}"))["results"]]


@pytest.mark.parametrize("name", ALL)
def test_everything_by_id(client: Client, name: str) -> None:
    assert ids(client, name) == ALL[name]
    assert ids(client, f"{name}?sort=-id") == ALL[name][::-1]


@pytest.mark.parametrize("name", ALL)
def test_pages(client: Client, name: str) -> None:
    assert flat(forwards(client, f"/api/v1/{name}?page_size=1")) == ALL[name]


@pytest.mark.parametrize("name", ALL)
def test_count(client: Client, name: str) -> None:
    assert document(client.get(f"/api/v1/{name}?count=true&page_size=1"))["count"] == len(ALL[name])


@pytest.mark.parametrize("name", ALL)
def test_fields(client: Client, name: str) -> None:
    assert document(client.get(f"/api/v1/{name}?fields=id"))["results"] == [{"id": id_} for id_ in ALL[name]]


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("size", [1, 100])
def test_queries(client: Client, name: str, size: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    # The feed and the page; for citations the records that cite them.
    with django_assert_num_queries(3 if name == "citations" else 2):
        held = client.get(f"/api/v1/{name}?page_size={size}")["ETag"]
    with django_assert_num_queries(1):
        assert client.get(f"/api/v1/{name}?page_size={size}", headers={"if-none-match": held}).status_code == 304


@pytest.mark.parametrize("name", ALL)
def test_each_entry_has_its_address(client: Client, name: str) -> None:
    for entry in document(client.get(f"/api/v1/{name}"))["results"]:
        found = document(client.get(entry["url"]))
        assert found["id"] == entry["id"]
        if name not in ("treatments", "conditions"):
            assert found == entry


@pytest.mark.parametrize("name", [name for name in ALL if name != "treatments"])
def test_unknown_ids(client: Client, name: str) -> None:
    assert client.get(f"/api/v1/{name}/none").status_code == 404


FILTERS: dict[str, list[tuple[str, list[str]]]] = {
    "treatments": [
        ("direction=harm", ["rest"]),  # pill's harm is no critical outcome
        ("direction=benefit", ["rest"]),  # pill's benefit is superseded
        ("direction=no_clear_difference", ["pill"]),
        ("direction=harm&condition=back-pain", ["rest"]),
        ("direction=harm&condition=knee-pain", []),
        ("certainty=low&condition=back-pain", ["pill", "rest"]),
        ("certainty=low&condition=knee-pain", []),
        ("regulatory_status=approved", ["pill", "rest"]),
        ("regulatory_status=approved,withdrawn", ["pill", "rest"]),
        ("jurisdiction=US", ["pill", "rest"]),
        ("jurisdiction=DE,EU", ["pill", "rest"]),
        ("regulatory_status=approved&jurisdiction=US", ["rest"]),
        ("regulatory_status=approved&jurisdiction=DE", []),  # of one and the same row
        ("jurisdiction=us", []),
        ("adverse_event=nausea", ["pill", "rest"]),
        ("adverse_event=NAUSEA&serious=true", ["pill"]),
        ("adverse_event=nausea&serious=false", ["rest"]),
        ("adverse_event=naus", []),
        ("serious=true", ["pill", "rest"]),
        ("serious=false", ["rest"]),
        ("citation=smith-2020", ["heat", "pill", "rest"]),
        ("citation=SMITH-2020", ["heat", "pill", "rest"]),
        ("citation=10.1136/BMJ.n1446", ["heat", "pill", "rest"]),
        ("citation=123", ["heat", "pill", "rest"]),
        ("citation=12", []),
        (f"citation={quote(SICI, safe='')}", ["rest"]),
        ("citation=bad-2019", ["pill"]),
        ("member_of=rest", ["pill"]),
        ("member_of=none", []),
        ("currency=overdue", ["rest"]),
        ("currency=due", ["pill", "soon"]),
        ("currency=current", ["heat"]),
        ("currency=overdue,current", ["heat", "rest"]),
        ("updated_since=2026-01-01", ["heat", "pill", "rest", "soon"]),
        ("updated_since=2100-01-01T00:00:00Z", []),
    ],
    "conditions": [],
    "findings": [
        ("treatment=pill", ["pill-any", "pill-pain", "pill-pain-2"]),
        ("treatment=pill,none", ["pill-any", "pill-pain", "pill-pain-2"]),
        ("condition=knee-pain", ["rest-words"]),
        ("outcome=recurrence", ["rest-recurrence"]),
        ("outcome=recur", []),
        ("importance=important,limited", ["pill-any", "rest-words"]),
        ("measure=RR", ["pill-any", "rest-recurrence"]),
        ("measure=none", ["rest-words"]),
        ("measure=none,RR", ["pill-any", "rest-recurrence", "rest-words"]),
        ("certainty=low", ["pill-pain-2", "rest-recurrence"]),
        ("direction=benefit", ["pill-pain", "rest-pain"]),
        ("direction=not_estimable", ["rest-words"]),
        ("design=cohort", ["rest-recurrence"]),
        ("citation=old-1998", ["rest-recurrence"]),
        (f"citation={quote(SICI.lower(), safe='')}", ["rest-recurrence"]),
        ("updated_since=2026-01-01T00:00:00%2B02:00&treatment=rest", ["rest-pain", "rest-recurrence", "rest-words"]),
        ("updated_since=2100-01-01", []),
        ("certainty=low&direction=harm", ["rest-recurrence"]),
    ],
    "adverse-events": [
        ("treatment=pill", ["pill-nausea"]),
        ("term=Nausea", ["pill-nausea", "rest-nausea"]),
        ("serious=true", ["pill-nausea", "rest-death"]),
        ("serious=false", ["rest-nausea"]),
        ("frequency=very_common", ["pill-nausea"]),  # exactly 1 in 10
        ("frequency=rare", ["rest-death"]),
        ("frequency=common", []),
        ("frequency=uncommon,not_known", ["rest-nausea"]),
        ("system_organ_class=general%20DISORDERS", ["rest-death"]),
        ("term=nausea&serious=true", ["pill-nausea"]),
    ],
    "recommendations": [
        ("treatment=rest", ["rest-nice", "rest-who"]),
        ("condition=knee-pain", ["rest-who"]),
        ("organisation=who", ["rest-who"]),
        ("direction=for", ["pill-nice", "rest-nice"]),
        ("strength=conditional,not_stated", ["rest-who"]),
    ],
    "claims": [
        ("treatment=rest", ["rest-claim", "rest-cure"]),
        ("treatment=pill", []),
        ("condition=knee-pain", ["rest-cure"]),
        ("verdict=unsupported", ["rest-claim"]),
    ],
    "citations": [
        ("treatment=rest", ["old-1998", "smith-2020"]),
        ("treatment=heat", ["smith-2020"]),
        ("treatment=soon", []),
        ("year_min=2019", ["bad-2019", "smith-2020"]),
        ("year_max=2019", ["bad-2019", "old-1998"]),
        ("year_min=2019&year_max=2019", ["bad-2019"]),
        ("doi=10.1136/bmj.n1446", ["smith-2020"]),
        (f"doi={quote(SICI, safe='')}", ["old-1998"]),
        ("pmid=123", ["smith-2020"]),
        ("retraction_status=retracted", ["bad-2019"]),
        ("retraction_status=none", ["old-1998", "smith-2020"]),
        ("design=cohort", ["old-1998"]),
    ],
}
CASES = [(name, query, found) for name, cases in FILTERS.items() for query, found in cases]


@pytest.mark.parametrize(("name", "query", "found"), CASES)
def test_filters(client: Client, name: str, query: str, found: list[str]) -> None:
    assert ids(client, f"{name}?{query}") == found


@pytest.mark.parametrize("name", ALL)
def test_an_unknown_id_is_an_empty_list(client: Client, name: str) -> None:
    wanted = {"treatments": "condition=none", "conditions": "q=zzz"}.get(name, "treatment=none")
    assert document(client.get(f"/api/v1/{name}?{wanted}&count=true")) | {"truncated": False} == {
        "next": None,
        "previous": None,
        "count": 0,
        "results": [],
        "truncated": False,
    }


def test_what_depends_on_today_has_no_etag(client: Client) -> None:
    assert "ETag" in client.get("/api/v1/treatments?kind=drug")
    assert "ETag" not in client.get("/api/v1/treatments?currency=overdue")


def entry_of(client: Client, path: str) -> Any:
    return document(client.get(f"/api/v1/{path}"))


def test_an_entry_is_the_row_inside_the_record_and_where_it_comes_from(client: Client) -> None:
    record = document(client.get("/api/v1/treatments/rest"))
    names = {condition["id"]: condition["name"] for condition in record["conditions"]}
    lists = {
        "findings": "findings",
        "adverse_events": "adverse-events",
        "recommendations": "recommendations",
        "claims": "claims",
    }
    for member, name in lists.items():
        for row in record[member]:
            expected = {
                **row,
                "url": f"/api/v1/{name}/{row['id']}",
                "treatment": {"id": "rest", "name": "Name of rest"},
                "version": 1,
            }
            if "condition" in row:
                expected["condition"] = {"id": row["condition"], "name": names[row["condition"]]}
            assert entry_of(client, f"{name}/{row['id']}") == expected


def test_a_citation_names_the_records_that_cite_it(client: Client) -> None:
    record = document(client.get("/api/v1/treatments/rest"))
    smith = next(citation for citation in record["citations"] if citation["id"] == "smith-2020")
    citing = [{"id": id_, "name": f"Name of {id_}"} for id_ in ("heat", "pill", "rest")]
    assert entry_of(client, "citations/smith-2020") == {**smith, "cited_by": citing}


def test_a_condition_with_every_treatment_for_it(client: Client) -> None:
    none = {"benefit": 0, "harm": 0, "no_clear_difference": 0, "not_estimable": 0}

    def ungraded(id_: str) -> dict[str, Any]:
        return {
            "id": id_,
            "name": f"Name of {id_}",
            "url": f"/api/v1/treatments/{id_}",
            "certainty": None,
            "symbol": None,
            "reason": "no_critical_outcome",
            "critical": none,
        }

    assert entry_of(client, "conditions/knee-pain") == {
        "id": "knee-pain",
        "url": "/api/v1/conditions/knee-pain",
        "name": "Ärger with the knee",
        "synonyms": [],
        "description": None,
        "codes": [],
        "treatments": [ungraded("heat"), ungraded("rest"), ungraded("soon")],
    }


def test_conditions_by_name(client: Client) -> None:
    assert ids(client, "conditions?sort=-name") == ["knee-pain", "back-pain"]
