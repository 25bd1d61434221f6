"""How far one device of a sound card is when the other has come so far: two clocks, and a line.

Theory of operation.  Microphone and loudspeaker count in samples of their own clocks.  With each of
its blocks the microphone tells how far the loudspeaker had come by then.  These pairs tremble, for
a driver takes sound in bursts, and wander for seconds, where a sound server changes its mind about
latency; neither moves a sample.  A straight line through them tells what lasts: its slope is the
difference of the clocks.  Where blocks of the microphone got lost, or the loudspeaker stood still,
the pairs leave the line for good: then another begins beside it.  All lines of the last ten minutes
have one slope, for the clocks are the same; where each lies is told by its own newest minute.
"""

from __future__ import annotations

from collections import deque
from statistics import median

import numpy as np

from ..core.ports import BLOCK, BLOCK_MS, RATE

SPAN = 500 // BLOCK_MS
"""Blocks whose middle is one point of a line: a late callback moves it by nothing."""
MEMORY = 1200
"""Points that tell the slope (ten minutes)."""
POINTS = 120
"""Points of a line that tell where it lies (a minute) …"""
FEW = 20
"""… or so many while nothing is known of the slope: it would be late by half of them."""
SLOPED = 40
"""Points before there can be a slope …"""
SURELY = 3.0
"""… and so many times its own error must it be to be believed …"""
STILL = 1.5
"""… and so many, to be believed on."""
WANDER = 10_000 // (SPAN * BLOCK_MS)
"""Points that err together: a sound server's latency wanders for seconds at a time."""
SETTLED = 80
"""Points from which a slope that is not sure is taken for none."""
STEEPEST = 1e-3
LEVEL = 2e-5
"""A slope of less is none: one clock for both, and then nothing is resampled."""
OFF = 15 * RATE // 1000
"""So far off the line, twice in a row, a point is on another line; once, it is on none."""
AT_ONCE = 60 * RATE // 1000
"""So far off, once is enough."""
DOUBTFUL = 30 * RATE // 1000
"""So far off, in so many blocks that follow each other, nothing is sure for so many."""
SOME = 3
DOUBT = 1000 // BLOCK_MS
PULL = 200e-6
"""How much faster or slower sound runs until it is back in its place; nobody hears it, and an echo
canceller can follow."""
GOAL = 40 * RATE // 1000
"""From handing a block over until the loudspeaker comes to it: so late may the block after it be."""


class Clocks:
    """Where the loudspeaker is, in its own samples, when the microphone's next block was heard."""

    def __init__(self) -> None:
        self.slope = 0.0
        """Samples the loudspeaker takes more for each of the microphone's."""
        self.line = 0
        """How many lines there were before this one."""
        self._blocks = 0
        self._span: list[float] = []
        self._points: deque[tuple[int, float, float]] = deque(maxlen=MEMORY)
        """(line, block, how far ahead the loudspeaker was)."""
        self._doubtful: tuple[float, float] | None = None
        self._offset = 0.0
        self._newest: deque[float] = deque(maxlen=SOME)
        self._doubt = 0

    def push(self, reached: float) -> float:
        """Take how far the loudspeaker had come, as told; returns how far it was by the line."""
        self._blocks += 1
        ahead = reached - self._blocks * BLOCK
        if self._blocks == 1:
            self._offset = ahead
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

    @property
    def known(self) -> bool:
        """There was time enough to tell where the devices are."""
        return len(self._points) > 1

    def _ahead(self, block: float) -> float:
        return self._offset + self.slope * block * BLOCK

    def _point(self, block: float, ahead: float) -> None:
        off, before = ahead - self._ahead(block), self._doubtful
        self._doubtful = None
        if not self._points or abs(off) > AT_ONCE:
            self._anew((block, ahead))
        elif abs(off) <= OFF:
            self._points.append((self.line, block, ahead))
        elif before and (before[1] - self._ahead(before[0])) * off > 0:
            self._anew(before, (block, ahead))
        else:
            self._doubtful = (block, ahead)
        self._fit()

    def _anew(self, *points: tuple[float, float]) -> None:
        """Another line, of the same slope."""
        self.line += bool(self._points)
        self._points.extend((self.line, *point) for point in points)
        self._newest.clear()

    def _fit(self) -> None:
        line, block, ahead = np.array(self._points).T
        if len(line) >= SLOPED:
            self._incline(line.astype(int), block * BLOCK, ahead)
        last = line == self.line
        here = slice(-(POINTS if self.slope or len(line) >= SETTLED else FEW), None)
        self._offset = float(np.median((ahead - self.slope * block * BLOCK)[last][here]))

    def _incline(self, line: np.ndarray, far: np.ndarray, ahead: np.ndarray) -> None:
        """One slope for all lines, by least squares about the middle of each."""
        line -= line[0]
        count = np.maximum(1, np.bincount(line))
        far = far - (np.bincount(line, far) / count)[line]
        up = ahead - (np.bincount(line, ahead) / count)[line]
        spread = float(np.dot(far, far))
        if not spread:
            return
        slope = float(np.dot(far, up)) / spread
        error = float(np.sqrt(np.mean((up - slope * far) ** 2) / spread * WANDER))
        if abs(slope) > max(LEVEL, (STILL if self.slope else SURELY) * error):
            self.slope = float(np.clip(slope, -STEEPEST, STEEPEST))
        elif len(line) >= SETTLED:
            self.slope = 0.0


class Steady:
    """How late the loudspeaker comes to what it is given next, and what keeps that as it is."""

    def __init__(self) -> None:
        self.clocks = Clocks()
        self.depth: float | None = None
        """Samples until then, counted from the microphone's newest block; None: not known yet."""

    def push(self, reached: float, written: float) -> None:
        """`written`: how far the loudspeaker will be when it has played all it was given."""
        line = self.clocks.push(reached)
        self.depth = written - line if self.clocks.known else None

    @property
    def more(self) -> float:
        """How much longer to make each sample that it is given."""
        return self.clocks.slope

    @property
    def surplus(self) -> float | None:
        """How many samples of silence may be left out; so many must be put in, where it is negative."""
        return None if self.depth is None else self.depth - GOAL
