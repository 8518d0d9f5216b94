"""References as one line of text, after the samples of the ICMJE Recommendations, and read back."""

import re
from typing import Any

import pytest

from tests.exchange.published import bundled_citations
from treatments.document.reference import formatted

ARTICLE: dict[str, Any] = {
    "authors": [{"family": "Halpern", "given": "Scott Dale"}, {"family": "Ubel", "given": "Peter A"}],
    "title": "Solid-organ transplantation in HIV-infected patients",
    "container_title": "N Engl J Med",
    "year": 2002,
    "volume": "347",
    "issue": "4",
    "pages": "284-7",
    "doi": "10.1056/NEJMsb020632",
    "link": "https://example.org/article",
}
NOTHING = dict.fromkeys(ARTICLE) | {"authors": [], "title": "A page"}
PEOPLE = [{"family": f"Author{number}", "given": None} for number in range(7)]
START = "Halpern SD, Ubel PA. Solid-organ transplantation in HIV-infected patients. N Engl J Med."


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({}, f"{START} 2002;347(4):284-7. doi:10.1056/NEJMsb020632."),
        ({"doi": None}, f"{START} 2002;347(4):284-7. https://example.org/article."),
        ({"doi": None, "link": None}, f"{START} 2002;347(4):284-7."),
        ({"issue": None}, f"{START} 2002;347:284-7. doi:10.1056/NEJMsb020632."),
        ({"volume": None, "issue": None}, f"{START} 2002:284-7. doi:10.1056/NEJMsb020632."),
        ({"volume": None}, f"{START} 2002;(4):284-7. doi:10.1056/NEJMsb020632."),
        ({"pages": None}, f"{START} 2002;347(4). doi:10.1056/NEJMsb020632."),
        ({"volume": None, "issue": None, "pages": None}, f"{START} 2002. doi:10.1056/NEJMsb020632."),
        ({"year": None, "doi": None, "link": None}, f"{START} n.d.;347(4):284-7."),
    ],
)
def test_article(changes: dict[str, Any], text: str) -> None:
    assert formatted({**ARTICLE, **changes}) == text


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({}, "A page. n.d."),
        ({"title": "Does it work?"}, "Does it work? n.d."),
        (
            {"authors": [{"literal": "U.S. Food and Drug Administration"}]},
            "U.S. Food and Drug Administration. A page. n.d.",
        ),
        ({"authors": [{"family": "Müller", "given": "Anne-Marie"}]}, "Müller AM. A page. n.d."),
        ({"authors": [{"family": "Müller", "given": "A.-M. E\u0301mile"}]}, "Müller AMÉ. A page. n.d."),
        ({"authors": [{"family": "Müller", "given": "A.M."}]}, "Müller AM. A page. n.d."),
        ({"title": "A page\n on two lines"}, "A page on two lines. n.d."),
        ({"authors": [{"family": "Plato", "given": None}]}, "Plato. A page. n.d."),
        ({"authors": PEOPLE[:6]}, "Author0, Author1, Author2, Author3, Author4, Author5. A page. n.d."),
        ({"authors": PEOPLE}, "Author0, Author1, Author2, Author3, Author4, Author5, et al. A page. n.d."),
    ],
)
def test_page(changes: dict[str, Any], text: str) -> None:
    assert formatted({**NOTHING, **changes}) == text


# Read back: from the right, where the signs are, to the left, where the words are.
TAIL = re.compile(
    r"(?P<head>.+[.?!]) (?P<year>\d{4}|n\.d)\.?"
    r"(?:;(?P<volume>[^(:.]+)?(?:\((?P<issue>[^)]+)\))?)?(?::(?P<pages>[^.]+))?\.?"
    r"(?: (?:doi:(?P<doi>10\.\S+)|(?P<link>https?://\S+))\.)?"
)
PERSON = r"[^,.]+ [^\W\d_a-z]+"
NAMED = re.compile(rf"(?P<people>{PERSON}(?:, {PERSON})*)(?:, et al)?\. (?P<rest>.+)")
BODY = re.compile(r"(?P<body>[^.]+)\. (?P<rest>.+[.?!] .+)")
TITLE = re.compile(r"(?P<title>.+(?:[?!]|(?=\.)))\.? (?P<container>.+)\.")


def read_back(text: str) -> dict[str, Any]:
    tail = TAIL.fullmatch(text)
    assert tail
    head = tail["head"]
    authors: list[str] = []
    if people := NAMED.fullmatch(head):
        authors, head = people["people"].split(", "), people["rest"]
    elif body := BODY.fullmatch(head):
        authors, head = [body["body"]], body["rest"]
    title = TITLE.fullmatch(head)
    assert title
    return {
        "authors": authors,
        "title": title["title"],
        "container_title": title["container"],
        "year": None if tail["year"] == "n.d" else int(tail["year"]),
        **{name: tail[name] for name in ("volume", "issue", "pages", "doi", "link")},
    }


def expected(value: dict[str, Any]) -> dict[str, Any]:
    names = [
        person.get("literal") or f"{person['family']} {''.join(part[0] for part in re.split('[ -]', person['given']))}"
        for person in value["authors"]
    ]
    same = ("title", "container_title", "year", "volume", "issue", "pages", "doi")
    link = None if value["doi"] else value["link"]
    return {"authors": names[:6], "link": link, **{name: value[name] for name in same}}


@pytest.mark.parametrize("value", bundled_citations(), ids=lambda value: value["id"])
def test_bundled(value: dict[str, Any]) -> None:
    assert read_back(value["formatted"]) == expected(value)
