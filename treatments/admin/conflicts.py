"""How a person stands with their yearly conflict-of-interest statement."""

from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from treatments import rules
from treatments.models import ConflictStatement
from treatments.vocabulary import Action

ASKED = (Action.SUBMIT, Action.APPROVE)  # the actions that ask people for their statement


@dataclass(frozen=True, slots=True)
class Conflict:
    """The person's newest statement, if they made one."""

    newest: ConflictStatement | None

    @property
    def is_current(self) -> bool:
        """Whether it still holds."""
        return self.newest is not None and self.newest.valid_until >= timezone.now()


def conflict_of(user: Any) -> Conflict | None:
    """How the person stands; None for those of whom no statement is asked."""
    if not any(user.has_perm(rules.PERMISSION[action]) for action in ASKED):
        return None
    return Conflict(ConflictStatement.objects.newest(user))
