"""Citations that were read, as rows; and rows as the references that readers will see."""

from typing import Any

from django.core.exceptions import ValidationError

from treatments.document.reference import formatted
from treatments.document.shape.citation import Citation as Shape
from treatments.exchange.reading.entry import Unreadable
from treatments.models import Citation

SHAPE = Shape()  # the one that everybody uses: a new one would copy every field


def row_of(citation: dict[str, Any], id_: str) -> Citation:
    """The row of this id, unsaved and checked for everything but what other rows forbid.

    Raises:
        Unreadable: with what its form would say.
    """
    columns = {name: value for name, value in citation.items() if name not in ("id", "retraction")}
    columns |= {f"retraction_{name}": value for name, value in citation["retraction"].items()}
    row = Citation(id=id_, **{name: value for name, value in columns.items() if value is not None})
    try:
        row.full_clean(validate_unique=False, validate_constraints=False)
    except ValidationError as error:
        said = " ".join(f"{name}: {' '.join(messages)}" for name, messages in error.message_dict.items())
        raise Unreadable(f"It cannot be stored. {said}") from None
    return row


def reference(row: Citation) -> str:
    """The reference as one line of text."""
    return formatted(SHAPE.to_representation(row))
