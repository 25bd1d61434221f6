"""The loudspeaker's own sound, block by block in step with the microphone.

What the loudspeaker took is counted in samples of its clock, and read along the line that `Clocks`
has found, at places between samples where it must be: so that for the canceller both clocks are one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..core.ports import BLOCK, RATE
from .clocks import OFF, PULL, Clocks
from .fractions import TAPS, read_at

if TYPE_CHECKING:
    from ..core.ports import Samples

CUSHION = 2 * BLOCK
"""Kept back for bursts; less than any device takes from its queue to the microphone."""
NEAR = 5 * RATE // 1000
"""The place is let be until it is so far from the line: a latency that wanders moves no sample."""


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
        block = read_at(self._ready, self._first, place, step)
        done = min(len(self._ready), max(0, int(place) - TAPS - self._first))
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
