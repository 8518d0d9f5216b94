"""RIS, read back by RISparser."""

import re
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
import RISparser  # type: ignore[import-untyped]
from hypothesis import given

from tests.exchange.published import CITATIONS, SICI, bundled_citations, citation, flat
from treatments.exchange import ris
from treatments.vocabulary import CitationType

Json = dict[str, Any]


def references(*citations: Json) -> list[Json]:
    return list(RISparser.read(ris.write(citations).decode().split("\r\n")))


def reference(value: Json) -> Json:
    (found,) = references(value)
    return found


def read_back(found: Json) -> Json:
    pages = [found[name] for name in ("start_page", "end_page") if name in found]
    return {
        "id": found["id"],
        "type": found["type_of_reference"],
        "title": found["title"],
        "authors": found.get("authors", []),
        "container_title": found.get("secondary_title"),
        "year": found.get("year"),
        "volume": found.get("volume"),
        "issue": found.get("number"),
        "pages": "-".join(pages) or None,
        "doi": found.get("doi"),
        "pmid": found.get("accession_number"),
        "pmcid": found.get("custom2"),
        "design": found.get("keywords"),
    }


def expected(value: Json) -> Json:
    return {
        "id": value["id"],
        "type": ris.TYPES[value["type"]],
        "title": flat(value["title"]),
        "authors": [
            flat(person.get("literal") or ", ".join(filter(None, (person["family"], person["given"]))))
            for person in value["authors"]
        ],
        "container_title": flat(value["container_title"]),
        "year": value["year"] and str(value["year"]),
        "volume": flat(value["volume"]),
        "issue": flat(value["issue"]),
        "pages": value["pages"] and value["pages"].replace("–", "-"),
        "doi": value["doi"],
        "pmid": value["pmid"],
        "pmcid": value["pmcid"],
        "design": value["design"] and [value["design"].replace("_", " ")],
    }


def check(value: Json) -> None:
    found = reference(value)
    assert read_back(found) == expected(value)
    assert "unknown_tag" not in found
    notes = " ".join(found.get("notes", []))
    for remark in [*value["registry_ids"], value["note"] or "", value["retraction"]["status"].split("_")[0]]:
        assert remark == "none" or str(flat(remark)).lower() in notes.lower()


def test_a_reference() -> None:
    value = citation(
        type="report",
        title="Opioids\n and ER  - others",
        authors=[{"family": "van Tulder", "given": "M W"}, {"family": "Plato", "given": None}, {"literal": "The CNT"}],
        container_title="AHRQ",
        pages="3–4",
        doi=SICI,
        pmid="1",
        pmcid="PMC2",
        link=None,
        design="systematic_review_of_rcts",
        registry_ids=["NCT01290367", "EudraCT 2017-002092-25"],
        retraction={"status": "retracted", "notice": "10.1136/bmj.n1", "date": "2021-05-01"},
        note="First authors only.",
    )
    assert ris.write([value]).decode().split("\r\n") == [
        "TY  - RPRT",
        "ID  - smith-2020",
        "AU  - van Tulder, M W",
        "AU  - Plato",
        "AU  - The CNT",
        "TI  - Opioids and ER - others",
        "T2  - AHRQ",
        "PY  - 2020",
        "VL  - 1",
        "IS  - 2",
        "SP  - 3",
        "EP  - 4",
        f"DO  - {SICI}",
        "AN  - 1",
        "C2  - PMC2",
        "UR  - https://doi.org/10.1002/%28SICI%291097-0258%2819980815/30%2917%3A15/16%3C1661%3A%3AAID-SIM968%3E3.0.CO"
        "%3B2-2",
        "KW  - systematic review of rcts",
        "N1  - RETRACTED (2021-05-01), notice: 10.1136/bmj.n1",
        "N1  - Registered as NCT01290367, EudraCT 2017-002092-25",
        "N1  - First authors only.",
        "ER  - ",
        "",
    ]


def test_what_is_unknown_is_left_out() -> None:
    unknown = dict.fromkeys(["container_title", "year", "volume", "issue", "pages", "link", "design"])
    value = citation(type="webpage", authors=[], **unknown)
    assert ris.write([value]) == b"TY  - ELEC\r\nID  - smith-2020\r\nTI  - Title of smith-2020\r\nER  - \r\n"


def test_nothing() -> None:
    assert ris.write([]) == b""


@pytest.mark.parametrize(
    ("type_", "tag"),
    [
        ("article-journal", "JOUR"), ("book", "BOOK"), ("chapter", "CHAP"), ("dataset", "DATA"), ("document", "GEN"),
        ("report", "RPRT"), ("thesis", "THES"), ("webpage", "ELEC"),
    ],
)  # fmt: skip
def test_types(type_: str, tag: str) -> None:
    assert reference(citation(type=type_))["type_of_reference"] == tag


def test_every_type_has_one() -> None:
    assert set(ris.TYPES) == set(CitationType)


@pytest.mark.parametrize(
    ("pages", "first", "last"),
    [
        ("892-896", "892", "896"), ("284–7", "284", "7"), ("e1217-e1228", "e1217", "e1228"), ("n1446", "n1446", None),
        ("3, 5-7", "3, 5-7", None),
    ],
)  # fmt: skip
def test_pages(pages: str, first: str, last: str | None) -> None:
    found = reference(citation(pages=pages))
    assert (found["start_page"], found.get("end_page")) == (first, last)


def test_a_semicolon_does_not_split_an_address() -> None:
    address = reference(citation(link="https://example.org/a;b#c"))["url"]
    assert address == "https://example.org/a%3Bb#c"


def test_a_sici_survives_in_the_address() -> None:
    parts = urlsplit(reference(citation(link=None, doi=SICI))["url"])
    assert (parts.netloc, unquote(parts.path), parts.query, parts.fragment) == ("doi.org", f"/{SICI}", "", "")


def test_bundled() -> None:
    found = references(*bundled_citations())
    assert [entry["id"] for entry in found] == [value["id"] for value in bundled_citations()]
    for value in bundled_citations():
        check(value)


@given(CITATIONS)
def test_awkward(value: Json) -> None:
    check(value)
    assert not re.search(r"[\n\v\f\r\x1c-\x1e\x85\u2028\u2029]", ris.write([value]).decode().replace("\r\n", ""))
