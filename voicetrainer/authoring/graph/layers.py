"""Which row each card is on, and in what order: the plan of the drawing, without any measure.

Theory of operation (layered drawing after Sugiyama, Tagawa and Toda 1981).  Ways that lead back are
set aside, found by walking from the start in file order.  A card's row is then the longest way to it,
so that the call runs down the page; endings share the last row.  A way across several rows gets a
*rail* in each row between: all ways to the same state share its rails, one going down and one going
up, for else a state that everything may lead to would need a line for each.  Sweeps up and down then
put each row in the order of the middle of its neighbours, and the order with the fewest crossings wins.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

SWEEPS = 16


@dataclass(frozen=True, slots=True)
class Rail:
    """The place on a row where the ways to a state pass by."""

    target: str
    row: int
    goes: Literal["down", "up"]


Item = str | Rail


@dataclass(frozen=True, slots=True)
class Plan:
    rows: tuple[tuple[Item, ...], ...]
    """From the top; each from the left."""
    row_of: Mapping[str, int]

    def leads_up(self, source: str, target: str) -> bool:
        """Is the target not below the source?"""
        return self.row_of[target] <= self.row_of[source]


def plan(start: str, cards: Sequence[str], ways: Mapping[str, Sequence[str]], last: Iterable[str]) -> Plan:
    """`ways`: the states that each card leads to, itself left out; the first keys are walked first.

    `last` names the cards of the last row.
    """
    row_of = _rows(start, cards, ways, frozenset(last))
    rows: list[list[Item]] = [[] for _ in range(max(row_of.values()) + 1)]
    for name in cards:
        rows[row_of[name]].append(name)
    links = _add_rails(rows, row_of, ways)
    return Plan(_ordered(rows, links), row_of)


def _rows(
    start: str, cards: Sequence[str], ways: Mapping[str, Sequence[str]], last: frozenset[str]
) -> dict[str, int]:
    order, back = _walked([start, *ways, *cards], ways)
    row_of = dict.fromkeys(cards, 0)
    for name in order:
        for target in ways.get(name, ()):
            if (name, target) not in back and target not in last:
                row_of[target] = max(row_of[target], row_of[name] + 1)
    middle = [row for name, row in row_of.items() if name not in last]
    bottom = max(middle, default=-1) + 1
    return {name: bottom if name in last else row for name, row in row_of.items()}


def _walked(
    starts: Iterable[str], ways: Mapping[str, Sequence[str]]
) -> tuple[list[str], set[tuple[str, str]]]:
    """The cards, each before all it leads to; and the ways that lead back and had to be left out."""
    done: dict[str, bool] = {}
    finished: list[str] = []
    back: set[tuple[str, str]] = set()
    for start in starts:
        if start in done:
            continue
        done[start] = False
        stack = [(start, iter(ways.get(start, ())))]
        while stack:
            name, rest = stack[-1]
            target = next(rest, None)
            if target is None:
                done[name] = True
                finished.append(name)
                stack.pop()
            elif target not in done:
                done[target] = False
                stack.append((target, iter(ways.get(target, ()))))
            elif not done[target]:
                back.add((name, target))
    return finished[::-1], back


Links = list[list[tuple[Item, Item]]]
"""For each row, what joins it to the next row: (upper, lower)."""


def _add_rails(rows: list[list[Item]], row_of: Mapping[str, int], ways: Mapping[str, Sequence[str]]) -> Links:
    links: Links = [[] for _ in rows]
    known: set[Rail] = set()

    def rail(target: str, row: int, goes: Literal["down", "up"]) -> Rail:
        one = Rail(target, row, goes)
        if one not in known:
            known.add(one)
            rows[row].append(one)
        return one

    for source, targets in ways.items():
        for target in dict.fromkeys(targets):
            first, to = row_of[source], row_of[target]
            if to > first:
                chain: list[Item] = [source, *(rail(target, r, "down") for r in range(first + 1, to)), target]
                for row, pair in enumerate(pairwise(chain), first):
                    links[row].append(pair)
            else:
                up = [rail(target, r, "up") for r in range(to, first + 1)]
                for row, (upper, lower) in enumerate(pairwise(up), to):
                    links[row].append((upper, lower))
    return [list(dict.fromkeys(row)) for row in links]


# -- order ------------------------------------------------------------------------------------------


def _ordered(rows: list[list[Item]], links: Links) -> tuple[tuple[Item, ...], ...]:
    best, fewest = [list(row) for row in rows], _crossings(rows, links)
    for sweep in range(SWEEPS):
        if not fewest:
            break
        down = sweep % 2 == 0
        for row in range(1, len(rows)) if down else range(len(rows) - 2, -1, -1):
            other = row - 1 if down else row + 1
            rows[row] = _by_middle(rows[row], rows[other], links[min(row, other)], down)
        count = _crossings(rows, links)
        if count < fewest:
            best, fewest = [list(row) for row in rows], count
    return tuple(tuple(row) for row in best)


def _by_middle(
    row: list[Item], other: list[Item], links: Sequence[tuple[Item, Item]], down: bool
) -> list[Item]:
    place = {item: n for n, item in enumerate(other)}
    near: dict[Item, list[int]] = defaultdict(list)
    for upper, lower in links:
        item, neighbour = (lower, upper) if down else (upper, lower)
        near[item].append(place[neighbour])
    scale = len(other) / max(1, len(row))
    middle = {
        item: sum(near[item]) / len(near[item]) if near[item] else n * scale for n, item in enumerate(row)
    }
    return sorted(row, key=middle.__getitem__)


def _crossings(rows: Sequence[Sequence[Item]], links: Links) -> int:
    return sum(_between(rows[n], rows[n + 1], links[n]) for n in range(len(rows) - 1))


def _between(upper: Sequence[Item], lower: Sequence[Item], links: Sequence[tuple[Item, Item]]) -> int:
    over = {item: n for n, item in enumerate(upper)}
    under = {item: n for n, item in enumerate(lower)}
    seen: list[int] = []
    count = 0
    for _, end in sorted((over[a], under[b]) for a, b in links):
        count += len(seen) - bisect_right(seen, end)
        insort(seen, end)
    return count
