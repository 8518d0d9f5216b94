"""Citations out of a text or file: read, shown, imported."""

from typing import Any

import pytest
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.admin.citations.conftest import URL, confirm, errors, ids, paste, shown, stored, text_of, upload
from tests.admin.conftest import Desk, change_url, log_in
from tests.exchange.reading.reader import EMPTY, FILES, bib, nbib, ris
from treatments.admin import carried
from treatments.admin.citations import forms, imports, things
from treatments.exchange.reading import Entry
from treatments.models import Citation, Step

TITLED = ris()  # "A title", 2021


@pytest.mark.parametrize(
    ("name", "lines", "faults", "expected"),
    [
        (
            "pubmed.nbib",
            [1, 30, 48, 61],
            [],
            ["cashin-2021", "editors-of-the-lancet-2010", "recovery-collaborative-group-2021", "wakefield-1998"],
        ),
        (
            "mixed.ris",
            [4, 16, 28, 37],
            [34],
            ["dillon-2004", "van-tulder-2003", "what-is-left-nd", "world-health-organization-2023"],
        ),
        (
            "library.bib",
            [5, 15, 26, 31],
            [21],
            ["another-nd", "cashin-2021", "muller-2004", "world-health-organization-2023"],
        ),
        ("zotero.json", [2, 30], [17, 22], ["a-talk-nd", "jones-2023"]),
    ],
)
def test_real_files(name: str, lines: list[int], faults: list[int], expected: list[str], desk: Desk) -> None:
    preview = upload(desk, (FILES / name).read_bytes())
    assert [line for line, _, _ in shown(preview)] == lines
    assert [fault.line for fault in preview.context["plan"].faults] == faults
    assert ids() == []
    result = confirm(desk, preview)
    assert ids() == expected
    assert len(result.context["plan"].added) == len(expected)
    again = upload(desk, (FILES / name).read_bytes())
    assert all(chosen.startswith("use ") for _, _, chosen in shown(again))


def test_what_is_shown_is_stored(desk: Desk) -> None:
    text = nbib("FAU - Smith, Ann", "PT  - Retracted Publication", "RIN - A. 2010 Feb 6;1:2. doi: 10.1000/notice")
    preview = paste(desk, text)
    assert shown(preview) == [(1, {"add": "Add as smith-2021", "leave": "Leave out"}, "add")]
    page = text_of(preview)
    for words in ("Smith A. A title. 2021.", "PMID 1", "notice: 10.1000/notice"):
        assert words in page
    result = confirm(desk, preview)
    citation = Citation.objects.get()
    assert (citation.id, citation.title, citation.authors) == (
        "smith-2021",
        "A title",
        [{"family": "Smith", "given": "Ann"}],
    )
    assert (citation.pmid, citation.retraction_status, citation.read_where) == ("1", "retracted", "")
    assert "1 citation added." in text_of(result)
    assert change_url(citation) in result.content.decode()
    (past,) = citation.history.all()
    assert (past.history_type, past.history_user) == ("+", desk.user)
    assert not Step.objects.exists()


@pytest.mark.parametrize(
    ("values", "text", "choices", "proposed"),
    [
        ({"doi": "10.1000/A"}, ris("DO  - 10.1000/a"), {"use cashin-2021", "leave"}, "use cashin-2021"),
        ({"pmid": "1"}, nbib(), {"use cashin-2021", "add", "leave"}, "use cashin-2021"),
        ({"pmcid": "PMC5"}, nbib("PMC - PMC5"), {"use cashin-2021", "add", "leave"}, "use cashin-2021"),
        ({"title": "À title", "year": 2021}, TITLED, {"use cashin-2021", "add", "leave"}, "use cashin-2021"),
        (
            {"title": "A title", "year": 2021, "doi": "10.1000/b"},
            ris("DO  - 10.1000/a"),
            {"use cashin-2021", "add", "leave"},
            "add",
        ),
        ({"title": "A title", "year": 2021, "pmid": "2"}, nbib(), {"use cashin-2021", "add", "leave"}, "add"),
        ({"title": "A title", "year": 2020}, TITLED, {"add", "leave"}, "add"),
    ],
    ids=["DOI", "PMID", "PMCID", "title", "title, another DOI", "title, another PMID", "another year"],
)
def test_what_is_here_already(values: dict[str, Any], text: str, choices: set[str], proposed: str, desk: Desk) -> None:
    stored(**values)
    preview = paste(desk, text)
    ((_, offered, chosen),) = shown(preview)
    assert ({*offered}, chosen) == (choices, proposed)
    result = confirm(desk, preview)
    assert len(ids()) == (2 if proposed == "add" else 1)
    assert [item.used for item in result.context["plan"].used] == ([] if proposed == "add" else ["cashin-2021"])


@pytest.mark.parametrize(
    ("choice", "added", "used", "left_out"),
    [("use cashin-2021", 0, 1, 0), ("add", 1, 0, 0), ("leave", 0, 0, 1)],
)
def test_a_person_chooses(choice: str, added: int, used: int, left_out: int, desk: Desk) -> None:
    stored(pmid="1")
    plan = confirm(desk, paste(desk, nbib()), p0=choice).context["plan"]
    assert (len(plan.added), len(plan.used), len(plan.left_out)) == (added, used, left_out)
    assert len(ids()) == 1 + added


@pytest.mark.parametrize(
    ("first", "second", "proposed"),
    [
        (ris("DO  - 10.1000/a"), ris("DO  - 10.1000/A"), "leave"),
        (TITLED, TITLED, "leave"),
        (ris("DO  - 10.1000/a"), ris("DO  - 10.1000/b"), "add"),
    ],
    ids=["DOI", "title", "title, another DOI"],
)
def test_twice_in_one_text(first: str, second: str, proposed: str, desk: Desk) -> None:
    preview = paste(desk, f"{first}\n{second}")
    assert [chosen for _, _, chosen in shown(preview)] == ["add", proposed]
    result = confirm(desk, preview)
    assert len(ids()) == (2 if proposed == "add" else 1)
    assert ("Line 1 has the" in text_of(result)) == (proposed == "leave")


def test_several_of_one_line(desk: Desk) -> None:
    items = '{"type": "book", "title": "A", "DOI": "10.1000/%s", "issued": {"date-parts": [[2021]]}}'
    preview = paste(desk, f"[{items % 'a'}, {items % 'b'}, {items % 'a'}]")
    assert [chosen for _, _, chosen in shown(preview)] == ["add", "add", "leave"]


def test_one_doi_goes_in_once(desk: Desk) -> None:
    text = f"{ris('DO  - 10.1000/a')}\n{ris('DO  - 10.1000/A')}"
    preview = paste(desk, text)
    refused = confirm(desk, preview, p1="add")
    assert errors(refused) == {6: "Line 1 has this DOI and is added: leave one of the two out."}
    assert ids() == []
    confirm(desk, refused, p0="leave")
    assert [citation.doi for citation in Citation.objects.all()] == ["10.1000/A"]


def test_a_choice_that_is_none(desk: Desk) -> None:
    stored(doi="10.1000/a")
    refused = confirm(desk, paste(desk, ris("DO  - 10.1000/a")), p0="add")
    assert errors(refused) == {1: "Choose one of these."}
    assert ids() == ["cashin-2021"]


def test_stored_meanwhile(desk: Desk) -> None:
    """Of what changed one chooses anew; the other choices stay; and nothing is stored before."""
    text = f"{ris('DO  - 10.1000/a', 'AU  - Smith, A')}\n{ris('AU  - Jones, B')}\n{ris('AU  - Abel, B')}"
    preview = paste(desk, text.replace("A title", "B", 1).replace("A title", "C", 1))
    stored(doi="10.1000/A")
    refused = confirm(desk, preview, p1="leave")
    assert errors(refused) == {1: "What is stored here changed since you saw this: choose anew."}
    assert ids() == ["cashin-2021"]
    assert [chosen for _, _, chosen in shown(refused)] == ["use cashin-2021", "leave", "add"]
    confirm(desk, refused)
    assert ids() == ["abel-2021", "cashin-2021"]


@pytest.mark.parametrize(
    "change",
    [
        lambda: stored("smith-2021"),
        lambda: stored("x-2021", title="A title", year=2021),
        lambda: Citation.objects.filter(id="twin-2021").update(edition=2),
    ],
    ids=["the id was given", "a twin came", "a twin was edited"],
)
def test_what_counts_as_another_state(change: Any, desk: Desk) -> None:
    stored("twin-2021", title="A title", year=2021)
    preview = paste(desk, ris("AU  - Smith, A"))
    change()
    before = ids()
    assert len(errors(confirm(desk, preview, p0="add"))) == 1
    assert ids() == before


def test_an_unrelated_change_is_none(desk: Desk) -> None:
    preview = paste(desk, TITLED)
    stored("x-2021")
    confirm(desk, preview)
    assert len(ids()) == 2


def test_what_the_database_refuses_is_shown_again(desk: Desk) -> None:
    """Somebody saves the DOI when the import has looked already."""
    late = iter(["10.1000/A"])

    def saved_before(execute: Any, sql: str, *rest: Any) -> Any:
        if sql.startswith('INSERT INTO "treatments_citation"'):
            for doi in late:
                stored("late-2021", doi=doi)
        return execute(sql, *rest)

    preview = paste(desk, f"{ris('DO  - 10.1000/a')}\n{ris('TI  - Another')}")
    with connection.execute_wrapper(saved_before):
        refused = confirm(desk, preview, p0="add", p1="leave")
    assert refused.context["notice"] == imports.REFUSED
    assert [chosen for _, _, chosen in shown(refused)] == ["add", "leave"]
    assert ids() == []


def test_the_import_again_adds_nothing(desk: Desk) -> None:
    preview = paste(desk, TITLED)
    confirm(desk, preview)
    assert len(errors(confirm(desk, preview))) == 1
    assert len(ids()) == 1


def test_the_preview_needs_no_session(desk: Desk) -> None:
    preview = paste(desk, TITLED)
    desk.client.session.flush()
    log_in(desk.client, desk.user)
    confirm(desk, preview)
    assert len(ids()) == 1


def test_what_no_row_can_hold_keeps_nothing_else_out(desk: Desk) -> None:
    """Nothing that is read is like this; what a preview of another state of the software carried might be."""
    book = {**EMPTY, "id": "a-title-2021"}
    read = [things.Thing(Entry(1, {**book, "id": "song-2021", "type": "song"})), things.Thing(Entry(2, book))]
    plan = desk.post(URL, carried=things.signed(read, desk.user)).context["plan"]
    assert [(fault.line, fault.message) for fault in plan.faults] == [
        (1, "It cannot be stored. type: Value 'song' is not a valid choice.")
    ]
    assert ids() == ["a-title-2021"]


@pytest.mark.parametrize("text", ["", "x", signing.dumps([["Entry", {}, "", ""]])], ids=["nothing", "a word", "signed"])
def test_a_preview_that_this_server_did_not_make(text: str, desk: Desk) -> None:
    response = desk.post(URL, carried=text)
    assert (
        response.context["error"]
        == "What was shown is not at hand any more, and nothing was stored: paste or choose it again."
    )
    assert ids() == []


@pytest.mark.parametrize(
    ("text", "faulty"),
    [
        ("PMID- 1\nDP  - 2021\n\n" + nbib(), "PMID- 1\nDP  - 2021"),
        ("TY  - JOUR\nER  - \n" + TITLED, "TY  - JOUR\nER  - "),
        (
            bib() + "\n@book{b,\n title = {B\n}\n@book{c,\n year = {2021}}",
            "@book{b,\n title = {B\n}\n\n@book{c,\n year = {2021}}",
        ),
        ('[{"type": "book"},\n{"title": "A"}]', '{"type": "book"}'),
    ],
    ids=["NBIB", "RIS", "BibTeX", "CSL-JSON"],
)
def test_the_faulty_entries_come_back_to_be_mended(text: str, faulty: str, desk: Desk) -> None:
    preview = paste(desk, text)
    result = confirm(desk, preview)
    assert len(ids()) == 1
    (form,) = [form for form in result.content.decode().split("<form")[1:] if 'id="mend_form"' in form]
    assert result.context["plan"].to_be_mended == faulty
    again = desk.post(URL, text=faulty)
    assert 'name="text"' in form
    assert [fault.message for fault in again.context["plan"].faults] == [
        fault.message for fault in preview.context["plan"].faults
    ]
    assert again.context["plan"].items == []
    assert "Read these again" in text_of(again)


def test_a_faulty_text_that_is_too_long_stays_in_its_file(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(things, "MAX_FAULTY", 30)
    plan = paste(desk, "PMID- 1\nDP  - 2021\n\nPMID- 2\nDP  - 2022\n").context["plan"]
    assert plan.to_be_mended == "PMID- 1\nDP  - 2021"
    assert plan.faults[1].message.endswith("mend it in the file.")


NAUGHTY = [
    "<script>alert(1)</script>",
    "\x00",
    "\ud800",
    "{{ 7*7 }}",
    "'; DROP TABLE x; --",
    "﷽" * 300,
    "\u202egnp.exe",
]


@pytest.mark.parametrize("sign", NAUGHTY)
def test_naughty_strings(sign: str, desk: Desk) -> None:
    sent = sign.encode(errors="replace").decode()
    response = paste(desk, sent)
    assert response.status_code == 200
    text = ris(f"T2  - {sent}", f"AU  - {sent}", f"DO  - 10.1000/{sent}", f"UR  - {sent}", f"VL  - {sent[:50]}")
    preview = paste(desk, text)
    assert "<script>alert" not in preview.content.decode()
    result = confirm(desk, preview)
    assert result.status_code == 200
    assert "<script>alert" not in result.content.decode()
    assert len(ids()) == 1


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({}, "Paste a text or choose a file."),
        ({"text": " \n"}, "Paste a text or choose a file."),
        ({"text": "a", "file": b"b"}, "Give either a text or a file."),
    ],
)
def test_neither_or_both(given: dict[str, Any], message: str, desk: Desk) -> None:
    if "file" in given:
        given = {**given, "file": SimpleUploadedFile("file", given["file"])}
    assert desk.post(URL, **given).context["form"].errors == {"__all__": [message]}


def test_an_empty_file(desk: Desk) -> None:
    assert upload(desk, b"").context["form"].errors == {"file": ["The submitted file is empty."]}


def test_a_file_that_is_too_large(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forms, "MAX_FILE", 10)
    monkeypatch.setattr(forms, "MEGABYTE", 5)
    assert upload(desk, b"x" * 11).context["form"].errors == {
        "file": ["This file is larger than 2 MB: split it in two."]
    }


def test_too_many_entries(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(things, "MAX_ENTRIES", 2)
    assert paste(desk, "1 2 3").context["form"].errors == {
        "__all__": ["This holds more than 2 entries: split it and import one part after the other."]
    }
    assert "form" not in paste(desk, "1 2").context


def test_too_much_to_be_posted_back(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(carried, "MAX_CARRIED", 10)
    assert paste(desk, TITLED).context["form"].errors == {
        "__all__": ["This holds too much for one import: split it and import one part after the other."]
    }


def test_a_pasted_text_that_is_too_large(desk: Desk) -> None:
    response = paste(desk, "x" * 3_000_000)
    assert response.status_code == 413
    assert imports.TOO_LARGE in text_of(response)


def test_a_form_of_another_site_is_refused(desk: Desk) -> None:
    client = Client(enforce_csrf_checks=True)
    log_in(client, desk.user)
    assert client.post(URL, {"text": TITLED}).status_code == 403
    assert client.post(URL, {"text": "x" * 3_000_000}).status_code == 413


def big(count: int) -> bytes:
    records = (
        f"PMID- {number}\nTI  - Title of number {number} among many.\nDP  - 2021\nFAU - Smith, Ann\nFAU - Jones, Bob\n"
        f"JT  - Journal\nLID - 10.1000/{number} [doi]\n"
        for number in range(1, count + 1)
    )
    return "\n".join(records).encode()


def reads(captured: CaptureQueriesContext) -> int:
    """The queries but for the inserts, of which SQLite takes 999 values at a time."""
    return len([query for query in captured if not query["sql"].startswith("INSERT")])


# Session, person and rights; twins, ids, and the rows of the twins; a savepoint around what is added.
def test_thousands_need_no_more_queries_than_one(desk: Desk) -> None:
    counts = []
    for count in (2, things.MAX_ENTRIES):
        with CaptureQueriesContext(
            connection,
        ) as first:
            preview = upload(desk, big(count))
        with CaptureQueriesContext(connection) as second:
            result = confirm(desk, preview)
        assert len(result.context["plan"].added) == (2 if count == 2 else count - 2)
        counts.append((reads(first), reads(second)))
    assert counts[0][0] + 1 >= counts[1][0]
    assert counts[0][1] + 1 >= counts[1][1]
    assert len(ids()) == things.MAX_ENTRIES
