"""The actions that people take on a record: their words, their forms, and what each calls of the workflow."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms

from treatments import workflow
from treatments.models.fields import KEY_LENGTH
from treatments.vocabulary import Action

LONGEST = 20_000


def _text(label: str, *, required: bool, help_text: str = "") -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 2, "cols": 60})
    return forms.CharField(label=label, required=required, max_length=LONGEST, widget=widget, help_text=help_text)


class NoteForm(forms.Form):
    """A note for the history."""

    note = _text("Note", required=False)


class PublicNoteForm(forms.Form):
    """A note that readers see."""

    note = _text("Note", required=False, help_text="Readers see it beside the version.")


class ReasonForm(forms.Form):
    """A reason that readers see."""

    reason = _text("Reason", required=True, help_text="Readers see it.")


class ChangesForm(forms.Form):
    """What is to be changed."""

    reason = _text("What is to be changed", required=True)


class CommentForm(forms.Form):
    """Something to tell those who work on the record."""

    text = _text("Comment", required=True, help_text="For the people at the desk; readers do not see it.")


class WithdrawForm(forms.Form):
    """A reason that readers see, and the record that takes the place."""

    reason = _text("Reason", required=True, help_text="Readers see it.")
    successor = forms.CharField(required=False, max_length=KEY_LENGTH, help_text="Id of the public record to use.")


class ApproveForm(forms.Form):
    """The checksum of exactly what was shown."""

    approved = forms.CharField(max_length=64, widget=forms.HiddenInput)
    note = _text("Note", required=False)


@dataclass(frozen=True, slots=True)
class Act:
    """An action's words, form and function; the form's fields are the function's arguments."""

    label: str
    done: str
    form: type[forms.Form]
    do: Callable[..., Any]


ACTS: Mapping[Action, Act] = {
    Action.SUBMIT: Act("Submit for review", "submitted for review", NoteForm, workflow.submit),
    Action.RECALL: Act("Recall", "recalled: it is a draft again", NoteForm, workflow.recall),
    Action.REQUEST_CHANGES: Act("Request changes", "given back to its curators", ChangesForm, workflow.request_changes),
    Action.COMMENT: Act("Comment", "commented on", CommentForm, workflow.comment),
    Action.APPROVE: Act("Approve exactly this", "approved", ApproveForm, workflow.approve),
    Action.PUBLISH: Act("Publish", "published", PublicNoteForm, workflow.publish),
    Action.WITHDRAW: Act("Withdraw", "withdrawn from the public", WithdrawForm, workflow.withdraw),
    Action.RESTORE: Act("Restore", "restored to the public", ReasonForm, workflow.restore),
    Action.REISSUE: Act("Reissue", "reissued with today's software", PublicNoteForm, workflow.reissue),
}
# They are done on the review page, where one reads what they are about.
REVIEWING = (Action.COMMENT, Action.REQUEST_CHANGES, Action.APPROVE, Action.PUBLISH)
