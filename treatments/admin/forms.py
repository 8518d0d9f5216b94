"""Forms of desk rows: every message beside its field, and no save over what somebody else saved meanwhile."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models

from treatments.models import Step, Treatment
from treatments.models.desk import Shared

if TYPE_CHECKING:  # Django's forms take type arguments in the stubs alone.
    Form = forms.ModelForm[Any]
else:
    Form = forms.ModelForm

TOKEN = "token"  # noqa: S105 - the name of a form field


class RowForm(Form):
    """A form that puts the message of a constraint beside the first field that the constraint names."""

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        general = self.errors.pop(NON_FIELD_ERRORS, None)
        constraints = self.instance._meta.constraints
        if general is None:
            return
        messages = {constraint.violation_error_message for constraint in constraints}
        for error in general.as_data():
            if error.message not in messages:
                self.add_error(None, error)
        exclude = self._get_validation_exclusions()  # type: ignore[attr-defined]
        for constraint in constraints:
            try:
                constraint.validate(type(self.instance), self.instance, exclude=exclude)
            except ValidationError as error:
                self.add_error(self._first_field(constraint), error)

    def _first_field(self, constraint: Any) -> str | None:
        named = constraint.condition.referenced_base_fields
        return next((name for name in self.fields if name in named), None)

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
        step = Step.objects.of(owner.pk).select_related("by").last()
        who, when = (step.by, step.at) if step else (None, None)
    else:
        past = owner.history.select_related("history_user").first()
        who, when = (past.history_user, past.history_date) if past else (None, None)
    at = f" at {when:%Y-%m-%d %H:%M} UTC" if when else ""
    return f"{who or 'somebody else'} saved {owner._meta.verbose_name} {owner.pk}{at}"
