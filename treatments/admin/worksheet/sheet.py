"""What follows from a finding as its form stands: by the functions that make the document, saving nothing."""

from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from treatments import rules
from treatments.document import derived
from treatments.document.content import row_content
from treatments.grading.absolute import NoAbsoluteEffect
from treatments.models import Finding
from treatments.models.finding import RATE_DOWN, RATE_UP

Json = dict[str, Any]

# The columns from which each part is computed. A part is not computed while one of its columns is wrong.
NAMES = {"treatment", "comparator_text", "outcome_name", "timepoint", "unit"}
EFFECT = {
    *("measure", "estimate", "ci_low", "ci_high", "ci_level"),
    *("higher_is_better", "mid_value", "mid_scale", "mid_citation", "size_judgement"),
}
BASELINE = {"baseline_risk", "baseline_source"}
CERTAINTY = {
    *("certainty_source", "published_rating", "start"),
    *(name for domain in (*RATE_DOWN, *RATE_UP) for name in (domain.value, f"{domain}_reason")),
}

MID_NOT_USED = "The minimal important difference is not used: documents may not show the citation that gives it."
NO_BASELINE = "Enter the baseline risk and its source for numbers of 1,000 people."


@dataclass(frozen=True, slots=True)
class Message:
    """What is to be done at a field: its label, and the id of its (first) control."""

    label: str
    control: str
    text: str


class Worksheet:
    """A finding's form as it stands: bound and validated, or the stored finding."""

    def __init__(self, form: Any) -> None:
        self._form = form
        self._wrong = set(form.errors)
        self._row = _sound(form.instance, self._wrong)
        self._treatment = self._row.treatment.name if self._row.treatment_id else ""
        self._content = row_content("findings", self._row)
        self._derived = derived.derived_finding(self._content, self._treatment)

    def _known(self, *parts: set[str]) -> bool:
        return not any(self._wrong & part for part in parts)

    @property
    def certainty(self) -> Json | None:
        """Rating, symbol and trace; None while it is unknown, or when the finding is not graded."""
        certainty: Json | None = self._derived["certainty"]
        return certainty and {**certainty, "words": rules.words(certainty["rating"])}

    @property
    def certainty_known(self) -> bool:
        """Whether nothing that it is computed from is wrong."""
        return self._known(CERTAINTY)

    @property
    def interpretation(self) -> dict[str, str] | None:
        """Direction, size and clinical importance in words, empty where there is none; None while it is unknown."""
        if not self._known(EFFECT):
            return None
        names = ("direction", "size", "clinical_importance")
        return {name: rules.words(self._derived["interpretation"][name] or "") for name in names}

    @property
    def statement(self) -> str:
        """The finding in a sentence; empty while it is unknown."""
        known = self._known(NAMES, EFFECT, CERTAINTY)
        return str(self._derived["interpretation"]["statement"]) if known else ""

    @property
    def absolute(self) -> Json | None:
        """The effect among 1,000 people; None when there is none, or while it is unknown."""
        known = self._known(NAMES, EFFECT, BASELINE)
        return self._derived["absolute"] if known else None

    @property
    def no_absolute(self) -> str:
        """Why there is no absolute effect; empty while it is unknown."""
        if not self._known(NAMES, EFFECT, BASELINE):
            return ""
        try:
            derived.absolute(self._content, derived.own_baseline(self._content), treatment=self._treatment)
        except NoAbsoluteEffect as why:
            return str(why)
        return NO_BASELINE

    @cached_property
    def refused(self) -> list[Message]:
        """What a save would refuse."""
        return [self._message(name, text) for name, text, code in self._errors() if code != "required"]

    @cached_property
    def empty(self) -> list[Message]:
        """What must still be filled in before a save."""
        return [self._message(name, text) for name, text, code in self._errors() if code == "required"]

    @cached_property
    def before_review(self) -> list[Message]:
        """What may be saved, but not submitted: reasons that are missing, a difference that is not explained."""
        found = rules.judgement_problems(self._row) if self._known(CERTAINTY, EFFECT) else ()
        return [self._message(problem.field, problem.message) for problem in found]

    @cached_property
    def notes(self) -> list[str]:
        """What ought to be known."""
        notes = [note.message for note in rules.judgement_notes(self._row)]
        if self._row.mid_value is not None and self._row.public_mid is None:
            notes.append(MID_NOT_USED)
        if self._row.withheld_reason:
            notes.append(f"left out of the document: {self._row.withheld_reason}")
        return notes

    def _errors(self) -> Iterator[tuple[str, str, str]]:
        for name, found in self._form.errors.get_json_data().items():
            for each in found:
                yield name, each["message"], each["code"]

    def _message(self, name: str, text: str) -> Message:
        if name not in self._form.fields:
            return Message("", "", text)
        field = self._form[name]
        return Message(str(field.label), field.id_for_label or f"{field.auto_id}_0", text)


def _sound(row: Finding, wrong: set[str]) -> Finding:
    """A copy of the row in which a part with a wrong column is as if it were not given."""
    row = copy(row)
    for part in (EFFECT, BASELINE, CERTAINTY):
        if wrong & part:
            for name in part:
                column: Any = row._meta.get_field(name)
                setattr(row, name, column.get_default())
    return row
