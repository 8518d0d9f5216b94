"""CSL-JSON, read back by citeproc-py."""

import json
from typing import Any
from unicodedata import normalize

import pytest
from citeproc.source.json import CiteProcJSON  # type: ignore[import-untyped]
from hypothesis import given

from tests.exchange.published import CITATIONS, SICI, bundled_citations, citation
from treatments.exchange import csl

Json = dict[str, Any]

# Variables of the CSL 1.0.2 data schema (csl-data.json) that are used here.
TEXTS = {
    "title",
    "container-title",
    "volume",
    "issue",
    "page",
    "DOI",
    "PMID",
    "PMCID",
    "URL",
    "keyword",
    "status",
    "note",
}


def items(*citations: Json) -> list[Json]:
    value: list[Json] = json.loads(csl.write(citations))
    return value


def item(value: Json) -> Json:
    (found,) = items(value)
    return found


def read_back(value: Json) -> Json:
    """What citeproc-py makes of the item."""
    source = CiteProcJSON(items(value))
    (found,) = source.values()

    def text(name: str) -> str | None:
        return str(found[name]) if name in found else None

    issued = found.get("issued")
    return {
        "id": found.key,
        "type": found.type,
        "title": text("title"),
        "authors": [dict(name) for name in found.get("author", [])],
        "container_title": text("container_title"),
        "year": issued and issued.year,
        "volume": text("volume"),
        "issue": text("issue"),
        "pages": text("page"),
        "doi": text("DOI"),
        "pmid": text("PMID"),
        "pmcid": text("PMCID"),
        "design": text("keyword"),
        "status": text("status"),
    }


def expected(value: Json) -> Json:
    status = value["retraction"]["status"]
    members = {
        **{
            name: value[name] for name in ("id", "type", "title", "container_title", "year", "volume", "issue", "pages")
        },
        **{name: value[name] for name in ("doi", "pmid", "pmcid")},
        "authors": [{part: name for part, name in person.items() if name} for person in value["authors"]],
        "design": value["design"] and value["design"].replace("_", " "),
        "status": None if status == "none" else status.replace("_", " "),
    }
    composed: Json = json.loads(normalize("NFC", json.dumps(members, ensure_ascii=False)))
    return composed


def check(value: Json) -> None:
    assert read_back(value) == expected(value)
    found = item(value)
    assert set(found) <= TEXTS | {"id", "type", "author", "issued"}
    assert all(isinstance(found[name], str) for name in TEXTS & set(found))


def test_an_item() -> None:
    value = citation(
        type="report",
        authors=[{"family": "van Tulder", "given": "M W"}, {"family": "Plato", "given": None}, {"literal": "The CNT"}],
        container_title="AHRQ",
        doi=SICI,
        pmid="1",
        pmcid="PMC2",
        link=None,
        design="systematic_review_of_rcts",
        registry_ids=["NCT01290367", "EudraCT 2017-002092-25"],
        retraction={"status": "expression_of_concern", "notice": "10.1136/bmj.n1", "date": "2021-05-01"},
        note="First authors only.",
    )
    assert items(value) == [
        {
            "id": "smith-2020",
            "type": "report",
            "title": "Title of smith-2020",
            "author": [{"family": "van Tulder", "given": "M W"}, {"family": "Plato"}, {"literal": "The CNT"}],
            "container-title": "AHRQ",
            "issued": {"date-parts": [[2020]]},
            "volume": "1",
            "issue": "2",
            "page": "3-4",
            "DOI": SICI,
            "PMID": "1",
            "PMCID": "PMC2",
            "URL": "https://doi.org/10.1002/%28SICI%291097-0258%2819980815/30%2917%3A15/16%3C1661%3A%3AAID-SIM968%3E3.0.CO"
            "%3B2-2",
            "keyword": "systematic review of rcts",
            "status": "expression of concern",
            "note": "Expression of concern (2021-05-01), notice: 10.1136/bmj.n1; "
            "Registered as NCT01290367, EudraCT 2017-002092-25; First authors only.",
        }
    ]


def test_what_is_unknown_is_left_out() -> None:
    unknown = dict.fromkeys(["container_title", "year", "volume", "issue", "pages", "link", "design"])
    value = citation(type="webpage", authors=[], **unknown)
    assert csl.write([value]) == b'[{"id":"smith-2020","type":"webpage","title":"Title of smith-2020"}]'


def test_nothing() -> None:
    assert csl.write([]) == b"[]"


@pytest.mark.parametrize(
    ("link", "address"),
    [
        ('https://example.org/a b<c>{d}|e\\f^g`h"i', "https://example.org/a%20b%3Cc%3E%7Bd%7D%7Ce%5Cf%5Eg%60h%22i"),
        ("https://example.org/?a=b&c=d;e#f", "https://example.org/?a=b&c=d;e#f"),
        ("https://example.org/%3Ca%3E", "https://example.org/%3Ca%3E"),
        ("https://example.org/100%", "https://example.org/100%25"),
        ("https://example.org/é", "https://example.org/%C3%A9"),
    ],
)
def test_addresses_are_encoded_once(link: str, address: str) -> None:
    assert item(citation(link=link))["URL"] == address


def test_bundled() -> None:
    found = items(*bundled_citations())
    assert [entry["id"] for entry in found] == [value["id"] for value in bundled_citations()]
    for value in bundled_citations():
        check(value)


@given(CITATIONS)
def test_awkward(value: Json) -> None:
    check(value)
