"""Autocompletes that know their labels, so that a page with many rows asks the database once."""

from collections.abc import Sequence
from typing import Any

from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple
from django.forms import Field


class LabelledSelect(AutocompleteSelect):
    """One choice; `labels` are those of the keys that are known already."""

    labels: dict[str, str] = {}

    def optgroups(self, name: str, value: Sequence[str], attr: Any = None) -> Any:
        value = _storable(value)
        return _optgroups(self, name, value) or super().optgroups(name, value, attr)


class LabelledSelectMultiple(AutocompleteSelectMultiple):
    """Several choices; `labels` are those of the keys that are known already."""

    labels: dict[str, str] = {}

    def build_attrs(self, base_attrs: Any, extra_attrs: Any = None) -> dict[str, Any]:
        """Without the sign that clears all at once: each choice has its own, and it stands in the list as no item."""
        return {**super().build_attrs(base_attrs, extra_attrs), "data-allow-clear": "false"}

    def optgroups(self, name: str, value: Sequence[str], attr: Any = None) -> Any:
        value = _storable(value)
        return _optgroups(self, name, value) or super().optgroups(name, value, attr)


Labelled = LabelledSelect | LabelledSelectMultiple


def labelled(field: Field) -> Labelled | None:
    """The labelled widget of a form field, out of the admin's wrapper around it."""
    widget = getattr(field.widget, "widget", field.widget)
    return widget if isinstance(widget, Labelled) else None


def _storable(value: Sequence[str]) -> list[str]:
    """The keys that can be asked for: PostgreSQL refuses to be asked for one with a NUL character."""
    return [key for key in value if "\x00" not in str(key)]


def _optgroups(widget: Labelled, name: str, value: Sequence[str]) -> Any:
    """Django's single group of the selected options, or None when a label must be asked for."""
    keys = [str(key) for key in value if key not in ("", None)]
    if any(key not in widget.labels for key in keys):
        return None
    options = [widget.create_option(name, key, widget.labels[key], True, index) for index, key in enumerate(keys)]
    if not widget.is_required and not widget.allow_multiple_selected:
        options.insert(0, widget.create_option(name, "", "", False, 0))
    return [(None, options, 0)]
