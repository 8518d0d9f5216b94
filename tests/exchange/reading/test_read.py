"""Whatever the bytes: no exception, no half citation, and what we wrote is what we read."""

from collections.abc import Callable, Iterable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.exchange.published import CITATIONS, bundled_citations
from tests.exchange.reading.reader import FILES, Json, found
from treatments.document.shape.citation import Citation as Shape
from treatments.exchange import bibtex, csl, ris
from treatments.exchange.citations import address
from treatments.exchange.reading import Entry, Fault, read
from treatments.exchange.reading.draft import Draft
from treatments.models import Citation

SHAPE = Shape()
REAL = [path.read_bytes() for path in sorted(FILES.iterdir())]
PIECES = [
    b"\n", b"\r", b"\0", b"\xff", b"{", b"}", b'"', b"\\", b"TY  - JOUR\n", b"ER  - \n", b"PMID- 9\n", b"\n\n",
    b"@article{",     b"[", b"<", b"&#0;", b"&#xD800;", b"\\ud800", b"%", b"$",
    b"10.1000/", b"1e999", b"null", b"\xe2\x80\xa8", b"\xef\xbb\xbf",
]  # fmt: skip


def check_sound(data: bytes) -> None:
    """Every entry passes the interchange format's and the database's checks, and ids and lines are in order."""
    got = list(read(data))
    assert got
    ids = [each.citation["id"] for each in got if isinstance(each, Entry)]
    assert len(set(ids)) == len(ids)
    assert all(each.message for each in got if isinstance(each, Fault))
    for each in got:
        assert 1 <= each.line <= data.count(b"\n") + data.count(b"\r") + 1
        if isinstance(each, Entry):
            values = SHAPE.run_validation(each.citation)
            Citation(**values).full_clean(validate_unique=False, validate_constraints=False)


@given(st.binary(max_size=400))
def test_any_bytes(data: bytes) -> None:
    check_sound(data)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from(REAL),
    st.lists(st.tuples(st.integers(0, 6000), st.integers(0, 40), st.sampled_from(PIECES)), min_size=1, max_size=8),
)
def test_real_files_that_were_damaged(data: bytes, damage: list[tuple[int, int, bytes]]) -> None:
    for start, length, piece in damage:
        position = start % len(data)
        data = data[:position] + piece + data[position + length :] or b" "
    check_sound(data)


@pytest.mark.parametrize("data", REAL)
def test_real_files_cut_off_anywhere(data: bytes) -> None:
    whole = len(list(read(data)))
    for end in range(0, len(data), 97):
        assert len(list(read(data[:end]))) <= whole + 1


@pytest.mark.parametrize("write", [csl.write, ris.write, bibtex.write])
def test_the_bundled_citations_come_back(write: Callable[[Iterable[Json]], bytes]) -> None:
    got = list(read(write(bundled_citations())))
    assert len(got) == len(bundled_citations()) >= 57
    for each, written in zip(got, bundled_citations(), strict=True):
        assert isinstance(each, Entry)
        assert each.citation == expected(written, has_pages=write is not bibtex.write)


def expected(citation: Json, *, has_pages: bool) -> Json:
    """What a format keeps: the link as it is written; BibTeX knows no web pages."""
    value: dict[str, Any] = {name: each for name, each in citation.items() if name not in ("url", "formatted")}
    type_ = value["type"] if has_pages or value["type"] != "webpage" else "document"
    return {**value, "type": type_, "link": address(citation)}


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(CITATIONS)
def test_awkward_citations_come_back_or_are_told(citation: Json) -> None:
    for write in (csl.write, ris.write, bibtex.write):
        (got,) = found(write([citation]))
        if isinstance(got, Entry):
            assert (got.citation["id"], got.citation["year"], got.citation["pmid"], got.citation["pmcid"]) == (
                "smith-2020", citation["year"], citation["pmid"], citation["pmcid"],
            )  # fmt: skip
        else:
            assert isinstance(got, Fault)


def test_a_library_that_fails_on_one_record_loses_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    def parse(record: Any) -> list[Draft]:
        if record.line == 1:
            raise KeyError
        return [Draft(line=record.line, title="Two", type=None)]

    monkeypatch.setitem(read.__globals__["READERS"], "RIS", (read.__globals__["ris"].split, parse))
    first, second = found("TY  - JOUR\nTI  - One\nER  - \nTY  - JOUR\nTI  - Two\nER  - ")
    assert first == Fault(1, "This record could not be read. Export it again, or type it in by hand.")
    assert isinstance(second, Entry)
