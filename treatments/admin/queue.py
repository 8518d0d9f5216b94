"""What waits for a person, by what they may do: to review, to publish, to mend; and where their submissions stand."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import Q
from django.utils import timezone

from treatments import rules, workflow
from treatments.admin.changes.groups import extent
from treatments.admin.conflicts import Conflict, conflict_of
from treatments.document.content import content
from treatments.document.derived import derive
from treatments.document.render import read
from treatments.models import Step, Treatment
from treatments.models.index.treatment import DUE_WITHIN
from treatments.rules import Refused
from treatments.vocabulary import Action, Currency, DeskState, PublicState

MOVES = (Action.SUBMIT, Action.APPROVE, Action.REQUEST_CHANGES)
WRITES = (Action.EDIT, Action.LOAD)
# What a record in that state waits for.
NEXT = {
    DeskState.IN_REVIEW: Action.APPROVE,
    DeskState.APPROVED: Action.PUBLISH,
    DeskState.CHANGES_REQUESTED: Action.SUBMIT,
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record stands for a person: its states, and of its steps since publication the moves and their own."""

    desk: str
    public: str | None
    steps: list[Step]
    user: Any

    @property
    def task(self) -> Action | None:
        """What it waits for, if that is this person's to do in general."""
        action = NEXT[DeskState(self.desk)]
        is_theirs = action != Action.SUBMIT or self.wrote or self._submitted
        return action if is_theirs and self.user.has_perm(rules.PERMISSION[action]) else None

    @property
    def is_on_its_way(self) -> bool:
        """Whether the person submitted it, and it is in review or approved."""
        submission = self.last(Action.SUBMIT)
        under_way = self.desk != DeskState.CHANGES_REQUESTED
        return under_way and submission is not None and submission.by_id == self.user.pk

    @property
    def wrote(self) -> bool:
        """Whether the person edited it since it was last published, as far as its own steps tell."""
        return any(step.action in WRITES for step in self._own)

    @property
    def _submitted(self) -> bool:
        return any(step.action == Action.SUBMIT for step in self._own)

    @property
    def _own(self) -> list[Step]:
        return [step for step in self.steps if step.by_id == self.user.pk]

    @property
    def why_not(self) -> str:
        """Why publishing it is another person's to do."""
        if self.task != Action.PUBLISH or self.public != PublicState.WITHDRAWN:
            return ""
        try:
            rules.check_may(Action.RESTORE, self.user)
        except Refused as refused:
            return str(refused)
        return ""

    def last(self, *actions: Action) -> Step | None:
        """The last step of these kinds."""
        return next((step for step in reversed(self.steps) if step.action in actions), None)


@dataclass(frozen=True)
class Entry:
    """A record that waits: the move that brought it there, its submission, and why it is another person's to do."""

    treatment: Treatment
    place: Place
    why_not: str

    @property
    def step(self) -> Step | None:
        """What brought it to its state: who, when, with what note."""
        return self.place.last(*MOVES)

    @property
    def submission(self) -> Step | None:
        """Who submitted it when, with what note."""
        return self.place.last(Action.SUBMIT)

    @property
    def since(self) -> datetime:
        """Since when it is on its way, or given back."""
        step = self.step if self.place.desk == DeskState.CHANGES_REQUESTED else self.submission
        return timezone.now() if step is None else step.at

    @cached_property
    def extent(self) -> str:
        """How much of it is new for readers, in a phrase."""
        publication = self.treatment.publication
        if publication is None or publication.current is None or not publication.current.body:
            return "new"
        return extent(read(publication.current.body), derive(content(self.treatment)))

    @property
    def currency(self) -> str:
        """Whether the review that was set for a day is due or overdue; empty when it is neither."""
        day, today = self.treatment.review_due, timezone.now().date()
        if day is None or day > today + DUE_WITHIN:
            return ""
        return Currency.OVERDUE if day < today else Currency.DUE


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits, each list with the oldest first; `barred` are those that another person must approve or publish."""

    to_review: list[Entry]
    to_publish: list[Entry]
    to_mend: list[Entry]
    barred: list[Entry]
    submitted: list[Entry]
    conflict: Conflict | None

    @property
    def count(self) -> int:
        """How many records wait for the person to do something."""
        return len(self.to_review) + len(self.to_publish) + len(self.to_mend)


def waiting(user: Any) -> Waiting:
    """What waits for the person; the number of queries does not grow with the records."""
    places = {id_: place for id_, place in _places(user).items() if place.task or place.is_on_its_way}
    treatments = Treatment.objects.with_rows().select_related("publication__current").filter(id__in=places)
    parts = workflow.own_parts(treatments=[each for each in treatments if _asks_four_eyes(places[each.id])], by=user)
    entries = [Entry(each, places[each.id], parts.get(each.id) or places[each.id].why_not) for each in treatments]
    entries.sort(key=lambda entry: entry.since)

    def open_to(action: Action) -> list[Entry]:
        return [entry for entry in entries if entry.place.task == action and not entry.why_not]

    return Waiting(
        to_review=open_to(Action.APPROVE),
        to_publish=open_to(Action.PUBLISH),
        to_mend=open_to(Action.SUBMIT),
        barred=[entry for entry in entries if entry.why_not],
        submitted=[entry for entry in entries if entry.place.is_on_its_way],
        conflict=conflict_of(user),
    )


def count(user: Any) -> int:
    """How many records wait for the person as their states and steps tell: two queries, for every page to show."""
    return sum(
        place.task is not None
        and not place.why_not
        and not (_asks_four_eyes(place) and (place.wrote or place.is_on_its_way))
        for place in _places(user).values()
    )


def _asks_four_eyes(place: Place) -> bool:
    return place.task == Action.APPROVE


def _places(user: Any) -> dict[str, Place]:
    """Every record that is under way, by id."""
    states = Treatment.objects.filter(desk_state__in=NEXT).values_list("id", "desk_state", "publication__state")
    places = {id_: Place(desk, public, [], user) for id_, desk, public in states.order_by("id")}
    steps = Step.objects.since_publication(*places).select_related("by").defer("content")
    for step in steps.filter(Q(action__in=MOVES) | Q(by=user)):
        places[step.treatment].steps.append(step)
    return places
