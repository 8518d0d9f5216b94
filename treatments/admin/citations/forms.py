"""What people paste or choose."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

MEGABYTE = 1_000_000
MAX_FILE = 40 * MEGABYTE
MAX_TABLE = 200 * MEGABYTE


def _checked(file: Any, limit: int) -> Any:
    if file is not None and file.size > limit:
        raise ValidationError(f"This file is larger than {limit // MEGABYTE} MB: split it in two.")
    return file


class SourceForm(forms.Form):
    """A text or a file; `cleaned_data["data"]` is its bytes."""

    # No CharField: it refuses control characters, which the reading drops and says so.
    text = forms.Field(
        required=False,
        label="Text",
        widget=forms.Textarea(attrs={"rows": 12, "cols": 90, "spellcheck": "false"}),
        help_text="DOIs or PMIDs, one a line; or what a database or reference manager exports: NBIB (PubMed), RIS, "
        "BibTeX or CSL-JSON. Up to 2 MB: choose a file for more.",
    )
    file = forms.FileField(
        required=False,
        label="Or a file",
        help_text=f"In one of these formats, up to {MAX_FILE // MEGABYTE} MB and 5,000 entries.",
    )

    def clean_file(self) -> Any:
        return _checked(self.cleaned_data["file"], MAX_FILE)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        text, file = cleaned.get("text") or "", cleaned.get("file")
        if not self.errors and bool(text.strip()) == bool(file):
            raise ValidationError("Give either a text or a file." if file else "Paste a text or choose a file.")
        cleaned["data"] = file.read() if file else text.encode(errors="replace")
        return cleaned


class TableForm(forms.Form):
    """A table of retractions."""

    file = forms.FileField(
        label="File",
        help_text=f"CSV with the columns of Crossref's retraction_watch.csv, up to {MAX_TABLE // MEGABYTE} MB.",
    )

    def clean_file(self) -> Any:
        return _checked(self.cleaned_data["file"], MAX_TABLE)
