"""A real sound card on a bad day: its loudspeaker runs fast, blocks get lost, its reader stands still."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING, Any

import numpy as np

from voicetrainer.core.ports import BLOCK_MS
from voicetrainer.sound.card import CardPhone
from voicetrainer.sound.ends import Loudspeaker
from voicetrainer.sound.fractions import TAPS, Stretch
from voicetrainer.sound.reconnect import ReconnectingPhone

from .card import Weather

if TYPE_CHECKING:
    from voicetrainer.core.ports import Samples
    from voicetrainer.sound.reconnect import Wanted


class DriftingLoudspeaker(Loudspeaker):
    """One whose clock runs `ppm` fast: it takes so much more, and plays it so much faster."""

    def __init__(self, ppm: float) -> None:
        super().__init__()
        self._ppm, self._owed = ppm, 2.0 * TAPS  # what its stretching keeps back
        self._faster = Stretch()
        self._faster.more = 1 / (1 + ppm * 1e-6) - 1
        self._ready = np.zeros(0, np.float32)

    def give(self, outdata: Any, frames: int, time: Any, status: Any) -> None:
        if not self._ppm:
            return super().give(outdata, frames, time, status)
        self._owed += frames * (1 + self._ppm * 1e-6)
        while len(self._ready) < frames:
            more = np.zeros((max(1, int(self._owed)), 1), np.float32)
            self._owed -= len(more)
            super().give(more, len(more), time, status)
            self._ready = np.concatenate([self._ready, self._faster.push(more[:, 0])])
        outdata[:, :] = self._ready[:frames, None]
        self._ready = self._ready[frames:]
        return None


class Day:
    """What is still to come of a call's weather, whichever card it meets."""

    def __init__(self, weather: Weather) -> None:
        self.ppm = weather.ppm
        self.stalls, self.dropouts = list(weather.stalls), list(weather.dropouts)
        self.blocks = 0

    @property
    def now(self) -> float:
        """s of microphone sound that were read."""
        return self.blocks * BLOCK_MS / 1000


class RoughCard(CardPhone):
    """The real phone on such a day."""

    def __init__(self, microphone: Wanted, loudspeaker: Wanted, day: Day) -> None:
        super().__init__(microphone, loudspeaker)
        self._loudspeaker = DriftingLoudspeaker(day.ppm)
        self._day = day

    def read(self) -> Samples | None:
        day = self._day
        day.blocks += 1
        if day.stalls and day.stalls[0][0] <= day.now:
            time.sleep(day.stalls.pop(0)[1])
        if day.dropouts and day.dropouts[0][0] <= day.now:
            for _ in range(day.dropouts.pop(0)[1]):
                super().read()
        return super().read()


class RoughPhone(ReconnectingPhone):
    """What a live call holds: the card above, that comes back when it was lost."""

    def __init__(self, weather: Weather) -> None:
        self.why: list[str] = []
        """Of each time that the card was lost."""
        day = Day(weather)
        super().__init__(lambda microphone, loudspeaker: RoughCard(microphone, loudspeaker, day))

    def open(self) -> None:
        super().open()
        logger = logging.getLogger("voicetrainer.sound.reconnect")
        logger.setLevel(logging.INFO)
        self._ears = _Ears(self.why)
        logger.addHandler(self._ears)

    def close(self) -> None:
        super().close()
        logging.getLogger("voicetrainer.sound.reconnect").removeHandler(self._ears)


class _Ears(logging.Handler):
    def __init__(self, heard: list[str]) -> None:
        super().__init__(logging.INFO)
        self._heard = heard

    def emit(self, record: logging.LogRecord) -> None:
        self._heard.append(record.getMessage())
