"""The shortest spelling of a page's address: what forms and other sites add is taken off."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client, RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from treatments.pages.query import tidied
from treatments.pages.search import SearchParameters


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("q=", "/search"),
        ("q=&sort=", "/search"),
        ("q=+", "/search"),
        ("q=pain&sort=", "?q=pain"),
        ("kind=drug&kind=device", "?kind=drug,device"),
        ("kind=drug&kind=", "?kind=drug"),
        ("kind=drug,device&kind=exercise", "?kind=drug,device,exercise"),
        ("utm_source=mail", "/search"),
        ("q=pain&fbclid=1", "?q=pain"),
        ("q=a%26b&sort=", "?q=a%26b"),
        ("q=%C3%A4&sort=", "?q=%C3%A4"),
    ],
)
def test_on_to_the_tidy_address(client: Client, query: str, expected: str) -> None:
    answer = client.get(f"/search?{query}")
    assert (answer.status_code, answer["Location"], answer.content) == (302, expected, b"")


@pytest.mark.parametrize("query", ["", "q=pain", "q= pain ", "kind=drug,device", "q=pain&sort=name"])
def test_a_tidy_address_stays(query: str) -> None:
    assert tidied(RequestFactory().get(f"/search?{query}"), SearchParameters) is None


def test_what_takes_one_value_is_not_joined(db: None, client: Client) -> None:
    assert client.get("/search?q=a&q=b").status_code == 400


NAMES = st.sampled_from(["q", "kind", "condition", "sort", "colour", "fbclid"])
PAIRS = st.lists(st.tuples(NAMES, st.sampled_from(["", " ", "a", "a b", "ä", "a,b", "&", "+", "#"])), max_size=6)


@given(PAIRS)
def test_once_is_enough(pairs: list[tuple[str, str]]) -> None:
    factory = RequestFactory()
    request = factory.get("/search", query_params={name: [v for n, v in pairs if n == name] for name, _ in pairs})
    answer = tidied(request, SearchParameters)
    if answer is not None:
        target = answer["Location"]
        again = factory.get(target if target.startswith("/") else f"/search{target}")
        assert tidied(again, SearchParameters) is None
        left = {value for values in parse_qs(urlsplit(target).query).values() for value in values}
        assert all(any(value in each for each in left) for name, value in pairs if value.strip() and name != "fbclid")
