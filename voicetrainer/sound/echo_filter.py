"""The room between loudspeaker and microphone, learnt as a filter: what is heard of the caller, exactly.

Theory of operation.  A filter in blocks in the frequency domain: one spectrum for each block of the past
that may still echo.  What it expects is subtracted from the microphone, and nothing else: unlike the
canceller beside it (`echo`) it turns nothing down, so a voice that begins under the caller stays as it
was.  It learns as a Kalman filter does.  Each coefficient has an uncertainty, and learns by as much as
that weighs against all else in the microphone: so it learns fast at first, slowly later, and hardly
while the trainee talks (Enzner and Vary 2006, Signal Processing 86(6)).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ..core.ports import BLOCK, BLOCK_MS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ..core.ports import Samples

PARTS = 600 // BLOCK_MS
"""Blocks from playing to the last of the echo: the longest delay, and 200 ms of room."""
FORGETS = 0.995
"""By block, of what is believed of the room: people move in it."""
UNSURE = 0.001
"""Of each coefficient at first, as power."""
SMOOTH = 0.8
"""By block, of the power of what is left."""
LEAST = 1e-4
"""Power of a block's spectrum that stands for silence."""
TURNS = 4
"""Each part is held to one block's length in every so many blocks: it goes astray slowly."""
BANDS = slice(3, 80)
WIDE = 10
"""So many of a block's 50 Hz bands within 30 dB of the loudest: a voice or noise, and no tone."""
_SHAPE = np.hanning(BLOCK).astype(np.float32)
_SILENCE = np.zeros(BLOCK, np.float32)


class EchoFilter:
    """Push each block as played and as heard, in step."""

    def __init__(self) -> None:
        bins = BLOCK + 1
        self._played: NDArray[Any] = np.zeros((PARTS, bins), np.complex64)
        self._filter: NDArray[Any] = np.zeros((PARTS, bins), np.complex64)
        self._unsure: NDArray[Any] = np.full((PARTS, bins), UNSURE, np.float32)
        self._left: NDArray[Any] = np.full(bins, LEAST, np.float32)
        self._last = _SILENCE
        self._still = PARTS + 1
        """Blocks since anything was played."""
        self._turn = 0

    def push(self, played: Samples, heard: Samples) -> tuple[Samples, Samples]:
        """What is left of `heard`, and the echo that was taken out of it."""
        self._still = 0 if played.any() else self._still + 1
        if self._still > PARTS:
            return heard, _SILENCE
        self._played[1:] = self._played[:-1].copy()
        self._played[0] = np.fft.rfft(np.concatenate([self._last, played]))
        self._last = played
        expected = np.fft.irfft(np.sum(self._filter * self._played, axis=0))
        echo: Samples = expected[BLOCK:].astype(np.float32)
        left: Samples = heard - echo
        spectrum = np.fft.rfft(np.concatenate([_SILENCE, left])).astype(np.complex64)
        self._left = SMOOTH * self._left + (1 - SMOOTH) * _squared(spectrum)
        if wide(played):  # tones say little of a room
            self._learn(spectrum)
        return left, echo

    def _learn(self, left: NDArray[Any]) -> None:
        played = self._unsure * _squared(self._played)
        weight = 0.5 * np.sum(played, axis=0) + self._left + LEAST
        self._filter += self._unsure * np.conj(self._played) * (left / weight)
        self._unsure *= FORGETS * (1 - 0.5 * played / weight)
        self._unsure += (1 - FORGETS) * _squared(self._filter)
        self._turn = (self._turn + 1) % TURNS
        mine = slice(self._turn, None, TURNS)
        response = np.fft.irfft(self._filter[mine], axis=1)
        response[:, BLOCK:] = 0
        self._filter[mine] = np.fft.rfft(response, axis=1)


def wide(samples: Samples) -> bool:
    """A voice, or noise; no tone, and no silence."""
    power = _squared(np.fft.rfft(samples * _SHAPE)[BANDS])
    loudest = float(power.max())
    return loudest > LEAST and int(np.count_nonzero(power > 1e-3 * loudest)) >= WIDE


def _squared(spectrum: NDArray[Any]) -> NDArray[Any]:
    """Power, without the root that `abs` takes."""
    power: NDArray[Any] = spectrum.real**2 + spectrum.imag**2
    return power
