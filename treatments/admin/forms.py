"""Forms of desk rows: every message beside its field, and no save over what somebody else saved meanwhile."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.db import models

from treatments.models import Step, Treatment
from treatments.models.desk import Shared
from treatments.vocabulary import Action

if TYPE_CHECKING:  # Django's forms take type arguments in the stubs alone.
    Form = forms.ModelForm[Any]
else:
    Form = forms.ModelForm

SAVES = (Action.EDIT, Action.LOAD, Action.SET_CITATION_STATUS)  # what counts the edition on
TOKEN = "token"  # noqa: S105 - the name of a form field


class RowForm(Form):
    """A form that can say how it differs from what is stored."""

    def show_differences(self) -> None:
        """Say beside each field that differs what is stored and what was typed."""
        for name in self.changed_data:
            if name in self.base_fields:
                field = self.fields[name]
                stored = shown(field, self.get_initial_for_field(field, name))
                self.add_error(name, f"Now stored: {stored}\nYou typed: {shown(field, self[name].data)}")


class DeskForm(RowForm):
    """The form of a change page. `token` names the state of the record that it shows."""

    historic: ClassVar[Mapping[str, Any]] = {}
    refusal: ClassVar[str] = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        if self.historic:
            kwargs["initial"] = {**(kwargs.get("initial") or {}), **self.historic}
        super().__init__(*args, **kwargs)
        self.token = token(self.instance)

    def _get_validation_exclusions(self) -> set[str]:
        """All but the id, which the form does not hold and constraints may name."""
        excluded: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]
        return excluded - {self.instance._meta.pk.name} if self.token else excluded

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if self.refusal:
            self.add_error(None, self.refusal)
        if self.token and self.data.get(TOKEN) != self.token:
            self.instance.is_stale = True
            self.add_error(None, _stale_notice(self.instance))
            self.show_differences()
        return cleaned


def token(row: models.Model) -> str:
    """The record and its edition: what a form was opened on. Empty for a row that is being added."""
    if row._state.adding:
        return ""
    owner = owner_of(row)
    return f"{owner.pk}:{owner.edition}"


def owner_of(row: Any) -> Any:
    """The row that carries the edition: the treatment of a row, or the shared row itself."""
    return row if isinstance(row, Treatment | Shared) else row.treatment


def shown(field: forms.Field, value: Any) -> str:
    """A value of the field in words."""
    value = field.prepare_value(value)
    if value is None or value in ("", [], ()):
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    if isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField):
        choices: Any = field.choices
        labels = {str(key): label for key, label in choices}
        return str(labels.get(str(value), value))
    return str(value)


def _stale_notice(row: models.Model) -> str:
    owner = owner_of(row)
    return (
        f"Nothing was saved: {_last_saved(owner)} after you opened this page. Beside each field that differs stands "
        "what is stored now and what you typed. Saving again stores what stands in the fields."
    )


def _last_saved(owner: Any) -> str:
    if isinstance(owner, Treatment):
        step = Step.objects.of(owner.pk).filter(action__in=SAVES).select_related("by").last()
        who, when = (step.by, step.at) if step else (None, None)
    else:
        past = owner.history.select_related("history_user").first()
        who, when = (past.history_user, past.history_date) if past else (None, None)
    at = f" at {when:%Y-%m-%d %H:%M} UTC" if when else ""
    return f"{who or 'somebody else'} saved {owner._meta.verbose_name} {owner.pk}{at}"
