"""A process that takes records through everything that can become of one: python -m tests.browser.desk

The database is that of DATA_DIR. The addresses of the pages that then exist are printed, with their status, as JSON.
"""

import json
import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "evidence_api.settings")
django.setup()

from django.contrib.auth.models import User  # noqa: E402

from tests.conftest import full_record, make_record, person  # noqa: E402
from treatments import workflow  # noqa: E402
from treatments.document.content import content, content_checksum  # noqa: E402
from treatments.exchange.records import Import  # noqa: E402
from treatments.models import Treatment  # noqa: E402
from treatments.vocabulary import RetractionStatus  # noqa: E402


class Desk:
    """Curators, and an owner who may erase."""

    def __init__(self) -> None:
        self.carol = person("carol", "curator")
        self.rita = person("rita", "reviewer", "release_manager")
        self.olga = User.objects.create_superuser("olga")

    def review(self, record: dict[str, object], note: str = "") -> None:
        """Publish the record as carol writes and rita reviews it."""
        [loaded] = Import(by=self.carol, overwrite=True).run([json.dumps(record).encode()])
        assert not loaded.reasons, loaded.reasons
        id_ = str(record["id"])
        workflow.submit(treatment_id=id_, by=self.carol)
        approved = content_checksum(content(Treatment.objects.with_rows().get(id=id_)))
        workflow.approve(treatment_id=id_, by=self.rita, approved=approved)
        workflow.publish(treatment_id=id_, by=self.rita, note=note)

    def withdraw(self, id_: str, successor: str = "") -> None:
        """Take the record from the public."""
        workflow.withdraw(treatment_id=id_, by=self.rita, reason="Its figures were another's.", successor=successor)


def work() -> dict[str, int]:
    """The addresses of what became of the records: reviewed, changed, erased, resting on a retraction, withdrawn."""
    desk = Desk()
    for step, due in (("first", "2020-01-31"), ("second", "2020-01-31"), ("third", "2020-02-29")):
        desk.review(full_record("rest", name=f"Rest, {step} text", review_due=due), note=f"The {step} text.")
    workflow.redact(treatment_id="rest", number=1, by=desk.olga, seconded_by=desk.rita, reason="It named a patient.")
    for id_, successor in (("cupping", "rest"), ("leeches", "")):
        desk.review(make_record(id_))
        desk.withdraw(id_, successor)
    workflow.set_citation_status(
        citation_id="smith-2020",
        by=desk.rita,
        status=RetractionStatus.RETRACTED,
        notice="10.1000/retraction",
        noticed_on=None,
        reason="its journal retracted it",
    )
    versions = {f"/treatments/rest/versions/{number}": 410 if number == 1 else 200 for number in (1, 2, 3, 4)}
    withdrawn = {f"/treatments/{id_}": 410 for id_ in ("cupping", "leeches")}
    embedded = {f"/embed{path}": 410 for path in withdrawn}
    return versions | withdrawn | embedded | {f"{path}/versions/1": 200 for path in withdrawn}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(work()))
