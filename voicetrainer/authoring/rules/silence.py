"""A trainee who never says a word: does the call come to an end by itself?

The call is played on its outline, with the meters as they stand at the start: settle, then take the
silent branch, and again.  If the same state comes round with the same meters, only the time limit
will ever end it.
"""

from __future__ import annotations

from dataclasses import dataclass

from ..outline import Outline, Range, Stop, Way
from ..problems import nearest

SETTLE_STEPS = 50
SILENCES = 1000
"""No meter takes that many steps to its end in a scenario worth playing."""


@dataclass(frozen=True, slots=True)
class Stuck:
    """Silence changes nothing any more; `way` is the silent branch there, None if it has none."""

    stop: Stop
    way: Way | None


@dataclass(frozen=True, slots=True)
class Circle:
    """Branches on meters lead to each other for ever, before anybody can speak."""

    ways: frozenset[Way]
    stops: frozenset[Stop]
    """Where the call goes round."""


@dataclass(slots=True)
class _Call:
    file: Outline
    stop: Stop
    meters: dict[str, float]
    settled: set[Way | None]

    def take(self, way: Way) -> None:
        for name, by in way.change.items():
            meter = self.file.meters.get(name, Range(0, 0, 0))
            self.meters[name] = min(meter.max, max(meter.min, self.meters.get(name, 0) + by))
        to = way.go if way.go in self.file.states else nearest(way.go, self.file.states)
        if way.go and to:
            self.stop, self.settled = self.file.states[to], set()

    def first(self, kind: str) -> Way | None:
        for way in self.file.ways(self.stop):
            if way.kind == kind and self._holds(way):
                return way
        return None

    def _holds(self, way: Way) -> bool:
        if way.kind == "settled" and (way.go == self.stop.name or way in self.settled):
            return False  # as the call does: such a branch would fire for ever
        for name, (comparison, value) in way.meters.items():
            level = self.meters.get(name, 0)
            if level < value if comparison == "at least" else level > value:
                return False
        return True

    def settle(self) -> Circle | None:
        """Take what the meters ask for, until nothing more applies."""
        passed: list[tuple[Way, Stop]] = []
        for _ in range(SETTLE_STEPS):
            way = self.first("settled")
            if way is None:
                return None
            if not way.go:
                self.settled.add(way)
            self.take(way)
            passed.append((way, self.stop))
        ways, stops = zip(*passed[-len(self.file.states) :], strict=True)
        return Circle(frozenset(ways), frozenset(stops))


def stay_silent(file: Outline, state: str) -> Stuck | Circle | None:
    """How a call that is in `state` goes wrong if nobody speaks; None if it ends."""
    call = _Call(file, file.states[state], {name: m.start for name, m in file.meters.items()}, set())
    seen: set[tuple[str, tuple[float, ...]]] = set()
    for _ in range(SILENCES):
        if circle := call.settle():
            return circle
        if call.stop.ending:
            return None
        here = (call.stop.name, tuple(call.meters.values()))
        silent = call.first("silent")
        if silent is None or here in seen:
            return Stuck(call.stop, silent)
        seen.add(here)
        call.take(silent)
    return None
