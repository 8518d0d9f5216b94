"""Form fields that give back exactly what they were given, and refuse what no column can hold."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
)

from treatments.admin import lists
from treatments.document.canonical import plain
from treatments.vocabulary import Seriousness

YES_NO = [("", "— choose —"), ("True", "yes"), ("False", "no")]


class NumberField(forms.DecimalField):
    """A number shown as it was typed, without the column's trailing zeros."""

    def prepare_value(self, value: Any) -> Any:
        return plain(value) if isinstance(value, Decimal) and value.is_finite() else value

    def to_python(self, value: Any) -> Any:
        number: Any = super().to_python(value)
        # A signalling NaN cannot even be compared, and Django compares before it validates.
        if number is not None and not number.is_finite():
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return number


class LongTextField(forms.CharField):
    """Text whose line breaks stay those that are stored: browsers send them as two characters."""

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value) or "").replace("\r\n", "\n").replace("\r", "\n")


class YesNoField(forms.TypedChoiceField):
    """Yes or no, chosen and never assumed."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            **{
                "widget": UnfoldAdminSelectWidget,
                **kwargs,
                "choices": YES_NO,
                "coerce": lambda value: str(value) == "True",
                "empty_value": None,
            }
        )


class LinesField(forms.CharField):
    """A short list, edited as text with one entry a line."""

    syntax = lists.TEXTS
    rows = 3

    def __init__(self, **kwargs: Any) -> None:
        widget = UnfoldAdminTextareaWidget(attrs={"rows": self.rows})
        super().__init__(**{"required": False, "widget": widget, **kwargs})

    def prepare_value(self, value: Any) -> Any:
        return lists.written(value, self.syntax) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[Any]:
        return lists.read(super().clean(value), self.syntax)

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(self.clean(data) != (initial or []))
        except ValidationError:
            return True


class TextsField(LinesField):
    """Texts."""


class CodesField(LinesField):
    """Codes of terminologies."""

    syntax = lists.CODES

    def __init__(self, **kwargs: Any) -> None:
        help_text = (
            "One a line: system | code | display | verified (or unverified). "
            "For example: ICD-10-CM | M54.50 | Low back pain, unspecified | verified"
        )
        super().__init__(**{"help_text": help_text, **kwargs})


class AuthorsField(LinesField):
    """Authors in the order of the title page."""

    syntax = lists.AUTHORS
    rows = 5

    def __init__(self, **kwargs: Any) -> None:
        help_text = "One a line, in the order of the title page: family | given. An organisation stands alone."
        super().__init__(**{"help_text": help_text, **kwargs})


class SeriousnessField(forms.MultipleChoiceField):
    """Criteria of seriousness, as boxes to tick."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            **{
                "required": False,
                "choices": Seriousness.choices(),
                "widget": UnfoldAdminCheckboxSelectMultipleWidget,
                "help_text": "The criteria met, as far as stated.",
                **kwargs,
            }
        )
