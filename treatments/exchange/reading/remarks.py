"""What our own writers put into a note (`exchange.citations.remarks`), taken apart again."""

import re
from typing import Any

from treatments.exchange.citations import RETRACTION

Json = dict[str, Any]

STATUSES = {words: status for status, words in RETRACTION.items()}
REMARKS = re.compile(
    rf"(?:(?P<status>{'|'.join(STATUSES)})(?: \((?P<date>\d{{4}}-\d\d-\d\d)\))?"
    r"(?:, notice: (?P<notice>\S+?))?(?:; |\Z))?"
    r"(?:Registered as (?P<registered>[^;]+)(?:; |\Z))?(?P<note>.*)",
    re.DOTALL,
)


def taken_apart(notes: list[str]) -> Json:
    """`retraction` and `registry_ids`, where the notes name them, and what is left as `note`."""
    match = next(REMARKS.finditer("; ".join(notes)))  # every part may be absent, so there is one
    found: Json = {"note": match["note"] or None}
    if match["status"]:
        found["retraction"] = {
            "status": str(STATUSES[match["status"]]),
            "notice": match["notice"],
            "date": match["date"],
        }
    if match["registered"]:
        found["registry_ids"] = match["registered"].split(", ")
    return found
