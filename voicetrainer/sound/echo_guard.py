"""Is that the trainee, or a scrap of the caller that the canceller let through?

Where the room changes, clocks drift or a word begins hard, the canceller passes 40–60 ms of echo
before it has adapted; the voice detector then goes on hearing a voice for another 100 ms.  So
while the caller may be heard, a voice counts only once enough of the newest blocks held real
sound after cancelling, not much quieter than before it.

A canceller that has heard little knows little: of a call's first words on loudspeakers it passes up to
200 ms.  So in her first moments nothing counts, and in the next seconds more sound is wanted.  The
ring tone teaches it nothing: two tones say little of a room.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

import numpy as np

from ..core.ports import BLOCK_MS
from .echo_filter import wide
from .echo_measure import RINGS_ON, SOUNDING

if TYPE_CHECKING:
    from ..core.ports import Samples, Vad

LOOKED_AT = 160 // BLOCK_MS
NEEDED = 80 // BLOCK_MS
"""Later by 0–50 ms in the middle for most rooms; half to all of the scraps are kept out."""
FIRST = 700 // BLOCK_MS
"""Blocks of the caller's voice before anything counts over it …"""
YOUNG = 4000 // BLOCK_MS
"""… and before the canceller is trusted; until then more is wanted."""
NEEDED_YOUNG = 120 // BLOCK_MS
TAKEN_OUT = 10 ** (-12 / 10)
"""A block in which more was taken out holds the caller, whoever else."""
FAINT = 10 ** (-52 / 10)
"""Power below which a block holds nothing."""


class EchoGuard:
    """Push each block as played, as heard, as cleaned, and as the filter left it; is what is `audible`
    more than a scrap?"""

    def __init__(self) -> None:
        self._since = RINGS_ON
        self._open: deque[bool] = deque(maxlen=LOOKED_AT)
        self._heard = 0
        """Blocks of the caller's voice so far."""
        self.doubt = False
        """What was played is not in step with what is heard, just now: whatever comes may be the caller."""

    def push(self, played: Samples, heard: Samples, cleaned: Samples, filtered: Samples) -> None:
        # a hall rings on longer than the canceller looks back, but not longer than the filter
        left = min(_power(cleaned), _power(filtered))
        self._since = 0 if _power(played) > SOUNDING else self._since + 1
        if self._heard < YOUNG and not self._since and wide(played):
            self._heard += 1
        self._open.append(left > FAINT and left > TAKEN_OUT * _power(heard))

    @property
    def audible(self) -> bool:
        """Always True while the caller has been silent for a while."""
        if self._since >= RINGS_ON:
            return True
        if self.doubt or self._heard < FIRST:
            return False
        return sum(self._open) >= (NEEDED_YOUNG if self._heard < YOUNG else NEEDED)


class GuardedVad:
    """A voice detector that hears no voice in scraps of echo.  Push the guard's block first."""

    def __init__(self, vad: Vad, guard: EchoGuard) -> None:
        self._vad = vad
        self._guard = guard

    def speech(self, block: Samples) -> float:
        probability = self._vad.speech(block)
        return probability if self._guard.audible else 0.0

    def reset(self) -> None:
        self._vad.reset()


def _power(samples: Samples) -> float:
    return float(np.mean(np.square(samples, dtype=np.float64)))
