"""Engines that fail in ways real ones did, and one that just works."""

from __future__ import annotations

import threading

import numpy as np

from voicetrainer.core.errors import EngineError
from voicetrainer.core.ports import RATE, Clip, Heard, Samples


class ToneVoice:
    """Renders a tone for each word, and counts."""

    def __init__(self, name: str = "tone", key: str = "tone 1") -> None:
        self.name, self.key = name, key
        self.rendered: list[tuple[str, str]] = []
        self.closed = False

    def render(self, text: str, mood: str) -> Clip:
        self.rendered.append((text, mood))
        return Clip(np.full(len(text.split()) * RATE // 4, 0.25, np.float32))

    def close(self) -> None:
        self.closed = True


class FailingVoice(ToneVoice):
    def __init__(self, error: Exception, times: int = 1000) -> None:
        super().__init__("failing")
        self.error, self.times = error, times

    def render(self, text: str, mood: str) -> Clip:
        if self.times > 0:
            self.times -= 1
            raise self.error
        return super().render(text, mood)


class HangingVoice(ToneVoice):
    """Hangs until `free` is set."""

    def __init__(self) -> None:
        super().__init__("hanging")
        self.free, self.entered = threading.Event(), threading.Event()

    def render(self, text: str, mood: str) -> Clip:
        self.entered.set()
        self.free.wait(10)
        return super().render(text, mood)


class EchoEar:
    """Hears the number of samples it was given."""

    poor = cloud = False

    def __init__(self, name: str = "echo") -> None:
        self.name = name
        self.heard = 0
        self.closed = threading.Event()

    def start(self) -> None:
        self.heard = 0

    def feed(self, samples: Samples) -> str | None:
        self.heard += len(samples)
        return f"{self.heard} so far"

    def finish(self) -> Heard:
        return Heard(f"{self.heard} in all", 0.9)

    def recognise(self, samples: Samples) -> Heard:
        return Heard(f"{len(samples)} at once", 0.9)

    def close(self) -> None:
        self.closed.set()


class FailingEar(EchoEar):
    def __init__(self, error: Exception | None = None) -> None:
        super().__init__("failing")
        self.error = error or EngineError("the model is gone")

    def finish(self) -> Heard:
        raise self.error


class HangingEar(EchoEar):
    def __init__(self) -> None:
        super().__init__("hanging")
        self.free = threading.Event()

    def finish(self) -> Heard:
        self.free.wait(10)
        return Heard("too late")
