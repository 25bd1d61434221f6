"""How loud both sides are, as the bars of the screen."""

from __future__ import annotations

import math
from collections import deque
from typing import TYPE_CHECKING

from .frame import METER, say

if TYPE_CHECKING:
    from ..run.parts import Moment

LANE = 60
"""Levels that are kept of each side."""
SETTLED = 8
"""Samples of speech (half a second) before its level is judged."""
FALL_DB = 0.15
"""By how much the remembered level sinks with each sample."""
QUIET_DBFS, LOUD_DBFS = -46.0, -8.0
LOW_DBFS, HIGH_DBFS = -56.0, -8.0
"""The ends of the drawn bars."""


class Levels:
    """For lanes and microphone bar; sampled from the loop's moments by the thread that draws."""

    def __init__(self) -> None:
        self.caller: deque[int] = deque(maxlen=LANE)
        self.trainee: deque[int] = deque(maxlen=LANE)
        self._voice = LOW_DBFS
        self._samples = 0

    def take(self, moment: Moment) -> None:
        for lane, speaks, level in (
            (self.caller, moment.caller_speaks, moment.caller_level),
            (self.trainee, moment.trainee_speaks, moment.trainee_level),
        ):
            if speaks:
                lane.append(scaled(dbfs(level), 8))
            else:
                lane.clear()
        if moment.trainee_speaks and moment.trainee_level > 0:  # nothing at all: they are typing
            self._voice = max(dbfs(moment.trainee_level), self._voice - FALL_DB)
            self._samples += 1

    @property
    def meter(self) -> int:
        return scaled(self._voice, METER) if self._samples else 0

    @property
    def word(self) -> str:
        if self._samples < SETTLED:
            return say("mic-none")
        if self._voice < QUIET_DBFS:
            return say("mic-quiet")
        return say("mic-loud" if self._voice > LOUD_DBFS else "mic-good")


def dbfs(rms: float) -> float:
    return 20 * math.log10(max(rms, 1e-5))


def scaled(level: float, cells: int) -> int:
    """0…cells between the two ends of a bar."""
    return round(cells * min(1.0, max(0.0, (level - LOW_DBFS) / (HIGH_DBFS - LOW_DBFS))))
