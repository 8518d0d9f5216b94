"""The order of loading: what a record names comes before it; otherwise what was published first comes first."""

from collections.abc import Collection, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from heapq import heappop, heappush
from math import inf
from typing import Any

from treatments.exchange.records.lines import SHARED, Line

Needs = Mapping[str, Collection[str]]


def loading_order(lines: Mapping[str, Line]) -> Iterator[list[Line]]:
    """The lines, given by record id, in the order of loading; those of one list are loaded together or not at all.

    Together go records that name each other, in however long a circle, and a record with one that it names but that
    was published later with another copy of a condition or citation: the newest copy is written last.
    """
    needs: dict[str, set[str]] = {
        key: {other for _, other in line.named if other in lines} for key, line in lines.items()
    }
    for newest, older in _copies(lines.values()):
        needs[newest].add(older)
    group_of = _together(needs)
    groups: dict[str, list[Line]] = {}
    for line in sorted(lines.values(), key=_place):
        groups.setdefault(group_of[line.key], []).append(line)
    places = {name: _place(group[0]) for name, group in groups.items()}
    for name in _sorted(_graph(needs, group_of), places):
        yield groups[name]


def _place(line: Line) -> tuple[float, int]:
    return (inf if line.sequence is None else line.sequence, line.number)


def _copies(lines: Collection[Line]) -> Iterator[tuple[str, str]]:
    """(newest, older) wherever two documents hold different copies of a condition or citation."""
    copies: dict[tuple[str, str], list[tuple[int, str, Any]]] = {}
    for line in lines:
        if line.sequence is not None:
            for part in SHARED:
                for row in line.record[part]:
                    copies.setdefault((part, row["id"]), []).append((line.sequence, line.key, row))
    for found in copies.values():
        _, newest, copy = max(found, key=lambda each: each[0])
        yield from ((newest, key) for _, key, row in found if row != copy)


def _together(needs: Needs) -> dict[str, str]:
    """For each key the one that stands for all that it shares a circle with."""
    group = {key: key for key in needs}
    while True:
        try:
            TopologicalSorter(_graph(needs, group)).prepare()
        except CycleError as error:
            circle = set(error.args[1])
            group = {key: min(circle) if name in circle else name for key, name in group.items()}
        else:
            return group


def _graph(needs: Needs, group: Mapping[str, str]) -> dict[str, set[str]]:
    graph: dict[str, set[str]] = {name: set() for name in group.values()}
    for key, others in needs.items():
        graph[group[key]] |= {group[other] for other in others} - {group[key]}
    return graph


def _sorted(graph: Needs, places: Mapping[str, tuple[float, int]]) -> Iterator[str]:
    """The names, each behind what it needs, and by their places where that leaves a choice."""
    sorter = TopologicalSorter(graph)
    sorter.prepare()
    waiting: list[tuple[tuple[float, int], str]] = []
    while sorter.is_active():
        for name in sorter.get_ready():
            heappush(waiting, (places[name], name))
        _, name = heappop(waiting)
        sorter.done(name)
        yield name
