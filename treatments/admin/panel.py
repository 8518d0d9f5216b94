"""What a treatment's page says of its publication: where it stands, what forbids it, who did what, what comes next."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from treatments import rules, workflow
from treatments.admin.actions import ACTS, Act
from treatments.admin.problems import OWN_PAGES, Located, located
from treatments.admin.rows import standing
from treatments.models import Publication, Step, Treatment
from treatments.models.treatment import Row
from treatments.rules import Refused
from treatments.vocabulary import Action, PublicState

NEED_CLEAN = (Action.SUBMIT, Action.APPROVE, Action.PUBLISH)
STEPS_SHOWN = 30


@dataclass(frozen=True, slots=True)
class Section:
    """The rows of one kind, each with its address and whether it stands in the document."""

    title: str
    add_url: str
    rows: list[tuple[Row, str, str]]


@dataclass(frozen=True, slots=True)
class Button:
    """An action that is possible now, with its form."""

    action: Action
    act: Act
    form: Any
    url: str


class Panel:
    """One record as the person sees it; every part is read once."""

    def __init__(self, treatment_id: str, user: Any) -> None:
        self.treatment = Treatment.objects.with_rows().get(id=treatment_id)
        self.user = user

    @property
    def publication(self) -> Publication | None:
        """The public side, if there is one."""
        return self.treatment.publication

    @cached_property
    def public_version(self) -> int | None:
        """Number of the last version."""
        if self.publication is None or self.publication.current_id is None:
            return None
        return Publication.objects.values_list("current__number", flat=True).get(id=self.publication.pk)

    @cached_property
    def problems(self) -> list[Located]:
        """What forbids publication; a person without a part in it needs no statement."""
        people: set[Any] = set()
        if self.user.has_perm(rules.PERMISSION[Action.APPROVE]):
            people = {self.user}
        if self.user.has_perm(rules.PERMISSION[Action.SUBMIT]):
            people = workflow.answerable(treatment_id=self.treatment.id, by=self.user)
        return located(rules.problems(self.treatment, people=people))

    @cached_property
    def notes(self) -> list[Located]:
        """What ought to be known."""
        return located(rules.notes(self.treatment))

    @cached_property
    def steps(self) -> list[Step]:
        """The last steps, newest first."""
        steps = Step.objects.of(self.treatment.id).select_related("by").defer("content")
        return list(steps.order_by("-id")[:STEPS_SHOWN])

    @cached_property
    def sections(self) -> list[Section]:
        """The rows that have their own pages."""
        return [self._section(relation, model) for relation, model in OWN_PAGES.items()]

    def _section(self, relation: str, model: type[Row]) -> Section:
        name = f"admin:treatments_{model._meta.model_name}"
        rows = [
            (row, reverse(f"{name}_change", args=[row.pk]), standing(row))
            for row in getattr(self.treatment, relation).all()
        ]
        add = f"{reverse(f'{name}_add')}?{urlencode({'treatment': self.treatment.id})}"
        permission = f"treatments.add_{model._meta.model_name}"
        return Section(str(model._meta.verbose_name_plural), add if self.user.has_perm(permission) else "", rows)

    @cached_property
    def buttons(self) -> list[Button]:
        """The actions that are possible for this person in this state; approval has its own page."""
        return [self.button(action) for action in ACTS if action != Action.APPROVE and self.may(action)]

    def button(self, action: Action) -> Button:
        """The action's form and address."""
        act = ACTS[action]
        url = reverse(f"admin:treatments_treatment_{action.value}", args=[self.treatment.id])
        return Button(action, act, act.form(auto_id=f"{action.value}_%s"), url)

    @cached_property
    def may_approve(self) -> bool:
        """Whether approval is possible."""
        return self.may(Action.APPROVE)

    def may(self, action: Action) -> bool:
        """Whether the action is possible for this person in this state."""
        if not self.user.has_perm(rules.PERMISSION[action]) or not self._in_state(action):
            return False
        if action in NEED_CLEAN and self.problems:
            return False
        if action == Action.PUBLISH and self._public_state == PublicState.WITHDRAWN:
            return bool(self.user.has_perm(rules.PERMISSION[Action.RESTORE]))
        return action != Action.APPROVE or not self.own_part

    @cached_property
    def own_part(self) -> str:
        """Why this person may not approve what they had a part in; empty when they had none."""
        try:
            workflow.check_four_eyes(treatment_id=self.treatment.id, by=self.user)
        except Refused as refused:
            return str(refused)
        return ""

    @property
    def desk_state(self) -> str:
        """The state of the desk, as people read it."""
        return rules.words(self.treatment.desk_state)

    @property
    def public_state(self) -> str:
        """The public state, as people read it."""
        return rules.words(self._public_state)

    @property
    def _public_state(self) -> PublicState:
        return PublicState.NONE if self.publication is None else PublicState(self.publication.state)

    def _in_state(self, action: Action) -> bool:
        states = (rules.DESK.get(action), self.treatment.desk_state), (rules.PUBLIC.get(action), self._public_state)
        return all(table is None or state in table for table, state in states)
