"""Identifiers in every dress."""

import pytest

from tests.exchange.reading.reader import fault, found
from treatments.exchange.reading import Identifier, Scheme
from treatments.exchange.reading.identifiers import doi_of

DOI, PMID, PMCID = Scheme.DOI, Scheme.PMID, Scheme.PMCID
SICI = "10.1002/(SICI)1097-0258(19980815/30)17:15/16<1661::AID-SIM968>3.0.CO;2-2"


@pytest.mark.parametrize(
    ("text", "identifiers"),
    [
        ("10.1136/bmj.n1446", [(DOI, "10.1136/bmj.n1446")]),
        ("https://doi.org/10.1136/BMJ.n1446.", [(DOI, "10.1136/BMJ.n1446")]),
        ("http://dx.doi.org/10.1136/bmj.n1446?utm_source=x#top", [(DOI, "10.1136/bmj.n1446")]),
        ("doi:10.1002%2F14651858.CD013814", [(DOI, "10.1002/14651858.CD013814")]),
        ("DOI: 10.1136/bmj.n1446, PMID: 34233900", [(DOI, "10.1136/bmj.n1446"), (PMID, "34233900")]),
        ("10.1136/bmj.n1446,10.1136/bmj.l689", [(DOI, "10.1136/bmj.n1446"), (DOI, "10.1136/bmj.l689")]),
        ("34233900, 12345;77", [(PMID, "34233900"), (PMID, "12345"), (PMID, "77")]),
        ("PMC8262447.1", [(PMCID, "PMC8262447")]),
        ("https://pubmed.ncbi.nlm.nih.gov/34233900/", [(PMID, "34233900")]),
        ("https://www.ncbi.nlm.nih.gov/pubmed/34233900", [(PMID, "34233900")]),
        ("https://www.ncbi.nlm.nih.gov/pmc/articles/PMC8262447/", [(PMCID, "PMC8262447")]),
        ("Cashin AG. BMJ 2021;374:n1446. doi: 10.1136/bmj.n1446. PMID: 34233900", [(DOI, "10.1136/bmj.n1446")]),
        ("In 2021 it was 34233900", []),
        ("https://www.bmj.com/content/374/bmj.n1446", []),
        ("²", []),
    ],
)
def test_lines(text: str, identifiers: list[tuple[Scheme, str]]) -> None:
    got = found(f"\n{text}\n")
    if identifiers:
        assert got == [Identifier(2, *each) for each in identifiers]
    else:
        assert fault(f"\n{text}").message.startswith("No DOI, PMID or PMCID was recognised in this line.")


@pytest.mark.parametrize(
    ("text", "doi"),
    [
        (SICI, SICI), (f"({SICI}).", SICI), (SICI.replace("<", "&lt;").replace(">", "&gt;"), SICI),
        ("10.1016/S0140-6736(04)17400-X).", "10.1016/S0140-6736(04)17400-X"),
        ("10.1136/bmj.n1446 [doi]", "10.1136/bmj.n1446"),
        ("10.1/x", None), ("11.1136/x", None), ("10.1136/", None), ("", None), ("10.1136/" + "x" * 3000, None),
    ],
)  # fmt: skip
def test_dois(text: str, doi: str | None) -> None:
    assert doi_of(text) == doi


def test_good_lines_go_in_beside_bad_ones() -> None:
    assert [type(each).__name__ for each in found("34233900\nhello\n\n10.1136/bmj.n1446")] == [
        "Identifier",
        "Fault",
        "Identifier",
    ]
