"""A table like Retraction Watch's, held against our citations."""

import csv
import io
from collections.abc import Iterator
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from treatments.exchange.reading import Fault
from treatments.exchange.retractions import Event, Hit, hits
from treatments.models import Citation
from treatments.vocabulary import RetractionStatus

pytestmark = pytest.mark.django_db

HEADER = (
    "Record ID,Title,Subject,Institution,Journal,Publisher,Country,Author,URLS,ArticleType,RetractionDate,"
    "RetractionDOI,RetractionPubMedID,OriginalPaperDate,OriginalPaperDOI,OriginalPaperPubMedID,RetractionNature,Reason,Paywalled,Notes"
)
NAMES = HEADER.split(",")
STATUS = RetractionStatus


@pytest.fixture(autouse=True)
def citation() -> Citation:
    """The citation that the rows are about, unless they say otherwise."""
    return Citation.objects.create(id="smith-2020", type="book", title="A", doi="10.1000/Paper", pmid="11")


def row(**changes: str) -> str:
    """A row of the table; columns by name, `_` for the space of Record ID."""
    values = dict.fromkeys(NAMES, "") | {
        "Record ID": "7", "Title": "A title, with\na second line", "RetractionDate": "2/6/2010 0:00",
        "RetractionDOI": "10.1000/notice", "RetractionPubMedID": "22", "OriginalPaperDOI": "10.1000/pAPER",
        "OriginalPaperPubMedID": "0", "RetractionNature": "Retraction", "Reason": "+Error in Data;+Error in Analyses;",
    } | changes  # fmt: skip
    text = io.StringIO()
    csv.writer(text, lineterminator="").writerow(values.values())
    return text.getvalue()


def table(*rows: str, header: str = HEADER) -> Iterator[bytes]:
    return iter("\n".join([header, *rows]).encode().splitlines(keepends=True))


def got(*rows: str, header: str = HEADER) -> list[Fault | Hit]:
    return list(hits(table(*rows, header=header), Citation.objects.all()))


def event(line: int = 2, **changes: object) -> Event:
    values = {
        "line": line, "status": STATUS.RETRACTED, "notice": "10.1000/notice", "date": date(2010, 2, 6),
        "reason": "Error in Data; Error in Analyses", "matched": "DOI",
    }  # fmt: skip
    return Event(**{**values, **changes})  # type: ignore[arg-type]


def decisive(*rows: str) -> Event | None:
    """The event that decides, if it is new to us."""
    for found in got(*rows):
        assert isinstance(found, Hit)
        return None if found.is_recorded else found.decisive
    return None


def test_a_hit() -> None:
    other = row(OriginalPaperDOI="10.1000/other", OriginalPaperPubMedID="12")
    assert got(other, row()) == [Hit("smith-2020", event(4), (event(4),))]


@pytest.mark.parametrize(
    ("changes", "matched"),
    [
        ({"OriginalPaperDOI": "https://doi.org/10.1000/PAPER"}, "DOI"),
        ({"OriginalPaperDOI": "unavailable", "OriginalPaperPubMedID": "11"}, "PMID"),
        ({"OriginalPaperPubMedID": "11"}, "DOI"),
        ({"OriginalPaperDOI": "Unavailable"}, None),
        ({"OriginalPaperDOI": "", "OriginalPaperPubMedID": ""}, None),
    ],
)
def test_matching(changes: dict[str, str], matched: str | None) -> None:
    found = decisive(row(**changes))
    assert (found and found.matched) == matched


@pytest.mark.parametrize(
    ("changes", "notice"),
    [
        ({}, "10.1000/notice"),
        ({"RetractionDOI": "unavailable"}, "https://pubmed.ncbi.nlm.nih.gov/22/"),
        ({"RetractionDOI": "Unavailable", "RetractionPubMedID": "0"}, None),
    ],
)
def test_notices(changes: dict[str, str], notice: str | None) -> None:
    assert decisive(row(**changes)) == event(notice=notice)


@pytest.mark.parametrize(
    ("nature", "status"),
    [
        ("Retraction", STATUS.RETRACTED), ("Expression of concern", STATUS.EXPRESSION_OF_CONCERN),
        ("Expression of Concern", STATUS.EXPRESSION_OF_CONCERN), ("Correction", STATUS.CORRECTED),
    ],
)  # fmt: skip
def test_natures(nature: str, status: STATUS) -> None:
    assert decisive(row(RetractionNature=nature)) == event(status=status)


def test_the_dates_decide_and_all_are_told() -> None:
    concern = row(RetractionNature="Expression of concern", RetractionDate="11/14/2009")
    (hit,) = got(row(), concern)
    assert isinstance(hit, Hit)
    assert hit.decisive == event()
    assert [(each.line, each.status) for each in hit.events] == [
        (4, STATUS.EXPRESSION_OF_CONCERN),
        (2, STATUS.RETRACTED),
    ]


def test_a_retraction_is_lifted_by_a_reinstatement_alone(citation: Citation) -> None:
    later = row(RetractionNature="Correction", RetractionDate="2/6/2011 0:00")
    assert decisive(row(), later) == event()
    reinstated = row(RetractionNature="Reinstatement", RetractionDate="2/6/2012 0:00")
    assert decisive(row(), later, reinstated) is None
    citation.retraction_status = STATUS.RETRACTED
    citation.save()
    assert decisive(row(), later, reinstated) == event(6, status=STATUS.NONE, date=date(2012, 2, 6))


@pytest.mark.parametrize(
    ("status", "notice", "is_new"),
    [
        ("retracted", "10.1000/NOTICE", False), ("retracted", "https://doi.org/10.1000/notice", False),
        ("retracted", "", True), ("retracted", "10.1000/another", True), ("corrected", "10.1000/notice", True),
    ],
)  # fmt: skip
def test_what_we_have_is_no_hit(citation: Citation, status: str, notice: str, is_new: bool) -> None:  # noqa: FBT001
    citation.retraction_status, citation.retraction_notice = status, notice
    citation.save()
    assert (decisive(row()) is not None) == is_new
    assert (decisive(row(RetractionDOI="", RetractionPubMedID="0")) is not None) == (status != "retracted")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (
            row(RetractionNature="Removal"),
            "This row is about smith-2020, but “Removal” is no nature that is known here:",
        ),
        (
            row(RetractionDate="soon"),
            "This row is about smith-2020, but its date “soon” is not understood. Set the status",
        ),
        ("1,2,3", "This row has 3 columns and the header 20: its values may be displaced."),
        (row() + ",,more", "This row has 22 columns and the header 20: its values may be displaced."),
        ('"' + "x" * 140_000 + '"', "This row could not be read (field larger than field limit (131072)): a quotation"),
    ],
)
def test_faults_say_their_line_and_keep_no_row_out(text: str, fault: str) -> None:
    first, second = got(text, "", row(RetractionDOI="10.1000/second"))
    assert isinstance(first, Fault)
    assert isinstance(second, Hit)
    assert first.line == 2
    assert first.message.startswith(fault)
    assert second.decisive.notice == "10.1000/second"


def test_rows_about_others_may_be_anything() -> None:
    assert got(row(OriginalPaperDOI="10.1000/other", RetractionDate="soon", RetractionNature="?")) == []


@pytest.mark.parametrize("header", ["", "a,b", '"' + "x" * 140_000 + '"', HEADER.replace("RetractionNature", "Nature")])
def test_another_table(header: str) -> None:
    (fault,) = got(row(), header=header)
    assert isinstance(fault, Fault)
    assert fault.line == 1
    assert fault.message.startswith("These columns are missing: ")
    assert "RetractionNature" in fault.message


def test_what_exports_do() -> None:
    """A byte order mark, a comma behind the last column, CRLF, Windows-1252."""
    lines = [b"\xef\xbb\xbf" + HEADER.encode() + b",\r\n", (row(Author="Müller") + ",\r\n").encode("cp1252")]
    assert list(hits(lines, Citation.objects.all())) == [Hit("smith-2020", event(), (event(),))]


def test_two_citations_of_one_row() -> None:
    Citation.objects.create(id="other-2020", type="book", title="B", pmid="12")
    found = [each for each in got(row(OriginalPaperPubMedID="12")) if isinstance(each, Hit)]
    assert [(each.citation, each.decisive.matched) for each in found] == [("smith-2020", "DOI"), ("other-2020", "PMID")]


def test_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(1):
        assert len(got(*[row()] * 300)) == 1


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(st.lists(st.binary(max_size=60), max_size=5))
def test_any_bytes(lines: list[bytes]) -> None:
    for found in hits([HEADER.encode() + b"\n", *lines], Citation.objects.none()):
        assert isinstance(found, Fault)
        assert found.message
