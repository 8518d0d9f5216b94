"""Forest plot."""

from collections.abc import Sequence

from treatments.pictures.panels import Row
from treatments.pictures.svg import Picture, element, joined


def forest(title: str, rows: Sequence[Row]) -> Picture:
    """One panel for each group of comparable rows."""
    said = [f"{row.label}: {row.finding['interpretation']['statement']}" for row in rows]
    lines = [element("text", text, x=8, y=20 * number) for number, text in enumerate(said, 1)]
    return Picture("forest", title, " ".join(said), 400, 20 * len(rows) + 8, joined(lines))
