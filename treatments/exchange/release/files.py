"""The files of a release, written one behind the other."""

from collections.abc import Collection
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

from treatments.document.canonical import canonical
from treatments.document.render import DISCLAIMER_URL, LICENSE, read
from treatments.document.shape import SCHEMA_VERSION
from treatments.exchange.release import snapshot
from treatments.exchange.release.contents import SHARED, package, tables
from treatments.exchange.release.drafts import Drafts
from treatments.exchange.release.newest import Newest
from treatments.grading.certainty import RULE_SET

Json = dict[str, Any]
JSON, NDJSON, CSV, TEXT = "application/json", "application/x-ndjson", "text/csv", "text/plain; charset=utf-8"
NOTICE = """The records of this release are licensed under {spdx}: {url}

You may share and adapt them for any purpose, also commercially, when you give credit, link to the licence and say what
you changed. Give credit to whom each record names as its origin: {attributions}.

The records say what is known of treatments, how sure that is, and who says so. They are not medical advice and do not
replace the judgement of a clinician who knows the person; they are not complete. The server that gave out this release
says more at {disclaimer}.
"""


@dataclass(frozen=True, slots=True)
class Contents:
    """How many rows each table has, and whom the records name as their origin."""

    counts: dict[str, int]
    attributions: list[str]


def write_records(drafts: Drafts, data_version: int) -> Contents:
    """The records that were public after that change, as they were published, and as tables."""
    made, attributions = tables(), set()
    records = drafts.new("records.ndjson", NDJSON)
    files = {name: drafts.new(f"{name}.csv", CSV, [table.header()]) for name, table in made.items()}
    counts = dict.fromkeys(made, 0)
    with ExitStack() as stack:
        newest = {name: stack.enter_context(Newest()) for name in SHARED}
        for body in snapshot.bodies(data_version):
            records.write(body + b"\n")
            document = read(body)
            attributions.add(document["meta"]["attribution"])
            for name, table in made.items():
                rows = [document] if name == "treatments" else document[name]
                for row in rows:
                    if name in SHARED:
                        newest[name].add(row["id"], document["meta"]["sequence"], table.line(row))
                    else:
                        files[name].write(table.line({"treatment": document["id"], **row}))
                        counts[name] += 1
        for name in SHARED:
            for line in newest[name].lines():
                files[name].write(line)
                counts[name] += 1
    drafts.new("datapackage.json", JSON, [canonical(package(made, drafts.files))])
    return Contents(counts, sorted(attributions))


def write_changes(drafts: Drafts, since: int, data_version: int) -> None:
    """The changes since the release before: the difference in detail."""
    drafts.new("changes.ndjson", NDJSON, (body + b"\n" for body in snapshot.changes(since, data_version)))


def write_licence(drafts: Drafts, attributions: Collection[str]) -> None:
    """What may be done with the records, and what they are not."""
    notice = NOTICE.format(**LICENSE, attributions="; ".join(attributions) or "none yet", disclaimer=DISCLAIMER_URL)
    drafts.new("LICENSE.txt", TEXT, [notice.encode()])


def write_manifest(drafts: Drafts, told: Json, since: int) -> None:
    """Every other file with its checksum, and the difference from the release before, record by record."""
    head = {
        **told,
        "schema_version": SCHEMA_VERSION,
        "rule_set": RULE_SET,
        "license": LICENSE,
        "files": [draft.described() for draft in drafts.files.values()],
    }
    manifest = drafts.new("manifest.json", JSON, [canonical(head)[:-1], b',"difference":['])
    for number, difference in enumerate(snapshot.differences(since, told["data_version"])):
        manifest.write(b"," * bool(number) + canonical(difference))
    manifest.write(b"]}")
