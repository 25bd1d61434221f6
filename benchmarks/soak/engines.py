"""Ears and voices that fail as real ones did, and workers that a fast clock waits for.

Virtual time runs hundreds of times faster than the workers' threads.  So the call's thread waits
for them, as it never would in life, unless an engine hangs on purpose: then call time runs on.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import numpy as np

from voicetrainer.core.errors import EngineError
from voicetrainer.core.ports import Clip, Ear, Heard, Voice
from voicetrainer.run.lines import Ahead
from voicetrainer.speech.voice_worker import VoiceResult, VoiceWorker, _Shift
from voicetrainer.speech.worker import EarResult, EarWorker

from .chirps import marked

if TYPE_CHECKING:
    from voicetrainer.core.events import Ms
    from voicetrainer.core.ports import Samples

Mishap = Literal["", "dies", "raises", "hangs"]
PATIENCE_S = 20.0


@dataclass(slots=True)
class Prompter:
    """Whispers what the clips say to an ear that cannot hear."""

    said: list[str] = field(default_factory=list)

    def take(self) -> str:
        out, self.said = " ".join(self.said), []
        return out


class Hang:
    """A place to hang in until somebody lets go."""

    def __init__(self) -> None:
        self.begun, self.over = threading.Event(), threading.Event()

    @property
    def now(self) -> bool:
        return self.begun.is_set() and not self.over.is_set()

    def wait(self) -> None:
        self.begun.set()
        self.over.wait(PATIENCE_S)


def fail(mishap: Mishap, hang: Hang) -> None:
    match mishap:
        case "dies":
            raise EngineError("The engine died.")
        case "raises":
            raise RuntimeError("a plugin's own mistake")
        case "hangs":
            hang.wait()


class PromptedEar:
    """Hears what it is told; fails at its `fails_at`th utterance."""

    poor = cloud = False
    version = "0"

    def __init__(self, prompter: Prompter, name: str, mishap: Mishap = "", fails_at: int = 0) -> None:
        self.name, self.closed, self.hang = name, False, Hang()
        self._prompter, self._mishap, self._left = prompter, mishap, fails_at

    def start(self) -> None: ...

    def feed(self, samples: Samples) -> str | None:  # noqa: ARG002
        return None

    def finish(self) -> Heard:
        return self.recognise(np.zeros(0, np.float32))

    def recognise(self, samples: Samples) -> Heard:  # noqa: ARG002  it is told
        self._left -= 1
        if self._left == 0:
            fail(self._mishap, self.hang)
        return Heard(self._prompter.take(), 0.9)

    def close(self) -> None:
        self.closed = True


class SpoiltEar:
    """A real ear that fails at its `fails_at`th utterance."""

    def __init__(self, ear: Ear, mishap: Mishap, fails_at: int) -> None:
        self.name, self.poor, self.cloud = ear.name, ear.poor, ear.cloud
        self.hang, self.closed = Hang(), False
        self._ear, self._mishap, self._left = ear, mishap, fails_at

    def start(self) -> None:
        self._ear.start()

    def feed(self, samples: Samples) -> str | None:
        return self._ear.feed(samples)

    def finish(self) -> Heard:
        self._fail()
        return self._ear.finish()

    def recognise(self, samples: Samples) -> Heard:
        self._fail()
        return self._ear.recognise(samples)

    def _fail(self) -> None:
        self._left -= 1
        if self._left == 0:
            fail(self._mishap, self.hang)

    def close(self) -> None:
        self.closed = True
        self._ear.close()


class MarkedVoice:
    """Another voice's lines, each beginning with a chirp; kept, so that a thousand calls are quick."""

    def __init__(self, voice: Voice) -> None:
        self.name = voice.name
        self._voice = voice
        self._kept: dict[tuple[str, str], Clip] = {}

    def render(self, text: str, mood: str) -> Clip:
        clip = self._kept.get((text, mood))
        if clip is None:
            clean = self._voice.render(text, mood)
            clip = self._kept[text, mood] = Clip(marked(clean.samples), clean.marks)
        return clip

    @property
    def lengths(self) -> dict[tuple[str, str], Ms]:
        return {line: clip.length for line, clip in self._kept.items()}

    def close(self) -> None:
        """It speaks in the next call too."""


class SpoiltVoice:
    """Fails at its `fails_at`th line."""

    def __init__(self, voice: Voice, mishap: Mishap, fails_at: int) -> None:
        self.name, self.hang, self.closed = "spoilt", Hang(), False
        self._voice, self._mishap, self._left = voice, mishap, fails_at

    def render(self, text: str, mood: str) -> Clip:
        self._left -= 1
        if self._left == 0:
            fail(self._mishap, self.hang)
        return self._voice.render(text, mood)

    def close(self) -> None:
        self.closed = True
        self._voice.close()


class AwaitedEar(EarWorker):
    """The real worker; `settle` returns when it has done all that was asked, or hangs."""

    def __init__(
        self, ear: Ear, results: queue.SimpleQueue[EarResult], hanging: Callable[[], bool],
        clock: Callable[[], float],
    ) -> None:  # fmt: skip
        self._hanging = hanging
        self._asked = self._done = 0
        super().__init__(ear, results, clock=clock)

    def settle(self) -> None:
        for _ in range(round(PATIENCE_S / 0.0005)):
            if self._hanging() or not self._thread.is_alive() or self._asked == self._done:
                return
            self._thread.join(0.0005)
        raise AssertionError(f"the ear {self.ear.name} neither answers nor hangs")

    def start(self, utterance: int) -> None:
        self._asked += 1
        super().start(utterance)

    def feed(self, utterance: int, samples: Samples) -> None:
        self._asked += 1
        super().feed(utterance, samples)

    def finish(self, utterance: int, now: Ms) -> None:
        self._asked += 1
        super().finish(utterance, now)

    def recognise(self, utterance: int, samples: Samples, now: Ms) -> None:
        self._asked += 1
        super().recognise(utterance, samples, now)

    def _obey(self, command: object) -> None:
        try:
            super()._obey(command)  # type: ignore[arg-type]
        finally:
            self._done += 1


class WatchedVoices(VoiceWorker):
    """The real worker, which remembers its threads."""

    def __init__(self, voices: Sequence[Voice], results: queue.SimpleQueue[VoiceResult]) -> None:
        self.threads: list[threading.Thread] = []
        super().__init__(voices, results)

    def _new_shift(self) -> _Shift:
        shift = super()._new_shift()
        self.threads.append(shift.thread)
        return shift


class AwaitedLines(Ahead):
    """The real lines; a needed one is waited for, unless its voice hangs."""

    def __init__(self, voices: Sequence[Voice], hanging: Callable[[], bool]) -> None:
        results: queue.SimpleQueue[VoiceResult] = queue.SimpleQueue()
        self.worker = WatchedVoices(voices, results)
        self._hanging = hanging
        super().__init__(self.worker, results)  # type: ignore[arg-type]

    @property
    def threads(self) -> list[threading.Thread]:
        return self.worker.threads

    def get(self, text: str, mood: str) -> Clip | None:
        for _ in range(round(PATIENCE_S / 0.0005)):
            clip = super().get(text, mood)
            if clip is not None or self._hanging():
                return clip
            self.worker._shift.thread.join(0.0005)
        raise AssertionError("the voice neither renders nor hangs")
