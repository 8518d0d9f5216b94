"""A table of retractions: held against our citations, shown, and acted upon by a reviewer."""

import csv
import io
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.admin.citations.conftest import stored, text_of
from tests.admin.conftest import Desk
from tests.conftest import make_citation, make_finding, make_record
from treatments.admin.citations import forms, retractions
from treatments.document.render import read
from treatments.models import Citation, Version

URL = reverse("admin:treatments_citation_retractions")
COLUMNS = [
    "RetractionDate", "RetractionDOI", "RetractionPubMedID", "OriginalPaperDOI", "OriginalPaperPubMedID",
    "RetractionNature", "Reason",
]  # fmt: skip
ROW = {
    "RetractionDate": "2/6/2010 0:00", "RetractionDOI": "10.1000/notice", "OriginalPaperDOI": "10.1000/PAPER",
    "RetractionNature": "Retraction", "Reason": "+Error in Data;+Error in Analyses;",
}  # fmt: skip
RETRACTED = {"status": "retracted", "notice": "10.1000/notice", "date": None}


def table(*rows: dict[str, str]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def upload(desk: Desk, data: bytes) -> Any:
    return desk.save(URL, desk.open(URL), file=SimpleUploadedFile("table.csv", data))


def paper(id_: str = "smith-2020", doi: str = "10.1000/paper") -> dict[str, Any]:
    return make_record(citations=[make_citation(id_, doi=doi)], findings=[make_finding("rest-pain", citations=[id_])])


def listed(response: Any, name: str = "new") -> list[tuple[str, list[str], list[str]]]:
    assert response.status_code == 200, response
    return [(row.citation.pk, row.public, row.desk) for row in response.context[name]]


def buttons(response: Any) -> list[str]:
    """Where the page prepares a status."""
    page = unescape(response.content.decode())
    return [part.partition('"')[0] for part in page.split('href="') if "/status/?" in part.partition('"')[0]]


def test_from_the_table_to_the_published_reissue(publish: Any, review_desk: Desk) -> None:
    publish(paper())
    response = upload(review_desk, table({**ROW, "OriginalPaperDOI": "10.1000/other"}, ROW))
    assert listed(response) == [("smith-2020", ["rest"], ["rest"])]
    page = text_of(response)
    for words in (
        "retracted",
        "2010-02-06",
        "notice: 10.1000/notice",
        "Error in Data; Error in Analyses",
        "line 3, same DOI",
    ):
        assert words in page
    assert Citation.objects.get().retraction_status == "none"
    (button,) = buttons(response)
    form = review_desk.get(button).context["form"]
    prepared = {name: str(form[name].value()) for name in form.fields}
    assert prepared == {
        "status": "retracted",
        "notice": "10.1000/notice",
        "noticed_on": "2010-02-06",
        "reason": "Retracted: Error in Data; Error in Analyses",
    }
    assert review_desk.post(button, **prepared).context["concerned"]["public"] == ["rest"]
    assert review_desk.post(button, **prepared, confirm="yes").status_code == 302
    document = read(Version.objects.latest("number").body)
    (citation,) = document["citations"]
    assert citation["retraction"] == {"status": "retracted", "notice": "10.1000/notice", "date": "2010-02-06"}
    assert Version.objects.count() == 2
    again = upload(review_desk, table(ROW))
    assert (listed(again), listed(again, "recorded")) == ([], [("smith-2020", ["rest"], ["rest"])])
    assert buttons(again) == []


def test_by_pmid(desk: Desk) -> None:
    stored(pmid="7")
    by_pmid = {**ROW, "OriginalPaperDOI": "unavailable", "OriginalPaperPubMedID": "7"}
    assert listed(upload(desk, table(by_pmid))) == [("cashin-2021", [], [])]


def test_curators_look_and_do_not_act(publish: Any, desk: Desk) -> None:
    publish(paper())
    response = upload(desk, table(ROW))
    assert listed(response) == [("smith-2020", ["rest"], ["rest"])]
    assert buttons(response) == []


def test_a_reinstatement(publish: Any, review_desk: Desk) -> None:
    publish(
        make_record(citations=[make_citation("smith-2020", doi="10.1000/paper", retraction=RETRACTED, note="Why.")])
    )
    (button,) = buttons(upload(review_desk, table({**ROW, "RetractionNature": "Reinstatement"})))
    form = review_desk.get(button).context["form"]
    assert [form[name].value() for name in ("status", "reason")] == [
        "none",
        "Reinstated: Error in Data; Error in Analyses",
    ]


def test_without_a_notice_the_reviewer_names_one(publish: Any, review_desk: Desk) -> None:
    publish(paper())
    (button,) = buttons(upload(review_desk, table({**ROW, "RetractionDOI": "", "RetractionDate": "", "Reason": ""})))
    form = review_desk.get(button).context["form"]
    assert [form[name].value() for name in ("status", "notice", "noticed_on", "reason")] == [
        "retracted", "", None, "Retracted",
    ]  # fmt: skip


def test_a_long_reason_fits_into_an_address(publish: Any, review_desk: Desk) -> None:
    publish(paper())
    (button,) = buttons(upload(review_desk, table({**ROW, "Reason": "+Concerns about Data; " * 500})))
    assert len(button) < 2000


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ({"status": "gone"}, "status"),
        ({"notice": "javascript:alert(1)"}, "notice"),
        ({"notice": "10.1000/a\x00"}, "notice"),
        ({"noticed_on": "yesterday"}, "noticed_on"),
        ({"reason": "x" * 20_001}, "reason"),
        ({"other": "x"}, "other"),
    ],
)
def test_what_no_field_would_take_is_not_prepared(
    given: dict[str, str], name: str, publish: Any, review_desk: Desk
) -> None:
    publish(paper())
    page = review_desk.get(reverse("admin:treatments_citation_status", args=["smith-2020"]), **given)
    assert page.status_code == 200
    assert page.context["form"].initial.get(name) in (None, "", "none")


def test_bad_lines_are_told_and_keep_no_hit_out(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retractions, "MAX_FAULTS", 1)
    stored(doi="10.1000/paper")
    response = upload(desk, table({**ROW, "RetractionDate": "soon"}) + b"1,2,3\n" + table(ROW).split(b"\n", 1)[1])
    assert len(listed(response)) == 1
    assert [fault.line for fault in response.context["faults"]] == [2]
    assert response.context["more_faults"] == 1


NO_TABLES = [
    b"\x00",
    b"\xff\xfe\x00\x00",
    b"a,b\n1,2\n",
    b'"' + b"x" * 140_000,
    b"\n",
    "﷽".encode("utf-16"),
    b"<script>,\n",
]


@pytest.mark.parametrize("data", NO_TABLES, ids=range(len(NO_TABLES)))
def test_another_file(data: bytes, desk: Desk) -> None:
    stored(doi="10.1000/paper")
    response = upload(desk, data)
    assert listed(response) == []
    assert response.context["faults"][0].line == 1


def test_no_file(desk: Desk) -> None:
    assert desk.post(URL).context["form"].errors == {"file": ["This field is required."]}


def test_a_file_that_is_too_large(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forms, "MAX_TABLE", 10)
    assert upload(desk, b"x" * 11).context["form"].errors == {
        "file": ["This file is larger than 0 MB: split it in two."]
    }


def test_naughty_strings_are_text(desk: Desk) -> None:
    stored(doi="10.1000/paper")
    page = upload(desk, table({**ROW, "Reason": "<script>alert(1)</script>\x00{{ 7*7 }}"})).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{ 7*7 }}" in page


# Session, person and rights; the citations; those of the hits, their public records and, by each kind of row, drafts.
def test_many_hits_need_no_more_queries_than_one(load: Any, desk: Desk) -> None:
    load(paper("one-2020"))
    with CaptureQueriesContext(connection) as one:
        assert len(listed(upload(desk, table(ROW)))) == 1
    keys = [f"many-{number}" for number in range(20)]
    load(
        make_record(
            "heat",
            citations=[make_citation(key, doi=f"10.1000/{key}") for key in keys],
            findings=[make_finding("heat-pain", citations=keys)],
        )
    )
    rows = [{**ROW, "OriginalPaperDOI": f"10.1000/{key}"} for key in keys]
    with CaptureQueriesContext(connection) as many:
        assert len(listed(upload(desk, table(ROW, *rows)))) == 21
    assert len(many) == len(one)
