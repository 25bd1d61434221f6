"""Phones without a device: a recorded trainee as sound, and a bare clock for typed calls.

Which cue comes when is decided elsewhere (`core.cuesheet`); here a clip is placed at an exact
sample, with the trainee's room around it: noise, and the caller's echo.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ..core.ports import BLOCK, BLOCK_MS, RATE, Latency
from .clips import SILENCE_DBFS, level_dbfs, read_clip, scaled

if TYPE_CHECKING:
    from ..core.cues import Cue, Echo, Script
    from ..core.events import Ms
    from ..core.ports import Samples

PER_MS = RATE // 1000
LEEWAY_S = 1.0
"""So far behind its schedule a paced phone does not hurry after it (the machine was asleep)."""


class Pace:
    """Wall time for a phone without a device: absolute, so that small delays do not add up."""

    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._clock = clock
        self._sleep = sleep
        self._due: float | None = None

    def wait(self) -> None:
        """Return when the next block is over."""
        now = self._clock()
        due = (now if self._due is None else self._due) + BLOCK_MS / 1000
        if now - due > LEEWAY_S:
            due = now
        self._due = due
        if due > now:
            self._sleep(due - now)


@dataclass(frozen=True, slots=True, eq=False)
class Room:
    """What else is in a trainee's microphone: noise that goes round, already at its level; echo."""

    noise: Samples | None = None
    echo: Echo | None = None


class SilentPhone:
    """No microphone and no loudspeaker, only the clock: for typed calls."""

    def __init__(self, real_time: bool = True, pace: Pace | None = None) -> None:
        self.latency: Latency | None = Latency(0, 0, "exact")
        self._pace = (pace or Pace()) if real_time else None

    def open(self) -> None: ...

    def read(self) -> Samples | None:
        if self._pace:
            self._pace.wait()
        return np.zeros(BLOCK, np.float32)

    def write(self, block: Samples) -> None: ...

    def flush(self) -> None: ...

    def close(self) -> None: ...


class RecordedPhone:
    """A recorded trainee: clips at exact times, in a room, as fast as asked or in real time.

    After the last clip silence (and the room) goes on for as long as it is read.  The caller's
    blocks are heard the moment they are handed over: block n written after block n was read lies
    in the echo from the start of block n + 1, plus the echo's delay.
    """

    def __init__(self, room: Room | None = None, real_time: bool = False, pace: Pace | None = None) -> None:
        self.latency: Latency | None = Latency(0, 0, "exact")
        self._room = room or Room()
        self._pace = (pace or Pace()) if real_time else None
        self._now = 0  # samples read
        self._clips: list[tuple[int, Samples]] = []
        self._played: Samples = np.zeros(0, np.float32)
        self._played_from = 0
        self._takes: dict[Path, Samples] = {}

    @classmethod
    def of(cls, script: Script, real_time: bool = False, pace: Pace | None = None) -> RecordedPhone:
        """The phone of a cue file, all its clips read beforehand.  Raises ClipError."""
        noise = None
        if script.noise:
            noise = at_level(_seamless(read_clip(script.noise.clip)), script.noise.level_dbfs)
        phone = cls(Room(noise, script.echo), real_time, pace)
        for cue in script.cues:
            if cue.clip is not None and cue.clip not in phone._takes:
                phone._takes[cue.clip] = read_clip(cue.clip)
        return phone

    @property
    def now(self) -> Ms:
        """Microphone time: what was read so far."""
        return self._now // PER_MS

    @property
    def speaking_until(self) -> Ms:
        """When the last clip placed so far is over; `now` if that has passed."""
        ends = [start + len(clip) for start, clip in self._clips]
        return max([self._now, *ends]) // PER_MS

    def speak(self, cue: Cue, at: Ms) -> Ms:
        """Place the cue's clip with its gain; returns when it will be over."""
        assert cue.clip is not None, cue
        if cue.clip not in self._takes:
            self._takes[cue.clip] = read_clip(cue.clip)
        return self.cue(self._takes[cue.clip], at, cue.gain_db)

    def cue(self, clip: Samples, at: Ms, gain_db: float = 0.0) -> Ms:
        """Mix the clip in from `at` on, ms of microphone time; returns when it will be over.

        A time that has passed means at once, with the next block.
        """
        start = max(at * PER_MS, self._now)
        self._clips.append((start, scaled(clip, gain_db)))
        return (start + len(clip)) // PER_MS

    def open(self) -> None: ...

    def read(self) -> Samples | None:
        if self._pace:
            self._pace.wait()
        block = np.zeros(BLOCK, np.float32)
        for start, clip in self._clips:
            _add(block, clip, start - self._now)
        if self._room.noise is not None:
            _add_round(block, self._room.noise, self._now)
        if self._room.echo:
            self._add_echo(block, self._room.echo)
        self._now += BLOCK
        if self._clips:
            self._clips = [(start, clip) for start, clip in self._clips if start + len(clip) > self._now]
        clipped: Samples = np.clip(block, -1.0, 1.0, out=block)
        return clipped

    def write(self, block: Samples) -> None:
        if self._room.echo is None:
            return
        if not len(self._played):
            self._played_from = self._now
        gap = max(0, self._now - self._played_from - len(self._played))
        self._played = np.concatenate([self._played, np.zeros(gap, np.float32), block])

    def flush(self) -> None:
        keep = max(0, self._now - self._played_from)
        self._played = self._played[:keep]

    def close(self) -> None: ...

    def _add_echo(self, block: Samples, echo: Echo) -> None:
        behind = self._now - echo.delay * PER_MS
        _add(block, scaled(self._played, echo.level_db), self._played_from - behind)
        spent = min(max(0, behind - self._played_from), len(self._played))
        self._played = self._played[spent:]
        self._played_from += spent


def at_level(samples: Samples, level: float) -> Samples:
    """The samples scaled to an RMS of `level` dBFS; silence stays silence."""
    now = level_dbfs(samples)
    return samples if now <= SILENCE_DBFS else scaled(samples, level - now)


def _seamless(noise: Samples) -> Samples:
    """The noise with its last 50 ms melted into its first, so that going round is not heard."""
    seam = min(50 * PER_MS, len(noise) // 4)
    if not seam:
        return noise
    rise = np.sqrt(np.linspace(0, 1, seam, dtype=np.float32))
    head = noise[:seam] * rise + noise[-seam:] * rise[::-1]
    return np.concatenate([head, noise[seam:-seam]])


def _add_round(block: Samples, noise: Samples, at: int) -> None:
    """Add the part of a noise that goes round which begins at sample `at`."""
    begin, done = at % len(noise), 0
    while done < len(block):
        piece = noise[begin : begin + len(block) - done]
        block[done : done + len(piece)] += piece
        begin, done = 0, done + len(piece)


def _add(block: Samples, clip: Samples, offset: int) -> None:
    """Add the clip to the block, `offset` samples after the block's start (negative: before it)."""
    first, last = max(0, offset), min(len(block), offset + len(clip))
    if first < last:
        block[first:last] += clip[first - offset : last - offset]
