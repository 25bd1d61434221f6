"""The caller's mouth: lines, cuts and ducking as blocks of samples, without clock or device.

The driver asks for one block each 20 ms and hands it to the phone.  Everything that is told
(`position`, `finished`) is about samples already handed over, so times are exact to a block.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..core.ports import BLOCK, RATE
from .clips import level_dbfs

if TYPE_CHECKING:
    from ..core.events import Ms
    from ..core.ports import Clip, Samples

DUCK_DB = -14.0
"""How far a line steps back while the trainee speaks over it."""
RAMP = 25 * RATE // 1000
"""Samples a change of gain takes: short enough to be felt at once, long enough not to click."""
FADE = 5 * RATE // 1000
"""Samples in which a cut line goes silent."""
LOOP_DBFS = -26.0

_DUCKED = 10 ** (DUCK_DB / 20)


class Gain:
    """A factor that moves to its goal in `RAMP` samples."""

    def __init__(self, value: float) -> None:
        self._now = value
        self._goal = value
        self._step = 0.0

    @property
    def settled(self) -> bool:
        return self._now == self._goal

    @property
    def value(self) -> float:
        return self._now

    def move(self, goal: float) -> None:
        self._goal = goal
        self._step = (goal - self._now) / RAMP

    def block(self) -> Samples | float:
        """Factors for the next `BLOCK` samples; one number once it stands still."""
        if self.settled:
            return self._now
        path = self._now + self._step * np.arange(1, BLOCK + 1, dtype=np.float32)
        low, high = sorted((self._now, self._goal))
        factors: Samples = np.clip(path, low, high).astype(np.float32)
        self._now = float(factors[-1])
        if abs(self._now - self._goal) < 1e-6:
            self._now = self._goal
        return factors


class Player:
    """One line at a time, and under it at most one loop (ring tone, hold music)."""

    def __init__(self) -> None:
        self._line: Samples = np.zeros(0, np.float32)
        self._length = 0
        self._next = 0
        self._cut = False
        self._tail: Samples = np.zeros(0, np.float32)
        self._gain = Gain(1.0)
        self._loop: Samples = np.zeros(0, np.float32)
        self._loop_next = 0
        self._loop_gain = Gain(0.0)

    @property
    def position(self) -> Ms:
        """How far into the line the samples handed over reach; stays at the cut after `hush`."""
        return self._next * 1000 // RATE

    @property
    def finished(self) -> bool:
        """Nothing of a line is left to hand over: it ended, was cut, or there was none."""
        return self._cut or self._next >= self._length

    def say(self, clip: Clip) -> None:
        """Start this line with the next block, at full level; an older one is cut."""
        self.hush()
        self._line, self._length, self._next, self._cut = clip.samples, len(clip.samples), 0, False
        self._gain = Gain(1.0)

    def hush(self) -> Ms:
        """Cut the line: the next block fades it out within 5 ms.  Returns the `position` of the cut."""
        if not self.finished:
            tail = self._line[self._next : self._next + FADE]
            fade = np.linspace(self._gain.value, 0, len(tail), dtype=np.float32)
            self._tail, self._cut = tail * fade, True
        return self.position

    def duck(self, down: bool) -> None:
        """Lower the line by 14 dB, or bring it back; takes 25 ms.  A new line starts at full level."""
        self._gain.move(_DUCKED if down else 1.0)

    def loop(self, samples: Samples, level: float = LOOP_DBFS) -> None:
        """Play these samples round and round under the lines, from their start, at `level` dBFS (RMS)."""
        self._loop, self._loop_next = samples, 0
        self._loop_gain = Gain(0.0)
        self._loop_gain.move(10 ** ((level - level_dbfs(samples)) / 20))

    def stop_loop(self) -> None:
        """Fade the loop out within 25 ms."""
        self._loop_gain.move(0.0)

    def block(self) -> Samples:
        """The next `BLOCK` samples to hand over; silence when nothing plays."""
        if self.finished and not len(self._tail) and not len(self._loop):
            return np.zeros(BLOCK, np.float32)  # half of a call; where a change of gain stood, nobody hears
        block = self._line_block() * self._gain.block()
        block[: len(self._tail)] += self._tail
        self._tail = self._tail[:0]
        if len(self._loop):
            block = block + self._loop_block() * self._loop_gain.block()
            if self._loop_gain.settled and self._loop_gain.value == 0.0:
                self._loop = self._loop[:0]
        limited: Samples = np.clip(block, -1.0, 1.0).astype(np.float32)
        return limited

    def _line_block(self) -> Samples:
        block = np.zeros(BLOCK, np.float32)
        if not self._cut:
            piece = self._line[self._next : self._next + BLOCK]
            block[: len(piece)] = piece
            self._next += len(piece)
        return block

    def _loop_block(self) -> Samples:
        places = np.arange(self._loop_next, self._loop_next + BLOCK) % len(self._loop)
        self._loop_next = (self._loop_next + BLOCK) % len(self._loop)
        piece: Samples = self._loop[places]
        return piece
