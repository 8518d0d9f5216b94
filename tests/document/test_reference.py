"""References as one line of text, after the samples of the ICMJE Recommendations."""

from typing import Any

import pytest

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
        ({"volume": None, "issue": None}, f"{START} 2002;284-7. doi:10.1056/NEJMsb020632."),
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
        ({"authors": [{"family": "Plato", "given": None}]}, "Plato. A page. n.d."),
        ({"authors": PEOPLE[:6]}, "Author0, Author1, Author2, Author3, Author4, Author5. A page. n.d."),
        ({"authors": PEOPLE}, "Author0, Author1, Author2, Author3, Author4, Author5, et al. A page. n.d."),
    ],
)
def test_page(changes: dict[str, Any], text: str) -> None:
    assert formatted({**NOTHING, **changes}) == text
