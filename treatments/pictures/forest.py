"""Forest plots: each finding's estimate and interval as a mark on a common axis, its figures in words above the mark.

The words stand above their mark and not beside it, so that the picture is narrow enough for a telephone.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from django.utils.safestring import SafeString

from treatments.grading.effect import Effect
from treatments.grading.statement import figure
from treatments.pictures import words
from treatments.pictures.axis import LEFT, RIGHT, Axis, axis
from treatments.pictures.lettering import width
from treatments.pictures.panels import Panel, Row, panels
from treatments.pictures.sheet import EDGE, WIDTH, Sheet
from treatments.pictures.svg import Picture, coordinate, element

_STRIP = 26  # height of a row's part of the axis
_HALF = 4  # of a mark's width
_LONG = 6  # rows from which on the ticks are named above, too


def forest(title: str, rows: Sequence[Row]) -> Picture:
    """One panel for each group of comparable rows, see `panels`; `title` says what the rows have in common."""
    sheet = Sheet()
    said: list[str] = []
    sheet.text(title, "title")
    for panel in panels(rows):
        scale = _axis(panel)
        _panel(sheet, panel, scale, title)
        said.extend(words.description(panel, scale))
    if not rows:
        sheet.text(words.NOTHING, "muted")
        said.append(words.NOTHING)
    sheet.space(EDGE)
    return Picture("forest", title, "\n".join(said), WIDTH, sheet.y, sheet.marks)


def _axis(panel: Panel) -> Axis | None:
    if panel.measure is None:
        return None
    return axis(panel.measure, panel.effects, [mid for mid in panel.mids if mid is not None])


def _panel(sheet: Sheet, panel: Panel, scale: Axis | None, title: str) -> None:
    name = words.heading(panel)
    sheet.space(EDGE)
    if name is not None and name != title:
        sheet.text(name, "heading")
    sheet.text(words.measure(panel), "muted")
    if scale is not None and len(panel.rows) >= _LONG:
        _ticks(sheet, panel, scale)
    for row in panel.rows:
        _row(sheet, row, panel, scale)
    if scale is not None:
        _ticks(sheet, panel, scale)
        _below(sheet, panel, scale)


def _row(sheet: Sheet, row: Row, panel: Panel, scale: Axis | None) -> None:
    sheet.add(_path("rule", f"M{EDGE} {sheet.y + 3}H{WIDTH - EDGE}", "#8a929b"))
    sheet.space(EDGE)
    sheet.text(row.label, "label")
    if context := words.context(row, panel):
        sheet.text(context, "muted")
    figures = words.figures(row)
    sheet.text(figures, "figures")
    sheet.rating(words.rating(row.finding), beside=figures)
    if row.finding["superseded_by"] is not None:
        sheet.text(words.SUPERSEDED, "muted")
    if (own := words.own_band(row, panel)) is not None:
        sheet.text(own, "muted")
    effect = row.effect
    if scale is not None and effect is not None:
        top = sheet.space(_STRIP)
        sheet.add(*_background(scale, panel, row.mid, top))
        sheet.add(*_mark(scale, effect, top + _STRIP // 2, superseded=row.finding["superseded_by"] is not None))


def _background(scale: Axis, panel: Panel, mid: Decimal | None, top: int) -> Iterator[SafeString]:
    """The shaded MID, the ticks and the line of no effect behind a row's mark."""
    if mid is not None:
        left, right = scale.at(mid.copy_negate()), scale.at(mid)
        yield element("rect", x=left, y=top, width=right - left, height=_STRIP, class_="band", fill="#dfe7ef")
    ticks = [scale.at(tick) for tick in scale.ticks if tick != panel.null]
    yield _path("grid", "".join(f"M{coordinate(x)} {top}v{_STRIP}" for x in ticks), "#d5d9de")
    if panel.null is not None:
        yield _path("null", f"M{coordinate(scale.at(panel.null))} {top}v{_STRIP}", "#1b1b1b")


def _mark(scale: Axis, effect: Effect, middle: int, *, superseded: bool) -> Iterator[SafeString]:
    """The interval as a line and the estimate as a square on it; without an interval a hollow circle."""
    old = " old" if superseded else ""
    x = scale.at(effect.estimate)
    if effect.interval is None:
        yield element("circle", cx=x, cy=middle, r=5, class_=f"alone{old}", fill="none", stroke="#14507f")
        return
    low, high = effect.interval
    left, right = scale.at(low), scale.at(high)
    yield _path(f"interval{old}", f"M{coordinate(left)} {middle}H{coordinate(right)}", "#14507f")
    yield _end(left, middle, -1, cut=scale.below(low))
    yield _end(right, middle, 1, cut=scale.above(high))
    yield element(
        "rect",
        x=x - _HALF,
        y=middle - _HALF,
        width=2 * _HALF,
        height=2 * _HALF,
        class_=f"estimate{old}",
        fill="#14507f",
    )


def _end(x: Decimal, middle: int, side: int, *, cut: bool) -> SafeString:
    """A bar across the interval's end; where it is cut, an arrow that shows where it goes on."""
    if not cut:
        return _path("end", f"M{coordinate(x)} {middle - _HALF}v{2 * _HALF}", "#14507f")
    tip = x + side * 6
    return element("path", d=f"M{coordinate(tip)} {middle}l{-8 * side} -5v10z", class_="cut", fill="#14507f")


def _ticks(sheet: Sheet, panel: Panel, scale: Axis) -> None:
    """The axis with its figures. Of those that would run into each other some are left out, never that of no effect."""
    top = sheet.space(26)
    sheet.add(_path("axis", f"M{LEFT} {top + 2}H{RIGHT}", "#1b1b1b"))
    taken: list[tuple[Decimal, Decimal]] = []
    for tick in sorted(scale.ticks, key=lambda tick: (tick != panel.null, tick)):
        text, x = figure(tick, scale.measure), scale.at(tick)
        sheet.add(_path("axis", f"M{coordinate(x)} {top + 2}v5", "#1b1b1b"))
        half = width(text) / 2
        place = min(max(x, half), WIDTH - half)
        left, right = place - half - EDGE, place + half + EDGE
        if all(right <= other_left + EDGE or other_right - EDGE <= left for other_left, other_right in taken):
            taken.append((left, right))
            sheet.add(element("text", text, x=place, y=top + 20, class_="tick", text_anchor="middle"))


def _below(sheet: Sheet, panel: Panel, scale: Axis) -> None:
    if (sides := words.favours(panel)) is not None:
        left, right = sides
        sheet.sides(f"←\xa0{left}", f"{right}\xa0→", "sides")
    for note in words.notes(panel, scale):
        sheet.text(note, "muted")


def _path(class_: str, data: str, stroke: str) -> SafeString:
    return element("path", d=data, class_=class_, stroke=stroke)
