"""Icon array of an absolute effect."""

from typing import Any

from treatments.pictures.svg import Picture, element

Json = dict[str, Any]


def icons(absolute: Json | None, finding: Json) -> Picture | None:
    """Of 100 or 1,000 people; None without an absolute effect."""
    if absolute is None:
        return None
    title = f"Of every 1,000 people: {finding['outcome']['name']}"
    said = element("text", absolute["statement"], x=8, y=20)
    return Picture("icons", title, absolute["statement"], 400, 28, said)
