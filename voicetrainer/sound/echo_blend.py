"""The trainee's voice as it was, where there surely is one; the canceller's clean silence everywhere else.

The canceller turns down whatever might be echo, and under the caller a trainee's voice with it: the
first 35 to 170 ms of a soft beginning, and pieces of every word.  The filter beside it (`echo_filter`) only
subtracts, so it leaves the voice whole, and 10 to 25 dB of the echo's power less.  Which of them is
handed on is decided block by block: the filter's where clearly more is left than it usually leaves of
such an echo, and where the canceller stirs as well.  Where the filter serves badly (clocks apart, a
loudspeaker that rattles) there is no such block, and all is as the canceller made it.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

import numpy as np

from ..core.ports import BLOCK, BLOCK_MS

if TYPE_CHECKING:
    from ..core.ports import Samples

CLEARLY = 10 ** (6 / 10)
"""So many times the usual rest: somebody speaks."""
TAKEN_OUT = 10 ** (-10 / 10)
"""A block in which the filter found ten times more of the caller than it left is the caller's."""
ALIKE = 0.4
"""Correlation from which on what is left is the echo that was misjudged, and no voice of its own."""
FAINT = 10 ** (-52 / 10)
SERVES = 10 ** (-6 / 10)
"""A filter that usually leaves more of the echo's power than this is not asked."""
ECHOES = 10 ** (-55 / 10)
"""Power of echo from which on a block tells how much is left of it."""
RINGS = 10 ** (-4 / 10)
"""By block, of an echo that dies away: what is left of it lasts longer than what is expected."""
NEWEST = 3000 // BLOCK_MS
"""Blocks of echo in which the usual rest is found …"""
ENOUGH = 1000 // BLOCK_MS
"""… and how many it takes at least."""
ANEW = 500 // BLOCK_MS
STIRS = 10 ** (6 / 10)
"""Where a voice begins the canceller lets some of it through: so many times its quietest block …"""
HEARD = 10 ** (-60 / 10)
"""… and so much at least: below lie scraps of echo, which made a caller stop in a five-minute call."""
STILL = 500 // BLOCK_MS
"""… of these.  It keeps out most of what the filter misjudges in its first seconds."""
HOLDS = 100 // BLOCK_MS
"""A voice's pauses between its sounds are its own."""
_RISING = np.linspace(0, 1, BLOCK, dtype=np.float32)


class Blend:
    """Push each block as canceller and filter left it.  `late`: samples by which the canceller lags."""

    def __init__(self, late: int) -> None:
        self._waiting: Samples = np.zeros(late, np.float32)
        self._rests: deque[float] = deque(maxlen=NEWEST)
        self._usual: float | None = None
        """Of the echo's power, what the filter leaves; the middle of the newest blocks."""
        self._stillest: deque[float] = deque(maxlen=STILL)
        self._blocks = 0
        self._ringing = 0.0
        self._holds = 0
        self._share = 0.0

    def push(self, cleaned: Samples, left: Samples, echo: Samples, doubt: bool) -> Samples:
        """The block to hand on.  `doubt`: what was played is not in step just now."""
        stands_out = self._stands_out(_power(left), _power(echo)) and not _alike(left, echo)
        stirs = self._stirs(_power(cleaned))  # it must take in every block
        voice = stands_out and (stirs or self._holds > 0)
        self._holds = HOLDS if voice else max(0, self._holds - 1)
        goal = float(self._holds > 0 and not doubt)
        both = np.concatenate([self._waiting, left])
        ready, self._waiting = both[:BLOCK], both[BLOCK:]
        share: Samples = np.float32(self._share) + np.float32(goal - self._share) * _RISING
        self._share = goal
        blended: Samples = (cleaned + share * (ready - cleaned)).astype(np.float32)
        return blended

    def _stirs(self, cleaned: float) -> bool:
        """Does the canceller, too, leave more than it did?"""
        self._stillest.append(cleaned)
        return cleaned > max(HEARD, STIRS * min(self._stillest))

    def _stands_out(self, left: float, echo: float) -> bool:
        """Is more left than what the filter usually leaves?"""
        self._ringing = max(echo, self._ringing * RINGS)
        if echo > ECHOES:
            self._rests.append(left / self._ringing)
        self._blocks += 1
        if self._blocks % ANEW == 0 and len(self._rests) >= ENOUGH:
            self._usual = float(np.median(self._rests))
        if self._usual is None or self._usual > SERVES:
            return False
        return left > max(FAINT, TAKEN_OUT * echo, CLEARLY * self._usual * self._ringing)


def _power(samples: Samples) -> float:
    return float(np.dot(samples, samples)) / len(samples)


def _alike(left: Samples, echo: Samples) -> bool:
    both = float(np.dot(left, echo))
    return both * both > ALIKE**2 * float(np.dot(left, left)) * float(np.dot(echo, echo))
