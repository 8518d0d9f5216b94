"""Pages of sixty records: every order, both ways, any size, and the queries that they take."""

import pytest
from pytest_django import DjangoAssertNumQueries

from tests.api.contract import Client, backwards, document, flat, forwards
from treatments.models import IndexedTreatment

PATH = "/api/v1/treatments"
pytestmark = pytest.mark.usefixtures("sixty")


def sorted_by_python(sort: str) -> list[str]:
    key = sort.removeprefix("-")
    rows = IndexedTreatment.objects.values_list(key, "id")
    return [id_ for _, id_ in sorted(rows, reverse=sort.startswith("-"))]


SORTS = ["id", "-id", "name", "-name", "published_at", "-published_at"]


def test_each_sort_forwards_is_pythons(client: Client) -> None:
    for sort in SORTS:
        pages = forwards(client, f"{PATH}?sort={sort}&page_size=7")
        assert [len(page) for page in pages] == [7] * 8 + [4]
        assert flat(pages) == sorted_by_python(sort), sort


def test_each_sort_backwards_is_pythons(client: Client) -> None:
    for sort in SORTS:
        pages = backwards(client, f"{PATH}?sort={sort}&page_size=7")
        assert flat(pages) == sorted_by_python(sort), sort


def test_the_default_is_twenty_by_id(client: Client) -> None:
    assert forwards(client, PATH) == [[f"r{n:02}" for n in range(m, m + 20)] for m in (0, 20, 40)]


@pytest.mark.parametrize(("size", "pages"), [(1, 60), (59, 2), (60, 1), (61, 1), (100, 1)])
def test_page_sizes(client: Client, size: int, pages: int) -> None:
    found = forwards(client, f"{PATH}?page_size={size}")
    assert len(found) == pages
    assert flat(found) == sorted_by_python("id")


def test_the_page_size_may_change_on_the_way(client: Client) -> None:
    page = document(client.get(f"{PATH}?page_size=10"))
    url = page["next"].replace("page_size=10", "page_size=3")
    assert forwards(client, url)[0] == ["r10", "r11", "r12"]


def test_queries_with_sixty_records(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    deep = document(client.get(f"{PATH}?page_size=50"))["next"]
    sizes = {"?page_size=1": 1, "?page_size=100": 60, "?condition=back-pain&certainty=low": 0}
    for url, size in {**{PATH + query: size for query, size in sizes.items()}, deep: 10}.items():
        with django_assert_num_queries(2):
            page = client.get(url)
        assert len(document(page)["results"]) == size
