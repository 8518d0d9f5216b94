"""A process in which curators are busy: python -m tests.examples.publisher COMMAND

`prepare` publishes a few records; `work SEED COUNT` does something to one of them so many times. The database is that
of DATABASE_URL.
"""

import json
import os
import random
import sys
from collections.abc import Callable

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "evidence_api.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth.models import User  # noqa: E402
from django.core.management import call_command  # noqa: E402

from tests.conftest import make_record, person  # noqa: E402
from treatments import workflow  # noqa: E402
from treatments.exchange.records import Import  # noqa: E402
from treatments.models import Publication, Redaction, Version  # noqa: E402
from treatments.vocabulary import PublicState, RetractionStatus  # noqa: E402

RECORDS = [f"r{number}" for number in range(12)]


class Desk:
    """What happens to the records, in an order that the seed decides."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311 - the same steps every time
        self.by, self.owner = User.objects.get(username="max"), User.objects.get(username="olga")
        self.step = 0

    def publish(self, *ids: str) -> None:
        lines = [json.dumps(make_record(id_, name=f"Name {self.step}")).encode() for id_ in ids]
        list(Import(by=self.by, source="a test", publish=True).run(lines))

    def any_in(self, state: PublicState) -> str | None:
        """A record in that state, if there is one."""
        found = list(Publication.objects.filter(state=state).order_by("id").values_list("id", flat=True))
        return self.random.choice(found) if found else None

    def update(self) -> None:
        self.publish(self.random.choice([*RECORDS, f"new{self.step}"]))

    def reissue(self) -> None:
        settings.ATTRIBUTION = f"Step {self.step}"
        if id_ := self.any_in(PublicState.CURRENT):
            workflow.reissue(treatment_id=id_, by=self.by)

    def withdraw(self) -> None:
        if id_ := self.any_in(PublicState.CURRENT):
            workflow.withdraw(treatment_id=id_, by=self.by, reason="It was wrong.")

    def restore(self) -> None:
        if id_ := self.any_in(PublicState.WITHDRAWN):
            workflow.restore(treatment_id=id_, by=self.by, reason="It was right.")

    def set_status(self) -> None:
        """All records that are public change at once."""
        workflow.set_citation_status(
            citation_id="smith-2020",
            by=self.by,
            status=RetractionStatus.CORRECTED,
            notice=f"10.1/{self.step}",
            noticed_on=None,
            reason="again",
        )

    def redact(self) -> None:
        current = Publication.objects.values("current")
        old = list(Version.objects.exclude(pk__in=current).filter(redaction=None).order_by("pk")[:50])
        if old:
            version = self.random.choice(old)
            workflow.redact(
                treatment_id=version.publication_id,
                number=version.number,
                by=self.owner,
                seconded_by=self.by,
                reason="It named a patient.",
            )

    def work(self, count: int) -> None:
        """Everything, most often updates; at the end one record is withdrawn that was public."""
        often: list[tuple[Callable[[], None], int]] = [
            *((self.update, 6), (self.reissue, 4), (self.withdraw, 3), (self.restore, 3), (self.redact, 2)),
            (self.set_status, 1),
        ]
        steps, weights = zip(*often, strict=True)
        for do in self.random.choices(steps, weights, k=count):
            self.step += 1
            do()
        self.withdraw()


if __name__ == "__main__":
    if sys.argv[1] == "prepare":
        call_command("migrate", verbosity=0)
        person("max", "release_manager", "reviewer")
        User.objects.create_superuser("olga")
        Desk(seed=0).publish(*RECORDS)
    else:
        Desk(seed=int(sys.argv[2])).work(int(sys.argv[3]))
    sys.stdout.write(json.dumps(Redaction.objects.count()) + "\n")
