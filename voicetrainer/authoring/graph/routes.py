"""The lines between the cards: along the rows, down a lane, along a track between two rows, down.

Ways to the same state join on their way there.  A stroke knows which ways run along it, so that it can
be drawn as they are: in their own style while they are alike, plain where different ones have joined.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from .layers import Item, Plan, Rail
from .picture import Way
from .places import lane_x, port_x
from .sizes import CARD, GAP, HOOK, PAD, RAIL, ROW, Box

TRACK = 14.0
MARGIN = 26.0
"""Between a row of cards and the first track."""
ROUND = 9.0
ARROW = 3.0
"""The point of an arrow stops so far before the card."""
Point = tuple[float, float]
Ways = frozenset[Way]


@dataclass(frozen=True, slots=True)
class Stroke:
    ways: Ways
    start: Point
    path: str
    """SVG path commands after the start."""
    end: Point
    arrow: bool = False


@dataclass(frozen=True, slots=True)
class End:
    """Where a line comes into a channel, or leaves it."""

    x: float
    above: bool
    y: float
    """Where it goes on from, outside the channel."""
    ways: Ways


@dataclass(frozen=True, slots=True)
class Net:
    """All that comes together between two rows on the way to one state."""

    target: str
    come: tuple[End, ...]
    leave: End
    arrow: bool

    @property
    def span(self) -> tuple[float, float]:
        xs = [end.x for end in (*self.come, self.leave)]
        return min(xs), max(xs)

    @property
    def straight(self) -> bool:
        low, high = self.span
        return high - low < 1 and all(end.above != self.leave.above for end in self.come)


@dataclass(frozen=True, slots=True)
class Layout:
    x: Mapping[Item, float]
    y: Mapping[str, float]
    """Top of each card."""
    strokes: tuple[Stroke, ...]
    width: float
    height: float


def laid_out(plan: Plan, boxes: Mapping[str, Box], x: Mapping[Item, float]) -> Layout:
    router = _Router(plan, boxes, x)
    tops, height = router.heights()
    y = {name: tops[plan.row_of[name]] for name in boxes}
    strokes = tuple(joined(list(router.strokes(y))))
    wide = max((x[name] + box.width for name, box in boxes.items()), default=0.0)
    rails = max((at + RAIL for item, at in x.items() if isinstance(item, Rail)), default=0.0)
    return Layout(x, y, strokes, max(wide, rails), height)


def row_y(box: Box, y: float, number: int) -> float:
    """Of the line of a card's way, below its label."""
    return y + box.head + ROW * (number + 1) - 4


class _Router:
    def __init__(self, plan: Plan, boxes: Mapping[str, Box], x: Mapping[Item, float]) -> None:
        self._plan, self._boxes, self._x = plan, boxes, x
        self._ways: dict[str, list[Way]] = defaultdict(list)
        """By target, without those that stay."""
        for box in boxes.values():
            for row in box.rows:
                if not row.way.stays and row.way.target in plan.row_of:
                    self._ways[row.way.target].append(row.way)
        self._rows = len(plan.rows)
        self._tall = [max((boxes[i].height for i in r if isinstance(i, str)), default=40) for r in plan.rows]
        self._here = {item for row in plan.rows for item in row}
        flat = dict.fromkeys(boxes, 0.0)
        self._tracks = [self._tracked(self._nets(c, flat)) for c in range(self._rows + 1)]

    def heights(self) -> tuple[list[float], float]:
        """The top of each row, and the height of all."""
        tops, at = [], 0.0
        for row in range(self._rows):
            at += self._channel(row)
            tops.append(at)
            at += self._tall[row]
        return tops, at + self._channel(self._rows)

    def _channel(self, number: int) -> float:
        tracks = 1 + max(self._tracks[number].values(), default=-1)
        if number in (0, self._rows) and not tracks:
            return 0.0
        return 2 * MARGIN + TRACK * max(0, tracks - 1)

    def strokes(self, y: Mapping[str, float]) -> Iterator[Stroke]:
        tops = self.heights()[0]
        for number in range(self._rows + 1):
            top = tops[number - 1] + self._tall[number - 1] if number else 0.0
            for net in self._nets(number, y):
                track = top + MARGIN + TRACK * self._tracks[number].get(net.target, 0)
                yield from _wired(net, track)
        for name, box in self._boxes.items():
            yield from self._along_rows(name, box, y[name])

    # -- between the rows --

    def _nets(self, number: int, y: Mapping[str, float]) -> list[Net]:
        """What comes together above row `number`."""
        return [net for target in self._ways if (net := self._net(target, number, y))] + [
            net for target in self._ways if (net := self._net_up(target, number, y))
        ]

    def _net(self, target: str, number: int, y: Mapping[str, float]) -> Net | None:
        """Ways down to the target, and those up to it that turn here."""
        to = self._plan.row_of[target]
        if number > to:
            return None
        come = [
            End(lane, True, self._lane_end(name, target, y), ways)
            for name, lane, ways in self._lanes(target, number - 1, up=False)
        ]
        if (rail := Rail(target, number - 1, "down")) in self._here:
            come.append(End(self._middle(rail), True, self._below(number - 1, y), self._on(rail)))
        arrives = number == to
        if arrives and (rail := Rail(target, number, "up")) in self._here:
            come.append(End(self._middle(rail), False, self._above(number, y), self._on(rail)))
        if not come:
            return None
        ways = frozenset().union(*(end.ways for end in come))
        if arrives:
            return Net(target, tuple(come), End(self._port(target), False, y[target], ways), True)
        onward = self._middle(Rail(target, number, "down"))
        return Net(target, tuple(come), End(onward, False, self._below(number, y), ways), False)

    def _net_up(self, target: str, number: int, y: Mapping[str, float]) -> Net | None:
        """Ways that go up to the target from here, or come by on their way up."""
        out = Rail(target, number - 1, "up")
        if out not in self._here:
            return None
        come = [
            End(lane, True, self._lane_end(name, target, y), ways)
            for name, lane, ways in self._lanes(target, number - 1, up=True)
        ]
        if (rail := Rail(target, number, "up")) in self._here:
            come.append(End(self._middle(rail), False, self._above(number, y), self._on(rail)))
        ways = frozenset().union(*(end.ways for end in come))
        return Net(
            f"{target}\0up",
            tuple(come),
            End(self._middle(out), True, self._above(number - 1, y), ways),
            False,
        )

    def _lanes(self, target: str, row: int, up: bool) -> Iterator[tuple[str, float, Ways]]:
        by_source: dict[str, list[Way]] = defaultdict(list)
        for way in self._ways[target]:
            if self._plan.row_of[way.source] == row and self._plan.leads_up(way.source, target) == up:
                by_source[way.source].append(way)
        for name, ways in by_source.items():
            yield name, lane_x(self._boxes[name], self._x[name], target), frozenset(ways)

    def _on(self, rail: Rail) -> Ways:
        rows, up = self._plan.row_of, rail.goes == "up"
        return frozenset(
            way
            for way in self._ways[rail.target]
            if self._plan.leads_up(way.source, rail.target) == up
            and (rows[way.source] >= rail.row if up else rows[way.source] < rail.row)
        )

    def _port(self, target: str) -> float:
        """Where it is entered: straight below its rail, if that comes down on it."""
        x, rail = self._x[target], Rail(target, self._plan.row_of[target] - 1, "down")
        if rail in self._here and x + 2 * PAD < self._middle(rail) < x + CARD - 2 * PAD:
            return self._middle(rail)
        return port_x(x)

    def _middle(self, rail: Rail) -> float:
        return self._x[rail] + RAIL / 2

    def _below(self, row: int, y: Mapping[str, float]) -> float:
        """The bottom of a row."""
        return self._above(row, y) + self._tall[row]

    def _above(self, row: int, y: Mapping[str, float]) -> float:
        return next(y[i] for i in self._plan.rows[row] if isinstance(i, str))

    def _lane_end(self, name: str, target: str, y: Mapping[str, float]) -> float:
        """Where the last of a card's ways to the target has turned into its lane."""
        box = self._boxes[name]
        last = max(n for n, row in enumerate(box.rows) if row.way.target == target)
        return row_y(box, y[name], last) + ROUND

    def _tracked(self, nets: Sequence[Net]) -> dict[str, int]:
        """Which track each net runs on; two on the same track keep apart."""
        tracks: list[list[tuple[float, float]]] = []
        found: dict[str, int] = {}
        for net in sorted((n for n in nets if not n.straight), key=lambda n: (n.span[1] - n.span[0], n.span)):
            low, high = net.span
            free = (
                n for n, taken in enumerate(tracks) if all(high + 24 < a or b + 24 < low for a, b in taken)
            )
            number = next(free, len(tracks))
            if number == len(tracks):
                tracks.append([])
            tracks[number].append((low, high))
            found[net.target] = number
        return found

    # -- beside the cards --

    def _along_rows(self, name: str, box: Box, y: float) -> Iterator[Stroke]:
        x = self._x[name]
        begin = x + box.card if box.fan else x + PAD
        turned: dict[str, set[Way]] = defaultdict(set)
        for number, row in enumerate(box.rows):
            at, way = row_y(box, y, number), row.way
            if way.stays or way.target not in self._plan.row_of:
                if name == way.source and box.fan:
                    yield _hook(way, (begin, at), begin + 2 * GAP + row.width)
                continue
            lane = lane_x(box, x, way.target)
            if not box.fan:
                begin = x + box.card
            down = (lane, at + ROUND)
            yield Stroke(
                frozenset((way,)), (begin, at), f"H{_n(lane - ROUND)}Q{_n(lane)} {_n(at)} {_p(down)}", down
            )
            turned[way.target].add(way)
            following = [n for n in range(number + 1, len(box.rows)) if box.rows[n].way.target == way.target]
            if following:
                to = row_y(box, y, following[0]) + ROUND
                yield Stroke(frozenset(turned[way.target]), down, f"V{_n(to)}", (lane, to))


def _hook(way: Way, start: Point, to: float) -> Stroke:
    x, y = start
    end = (to + 2, y - 11)
    path = f"H{_n(to + HOOK / 2)}q8 0 8 -5.5t-8 -5.5H{_n(end[0])}"
    return Stroke(frozenset((way,)), (x, y), path, end, arrow=True)


def _wired(net: Net, track: float) -> Iterator[Stroke]:
    """A net's strokes: down to the track, along it to where it leaves, and on."""
    leave = net.leave
    up = leave.above
    out_y = track - ROUND if up else track + ROUND
    last = leave.y - ARROW if net.arrow else leave.y
    through = [end for end in net.come if abs(end.x - leave.x) < 1 and end.above != up]
    for end in through:
        yield Stroke(end.ways, (end.x, end.y), f"V{_n(out_y)}", (leave.x, out_y))
    for side in (-1, 1):
        here = [end for end in net.come if end not in through and (1 if end.x > leave.x else -1) == side]
        yield from _along(here, side, leave.x, track, out_y)
    yield Stroke(leave.ways, (leave.x, out_y), f"V{_n(last)}", (leave.x, last), net.arrow)


def _along(come: Sequence[End], side: int, out: float, track: float, out_y: float) -> Iterator[Stroke]:
    """From the outmost inwards; each that joins adds its ways to what runs along the track."""
    carried: Ways = frozenset()
    at: float | None = None
    for end in sorted(come, key=lambda e: -side * e.x):
        bend = min(ROUND, abs(end.x - out) / 2)
        enter = track - ROUND if end.above else track + ROUND
        joins = end.x - side * bend
        if at is not None:
            yield Stroke(carried, (at, track), f"H{_n(joins)}", (joins, track))
        yield Stroke(
            end.ways, (end.x, end.y),
            f"V{_n(enter)}Q{_n(end.x)} {_n(track)} {_n(joins)} {_n(track)}", (joins, track),
        )  # fmt: skip
        carried, at = carried | end.ways, joins
    if at is not None:
        bend = min(ROUND, abs(at - out))
        yield Stroke(
            carried, (at, track),
            f"H{_n(out + side * bend)}Q{_n(out)} {_n(track)} {_n(out)} {_n(out_y)}", (out, out_y),
        )  # fmt: skip


def joined(strokes: Sequence[Stroke]) -> Iterator[Stroke]:
    """Strokes of the same ways that go on where another ends become one, so that dashes run on."""
    begins: dict[tuple[Point, Ways], list[Stroke]] = defaultdict(list)
    ends: dict[tuple[Point, Ways], int] = defaultdict(int)
    for stroke in strokes:
        begins[_key(stroke.start, stroke.ways)].append(stroke)
        ends[_key(stroke.end, stroke.ways)] += 1
    inner = {key for key, one in begins.items() if len(one) == 1 and ends[key] == 1}
    for stroke in strokes:
        if _key(stroke.start, stroke.ways) in inner:
            continue
        whole = stroke
        while (key := _key(whole.end, whole.ways)) in inner:
            following = begins[key][0]
            whole = replace(whole, path=whole.path + following.path, end=following.end, arrow=following.arrow)
        yield whole


def _key(point: Point, ways: Ways) -> tuple[Point, Ways]:
    return (round(point[0], 1), round(point[1], 1)), ways


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _p(point: Point) -> str:
    return f"{_n(point[0])} {_n(point[1])}"
