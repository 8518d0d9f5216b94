"""What comes after the first publication: a change, a retraction, a withdrawal, a return."""

import csv
import io
import json
from urllib.error import HTTPError

from playwright.async_api import expect

from tests.e2e.office import RETRACTED, Json
from tests.e2e.person import Person
from tests.e2e.stage import Stage
from tests.e2e.stories.record import ID, RECORD
from tests.server import get

NOTICE = "10.5555/a-sample-notice"  # 10.5555 is for examples
SAMPLE = "A sample of a notice, for the test of the desk."


async def play(stage: Stage) -> None:
    """The record of the first story, once it is published."""
    async with stage.person("carol") as carol, stage.person("rita") as rita, stage.person("manuel") as manuel:
        await _change(stage, carol, rita)
        await _retract(stage, rita)
        await _withdraw(stage, manuel)


async def _change(stage: Stage, carol: Person, rita: Person) -> None:
    """Carol writes a synonym; rita sees that alone, and publishes it."""
    await carol.go(f"/admin/treatments/treatment/{ID}/change/")
    await carol.type("synonyms", "ACTH for West syndrome")
    await carol.press("Save and continue editing")
    await carol.act("Submit for review", note="A synonym.")
    await rita.go(f"/admin/treatments/treatment/{ID}/review/")
    await expect(rita.page.locator("section.change")).to_have_count(1)
    await expect(rita.page.locator("section.change ins")).to_have_text("ACTH for West syndrome")
    await stage.picture(rita, "change")
    await rita.act("Approve exactly this")
    await rita.act("Publish", note="A synonym.")
    assert (_document(stage)["version"], _document(stage)["synonyms"]) == (2, ["ACTH for West syndrome"])


async def _retract(stage: Stage, rita: Person) -> None:
    """A table of retractions names a citation; rita sets its status, and the record is published anew."""
    await rita.go("/admin/treatments/citation/retractions/")
    await rita.field("file").set_input_files(
        {"name": "retractions.csv", "mimeType": "text/csv", "buffer": _table(RETRACTED.upper())}
    )
    await rita.press("Read and show")
    await stage.picture(rita, "retractions")
    await stage.look(rita, "a table of retractions, read")
    await rita.follow("Set the status of smith-2020")
    await rita.type("reason", SAMPLE)
    await rita.press("Show the records concerned")
    await expect(rita.page.locator("body")).to_contain_text("sample")
    await stage.look(rita, "the records concerned by a retraction")
    await rita.press("Set this status and publish")
    document = _document(stage, "sample")
    [citation] = document["citations"]
    assert (document["version"], citation["retraction"]["status"]) == (2, "retracted"), citation


async def _withdraw(stage: Stage, manuel: Person) -> None:
    """Manuel withdraws the record, and restores it."""
    await manuel.go(f"/admin/treatments/treatment/{ID}/change/")
    await manuel.act("Withdraw", reason="Its main trial is in doubt.")
    assert _status(stage) == 410
    await manuel.act("Restore", reason="The doubt was about another trial.")
    assert _status(stage) == 200
    assert _document(stage)["name"] == RECORD["name"]


def _document(stage: Stage, id_: str = ID) -> Json:
    return dict(json.loads(get(f"{stage.origin}/api/v1/treatments/{id_}")))


def _status(stage: Stage) -> int:
    try:
        get(f"{stage.origin}/api/v1/treatments/{ID}")
    except HTTPError as error:
        with error:
            return error.code
    return 200


def _table(doi: str) -> bytes:
    """A table with the columns of Crossref's that are read, and one sample of a notice."""
    row = {
        "RetractionDate": "2/6/2020 0:00",
        "RetractionDOI": NOTICE,
        "RetractionPubMedID": "",
        "OriginalPaperDOI": doi,
        "OriginalPaperPubMedID": "",
        "RetractionNature": "Retraction",
        "Reason": "A sample;",
    }
    text = io.StringIO()
    writer = csv.DictWriter(text, list(row))
    writer.writeheader()
    writer.writerow(row)
    return text.getvalue().encode()
