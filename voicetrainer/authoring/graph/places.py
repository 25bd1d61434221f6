"""Where across the page each card and rail stands.

Each row keeps its order and its gaps; under those, every item comes as near as it can to where its
neighbours would have it (least squares, solved exactly by pooling neighbours that press on each other).
Rails ask the loudest, so that long ways run straight.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from .layers import Item, Plan, Rail
from .picture import ALWAYS
from .sizes import CARD, LANE, RAIL, Box

SWEEPS = 6
STRAIGHTENED = 3
FIRM = 1e4
BETWEEN = 56.0
"""Between two cards."""
BESIDE_RAIL = 22.0
RAILS = 2.0
Wish = tuple[float, float]
"""(where the item's left side should be, how much it matters)."""


def lane_x(box: Box, x: float, target: str) -> float:
    """Where the ways of a card at `x` to this state go down."""
    return x + box.card + box.fan + 10 + LANE * box.lanes.index(target)


def port_x(x: float) -> float:
    """Where a card at `x` is entered."""
    return x + CARD / 2


class Across:
    """Finds the left side of everything."""

    def __init__(self, plan: Plan, boxes: Mapping[str, Box]) -> None:
        self._plan, self._boxes = plan, boxes
        self._near: dict[Item, list[Item]] = defaultdict(list)
        for upper, lower in _neighbours(plan, boxes):
            self._near[upper].append(lower)
            self._near[lower].append(upper)
        self._place = {item: n for row in plan.rows for n, item in enumerate(row)}
        self._first = {next(i for i in row if isinstance(i, str)) for row in plan.rows}
        self.x: dict[Item, float] = {}
        for row in plan.rows:
            for item, x in zip(row, self._packed(row), strict=True):
                self.x[item] = x

    def settled(self) -> Mapping[Item, float]:
        """The left side of every card and rail; the leftmost is 0."""
        rows = self._plan.rows
        for sweep in range(SWEEPS):
            for row in rows if sweep % 2 == 0 else reversed(rows):
                self._settle(row)
        for _ in range(STRAIGHTENED):
            for chain in self._chains():
                self._straighten(chain)
        least = min(self.x.values())
        return {item: round(x - least, 1) for item, x in self.x.items()}

    def _chains(self) -> list[list[Rail]]:
        """The rails of each long way, from the top."""
        found: dict[tuple[str, str], list[Rail]] = defaultdict(list)
        for row in self._plan.rows:
            for item in row:
                if isinstance(item, Rail):
                    found[item.target, item.goes].append(item)
        return list(found.values())

    def _straighten(self, chain: Sequence[Rail]) -> None:
        """One line as far as there is room for it, then the next."""
        run: list[Rail] = []
        low, high = -math.inf, math.inf
        for rail in chain:
            a, b = self._room(rail)
            if run and (max(low, a) > min(high, b) or rail.row != run[-1].row + 1):
                self._line_up(run, low, high)
                run, low, high = [], -math.inf, math.inf
            run, low, high = [*run, rail], max(low, a), min(high, b)
        self._line_up(run, low, high)

    def _line_up(self, run: Sequence[Rail], low: float, high: float) -> None:
        middle = sorted(self.x[rail] for rail in run)[len(run) // 2]
        for rail in run:
            self.x[rail] = max(low, min(high, middle))

    def _room(self, rail: Rail) -> tuple[float, float]:
        """How far to the left and right it may go in its row."""
        row = self._plan.rows[rail.row]
        at = self._place[rail]
        low, high = -math.inf, math.inf
        if at:
            left = row[at - 1]
            low = self.x[left] + self._width(left) + _gap(left, rail)
        if at + 1 < len(row):
            high = self.x[row[at + 1]] - _gap(rail, row[at + 1]) - RAIL
        return low, high

    def _width(self, item: Item) -> float:
        return RAIL if isinstance(item, Rail) else self._boxes[item].width

    def _settle(self, row: Sequence[Item]) -> None:
        steps = [*self._packed(row)]
        wishes = [self._wish(item) for item in row]
        free = pooled([(at - step, weight) for (at, weight), step in zip(wishes, steps, strict=True)])
        for item, x, step in zip(row, free, steps, strict=True):
            self.x[item] = x + step

    def _packed(self, row: Sequence[Item]) -> Iterator[float]:
        """The left sides if all stood as close as they may, from 0."""
        x = 0.0
        for n, item in enumerate(row):
            if n:
                x += _gap(row[n - 1], item)
            yield x
            x += self._width(item)

    def _wish(self, item: Item) -> Wish:
        if item in self._first:
            return 0.0, FIRM  # the first cards of the rows stand below each other
        wishes = [self._pull(item, other) for other in self._near[item]]
        wishes.append((self.x[item], 0.05))
        total = sum(weight for _, weight in wishes)
        return sum(at * weight for at, weight in wishes) / total, total

    def _pull(self, item: Item, other: Item) -> Wish:
        """Where `other` would have the item."""
        at = self.x[other]
        match item, other:
            case Rail(), Rail():
                return at, 6.0
            case Rail(target, _, goes), str():
                if target == other and goes == "down":
                    return port_x(at) - RAIL / 2, 1.0
                if target == other:
                    return at - RAIL, 1.0
                return lane_x(self._boxes[other], at, target) - RAIL / 2, 1.0
            case str(), Rail(target, _, goes):
                if target == item and goes == "down":
                    return at + RAIL / 2 - CARD / 2, 0.5
                if target == item:
                    return at + RAIL, 0.3
                return at + RAIL / 2 - (lane_x(self._boxes[item], 0.0, target)), 0.3
        return at, 2.0  # two cards: their left sides in line


def _gap(left: Item, right: Item) -> float:
    rails = isinstance(left, Rail) + isinstance(right, Rail)
    return (BETWEEN, BESIDE_RAIL, RAILS)[rails]


def _neighbours(plan: Plan, boxes: Mapping[str, Box]) -> Iterator[tuple[Item, Item]]:
    """What is joined to what, rails in the same row as their card included."""
    here = {item for row in plan.rows for item in row}
    for name, box in boxes.items():
        for target in box.lanes:
            row = plan.row_of[name]
            if plan.leads_up(name, target):
                yield name, Rail(target, row, "up")
            elif (rail := Rail(target, row + 1, "down")) in here:
                yield name, rail
            elif name != ALWAYS:
                yield name, target
    for item in here:
        if isinstance(item, Rail):
            further = Rail(item.target, item.row + 1, item.goes)
            if further in here:
                yield item, further
            if plan.row_of[item.target] == item.row + (item.goes == "down"):
                yield item, item.target


def pooled(wishes: Sequence[Wish]) -> list[float]:
    """Rising positions nearest to the wishes: pool adjacent violators."""
    blocks: list[list[float]] = []  # [sum of weight × wish, weight, how many]
    for at, weight in wishes:
        blocks.append([at * weight, weight, 1])
        while len(blocks) > 1 and blocks[-2][0] / blocks[-2][1] > blocks[-1][0] / blocks[-1][1]:
            last = blocks.pop()
            blocks[-1] = [a + b for a, b in zip(blocks[-1], last, strict=True)]
    return [total / weight for total, weight, count in blocks for _ in range(int(count))]
