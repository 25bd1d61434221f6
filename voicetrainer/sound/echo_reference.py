"""The loudspeaker's own sound, block by block in step with the microphone.

A sound card tells what its loudspeaker took, in bursts and with the silence it played where its
queue ran dry.  Counted in samples both devices run in step, however their blocks tremble: so
samples are counted.  What comes too late is left out and not made up for later.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..core.ports import BLOCK, BLOCK_MS

if TYPE_CHECKING:
    from ..core.ports import Samples

CUSHION = 2 * BLOCK
"""Kept back for bursts; less than any device takes from its queue to the microphone."""
SLACK = 5 * BLOCK
SETTLED = 1000 // BLOCK_MS
"""Reads in which there was always too much or too little: the clocks have drifted, begin anew."""


class Reference:
    """Add what was taken whenever it is told; take one block for each of the microphone's."""

    def __init__(self) -> None:
        self._ready: Samples = np.zeros(0, np.float32)
        self._missing = 0
        self._begun = False
        self._late = 0
        self._spare = 0

    def add(self, taken: Samples) -> None:
        """The next samples that the loudspeaker took."""
        skipped = min(self._missing, len(taken))
        self._missing -= skipped
        self._ready = np.concatenate([self._ready, taken[skipped:]])

    def block(self) -> Samples:
        """What was played while the microphone heard its next block, or some time before."""
        if not self._begun:
            self._begun = len(self._ready) >= CUSHION + BLOCK
            return np.zeros(BLOCK, np.float32)
        self._stay_in_step()
        block, self._ready = self._ready[:BLOCK], self._ready[BLOCK:]
        self._missing += BLOCK - len(block)
        return np.concatenate([block, np.zeros(BLOCK - len(block), np.float32)])

    def _stay_in_step(self) -> None:
        self._late = self._late + 1 if self._missing else 0
        self._spare = self._spare + 1 if len(self._ready) > CUSHION + SLACK else 0
        if self._late >= SETTLED:
            self._missing, self._late, self._begun = 0, 0, False
        if self._spare >= SETTLED:
            self._ready, self._spare = self._ready[-CUSHION - BLOCK :], 0
