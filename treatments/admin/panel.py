"""What a treatment's page says of its publication: where it stands, what forbids it, who did what, what comes next."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from treatments import rules, workflow
from treatments.admin.actions import ACTS, Act
from treatments.admin.conflicts import ASKED, Conflict, conflict_of
from treatments.admin.problems import OWN_PAGES, Located, located
from treatments.admin.rows import standing
from treatments.models import Publication, Step, Treatment
from treatments.models.treatment import Row
from treatments.rules import Problem, Refused
from treatments.vocabulary import Action, DeskState, PublicState

NEED_CLEAN = (Action.SUBMIT, Action.APPROVE, Action.PUBLISH)
STEPS_SHOWN = 30


@dataclass(frozen=True, slots=True)
class Section:
    """The rows of one kind, each with its address and whether it stands in the document."""

    relation: str
    title: str
    add_url: str
    rows: list[tuple[Row, str, str]]


@dataclass(frozen=True, slots=True)
class Button:
    """An action that is the person's to do, with its form; when it is off, why."""

    action: Action
    act: Act
    form: Any
    url: str
    why_not: Refused | None

    @property
    def problems(self) -> list[Located]:
        """What has to be mended before it is possible."""
        return [] if self.why_not is None else located(self.why_not.problems)


class Panel:
    """One record as the person sees it; every part is read once."""

    def __init__(self, treatment_id: str, user: Any) -> None:
        self.treatment = Treatment.objects.with_rows().get(id=treatment_id)
        self.user = user
        self._refusals: dict[Action, Refused | None] = {}

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
        answers = next((action for action in ASKED if self.user.has_perm(rules.PERMISSION[action])), Action.PUBLISH)
        return located(self._problems_of(answers))

    @cached_property
    def _problems(self) -> list[Problem]:
        return rules.problems(self.treatment)

    @cached_property
    def _statements(self) -> dict[Action, list[Problem]]:
        """The conflict-of-interest statements that an action asks for and that are missing."""
        missing: dict[Action, list[Problem]] = {}
        if self.user.has_perm(rules.PERMISSION[Action.SUBMIT]):
            people = workflow.answerable(treatment_id=self.treatment.id, by=self.user)
            missing[Action.SUBMIT] = rules.conflict_problems(people)
        if self.user.has_perm(rules.PERMISSION[Action.APPROVE]):
            missing[Action.APPROVE] = rules.conflict_problems([self.user])
        return missing

    def _problems_of(self, action: Action) -> list[Problem]:
        return self._problems + self._statements.get(action, [])

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
        return Section(
            relation, str(model._meta.verbose_name_plural), add if self.user.has_perm(permission) else "", rows
        )

    @cached_property
    def buttons(self) -> list[Button]:
        """The actions that are this person's to do, whether they are possible now or not."""
        return [self.button(action) for action in ACTS if self.user.has_perm(rules.PERMISSION[action])]

    def button(self, action: Action, form: Any = None) -> Button:
        """The action's address, and its form as it was posted, or empty."""
        act = ACTS[action]
        url = reverse(f"admin:treatments_treatment_{action.value}", args=[self.treatment.id])
        form = act.form(auto_id=f"{action.value}_%s") if form is None else form
        return Button(action, act, form, url, self.why_not(action))

    def may(self, action: Action) -> bool:
        """Whether the action is possible for this person in this state."""
        return self.why_not(action) is None

    def why_not(self, action: Action) -> Refused | None:
        """What the workflow would say to the person who tries it now; None when it is possible."""
        if action not in self._refusals:
            try:
                self._check(action)
            except Refused as refused:
                self._refusals[action] = refused
            else:
                self._refusals[action] = None
        return self._refusals[action]

    def _check(self, action: Action) -> None:
        """The checks of the workflow, in its order, as far as they are known without doing it."""
        rules.check_may(action, self.user)
        if action in rules.DESK:
            rules.next_desk(action, self.treatment.desk_state)
        elif action in rules.PUBLIC:
            rules.next_public(action, rules.check_published(self.publication, self.treatment.id).state)
        if action in NEED_CLEAN:
            rules.check_clean(self._problems_of(action))
        if action == Action.PUBLISH and self._public_state == PublicState.WITHDRAWN:
            rules.check_may(Action.RESTORE, self.user)
        if action == Action.APPROVE and self.own_part:
            raise Refused(self.own_part)

    @cached_property
    def own_part(self) -> str:
        """Why this person may not approve what they had a part in; empty when they had none."""
        return workflow.own_parts(treatments=[self.treatment], by=self.user).get(self.treatment.id, "")

    @cached_property
    def submission(self) -> Step | None:
        """The submission that is under review, or was approved."""
        reviewed = self.treatment.desk_state in (DeskState.IN_REVIEW, DeskState.APPROVED)
        return next((step for step in self.steps if step.action == Action.SUBMIT), None) if reviewed else None

    @cached_property
    def conflict(self) -> Conflict | None:
        """How the person stands with their conflict-of-interest statement; None when none is asked of them."""
        return conflict_of(self.user)

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
