"""How far one device of a sound card is when the other has come so far: two clocks, and a line.

Theory of operation.  Microphone and loudspeaker count in samples of their own clocks.  With each of
its blocks the microphone tells how far the loudspeaker had come by then.  These pairs tremble, for
a driver takes sound in bursts, and wander for seconds, where a sound server changes its mind about
latency; neither moves a sample.  A straight line through a minute of them tells what lasts: its
slope is the difference of the clocks.  Where blocks of the microphone got lost, or the loudspeaker
stood still, the pairs leave the line for good: then it begins anew.
"""

from __future__ import annotations

from collections import deque
from statistics import median

import numpy as np

from ..core.ports import BLOCK, BLOCK_MS, RATE

SPAN = 500 // BLOCK_MS
"""Blocks whose middle is one point of the line: a late callback moves it by nothing."""
POINTS = 120
"""A minute of them."""
SLOPED = 40
"""Points before there can be a slope …"""
SURELY = 3.0
"""… and so many times its own error must it be, or the one before stands."""
WANDER = 10_000 // (SPAN * BLOCK_MS)
"""Points that err together: a sound server's latency wanders for seconds at a time."""
SETTLED = 80
"""Points from which a slope that is not sure is taken for none."""
STEEPEST = 1e-3
LEVEL = 2e-5
"""A slope of less is none: one clock for both, and then nothing is resampled."""
OFF = 15 * RATE // 1000
"""So far off the line, twice in a row, a point is on another line."""
AT_ONCE = 60 * RATE // 1000
"""So far off, once is enough."""
DOUBTFUL = 30 * RATE // 1000
"""So far off, in so many blocks that follow each other, nothing is sure for so many."""
SOME = 3
DOUBT = 1000 // BLOCK_MS
PULL = 200e-6
"""How much faster or slower sound runs until it is back in its place; nobody hears it, and an echo
canceller can follow."""
ASTRAY = RATE // 1000
"""So far from its goal a queue is led back."""


class Clocks:
    """Where the loudspeaker is, in its own samples, when the microphone's next block was heard."""

    def __init__(self) -> None:
        self.slope = 0.0
        """Samples the loudspeaker takes more for each of the microphone's."""
        self.line = 0
        """How many lines there were before this one."""
        self._blocks = 0
        self._span: list[float] = []
        self._points: deque[tuple[float, float]] = deque(maxlen=POINTS)
        self._offset = self._middle = 0.0
        self._newest: deque[float] = deque(maxlen=SOME)
        self._doubt = 0

    def push(self, reached: float) -> float:
        """Take how far the loudspeaker had come, as told; returns how far it was by the line."""
        self._blocks += 1
        ahead = reached - self._blocks * BLOCK
        if self._blocks == 1:
            self._offset, self._middle = ahead, self._blocks
        self._newest.append(ahead - self._ahead(self._blocks))
        if min(self._newest) > DOUBTFUL or max(self._newest) < -DOUBTFUL:
            self._doubt = self._blocks + DOUBT
        self._span.append(ahead)
        if len(self._span) == SPAN:
            self._point(self._blocks - SPAN / 2, median(self._span))
            self._span = []
        return self._blocks * BLOCK + self._ahead(self._blocks)

    @property
    def sure(self) -> bool:
        """False for a second after the devices were far apart, for whatever reason."""
        return self._blocks >= self._doubt

    def _ahead(self, block: float) -> float:
        return self._offset + self.slope * (block - self._middle) * BLOCK

    def _point(self, block: float, ahead: float) -> None:
        newest = [*list(self._points)[-1:], (block, ahead)]
        off = [there - self._ahead(at) for at, there in newest]
        if abs(off[-1]) > AT_ONCE:
            self._anew(newest[-1])
        elif len(off) == 2 and (min(off) > OFF or max(off) < -OFF):
            self._anew(*newest)
        else:
            self._points.append((block, ahead))
            self._fit()

    def _anew(self, *points: tuple[float, float]) -> None:
        """Another line, of the same slope."""
        self.line += 1
        self._points = deque(points, maxlen=POINTS)
        self._newest.clear()
        self._fit()

    def _fit(self) -> None:
        blocks, ahead = (np.array(side) for side in zip(*self._points, strict=True))
        self._middle, self._offset = float(blocks.mean()), float(ahead.mean())
        if len(blocks) < SLOPED:
            return
        far, up = (blocks - self._middle) * BLOCK, ahead - self._offset
        slope = float(np.dot(far, up) / np.dot(far, far))
        error = float(np.sqrt(np.mean((up - slope * far) ** 2) / np.dot(far, far) * WANDER))
        if abs(slope) > max(LEVEL, SURELY * error):
            self.slope = float(np.clip(slope, -STEEPEST, STEEPEST))
        elif len(blocks) >= SETTLED:
            self.slope = 0.0


class Steady:
    """How much longer to make what the loudspeaker is given, so that its queue stays as long as it is."""

    def __init__(self) -> None:
        self.clocks = Clocks()
        self._depths: list[float] = []
        self._goal: float | None = None
        self._broken = (0, 0)
        self._pull = 0.0

    def push(self, reached: float, written: float, broken: int) -> float:
        """Samples to make more of each.  `written`: how far the loudspeaker will be when it has played all
        it was given; `broken`: how often it ran dry or lost some of it so far."""
        line = self.clocks.push(reached)
        if (broken, self.clocks.line) != self._broken:
            self._broken, self._goal, self._pull = (broken, self.clocks.line), None, 0.0
            self._depths = []
        self._depths.append(written - line)
        if len(self._depths) == SPAN:
            self._look(median(self._depths))
            self._depths = []
        return self.clocks.slope + self._pull if self.clocks.slope else 0.0

    def _look(self, depth: float) -> None:
        self._goal = depth if self._goal is None else self._goal
        off = self._goal - depth
        if abs(off) > ASTRAY:
            self._pull = float(np.copysign(PULL, off))
        elif self._pull * off <= 0:
            self._pull = 0.0
