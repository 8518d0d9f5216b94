"""What the worksheet says of the bundled findings is what their published documents say."""

from typing import Any

import pytest

from tests.admin.conftest import Desk, change_url
from tests.admin.worksheet.panel import ask, on_page
from treatments.document.render import read
from treatments.models import Finding, Treatment

NO_EFFECT = "There is no absolute effect for "
NO_BASELINE = "Enter the baseline risk and its source for numbers of 1,000 people."

# Finding → why it is awkward, and what stands in place of an absolute effect.
AWKWARD: dict[str, tuple[str, str]] = {
    "cyclobenzaprine-add-on-ae": ("no interval", NO_BASELINE),
    "diazepam-add-on-function": ("estimate 0", f"{NO_EFFECT}a mean difference: it does not count people."),
    "cyclobenzaprine-add-on-function": ("narrative", f"{NO_EFFECT}a finding described in words: it has no estimate."),
    "epilepsy-cells-seizures": (
        "one group",
        f"{NO_EFFECT}a proportion: it describes one group, without a comparison.",
    ),
    "smt-chronic-pain": ("adopted, narrative", f"{NO_EFFECT}a finding described in words: it has no estimate."),
    "mr-acute-pain": ("adopted, with a MID", f"{NO_EFFECT}a mean difference: it does not count people."),
    "nsaid-acute-ae": ("adopted, with a baseline", ""),
    "mr-acute-any-ae": (
        "a ratio without a baseline",
        f"{NO_EFFECT}a ratio without a baseline risk. Give a baseline risk.",
    ),
    "opal-pain": ("a bound of 0", f"{NO_EFFECT}a mean difference: it does not count people."),
    "massage-pain-short": ("SMD", f"{NO_EFFECT}a standardised mean difference: it does not count people."),
}


def words(term: str | None) -> str:
    size = "unqualified: neither trivial nor small"
    return "not said" if term is None else size if term == "unqualified" else term.replace("_", " ")


def published(id_: str) -> Any:
    treatment = Treatment.objects.select_related("publication__current").get(findings=id_)
    assert treatment.publication is not None
    assert treatment.publication.current is not None
    (finding,) = [row for row in read(treatment.publication.current.body)["findings"] if row["id"] == id_]
    return finding


def expected(finding: Any, no_absolute: str) -> dict[str, str]:
    certainty, effect = finding["certainty"], finding["interpretation"]
    rating = certainty and [f"{certainty['symbol']} {words(certainty['rating'])}", *certainty["trace"]]
    return {
        "Certainty": "not graded" if certainty is None else "\n".join(rating),
        "Effect": f"Direction\n{words(effect['direction'])}\nSize\n{words(effect['size'])}\n"
        f"Clinical importance\n{words(effect['clinical_importance'])}",
        "Of 1,000 people": no_absolute or finding["absolute"]["statement"],
        "In a sentence": effect["statement"],
    }


@pytest.mark.parametrize("id_", AWKWARD)
def test_the_panel_says_what_the_document_says(id_: str, bundled: Any, desk: Desk) -> None:
    _, no_absolute = AWKWARD[id_]
    document = published(id_)
    assert bool(no_absolute) == (document["absolute"] is None)
    page = desk.get(change_url(Finding(id=id_)))
    asked = ask(desk, id_)
    shown = {heading: asked[heading] for heading in ("Certainty", "Effect", "Of 1,000 people", "In a sentence")}
    assert shown == expected(document, no_absolute)
    assert not asked.keys() & {"A save would refuse", "Still to fill in"}
    assert on_page(page.content.decode()) == asked
