"""How loud the caller's echo is in the microphone, before cancelling and after.

Only blocks in which the caller may be heard count.  Half a second of them makes a span, in which
loud blocks weigh more.  A trainee who talks over the caller spoils spans, so of what is left of the
echo the better third of the newest spans is told: a canceller that fails, fails in these too.  The
room's own noise is what the microphone hears at its quietest.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

import numpy as np

from ..core.ports import BLOCK_MS

if TYPE_CHECKING:
    from ..core.ports import Samples

SOUNDING = 1e-5
"""Power (−50 dBFS) from which the caller counts as sounding."""
RINGS_ON = 400 // BLOCK_MS
"""Blocks after that in which the echo may still be on its way."""
SPAN = 500 // BLOCK_MS
SPANS = 40
LEARNING = 4
"""Spans that do not count: the canceller learns in its first two seconds of sound."""
ENOUGH = 4
"""Spans before anything is told."""
ROOM = 10_000 // BLOCK_MS
QUIET_SHARE = 0.2
AUDIBLE = 4.0
"""An echo is told apart from the room only if it is so many times its power."""
LEFT_SHARE = 0.3
"""In a call with much talking over, half of the newest spans told of echo where there was none."""
LEAST_DB = -80.0
_NOTHING = 1e-12


@dataclass(frozen=True, slots=True)
class Figures:
    """In dB, None where not known.  `erle`: how much quieter the echo became; None also without echo."""

    erle: float | None
    leakage: float | None
    """What is left of the echo, against what was played."""


class EchoMeasure:
    """Push each block as played, as heard and as cleaned; ask for `figures` at any time."""

    def __init__(self) -> None:
        self._since = RINGS_ON
        self._learnt = 0
        self._span: list[tuple[float, float, float]] = []
        self._spans: deque[tuple[float, float, float]] = deque(maxlen=SPANS)
        self._rooms: tuple[deque[float], deque[float]] = (deque(maxlen=ROOM), deque(maxlen=ROOM))

    def push(self, played: Samples, heard: Samples, cleaned: Samples) -> None:
        powers = (_power(played), _power(heard), _power(cleaned))
        self._since = 0 if powers[0] > SOUNDING else self._since + 1
        if self._since >= RINGS_ON:
            for room, power in zip(self._rooms, powers[1:], strict=True):
                room.append(power)
            return
        self._span.append(powers)
        if len(self._span) == SPAN:
            means = np.mean(self._span, axis=0)
            self._learnt += 1
            if self._learnt > LEARNING:
                self._spans.append((float(means[0]), float(means[1]), float(means[2])))
            self._span.clear()

    def figures(self) -> Figures:
        if len(self._spans) < ENOUGH:
            return Figures(None, None)
        before, after = (_quiet(room) for room in self._rooms)
        erle, leakage = [], []
        for played, heard, cleaned in self._spans:
            if played <= _NOTHING:
                continue
            left = max(cleaned - after, _NOTHING)
            leakage.append(_db(left / played))
            if heard > AUDIBLE * before:
                erle.append(_db((heard - before) / max(left, 0.1 * after)))
        return Figures(
            median(erle) if 2 * len(erle) > len(self._spans) else None,
            max(LEAST_DB, float(np.quantile(leakage, LEFT_SHARE))) if leakage else None,
        )


def _quiet(room: deque[float]) -> float:
    """The room's own power; 0 while only the caller has been heard."""
    return float(np.quantile(room, QUIET_SHARE)) if room else 0.0


def _power(samples: Samples) -> float:
    return float(np.mean(np.square(samples, dtype=np.float64)))


def _db(ratio: float) -> float:
    return float(10 * np.log10(ratio))
