"""The rows that are edited on the treatment's own page, under the treatment's edition."""

import re
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from treatments.admin.forms import RowForm
from treatments.admin.widgets import labelled

if TYPE_CHECKING:  # Django's formsets take type arguments in the stubs alone.
    FormSet = forms.BaseInlineFormSet[Any, Any, RowForm]
else:
    FormSet = forms.BaseInlineFormSet


class RowFormSet(FormSet):
    """Rows of a treatment. One that was deleted meanwhile comes back as a new one, so that nothing typed is lost."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.gone: list[str] = []
        if self.is_bound:
            stored = {str(row.pk) for row in super().get_queryset()}
            typed = _initial_keys(self.data, self.prefix)
            self.gone = [index for index, key in typed.items() if key not in stored]
            self.unseen = [row for row in super().get_queryset() if str(row.pk) not in typed.values()]
            self.data = _gone_last(self.data, self.prefix, list(typed), self.gone)

    def get_queryset(self) -> Any:
        """The rows in the order of their forms: the admin pairs the two lists."""
        rows = super().get_queryset()
        if not self.is_bound:
            return rows
        order = list(_initial_keys(self.data, self.prefix).values())
        known = {str(row.pk): row for row in rows}
        return [known[key] for key in order if key in known]

    @cached_property
    def labels(self) -> dict[str, str]:
        """Labels of what the stored rows name, by key."""
        named = [
            each
            for row in self.get_queryset()
            for each in (*row.citations.all(), getattr(row, "condition", None))
            if each is not None
        ]
        return {str(each.pk): str(each) for each in named}

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        for field in form.fields.values():
            widget = labelled(field)
            if widget is not None and index is not None:
                widget.labels = self.labels

    def clean(self) -> None:
        super().clean()
        if not getattr(self.instance, "is_stale", False):
            return
        for form in self.initial_forms:
            form.show_differences()
        notices = [f"Added meanwhile by somebody else, and kept: {row}" for row in self.unseen]
        if self.gone:
            notices.append("Deleted meanwhile by somebody else: the last rows here. Saving again adds them anew.")
        if notices:
            raise ValidationError(notices)


def _initial_keys(data: Any, prefix: str | None) -> dict[str, str]:
    """Index → id of the rows that were there when the page was opened, as posted."""
    initial = range(_count(data, f"{prefix}-INITIAL_FORMS"))
    return {str(index): str(data.get(f"{prefix}-{index}-id", "")) for index in initial}


def _count(data: Any, name: str) -> int:
    """A number of forms; 0 for what is none, of which Django's own check of it speaks."""
    text = str(data.get(name, ""))
    return int(text) if re.fullmatch(r"\d{1,4}", text) else 0


def _gone_last(data: Any, prefix: str | None, initial: list[str], gone: list[str]) -> Any:
    """The posted data with the gone rows behind the others, without their ids: as rows to be added."""
    if not gone:
        return data
    added = [str(index) for index in range(len(initial), _count(data, f"{prefix}-TOTAL_FORMS"))]
    order = [*(index for index in initial if index not in gone), *added, *gone]
    place = {old: str(new) for new, old in enumerate(order)}
    result = QueryDict(mutable=True)
    for name, values in data.lists():
        match = re.fullmatch(rf"{re.escape(str(prefix))}-(\d+)-(\w+)", name)
        if match is None or match[1] not in place:
            result.setlist(name, values)
        elif not (match[1] in gone and match[2] in ("id", "DELETE")):
            result.setlist(f"{prefix}-{place[match[1]]}-{match[2]}", values)
    result[f"{prefix}-INITIAL_FORMS"] = str(len(initial) - len(gone))
    return result
