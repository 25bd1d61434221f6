"""Plays one script to one system, in real time, and keeps what both sides sounded like."""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np

from benchmarks.probes import cpu_by_thread
from voicetrainer.core.events import Ms
from voicetrainer.core.ports import BLOCK, BLOCK_MS, RATE, Samples
from voicetrainer.sound.recorded import RecordedPhone, Room, at_level

from .rooms import Loudspeaker, impulse_response
from .script import Noticed, Script, System

ROOM_DBFS = -66.0
"""The trainee's room, without speech."""
AUDIBLE = 10 ** (-60 / 20)
SETTLES: Ms = 900
"""A turn's script goes on so long after the trainee's end, for what is noticed late."""
GIVES_UP: Ms = 4000
"""Without an answer for so long, there is none."""
QUIET: Ms = 2600
"""A caller who says nothing for so long has finished, or will not go on."""
SPEAKER = Loudspeaker(80, -14.0, 300)


@dataclass(slots=True, eq=False)
class Played:
    script: Script
    trainee: Samples
    """The microphone, echo and all."""
    caller: Samples
    """All that the system handed over, from the first block pushed."""
    line_at: Ms | None
    """When the first sample of the opening line was handed over."""
    noticed: list[Noticed]
    late: list[float]
    """Of each block: ms of wall time by which its answer came after its moment."""
    open_s: float

    def sound_at(self, at: Ms) -> Ms:
        """A time of the script's on the clock of the call."""
        return at + (self.line_at or 0 if self.script.opening else 0)


def play(script: Script, system: System, meter: Meter | None = None) -> Played:
    """Blocks come in real time where the system has a clock of its own."""
    began = time.monotonic()
    system.open(script)
    opened = time.monotonic() - began
    if meter:
        meter.begin()
    phone = RecordedPhone(Room(_room()), real_time=system.paced)
    stage = _Stage(script, phone)
    try:
        while not stage.over:
            stage.step(system)
        if meter:
            meter.end(stage.pushing)
    finally:
        system.close()
    stage.noticed += system.events()
    return Played(
        script, np.concatenate(stage.trainee), np.concatenate(stage.caller), stage.line_at, stage.noticed,
        stage.lateness() if system.paced else [0.0], opened,
    )  # fmt: skip


class Meter:
    """CPU seconds of the calls themselves: no loading, and nothing of the benchmark's."""

    def __init__(self) -> None:
        self.all = self.outside = 0.0
        """`outside` is all but the ear's thread and the threads of its engine."""
        self._before: dict[str, float] = {}

    def begin(self) -> None:
        self._before = cpu_by_thread()

    def end(self, pushing: float) -> None:
        """Ask while the threads still live."""
        spent = {name: cpu - self._before.get(name, 0.0) for name, cpu in cpu_by_thread().items()}
        whole, ours = spent.pop("process"), spent.pop("MainThread", 0.0)
        others = sum(cpu for name, cpu in spent.items() if not name.startswith("ear "))
        self.all += whole - ours + pushing
        self.outside += others + pushing


class _Stage:
    """The call so far: it puts the trainee's sounds in place and sees when nothing more will come."""

    def __init__(self, script: Script, phone: RecordedPhone) -> None:
        self.script, self._phone = script, phone
        self.trainee: list[Samples] = []
        self.caller: list[Samples] = []
        self.noticed: list[Noticed] = []
        self.line_at: Ms | None = None
        self._echo = _EchoPath(SPEAKER) if script.loudspeakers else None
        self._times: list[float] = []
        self.pushing = 0.0
        """CPU seconds of this thread that were the system's own."""
        self._now: Ms = 0
        self._heard: Ms | None = None
        """When the caller was last audible."""
        self._sounded: Ms = 0
        if script.opening is None:
            self._place(0)

    def step(self, system: System) -> None:
        block = self._phone.read()
        assert block is not None
        if self._echo:
            block = np.clip(block + self._echo.next(), -1, 1).astype(np.float32)
        began = time.thread_time()
        out = system.push(block)
        self.pushing += time.thread_time() - began
        self._times.append(time.monotonic())
        self._now += BLOCK_MS
        self.trainee.append(block)
        self.caller.append(out)
        self.noticed += system.events()
        if self._echo:
            self._echo.play(out)
        self._look(out)

    def _look(self, out: Samples) -> None:
        audible = np.flatnonzero(np.abs(out) > AUDIBLE)
        if not len(audible):
            return
        self._heard = self._now
        self._sounded += BLOCK_MS
        if self.script.opening and self.line_at is None:
            self.line_at = self._now - BLOCK_MS + int(audible[0]) * 1000 // RATE
            self._place(self.line_at)

    def _place(self, origin: Ms) -> None:
        for sound in self.script.sounds:
            self._phone.cue(sound.samples, origin + sound.at)

    @property
    def over(self) -> bool:
        script, end = self.script, self.script.end + (self.line_at or 0)
        if script.opening is None:
            answered = self._heard is not None
            return self._now > end + (SETTLES if answered else GIVES_UP)
        if self.line_at is None:
            return self._now > GIVES_UP
        assert self._heard is not None
        quiet = self._now - self._heard
        if script.kind == "interruption":
            return self._now > end + SETTLES
        said = self._sounded > script.opening.length - 400
        return self._now > end + SETTLES and quiet > (600 if said else QUIET)

    def lateness(self) -> list[float]:
        even = [at * 1000 - BLOCK_MS * n for n, at in enumerate(self._times)]
        start = min(even, default=0.0)
        return [round(at - start, 2) for at in even]


class _EchoPath:
    """Loudspeaker, room, microphone; block by block."""

    def __init__(self, speaker: Loudspeaker) -> None:
        response = impulse_response(speaker.reverberation) * 10 ** (speaker.level_db / 20)
        self._response = np.concatenate([np.zeros(speaker.delay * RATE // 1000), response])
        self._size = 1 << (len(self._response) + BLOCK - 1).bit_length()
        self._spectrum = np.fft.rfft(self._response, self._size)
        self._coming = np.zeros(self._size)

    def play(self, block: Samples) -> None:
        """It is heard from the next block on, and later."""
        self._coming += np.fft.irfft(np.fft.rfft(block, self._size) * self._spectrum, self._size)

    def next(self) -> Samples:
        heard = self._coming[:BLOCK].astype(np.float32)
        self._coming = np.concatenate([self._coming[BLOCK:], np.zeros(BLOCK)])
        return heard


def _room() -> Samples:
    hiss = np.random.default_rng(7).standard_normal(4 * RATE).astype(np.float32)
    return at_level(hiss, ROOM_DBFS)
