"""Looking up an identifier, against a server on this machine that stands in for Crossref and PubMed."""

import time
from collections.abc import Iterator
from typing import Any

import pytest

from tests.exchange.stand_in import ITEM, StandIn, standing_in
from treatments.exchange import lookup
from treatments.exchange.lookup import LookupFailed, NotConfigured, look_up
from treatments.exchange.reading import Identifier, Scheme

DOI = Identifier(1, Scheme.DOI, "10.1136/bmj.N1446")
PMID = Identifier(1, Scheme.PMID, "34233900")
PMCID = Identifier(1, Scheme.PMCID, "PMC8262447")
NBIB = b"\nPMID- 34233900\nTI  - A title.\nDP  - 2021\nPMC - PMC8262447\n"


@pytest.fixture
def stand_in(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[StandIn]:
    with standing_in(settings, monkeypatch) as server:
        yield server


def failure(identifier: Identifier = DOI) -> str:
    with pytest.raises(LookupFailed) as raised:
        look_up(identifier)
    return str(raised.value)


@pytest.mark.parametrize(
    ("identifier", "body", "asked"),
    [
        (DOI, ITEM, ("/v1/works/10.1136%2Fbmj.N1446/transform", "application/vnd.citationstyles.csl+json")),
        (PMID, NBIB, ("/entrez/eutils/efetch.fcgi?db=pubmed&id=34233900&rettype=medline&retmode=text", "text/plain")),
        (PMCID, NBIB, ("/entrez/eutils/efetch.fcgi?db=pmc&id=8262447&rettype=medline&retmode=text", "text/plain")),
    ],
)
def test_what_is_asked_and_got(stand_in: StandIn, identifier: Identifier, body: bytes, asked: tuple[str, str]) -> None:
    stand_in.pieces = [body]
    citation = look_up(identifier).citation
    assert (citation["title"], citation["year"]) == ("A title", 2021)
    assert stand_in.asked == [asked]


@pytest.mark.parametrize(("identifier", "name"), [(DOI, "crossref"), (PMID, "pubmed"), (PMCID, "pubmed")])
def test_off_unless_set(settings: Any, identifier: Identifier, name: str) -> None:
    assert settings.LOOKUP == []
    with pytest.raises(NotConfigured, match=f"is off on this server: set LOOKUP={name} to switch it on"):
        look_up(identifier)


@pytest.mark.parametrize(
    ("status", "headers", "message"),
    [
        (404, {}, "Crossref does not know it: check the identifier."),
        (429, {"Retry-After": "30"}, "Crossref asks us to wait: try again in 30 seconds."),
        (429, {}, "Crossref asks us to wait: try again in a while."),
        (500, {}, "Crossref answered with an error (500): try again later."),
        (302, {"Location": "http://example.org/"}, " sent us on to another address, which is not followed."),
        (302, {"Location": "file:///etc/passwd"}, "Crossref answered with an error (302): try again later."),
        (302, {}, "Crossref answered with an error (302): try again later."),
    ],
)
def test_refusals(stand_in: StandIn, status: int, headers: dict[str, str], message: str) -> None:
    stand_in.status, stand_in.headers = status, headers
    assert failure().endswith(message)
    assert len(stand_in.asked) == 1


def test_a_redirect_on_the_same_host_is_followed(stand_in: StandIn) -> None:
    stand_in.status, stand_in.headers = 302, {"Location": f"{stand_in.address}/elsewhere"}
    assert look_up(DOI).citation["title"] == "A title"
    assert [path for path, _ in stand_in.asked][1:] == ["/elsewhere"]


@pytest.mark.parametrize("pieces", [[ITEM], [b" "] * 100])
def test_slow_answers(stand_in: StandIn, pieces: list[bytes]) -> None:
    """Late altogether, or byte by byte, each in time."""
    stand_in.pieces, stand_in.pause = pieces, 1 if len(pieces) == 1 else 0.02
    began = time.monotonic()
    assert failure() == "Crossref did not answer within 0.3 seconds: try again later."
    assert time.monotonic() - began < 1


def test_a_huge_answer(stand_in: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lookup, "MAX_ANSWER", 100_000)
    stand_in.pieces = [b"x" * 60_000] * 50
    assert failure() == "The answer of Crossref is too large to be one reference."


@pytest.mark.parametrize(
    ("identifier", "body", "message"),
    [
        (DOI, b"<html>", "Nothing is known of 10.1136/bmj.N1446, or the answer could not be read."),
        (DOI, b"", "Nothing is known of 10.1136/bmj.N1446, or the answer could not be read."),
        (PMID, b"id: 34233900 Error occurred", "Nothing is known of 34233900, or the answer could not be read."),
        (PMID, NBIB.replace(b"34233900", b"1"), "The answer is not about 34233900: check the identifier."),
        (DOI, ITEM.replace(b"n1446", b"n1447"), "The answer is not about 10.1136/bmj.N1446: check the identifier."),
    ],
)
def test_wrong_answers(stand_in: StandIn, identifier: Identifier, body: bytes, message: str) -> None:
    stand_in.pieces = [body]
    assert failure(identifier) == message


def test_nobody_there(stand_in: StandIn, settings: Any) -> None:
    settings.CROSSREF_URL = "http://127.0.0.1:1"
    assert failure() == "Crossref could not be reached: try again later."


def test_an_address_that_is_none(stand_in: StandIn, settings: Any) -> None:
    settings.CROSSREF_URL = "file:///etc"
    assert failure() == "The address of Crossref in the settings must begin with https://."
