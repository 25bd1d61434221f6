"""The plain caller that everybody writes first: loudness, and 700 ms of silence.

It replies when the microphone has been quiet for so long, and stops for good at any sound that is
as loud as speech.  It is here to be beaten, and as the shortest example of an adapter.
"""

from __future__ import annotations

import numpy as np

from voicetrainer.core.events import Ms
from voicetrainer.core.ports import BLOCK, BLOCK_MS, Samples

from .script import Noticed, Script

LOUD_DBFS = -45.0
BEGINS: Ms = 60


class SilenceTimeout:
    name = "silence timeout"
    paced = False

    def __init__(self, timeout: Ms = 700) -> None:
        self.reply_wait = timeout

    def open(self, script: Script) -> None:
        self._reply = script.reply.samples
        self._playing = script.opening.samples if script.opening else np.zeros(0, np.float32)
        self._now = self._loud = self._last = 0
        self._speaking = False
        self._noticed: list[Noticed] = []

    def push(self, block: Samples) -> Samples:
        self._now += BLOCK_MS
        self._listen(10 * np.log10(float(np.mean(block**2)) + 1e-12) > LOUD_DBFS)
        out = np.zeros(BLOCK, np.float32)
        piece, self._playing = self._playing[:BLOCK], self._playing[BLOCK:]
        out[: len(piece)] = piece
        return out

    def events(self) -> list[Noticed]:
        out, self._noticed = self._noticed, []
        return out

    def close(self) -> None:
        """Nothing stays open."""

    def _listen(self, loud: bool) -> None:
        self._loud = self._loud + BLOCK_MS if loud else 0
        if loud:
            self._last = self._now
        if self._loud == BEGINS:
            self._playing = self._playing[:0]
            if not self._speaking:
                self._noticed.append(Noticed("onset", self._now - BEGINS))
            self._speaking = True
        elif self._speaking and self._now - self._last >= self.reply_wait:
            self._speaking = False
            self._noticed.append(Noticed("end", self._last))
            self._playing = self._reply
