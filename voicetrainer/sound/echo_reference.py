"""The loudspeaker's own sound, block by block in step with the microphone.

Theory of operation.  Microphone and loudspeaker count in samples of their own clocks.  With each of
its blocks the microphone tells how far the loudspeaker had come by then (`reached`), and a straight
line through these pairs tells how far it is at any block: its slope is the difference of the two
clocks, and what trembles around it is the driver's doing.  The reference is read along that line, at
places between samples, so that for the canceller both clocks are one.  Where blocks of the
microphone got lost, or the loudspeaker stood still, the pairs leave the line for good: it begins anew.
"""

from __future__ import annotations

from collections import deque
from statistics import median
from typing import TYPE_CHECKING

import numpy as np

from ..core.ports import BLOCK, BLOCK_MS, RATE

if TYPE_CHECKING:
    from ..core.ports import Samples

CUSHION = 2 * BLOCK
"""Kept back for bursts; less than any device takes from its queue to the microphone."""
SPAN = 500 // BLOCK_MS
"""Blocks whose middle is one point of the line: a late callback moves it by nothing."""
POINTS = 120
"""A minute of them."""
SLOPED = 8
"""Points before there can be a slope …"""
SURELY = 3.0
"""… and so many times its own error must it be, or the one before stands."""
WANDER = 3000 // (SPAN * BLOCK_MS)
"""Points that err together: a sound server's latency wanders for seconds at a time."""
SETTLED = 40
"""Points from which a slope that is not sure is taken for none."""
STEEPEST = 1e-3
LEVEL = 2e-5
"""A slope of less is none: one clock for both, and then nothing is resampled."""
OFF = 12 * RATE // 1000
"""So far off the line, twice in a row, it is another line."""
AT_ONCE = 40 * RATE // 1000
"""So far off in all of `SURE` blocks that follow each other, it is not waited for."""
SURE = 3
DOUBT = 1000 // BLOCK_MS
NEAR = 5 * RATE // 1000
"""The place is let be until it is so far from the line: a latency that wanders moves no sample."""
PULL = 200e-6
"""How much faster or slower it then runs until it is back; slow enough for a canceller to follow."""
_TAPS = 16
_PHASES = 256


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
        self._newest: deque[float] = deque(maxlen=SURE)
        self._doubt = 0

    def push(self, reached: float) -> float:
        """Take how far the loudspeaker had come, as told; returns how far it was by the line."""
        self._blocks += 1
        ahead = reached - self._blocks * BLOCK
        if self._blocks == 1:
            self._offset, self._middle = ahead, self._blocks
        self._newest.append(ahead - self._ahead(self._blocks))
        if all(off > OFF for off in self._newest) or all(off < -OFF for off in self._newest):
            self._doubt = self._blocks + DOUBT
        if self._leapt():
            self._anew((self._blocks, ahead))
        self._span.append(ahead)
        if len(self._span) == SPAN:
            self._point(self._blocks - SPAN / 2, median(self._span))
            self._span = []
        return self._blocks * BLOCK + self._ahead(self._blocks)

    @property
    def sure(self) -> bool:
        """False for a second from where the devices began to come apart, for whatever reason."""
        return self._blocks >= self._doubt

    def _ahead(self, block: float) -> float:
        return self._offset + self.slope * (block - self._middle) * BLOCK

    def _leapt(self) -> bool:
        off = self._newest
        return len(off) == SURE and (min(off) > AT_ONCE or max(off) < -AT_ONCE)

    def _point(self, block: float, ahead: float) -> None:
        newest = [*list(self._points)[-1:], (block, ahead)]
        off = [there - self._ahead(at) for at, there in newest]
        if len(off) == 2 and (min(off) > OFF or max(off) < -OFF):
            self._anew(*newest)
        else:
            self._points.append((block, ahead))
            self._fit()

    def _anew(self, *points: tuple[float, float]) -> None:
        """Another line, of the same slope."""
        self.line += 1
        self._points = deque(points, maxlen=POINTS)
        self._span = []
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


class Reference:
    """Add what was taken whenever it is told; take one block for each of the microphone's."""

    def __init__(self) -> None:
        self.clocks = Clocks()
        self._ready: Samples = np.zeros(0, np.float32)
        self._first = 0
        """How many samples were taken before those that are ready."""
        self._place: float | None = None
        """Where the next block begins, in samples taken."""
        self._line = 0
        self._pull = 0.0

    def add(self, taken: Samples) -> None:
        """The next samples that the loudspeaker took."""
        self._ready = np.concatenate([self._ready, taken])

    def block(self, reached: float | None = None) -> Samples:
        """What was played while the microphone heard its next block, or some time before.

        `reached`: how many samples the loudspeaker had taken by then; None: those that were added.
        """
        told = self._first + len(self._ready)
        place, step = self._follow(self.clocks.push(told if reached is None else reached) - CUSHION - BLOCK)
        block = self._at(place, step)
        done = min(len(self._ready), max(0, int(place) - _TAPS - self._first))
        self._ready, self._first = self._ready[done:], self._first + done
        return block

    def _follow(self, goal: float) -> tuple[float, float]:
        """Where this block begins, and from one of its samples to the next."""
        clocks, place = self.clocks, self._place
        if place is None or clocks.line != self._line or abs(goal - place) > OFF:
            place, self._line, self._pull = float(round(goal)), clocks.line, 0.0
        off = goal - place
        if abs(off) > NEAR:
            self._pull = float(np.copysign(PULL, off))
        elif self._pull * off <= 0:
            place, self._pull = place if clocks.slope else float(round(place)), 0.0
        step = 1 + clocks.slope + self._pull
        self._place = place + BLOCK * step
        return place, step

    def _at(self, place: float, step: float) -> Samples:
        """A block of what was taken, from `place` on; silence where it is not there."""
        begin = int(np.floor(place)) - _TAPS
        piece = np.zeros(BLOCK + 3 * _TAPS, np.float32)
        there = self._ready[max(0, begin - self._first) : max(0, begin - self._first + len(piece))]
        skip = min(len(piece), max(0, self._first - begin))
        there = there[: len(piece) - skip]
        piece[skip : skip + len(there)] = there
        if step == 1.0:
            return piece[_TAPS : _TAPS + BLOCK]
        places = place - begin + step * np.arange(BLOCK)
        whole = places.astype(int)
        near = piece[whole[:, None] + _REACH]
        out: Samples = np.einsum("ij,ij->i", near, _KERNEL[((places - whole) * _PHASES).astype(int)])
        return out


def _kernel() -> Samples:
    """Windowed sinc, a row for each fraction of a sample."""
    away = _REACH - np.arange(_PHASES)[:, None] / _PHASES
    shape = np.sinc(away) * np.cos(np.pi * away / (_TAPS + 2)) ** 2
    kernel: Samples = (shape / shape.sum(axis=1, keepdims=True)).astype(np.float32)
    return kernel


_REACH = np.arange(_TAPS) - _TAPS // 2 + 1
_KERNEL = _kernel()
