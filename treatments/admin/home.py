"""The home page: what waits, what is due, what was retracted, what was published."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import F
from django.utils import timezone

from treatments.admin.due import falling_due
from treatments.admin.queue import Waiting, waiting
from treatments.models import Change, Citation, Treatment
from treatments.vocabulary import RetractionStatus

SHOWN = 10  # of each list; the rest is one press away
LATELY = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Retracted:
    """A citation that is no longer sound, with the records that rest on it."""

    citation: Citation
    treatments: list[Treatment]


@dataclass(frozen=True, slots=True)
class Published:
    """A change that readers saw, with the record, if it is still on the desk."""

    change: Change
    treatment: Treatment | None


@dataclass(frozen=True, slots=True)
class Home:
    """Everything on the page. Each list is cut short; its number is that of all."""

    today: date
    waiting: Waiting
    due: list[Treatment]
    due_count: int
    retracted: list[Retracted]
    retracted_count: int
    published: list[Published]
    published_count: int


def home(user: Any) -> Home:
    """The page of that person, in a number of queries that does not grow with the records."""
    now = timezone.now()
    due = falling_due(Treatment.objects.all(), now.date())
    unsound = Citation.objects.exclude(retraction_status=RetractionStatus.NONE)
    changes = Change.objects.filter(at__gte=now - LATELY)
    return Home(
        today=now.date(),
        waiting=waiting(user),
        due=list(due[:SHOWN]),
        due_count=due.count(),
        retracted=_resting(list(unsound.order_by(F("retraction_date").desc(nulls_last=True), "id")[:SHOWN])),
        retracted_count=unsound.count(),
        published=_named(list(changes.defer("body").annotate(number=F("version__number")).newest(SHOWN))),
        published_count=changes.count(),
    )


def _resting(citations: list[Citation]) -> list[Retracted]:
    citing = Treatment.objects.citing_each(citations)
    known = Treatment.objects.in_bulk({id_ for ids in citing.values() for id_ in ids})
    return [Retracted(each, [known[id_] for id_ in sorted(citing.get(each.id, ()))]) for each in citations]


def _named(changes: list[Change]) -> list[Published]:
    known = Treatment.objects.in_bulk({change.publication_id for change in changes})
    return [Published(change, known.get(change.publication_id)) for change in changes]
