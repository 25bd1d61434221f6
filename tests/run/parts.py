"""A loop with a phone, an ear and a voice that tests control: time and faults, nothing else."""

from __future__ import annotations

import queue
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import numpy as np

from tests.core.calls import PROGRAM
from voicetrainer.core import events as e
from voicetrainer.core.call import Call
from voicetrainer.core.errors import DeviceError, EngineError
from voicetrainer.core.ports import BLOCK, BLOCK_MS, RATE, Clip, Heard, Latency, Samples
from voicetrainer.core.turns import Speech, TurnDetector
from voicetrainer.run.lines import OnTheSpot
from voicetrainer.run.listen import AtOnce
from voicetrainer.run.loop import Loop
from voicetrainer.run.parts import Command, Lines, Listener, Parts, Watcher
from voicetrainer.sound.player import Player
from voicetrainer.speech.silent_voice import SilentVoice


@dataclass
class Room:
    """A phone whose trainee is 'speaking' in the given stretches (ms): loud blocks, else silence."""

    speech: list[tuple[int, int]]
    latency: Latency | None = field(default_factory=lambda: Latency(0, 0, "exact"))
    dies_at: int = 10**9
    now: int = 0
    written: list[Samples] = field(default_factory=list)
    flushes: int = 0

    def open(self) -> None: ...

    def read(self) -> Samples | None:
        if self.now >= self.dies_at:
            raise DeviceError("The microphone stopped.")
        self.now += BLOCK_MS
        loud = any(start < self.now <= end for start, end in self.speech)
        return np.full(BLOCK, 0.3 if loud else 0.0, np.float32)

    def write(self, block: Samples) -> None:
        self.written.append(block)

    def flush(self) -> None:
        self.flushes += 1

    def close(self) -> None: ...


class LoudVad:
    def speech(self, block: Samples) -> float:
        return float(np.abs(block).max() > 0.05)

    def reset(self) -> None: ...


class OpenGate:
    def push(self, probability: float) -> bool:
        return probability > 0.5

    def reset(self) -> None: ...


class SharpEdges:
    def push(self, block: Samples) -> None: ...

    def refine(self, event: Speech) -> Speech:
        return event


@dataclass
class Says:
    """An ear that hears these words, one text an utterance."""

    texts: list[str]
    name: str = "fake"
    poor: bool = False
    cloud: bool = False
    lengths: list[int] = field(default_factory=list)

    def start(self) -> None: ...

    def feed(self, samples: Samples) -> str | None:
        return None

    def finish(self) -> Heard:
        return Heard(self.texts.pop(0))

    def recognise(self, samples: Samples) -> Heard:
        self.lengths.append(len(samples) * 1000 // RATE)
        early = len(samples) < 11_200 + 320  # the first look, before the words are all there
        return Heard("" if early else self.texts.pop(0))

    def close(self) -> None: ...


class Beep:
    """A voice: 100 ms a word, a steady tone."""

    name = "beep"

    def render(self, text: str, mood: str) -> Clip:
        if "broken" in text:
            raise EngineError("It broke.")
        return Clip(np.full(len(text.split()) * RATE // 10, 0.5, np.float32))

    def close(self) -> None: ...


def loop(
    speech: list[tuple[int, int]],
    texts: list[str],
    *,
    room: Room | None = None,
    ear: Listener | None = None,
    lines: Lines | None = None,
    watchers: Iterable[Watcher] = (),
    setting: e.Answered | None = None,
    change: Callable[[Parts], None] = lambda _: None,
) -> Loop:
    phone = room or Room(speech)
    parts = Parts(
        phone=phone, vad=LoudVad(), gate=OpenGate(), detector=TurnDetector(), edges=SharpEdges(),
        ear=ear or AtOnce(Says(texts)), lines=lines or OnTheSpot([Beep(), SilentVoice()]), mouth=Player(),
        hold_music=np.full(RATE, 0.1, np.float32), watchers=list(watchers),
    )  # fmt: skip
    change(parts)
    inbox: queue.SimpleQueue[Command] = queue.SimpleQueue()
    return Loop(Call(PROGRAM, setting or e.Answered(0)), parts, inbox)


def of(call: Call, *kinds: type[e.Event]) -> list[e.Event]:
    return [x for x in call.timeline if isinstance(x, kinds)]
