"""Is the microphone's gain fixed?  Told from the signal itself, since no system says so reliably.

Theory of operation.  With a fixed gain a person's level varies from utterance to utterance, more
so as the pitch does, and the room stays where it is.  An automatic gain does the reverse: it
presses the voice to one level and moves the room up and down instead, and in a long pause it
may turn the room up.  So two descriptions are compared over the utterances so far: each gives
the levels of voice and room a likelihood, and when one is twenty times as likely as the other it
is believed.  Until then, and where nothing has varied, the answer is 'unknown', and the product
leaves levels alone.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean, median, pstdev, quantiles
from typing import Literal

Gain = Literal["fixed", "automatic", "unknown"]

FEWEST = 4
"""Utterances before anything is said."""
VOICED_MS = 400
"""An utterance with less voice tells nothing."""
CLIPPED = 0.005
"""Nor does one with a greater share of clipped samples."""
SURE = 3.0
"""Logarithm of the likelihood ratio that is believed (20 : 1)."""
VARIED_DB = 3.0
"""So far must a voice have moved before its gain can be called fixed."""
SILENT_DBFS = -80.0
"""A room below this is no room but a gate, a noise suppressor or a file's silence."""
STILL_DB = 3.0
"""A room that moves further, as a standard deviation, leaves the gain in doubt."""
RISE_DB = 3.0
"""So much, in the middle, must a room have risen in long pauses for that alone to be enough."""
RISES = 3

# standard deviations, dB, from utterance to utterance
_VOICE_FREE, _VOICE_PRESSED = 3.0, 1.0
_ROOM_STILL, _ROOM_MOVED = 1.5, 4.0
_DB_PER_SEMITONE = 1.5
"""A louder voice is a higher one: half a semitone for each dB or so (Gramming et al. 1988)."""
_PITCH_FAR = 6.0
"""Semitones from the middle beyond which a pitch says no more."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """One utterance."""

    level: float
    """dBFS."""
    pitch: float | None
    """Hz."""
    room: float | None
    """dBFS of the background just before it."""
    rise: float | None = None
    """dB by which the background rose in the long pause before it; None if there was none."""


class GainWatch:
    """Takes in utterances; says when its opinion has changed."""

    def __init__(self) -> None:
        self._spoken: list[Spoken] = []
        self._told: Gain | None = None

    def heard(self, spoken: Spoken) -> None:
        self._spoken.append(spoken)

    def news(self) -> Gain | None:
        """The opinion, if it is another than the last one that was told."""
        opinion = gain_of(self._spoken)
        if opinion == self._told:
            return None
        self._told = opinion
        return opinion


def gain_of(spoken: Sequence[Spoken]) -> Gain:
    """What these utterances, of one person and one device, say of its gain."""
    rises = [x.rise for x in spoken if x.rise is not None]
    if len(rises) >= RISES and median(rises) >= RISE_DB:
        return "automatic"
    if len(spoken) < FEWEST:
        return "unknown"
    for_fixed = _voice(spoken) + _room(spoken)
    if for_fixed <= -SURE:
        return "automatic"
    varied = _span([x.level for x in spoken]) >= VARIED_DB
    return "fixed" if for_fixed >= SURE and varied and _still(spoken) else "unknown"


def _still(spoken: Sequence[Spoken]) -> bool:
    """Nothing speaks for a gain that moved, however freely the voice did: some hold it in pauses."""
    rooms = _rooms(spoken)
    return len(rooms) < FEWEST or pstdev(rooms) <= STILL_DB


def _voice(spoken: Sequence[Spoken]) -> float:
    """Do the levels follow the voice freely (above 0), or are they pressed together (below)?"""
    levels = [x.level for x in spoken]
    expected = [_DB_PER_SEMITONE * far for far in _heights(spoken)]
    free = [level - more for level, more in zip(levels, expected, strict=True)]
    return _likelihood(free, _VOICE_FREE) - _likelihood(levels, _VOICE_PRESSED)


def _room(spoken: Sequence[Spoken]) -> float:
    """Does the room stay (above 0), or does it move (below)?"""
    rooms = _rooms(spoken)
    if len(rooms) < FEWEST:
        return 0.0
    return _likelihood(rooms, _ROOM_STILL) - _likelihood(rooms, _ROOM_MOVED)


def _rooms(spoken: Sequence[Spoken]) -> list[float]:
    return [x.room for x in spoken if x.room is not None and x.room > SILENT_DBFS]


def _heights(spoken: Sequence[Spoken]) -> list[float]:
    """Semitones of each utterance above the middle one; 0 where no pitch was told."""
    known = [x.pitch for x in spoken if x.pitch]
    middle = median(known) if known else 1.0
    far = [12 * math.log2(x.pitch / middle) if x.pitch else 0.0 for x in spoken]
    return [max(-_PITCH_FAR, min(_PITCH_FAR, x)) for x in far]


def _likelihood(values: Sequence[float], deviation: float) -> float:
    """Logarithm, up to a constant, for values spread normally about a mean of their own."""
    mean = fmean(values)
    squares = sum((x - mean) ** 2 for x in values)
    return -(len(values) - 1) * math.log(deviation) - squares / (2 * deviation**2)


def _span(values: Sequence[float]) -> float:
    """From the lowest tenth to the highest."""
    tenths = quantiles(values, n=10, method="inclusive")
    return tenths[-1] - tenths[0]
