"""What is put into a call to measure it: each looks on, and changes nothing of the call."""

from __future__ import annotations

import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from voicetrainer.core import events as e
from voicetrainer.core.ports import BLOCK_MS
from voicetrainer.run.parts import Key

from .lag import lags_of

if TYPE_CHECKING:
    from voicetrainer.core.ports import Clip, Samples
    from voicetrainer.run.loop import Loop
    from voicetrainer.run.parts import Mouth


class TimedMouth:
    """The caller's mouth; notes by the wall clock when each block is handed over."""

    def __init__(self, mouth: Mouth) -> None:
        self._mouth = mouth
        self.times: list[float] = []

    @property
    def position(self) -> e.Ms:
        return self._mouth.position

    def say(self, clip: Clip) -> None:
        self._mouth.say(clip)

    def hush(self) -> e.Ms:
        return self._mouth.hush()

    def duck(self, down: bool) -> None:
        self._mouth.duck(down)

    def loop(self, samples: Samples) -> None:
        self._mouth.loop(samples)

    def stop_loop(self) -> None:
        self._mouth.stop_loop()

    def block(self) -> Samples:
        self.times.append(time.monotonic())
        return self._mouth.block()


class Stopper:
    """A watcher that ends the call after so many seconds of call time (0: never)."""

    def __init__(self, seconds: float) -> None:
        self._limit: e.Ms = round(seconds * 1000)
        self.loop: Loop | None = None

    def event(self, event: e.Event) -> None:
        if self._limit and event.at >= self._limit and self.loop:
            self._limit = 0
            self.loop.inbox.put(Key("stop"))


class Meter:
    """A watcher: CPU time of each thread between the first and the last event, and each block's time."""

    def __init__(self) -> None:
        self._before: dict[str, float] = {}
        self._after: dict[str, float] = {}
        self._mouth: TimedMouth | None = None
        self._first = 0

    def attach(self, loop: Loop) -> None:
        self._mouth = TimedMouth(loop.parts.mouth)
        loop.parts.mouth = self._mouth

    def event(self, event: e.Event) -> None:
        match event:
            case e.Answered():
                self._before = cpu_by_thread()
                self._first = len(self._mouth.times) if self._mouth else 0
            case e.Ended():
                self._after = cpu_by_thread()

    def figures(self, loop: Loop) -> dict[str, Any]:
        late, lags = self._lateness(), lags_of(loop.call.timeline)
        return {
            "call": loop.now / 1000,
            "outcome": loop.call.outcome,
            "troubles": [event.what for event in loop.call.timeline if isinstance(event, e.Trouble)],
            "cpu": {name: spent - self._before.get(name, 0.0) for name, spent in self._after.items()},
            "lags": [lag for _, lag in lags],
            "lags_wall": [round(lag + _at(late, at), 2) for at, lag in lags],
            "late": late,
        }

    def _lateness(self) -> list[float]:
        """ms that each block of the call was handed over later than by the steadiest possible clock."""
        assert self._mouth
        times = self._mouth.times[self._first :]
        even = [at * 1000 - BLOCK_MS * n for n, at in enumerate(times)]
        start = min(even, default=0.0)
        return [round(at - start, 2) for at in even]


def _at(late: list[float], at: e.Ms) -> float:
    """Of the block that is handed over at this call time."""
    return late[min(at // BLOCK_MS - 1, len(late) - 1)]


def cpu_by_thread() -> dict[str, float]:
    """CPU seconds of the whole process ('process') and, where the system tells, of each Python thread."""
    found = {"process": time.process_time()}
    if hasattr(time, "pthread_getcpuclockid"):
        for thread in threading.enumerate():
            if thread.ident is not None:
                clock = time.pthread_getcpuclockid(thread.ident)
                found[thread.name] = found.get(thread.name, 0.0) + time.clock_gettime(clock)
    return found


def peak_memory() -> float:
    """MB of this process at its largest.

    From /proc where there is one: `getrusage` on Linux also counts what the parent held at the fork.
    """
    status = Path("/proc/self/status")
    if status.is_file():
        for line in status.read_text("ascii", "replace").splitlines():
            if line.startswith("VmHWM"):
                return int(line.split()[1]) / 1024
    import resource  # not on Windows

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1 << 20) if sys.platform == "darwin" else most / 1024
