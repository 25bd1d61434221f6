"""voicetrainer on a machine with nothing else to do: `--system idle`, faster than real time.

The same loop and the same recogniser, but its words are there a fixed time of the call after they
were asked for.  A busy machine spoils every figure that waits for words; this one tells what the
program decides, the same each time, and a change of a parameter can be judged in minutes.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from typing import TYPE_CHECKING

from voicetrainer.core.events import Ms
from voicetrainer.core.ports import Samples
from voicetrainer.run.listen import Said

from .ours import Ours

if TYPE_CHECKING:
    from voicetrainer.run.parts import EarSays, Listener

DECODING: Ms = 80
"""From asking for words until they are there: Moonshine on one free core of a laptop, 1 to 3 s of sound."""


class Idle(Ours):
    name = "voicetrainer, idle machine"
    paced = False

    def _listener(self) -> Listener:
        return _Punctual()


class _Punctual:
    """An ear in the loop's own thread, whose words come `DECODING` later."""

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
            self._asked.append((Said(utterance, "partial", words, fed=self._fed), DECODING))

    def finish(self, utterance: int, now: Ms) -> None:  # noqa: ARG002
        heard = self._ear.finish()
        # decoded in the pause already, as a rule: only what a partial still owes is waited for
        self._asked.append((Said(utterance, "heard", heard.text, heard), 0))

    def results(self, now: Ms) -> Iterable[EarSays]:
        for said, delay in self._asked:
            last = self._coming[-1][0] if self._coming else 0
            self._coming.append((max(last, now + delay), said))
        self._asked = []
        while self._coming and self._coming[0][0] <= now:
            yield self._coming.popleft()[1]

    def close(self) -> None:
        self._ear.close()
