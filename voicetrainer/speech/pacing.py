"""When to decode an utterance that still goes on: often enough to react, seldom enough to be cheap.

A decode costs time in proportion to the sound it is given, and the whole utterance is decoded each
time.  So the gaps between decodes grow with its length; and as soon as the trainee pauses, the
utterance is decoded once more *in the pause*.  If the pause turns out to be the end, that result
is the final one, and it was ready before the endpoint was.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from ..core.events import Ms

FIRST: Ms = 720
"""The loop's 240 ms from before the onset, and enough for a word or two: what tells a backchannel from
a barge-in.  At 220 ms of voice two thirds of the words were wrong, at 480 ms a third."""
STEP: Ms = 800
GROWTH = 0.6
"""The next decode comes after this share of the utterance's length, if that is more than STEP."""
PAUSE: Ms = 220
"""Quiet for so long is a pause: past a stop consonant, and far enough inside the 500 ms endpoint."""
QUIET_DB = 22.0
"""A block this far below the loudest speech so far is quiet."""
FLOOR_DBFS = -60.0
"""Nothing below this is speech."""
SEGMENT: Ms = 7000
"""At a pause after so much, the text so far is settled and only what follows is decoded again."""
LONGEST: Ms = 12_000
"""Without any pause, it is settled here all the same: the model invents repetitions in longer clips."""


@dataclass(slots=True)
class Pace:
    """Follows one utterance block by block; never sees a clock."""

    eased: int = 0
    """0: partial words often · 1: seldom, and in pauses · 2: never, the machine is too slow."""
    length: Ms = 0
    """Of the segment so far."""
    quiet: Ms = 0
    """How long it has been quiet."""
    decoded: Ms = 0
    """Length at the last decode."""
    loud_after_decode: bool = True
    """Something was said that no decode has heard."""
    _peak: float = field(default=FLOOR_DBFS)

    def push(self, level_dbfs: float, length: Ms) -> None:
        self.length += length
        self._peak = max(self._peak, level_dbfs)
        if level_dbfs < max(self._peak - QUIET_DB, FLOOR_DBFS):
            self.quiet += length
        else:
            self.quiet = 0
            self.loud_after_decode = True

    @property
    def due(self) -> bool:
        """Decode now."""
        if self.eased >= 2:
            return self.settles  # or the end would have too much to do
        if not self.loud_after_decode or self.length < FIRST:
            return False
        if self.quiet:
            return self.quiet >= PAUSE
        since = self.length - self.decoded
        step = STEP * (4 if self.eased else 1)
        return since >= max(step, GROWTH * self.decoded) if self.decoded or self.eased else True

    @property
    def settles(self) -> bool:
        """After this decode the text stands, and a new segment begins."""
        return (self.quiet >= PAUSE and self.length >= SEGMENT) or self.length >= LONGEST

    def took(self) -> None:
        """A decode has heard everything so far."""
        self.decoded, self.loud_after_decode = self.length, False

    def next_segment(self) -> None:
        self.length = self.quiet = self.decoded = 0
        self.loud_after_decode = False


def segments(levels_dbfs: Sequence[float], block: Ms) -> list[tuple[int, int]]:
    """(first, last + 1) of the blocks to decode together, for an utterance that is over."""
    pace, start, found = Pace(), 0, []
    for index, level in enumerate(levels_dbfs):
        pace.push(level, block)
        if pace.settles:
            found.append((start, index + 1))
            start = index + 1
            pace.next_segment()
    return [*found, (start, len(levels_dbfs))] if start < len(levels_dbfs) else found
