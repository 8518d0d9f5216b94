"""Which rows of a forest plot can stand on one axis."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from treatments.document.derived import effect_of
from treatments.grading.effect import Effect, null_value
from treatments.grading.interpretation import MID_SCALE
from treatments.vocabulary import Measure

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a forest plot: what it is called, and a finding as in a document or among the entries of /findings."""

    label: str
    finding: Json

    @property
    def effect(self) -> Effect | None:
        """None when the finding is described in words."""
        return effect_of(self.finding["effect"])

    @property
    def mid(self) -> Decimal | None:
        """The minimal important difference, where there is one on the scale of the row's measure."""
        mid, effect = self.finding["outcome"]["mid"], self.finding["effect"]
        if mid is None or effect is None or mid["scale"] != MID_SCALE.get(effect["measure"]):
            return None
        return Decimal(mid["value"])


@dataclass(frozen=True, slots=True)
class Panel:
    """Rows on one axis, of one measure and one better side; `measure` is None where all are described in words."""

    measure: Measure | None
    rows: tuple[Row, ...]

    @property
    def effects(self) -> list[Effect]:
        """Those of the rows that have one."""
        return [effect for row in self.rows if (effect := row.effect) is not None]

    @property
    def null(self) -> Decimal | None:
        """The value of no effect."""
        return None if self.measure is None else null_value(self.measure)

    @property
    def mids(self) -> set[Decimal | None]:
        """The different ones of its rows with an effect, None among them when a row has none."""
        return {row.mid for row in self.rows if row.effect is not None}

    @property
    def higher_is_better(self) -> bool:
        """Whether the treatment is favoured on the right."""
        better: bool = self.rows[0].finding["outcome"]["higher_is_better"]
        return better

    def shared(self, *path: str) -> Any:
        """What all findings have at this path, or None where they differ or have nothing."""
        values = [_at(row.finding, path) for row in self.rows]
        return values[0] if all(value == values[0] for value in values) else None


def panels(rows: Sequence[Row]) -> list[Panel]:
    """The rows in groups that can be compared, in the order given.

    Ratios, risk differences, proportions and standardised differences share an axis with those of the same measure;
    mean differences with those of the same outcome, unit and scale. A row described in words stands with the first
    group of its outcome. Where more is better never shares with where less is.
    """
    homes: dict[Hashable, Hashable] = {}
    for row in rows:
        if row.finding["effect"] is not None:
            homes.setdefault(_outcome(row), _comparable(row))
    groups: dict[Hashable, list[Row]] = {}
    for row in rows:
        outcome = _outcome(row)
        group = homes.get(outcome, outcome) if row.finding["effect"] is None else _comparable(row)
        groups.setdefault(group, []).append(row)
    return [Panel(_measure(group), tuple(group)) for group in groups.values()]


def _measure(rows: list[Row]) -> Measure | None:
    return next((effect.measure for row in rows if (effect := row.effect) is not None), None)


def _outcome(row: Row) -> Hashable:
    outcome = row.finding["outcome"]
    return outcome["name"].casefold(), outcome["higher_is_better"]


def _comparable(row: Row) -> Hashable:
    outcome, measure = row.finding["outcome"], row.finding["effect"]["measure"]
    if measure != Measure.MD:
        return measure, outcome["higher_is_better"]
    return measure, _outcome(row), outcome["unit"], outcome["scale_min"], outcome["scale_max"]


def _at(value: Json, path: tuple[str, ...]) -> Any:
    for step in path:
        found = value.get(step)
        if found is None:
            return None
        value = found
    return value
