"""Findings and adverse events out of a file: shown first, stored whole or not at all, under the record's edition."""

from decimal import Decimal
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from openpyxl.utils import get_column_letter

from tests.admin.bulk.conftest import confirmed, exported, faults, file, page_url, table, uploaded
from tests.admin.conftest import Desk, change_url, state
from tests.conftest import person
from treatments.admin.bulk import sheets
from treatments.models import AdverseEvent, Finding, Step, Treatment
from treatments.vocabulary import Action


def test_a_change_is_shown_and_stored_once_confirmed(rest: Treatment, desk: Desk, curator: User) -> None:
    rows = table(exported(desk, Finding))
    edition = rest.edition
    page = uploaded(desk, Finding, file([{**rows[0], "estimate": "-6.5", "studies": "0", "design": "RCT"}]))
    [line] = page.context["outcome"].lines
    assert [(each.column, each.old, each.new) for each in line.changes] == [
        ("studies", "1", "0"),
        ("estimate", "-7", "-6.5"),
    ]
    assert Finding.objects.get().estimate == -7

    answer = confirmed(desk, page_url(Finding), page)
    assert answer["Location"] == reverse("admin:treatments_finding_changelist")
    finding = Finding.objects.get()
    assert (finding.estimate, finding.studies) == (Decimal("-6.5"), 0)
    past = finding.history.first()
    assert past is not None
    assert past.history_user == curator
    assert state() == ("draft", edition + 1)
    step = Step.objects.of("rest").last()
    assert step is not None
    assert (step.action, step.by) == (Action.EDIT, curator)


def test_several_rows_of_a_record_touch_it_once(rest: Treatment, desk: Desk) -> None:
    [row] = table(exported(desk, Finding))
    new = {**row, "id": "rest-second", "edition": ""}
    third = {**row, "id": "rest-third", "edition": "", "superseded_by": "rest-second"}
    page = uploaded(desk, Finding, file([new, {**row, "unit": "mm"}, third]))
    assert (page.context["outcome"].added, page.context["outcome"].changed) == (2, 1)
    confirmed(desk, page_url(Finding), page)
    assert list(Finding.objects.values_list("id", "unit", "superseded_by")) == [
        ("rest-pain", "mm", None),
        ("rest-second", "points", None),
        ("rest-third", "points", "rest-second"),
    ]
    assert [each.pk for each in Finding.objects.get(id="rest-second").citations.all()] == ["smith-2020"]
    assert state() == ("draft", rest.edition + 1)


def test_a_review_ends_and_both_pages_say_so(in_review: Treatment, desk: Desk) -> None:
    [row] = table(exported(desk, Finding))
    page = uploaded(desk, Finding, file([{**row, "unit": "mm"}]))
    assert list(page.context["reviews"]) == [in_review]
    answer = desk.client.get(confirmed(desk, page_url(Finding), page)["Location"])
    assert [str(message) for message in answer.context["messages"]] == [
        "The record rest is a draft again: submit it anew.",
        "Imported findings: 0 added, 1 changed, 0 unchanged.",
    ]
    assert state()[0] == "draft"


def test_one_bad_row_keeps_the_others_out(rest: Treatment, desk: Desk) -> None:
    [row] = table(exported(desk, Finding))
    page = uploaded(
        desk, Finding, file([{**row, "unit": "mm"}, {**row, "id": "new", "edition": "", "importance": "vital"}])
    )
    assert faults(page) == [(3, "importance", "There is no “vital” here: write one of critical, important, limited.")]
    assert 'id="confirm_form"' not in page.content.decode()
    assert Finding.objects.get().unit == "points"


BAD: list[tuple[dict[str, str], str, str]] = [
    ({"estimate": "0,85"}, "estimate", "Write a number with a decimal point, for example 0.85."),
    ({"estimate": "NaN"}, "estimate", "Write a number with a decimal point, for example 0.85."),
    ({"estimate": "1e9999999"}, "estimate", "Write a number with a decimal point, for example 0.85."),
    ({"estimate": "-7.123456789"}, "estimate", "Ensure that there are no more than 8 decimal places."),
    (
        {"estimate": ""},
        "estimate",
        "An estimate needs its measure, and a measure its estimate. An interval needs its estimate.",
    ),
    ({"ci_low": "-3"}, "ci_low", "The interval does not contain the estimate. Check all three against the source."),
    ({"studies": "1.5"}, "studies", "Write a whole number."),
    ({"studies": "-1"}, "studies", "Ensure this value is greater than or equal to 0."),
    ({"higher_is_better": ""}, "higher_is_better", "Write yes or no."),
    ({"population": "x" * 20_001}, "population", "Ensure this value has at most 20000 characters (it has 20001)."),
    ({"outcome_name": " "}, "outcome_name", "This field cannot be blank."),
    ({"condition": ""}, "condition", "This field cannot be blank."),
    ({"condition": "gout"}, "condition", "There is no condition gout."),
    ({"treatment": ""}, "treatment", "Name the treatment."),
    ({"treatment": "none"}, "treatment", "There is no treatment none."),
    ({"superseded_by": "none"}, "superseded_by", "There is no finding none."),
    ({"superseded_by": "rest-pain"}, "superseded_by", "A finding cannot supersede itself."),
    ({"citations": "smith-2020|who-1999"}, "citations", "There is no citation who-1999."),
    ({"read_on": "23.11.2026"}, "read_on", "Write the date as 2026-11-23."),
    ({"imprecision": "1"}, "imprecision", "There is no “1” here: write one of -3, -2, -1, 0."),
    (
        {"indirectness": ""},
        "risk_of_bias",
        "Judge every domain (0 for no concern), or none when only a rating was published.",
    ),
    ({"baseline_risk": "1.5"}, "baseline_risk", "A risk lies between 0 and 1."),
    (
        {"edition": ""},
        "edition",
        "There is a finding rest-pain already. Rows without an edition are additions: to change it, export it and edit "
        "what you exported.",
    ),
    (
        {"id": "New Finding", "edition": ""},
        "id",
        "Use lower-case letters a–z, digits and single hyphens between them, for example “muscle-relaxants”.",
    ),
    ({"id": "gone"}, "edition", "There is no finding gone any more: to add it anew, leave the edition empty."),
]


@pytest.mark.parametrize(
    ("change", "column", "message"), BAD, ids=[f"{column}-{n}" for n, (_, column, _) in enumerate(BAD)]
)
def test_what_cannot_be_is_named_with_its_row_and_column(
    change: dict[str, str], column: str, message: str, rest: Treatment, desk: Desk
) -> None:
    [row] = table(exported(desk, Finding))
    page = uploaded(desk, Finding, file([{**row, "unit": "mm", **change}]))
    assert faults(page) == [(2, column, message)]
    assert Finding.objects.get().unit == "points"


def test_an_id_stands_once_in_a_file(rest: Treatment, desk: Desk) -> None:
    [row] = table(exported(desk, Finding))
    new = {**row, "id": "new", "edition": ""}
    assert faults(uploaded(desk, Finding, file([new, new]))) == [(3, "id", "new stands in row 2 already.")]


def test_a_row_that_changed_since_its_export_is_refused_with_both_values(rest: Treatment, desk: Desk) -> None:
    [row] = table(exported(desk, Finding))
    desk.edit(change_url(Finding.objects.get()), unit="mm")
    assert faults(uploaded(desk, Finding, file([{**row, "estimate": "-6"}]))) == [
        (
            2,
            "edition",
            f"The record rest changed since your export (edition {rest.edition + 1}, in your file {rest.edition}): "
            "export anew. unit: now stored “mm”, in your file “points”; estimate: now stored “-7”, in your file “-6”.",
        )
    ]


def test_a_row_as_it_is_stored_is_no_collision(rest: Treatment, desk: Desk) -> None:
    [row] = table(exported(desk, Finding))
    desk.edit(change_url(rest), name="Bed rest")
    page = uploaded(desk, Finding, file([row]))
    assert (faults(page), page.context["outcome"].unchanged) == ([], 1)


def test_a_collision_between_showing_and_storing_stores_nothing(rest: Treatment, desk: Desk) -> None:
    [row] = table(exported(desk, Finding))
    page = uploaded(desk, Finding, file([{**row, "estimate": "-6"}, {**row, "id": "new", "edition": ""}]))
    desk.edit(change_url(Finding.objects.get()), unit="mm")
    answer = confirmed(desk, page_url(Finding), page)
    assert [(number, column) for number, column, _ in faults(answer)] == [(2, "edition")]
    assert "Nothing was stored: 1 error" in answer.content.decode()
    assert Finding.objects.get().estimate == -7


def test_an_addition_that_somebody_made_meanwhile_is_refused(rest: Treatment, desk: Desk) -> None:
    [row] = table(exported(desk, Finding))
    page = uploaded(desk, Finding, file([{**row, "id": "new", "edition": "", "unit": "mm"}]))
    confirmed(desk, page_url(Finding), page)
    desk.edit(change_url(Finding.objects.get(id="new")), unit="cm")
    answer = confirmed(desk, page_url(Finding), page)
    assert [(number, column) for number, column, _ in faults(answer)] == [(2, "edition")]
    assert Finding.objects.get(id="new").unit == "cm"


def test_what_was_shown_cannot_be_altered_nor_passed_on(rest: Treatment, desk: Desk) -> None:
    [row] = table(exported(desk, Finding))
    page = uploaded(desk, Finding, file([{**row, "estimate": "-6"}]))
    text = page.context["carried"]
    for user, sheet in ((desk.user, text + "x"), (person("other", "curator"), text)):
        answer = Desk(user).post(page_url(Finding), sheet=sheet)
        assert answer.context["form"].errors == {
            "file": ["What was shown is not at hand any more, and nothing was stored: paste or choose it again."]
        }
    answer = desk.post(page_url(AdverseEvent), sheet=text)
    assert "file" in answer.context["form"].errors
    assert Finding.objects.get().estimate == -7


def test_columns_that_are_missing_stay_as_they_are(rest: Treatment, desk: Desk) -> None:
    row = {"id": "rest-pain", "edition": str(rest.edition), "unit": ""}
    confirmed(desk, page_url(Finding), uploaded(desk, Finding, file([row])))
    finding = Finding.objects.get()
    assert (finding.unit, finding.estimate) == ("", -7)
    assert [each.pk for each in finding.citations.all()] == ["smith-2020"]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "The file holds no rows: the first row names the columns, the others hold the values."),
        (b"id\r\n", "The file holds no rows: the first row names the columns, the others hold the values."),
        (b"unit\r\nmm\r\n", "There is no column “id”: the first row has to name the columns."),
        (b"id,unit,unit\r\na,b,c\r\n", "Each column stands once; these stand twice: unit."),
        (b"id\r\na,b\r\n", "Row 2 has more cells than the first row has names: “b”."),
        (b"id\r\n\xff\r\n", "The file is not UTF-8: save it as “CSV UTF-8”, or as an Excel workbook."),
        (b"id\r\na\x00\r\n", "Row 2: a cell holds a NUL character. Is this a CSV or an XLSX file?"),
        (b"id\r\n" + b"a\r\n" * 501, "The file has more than 500 rows: split it, or delete its empty rows."),
        (
            b"PK\x03\x04 no workbook",
            "This is no readable XLSX file: save it anew as “Excel workbook (.xlsx)”, or as “CSV UTF-8”.",
        ),
    ],
    ids=["empty", "header", "no-id", "twice", "ragged", "latin", "nul", "long", "zip"],
)
def test_a_file_that_is_no_table_says_why(data: bytes, message: str, rest: Treatment, desk: Desk) -> None:
    page = uploaded(desk, Finding, data)
    if data:
        assert page.context["form"].errors == {"file": [message]}
    else:
        assert page.context["form"].errors


def test_an_unknown_column_is_an_error_that_names_the_known_ones(rest: Treatment, desk: Desk) -> None:
    page = uploaded(desk, AdverseEvent, b"id,severity\r\na,b\r\n")
    [message] = page.context["form"].errors["file"]
    assert message.startswith("There is no column “severity” here. The columns are: id, treatment, edition, ")
    assert message.endswith(", citations.")


def test_a_semicolon_parts_cells_where_the_header_says_so(rest: Treatment, desk: Desk) -> None:
    data = f"id;edition;unit\r\nrest-pain;{rest.edition};mm\r\n".encode()
    assert [each.changes[0].new for each in uploaded(desk, Finding, data).context["outcome"].lines] == ["mm"]


def _with_cell(data: bytes, old: bytes, new: bytes) -> bytes:
    """The workbook with other XML in the place of a cell's."""
    stream = BytesIO()
    with ZipFile(BytesIO(data)) as book, ZipFile(stream, "w") as changed:
        for part in book.namelist():
            changed.writestr(part, book.read(part).replace(old, new))
    return stream.getvalue()


def test_half_of_a_surrogate_pair_in_a_workbook_stays_as_it_is_written(rest: Treatment, desk: Desk) -> None:
    [row] = table(exported(desk, Finding))
    data = _with_cell(file([{**row, "outcome_name": "MARK"}], sheets.XLSX), b"MARK", b"_xD800_")
    [line] = uploaded(desk, Finding, data, "rows.xlsx").context["outcome"].lines
    assert [change.new for change in line.changes] == ["_xD800_"]


def test_a_number_of_a_workbook_that_has_no_end_is_refused(rest: Treatment, desk: Desk) -> None:
    [row] = table(exported(desk, Finding))
    headers = list(row)
    cells = [{**row, "participants": "123456789"}[name] for name in headers]
    data = _with_cell(sheets.written(sheets.XLSX, headers, [cells], ["participants"]), b">123456789<", b">1e999<")
    place = f"{get_column_letter(headers.index('participants') + 1)}2"
    page = uploaded(desk, Finding, data, "rows.xlsx")
    message = f"The cell {place} holds no text and no number (inf): replace it by its value."
    assert page.context["form"].errors == {"file": [message]}


# Rights


def test_a_reviewer_exports_and_does_not_import(rest: Treatment, review_desk: Desk) -> None:
    data = exported(review_desk, Finding)
    page = review_desk.get(page_url(Finding))
    assert page.status_code == 200
    assert 'type="file"' not in page.content.decode()
    assert uploaded(review_desk, Finding, data).status_code == 403


def test_who_may_see_no_findings_gets_none(rest: Treatment) -> None:
    nobody = Desk(person("nobody"))
    assert nobody.get(page_url(Finding)).status_code == 403
    assert nobody.get(reverse("admin:treatments_finding_export", args=["csv"])).status_code == 403


def test_there_is_no_other_kind_of_file(rest: Treatment, desk: Desk) -> None:
    assert desk.get(reverse("admin:treatments_finding_export", args=["ods"])).status_code == 404


def test_the_chosen_rows_are_exported_from_the_list(rest: Treatment, desk: Desk) -> None:
    url = reverse("admin:treatments_finding_changelist")
    chosen: dict[str, Any] = {"action": "export_csv", "_selected_action": ["rest-pain"]}
    assert [row["id"] for row in table(desk.post(url, **chosen).content)] == ["rest-pain"]
    chosen["action"] = "export_xlsx"
    assert [row["id"] for row in table(desk.post(url, **chosen).content)] == ["rest-pain"]
