"""A loudspeaker with a clock of its own, before the real phone: what the microphone hears of it.

The phone is the product's `CardPhone` without PortAudio: its callbacks are called by two clocks that
are arithmetic.  The loudspeaker's takes `ppm` more samples than the microphone gives; what it took
is heard in the room at the moment it was taken, to a fraction of a sample.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.soak.card import PERIOD, SimulatedCard, Weather
from voicetrainer.core.ports import BLOCK, RATE, Samples
from voicetrainer.sound.recorded import RecordedPhone

from .rooms import Loudspeaker, impulse_response

TAPS = 32
PHASES = 512
_REACH = np.arange(TAPS) - TAPS // 2 + 1


def _table() -> NDArray[np.float64]:
    """Windowed sinc, one row for each fraction of a sample."""
    fraction = np.arange(PHASES)[:, None] / PHASES
    place = _REACH[None, :] - fraction
    shape: NDArray[np.float64] = np.sinc(place) * np.cos(np.pi * place / (TAPS + 2)) ** 2
    table: NDArray[np.float64] = shape / shape.sum(axis=1, keepdims=True)
    return table


_KERNEL = _table()


class EchoingCard(SimulatedCard):
    """`read` gives the trainee's block and the echo of what the loudspeaker took."""

    def __init__(self, trainee: Samples, room: Loudspeaker, weather: Weather) -> None:
        phone = RecordedPhone()
        phone.cue(trainee, at=0)
        super().__init__(phone, weather)
        self._speed = 1 + weather.ppm * 1e-6
        self._late = room.delay * RATE / 1000
        response = impulse_response(room.reverberation) * 10 ** (room.level_db / 20)
        self._size = 1 << (len(response) + BLOCK - 1).bit_length()
        self._spectrum = np.fft.rfft(response, self._size)
        self._ringing = np.zeros(self._size)
        self._played = np.zeros(0, np.float32)
        self._first = 0
        """Number of the first sample kept in `_played`."""
        self._captured = 0
        self._pieces: list[Samples] = []

    def give(self, outdata: Any) -> None:
        super().give(outdata)
        self._pieces.append(outdata[:, 0].copy())

    def capture(self, indata: Any) -> None:
        number = self.world._captured - 1  # the block's place in the world's time
        while self._captured < number:  # a block that got lost was echoed all the same
            self._echo()
        super().capture(np.clip(indata + self._echo()[:, None], -1, 1).astype(np.float32))

    def _echo(self) -> NDArray[np.float64]:
        """Of the next block of the microphone's time."""
        at = self._captured * BLOCK - self._late
        self._captured += 1
        self._ringing += np.fft.irfft(np.fft.rfft(self._heard(at), self._size) * self._spectrum, self._size)
        heard = self._ringing[:BLOCK].copy()
        self._ringing = np.concatenate([self._ringing[BLOCK:], np.zeros(BLOCK)])
        return heard

    def _heard(self, at: float) -> NDArray[np.float64]:
        """The loudspeaker's sound during a block of the microphone's that begins at its sample `at`."""
        self._played = np.concatenate([self._played, *self._pieces])
        self._pieces.clear()
        # the loudspeaker's first sample is taken when the microphone's first is captured
        places = (at + np.arange(BLOCK)) * self._speed - self._first
        whole = np.floor(places).astype(int)
        phase = ((places - whole) * PHASES).astype(int)
        index = whole[:, None] + _REACH[None, :]
        inside = (index >= 0) & (index < len(self._played))
        samples = np.where(inside, self._played[np.clip(index, 0, max(0, len(self._played) - 1))], 0.0)
        drop = max(0, int(places[0]) - RATE)
        self._played, self._first = self._played[drop:], self._first + drop
        out: NDArray[np.float64] = np.sum(samples * _KERNEL[phase], axis=1)
        return out


assert PERIOD * RATE == BLOCK
