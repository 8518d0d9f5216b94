"""Pictures for people out of a document: forest plots, icon arrays and certainty badges, as SVG written by hand."""

from treatments.pictures.badge import badge
from treatments.pictures.forest import forest
from treatments.pictures.icons import icons
from treatments.pictures.panels import Row
from treatments.pictures.svg import STYLE_HASH, Picture

__all__ = ["STYLE_HASH", "Picture", "Row", "badge", "forest", "icons"]
