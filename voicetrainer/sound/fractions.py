"""Sound read at places between its samples: for two clocks that do not quite agree."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..core.ports import BLOCK

if TYPE_CHECKING:
    from ..core.ports import Samples

TAPS = 16
"""Samples that each new one is made of, half of them on either side."""
_PHASES = 256
_REACH = np.arange(TAPS) - TAPS // 2 + 1


def read_at(sound: Samples, first: int, place: float, step: float, length: int = BLOCK) -> Samples:
    """`length` samples from `place` on, `step` apart; silence where there is no sound.

    `sound` begins with sample number `first` of a longer one, in which `place` is counted.
    """
    begin = int(np.floor(place)) - TAPS
    piece = np.zeros(int(length * step) + 3 * TAPS, np.float32)
    skip = min(len(piece), max(0, first - begin))
    there = sound[max(0, begin - first) : max(0, begin - first + len(piece) - skip)]
    piece[skip : skip + len(there)] = there
    if step == 1.0 and place == int(place):
        return piece[TAPS : TAPS + length]
    places = place - begin + step * np.arange(length)
    whole = places.astype(int)
    near = piece[whole[:, None] + _REACH]
    out: Samples = np.einsum("ij,ij->i", near, _KERNEL[((places - whole) * _PHASES).astype(int)])
    return out


class Stretch:
    """A sound made a few millionths longer or shorter, piece by piece; until then it is let through."""

    def __init__(self) -> None:
        self.more = 0.0
        """Samples to be made more of each; 0 lets them through."""
        self._kept: Samples = np.zeros(0, np.float32)
        self._first = 0
        self._place: float | None = None

    def push(self, block: Samples) -> Samples:
        if self._place is None:
            if not self.more:
                return block
            self._place = float(TAPS)
            self._kept, self._first = np.zeros(TAPS, np.float32), 0
        self._kept = np.concatenate([self._kept, block])
        step = 1 / (1 + self.more)
        # up to where the taps on the far side are there
        length = int((self._first + len(self._kept) - TAPS - self._place) / step)
        out = read_at(self._kept, self._first, self._place, step, length)
        self._place += length * step
        done = int(self._place) - TAPS - self._first
        self._kept, self._first = self._kept[done:], self._first + done
        return out


def _kernel() -> Samples:
    """Windowed sinc, a row for each fraction of a sample."""
    away = _REACH - np.arange(_PHASES)[:, None] / _PHASES
    shape = np.sinc(away) * np.cos(np.pi * away / (TAPS + 2)) ** 2
    kernel: Samples = (shape / shape.sum(axis=1, keepdims=True)).astype(np.float32)
    return kernel


_KERNEL = _kernel()
