"""voicetrainer on a machine with nothing else to do: `--system idle`, faster than real time.

The same loop and the same recogniser, but its words are there when one free core would have them:
after a time in proportion to the sound decoded.  A busy machine spoils every figure that waits for
words; this one tells what the program decides, so that a change can be judged in minutes.  Two runs
may differ by a few blocks, because the voice still has its thread.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from typing import TYPE_CHECKING

from voicetrainer.core.events import Ms
from voicetrainer.core.ports import RATE, Samples
from voicetrainer.run.listen import Said

from .ours import Ours

if TYPE_CHECKING:
    from voicetrainer.run.parts import EarSays, Listener

COST = 0.06
"""Seconds of decoding a second of sound: Moonshine tiny on one core, see docs/voices-and-ears.md."""
PADDING = 0.6
"""Seconds of silence that the ear appends to each decode."""


class Idle(Ours):
    name = "voicetrainer, idle machine"
    paced = False

    def _listener(self) -> Listener:
        return _Punctual()


class _Punctual:
    """An ear in the loop's own thread, whose words come after the time their decoding costs."""

    def __init__(self) -> None:
        from voicetrainer.speech.moonshine_ear import MoonshineEar

        self._ear = MoonshineEar()
        self._fed = 0
        self._asked: list[tuple[Said, Ms]] = []
        self._coming: deque[tuple[Ms, Said]] = deque()

    def start(self, utterance: int) -> None:  # noqa: ARG002  one utterance at a time
        self._ear.start()
        self._fed = 0

    def feed(self, utterance: int, samples: Samples) -> None:
        self._fed += len(samples)
        words = self._ear.feed(samples)
        if words is not None:
            self._asked.append((Said(utterance, "partial", words, fed=self._fed), self._cost()))

    def finish(self, utterance: int, now: Ms) -> None:  # noqa: ARG002
        # decoded in the pause already, as a rule
        decodes = self._ear._pace.loud_after_decode
        heard = self._ear.finish()
        self._asked.append((Said(utterance, "heard", heard.text, heard), self._cost() if decodes else 0))

    def _cost(self) -> Ms:
        return round(1000 * COST * (self._fed / RATE + PADDING))

    def results(self, now: Ms) -> Iterable[EarSays]:
        for said, delay in self._asked:
            last = self._coming[-1][0] if self._coming else 0
            self._coming.append((max(last, now + delay), said))
        self._asked = []
        while self._coming and self._coming[0][0] <= now:
            yield self._coming.popleft()[1]

    def close(self) -> None:
        self._ear.close()
