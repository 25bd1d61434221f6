"""The two ends of a sound card: what its callbacks do, and what a call sees of them.

The callbacks run in PortAudio's threads and only copy; resampling happens where a call reads and
writes.
"""

from __future__ import annotations

import contextlib
import queue
from collections import deque
from collections.abc import Callable
from statistics import median
from time import monotonic
from typing import TYPE_CHECKING, Any

import numpy as np

from ..catalogue import say
from ..core.errors import DeviceError
from ..core.events import Ms
from ..core.ports import BLOCK, BLOCK_MS, RATE
from .fractions import Stretch

if TYPE_CHECKING:
    from ..core.ports import Samples

FIRST_WAIT_S = 3.0
"""A device may take 1.7 s to its first block on an idle machine."""
WAIT_S = 1.0
LOOK_S = 0.1
"""It is waited in pieces of this length: one that took longer because the machine, or this process, stood
still says nothing about the device."""
QUEUE_BLOCKS = 3
"""So many silent blocks may wait while it is not known how late the loudspeaker comes to them."""
ASTRAY = 4 * RATE // 1000
"""A queue that is so much too long or short is mended in the next silence."""
FULL_BLOCKS = 1000 // BLOCK_MS
"""So much unplayed sound means that the loudspeaker takes none any more."""
INBOX_BLOCKS = 10_000 // BLOCK_MS
"""A call thread that is further behind loses microphone sound, and is told so by `lost_ms`."""
UNSETTLED_BLOCKS = 75
"""PulseAudio tells up to 0.6 s too much in the first second and a half."""
TELL_BLOCKS = 25
"""How often the latency is looked at again."""
DELAYS = 1200
"""So many times TELL_BLOCKS are remembered (ten minutes)."""
LATELY = 20
"""So many of them, by so much different from the rest, are the truth from now on."""
CHANGED_S = 0.01
MOST_LATE_S = 0.04
"""A callback may come so much too late; the device went on meanwhile."""
_FADE_S = 0.005
_RISE = np.minimum(1, np.arange(BLOCK, dtype=np.float32) / (_FADE_S * RATE))
_SILENT = 1e-4
"""Peak below which a block of the caller's lane is silence (−80 dBFS)."""


class Delay:
    """The middle of the delays that PortAudio told.

    A sound server's word wanders by 10 ms while the sound comes as late as ever.  What it tells
    otherwise for ten seconds has changed: after a gap its own queue may be longer.
    """

    def __init__(self) -> None:
        self._newest: list[float] = []
        self._middles: deque[float] = deque(maxlen=DELAYS)
        self._noted = 0

    def note(self, seconds: float) -> None:
        self._noted += 1
        if self._noted > UNSETTLED_BLOCKS and 0 < seconds < 1:
            self._newest.append(seconds)
        if len(self._newest) == TELL_BLOCKS:
            self._middles.append(median(self._newest))
            self._newest = []
            self._look()

    def _look(self) -> None:
        lately = list(self._middles)[-LATELY:]
        if abs(median(lately) - median(self._middles)) > CHANGED_S:
            self._middles = deque(lately, maxlen=DELAYS)

    def median_ms(self, promised: float) -> Ms:
        """In ms; what the stream `promised` (s) at first, and where the driver tells no times."""
        told = tuple(self._middles) or tuple(self._newest)
        return round(1000 * (median(told) if told else promised))


class Microphone:
    """Copies device blocks into a queue; hands them out as 16 kHz blocks."""

    def __init__(self, beside: Callable[[], float] = lambda: 0.0) -> None:
        """`beside` is asked with each block that arrives, and told by `reached` when it is read."""
        self.rate = RATE
        self.delay = Delay()
        self.reached = 0.0
        """What `beside` said when the newest block that was read arrived."""
        self._beside = beside
        self._arrived: queue.SimpleQueue[tuple[Samples, float] | None] = queue.SimpleQueue()
        self._resample: Any = None
        self._pending: Samples = np.zeros(0, np.float32)
        self._overflows = 0
        self._dropped = 0
        self._wait = FIRST_WAIT_S

    @property
    def lost_ms(self) -> Ms:
        return (self._overflows + self._dropped) * BLOCK_MS

    def set_rate(self, rate: int) -> None:
        self.rate = rate
        self._resample = resampler(rate, RATE)

    def take(self, indata: Any, _frames: int, time: Any, status: Any) -> None:
        """PortAudio's callback."""
        self.delay.note(time.currentTime - time.inputBufferAdcTime)
        if status.input_overflow:
            self._overflows += 1
        if self._arrived.qsize() > INBOX_BLOCKS:
            self._dropped += 1
        else:
            self._arrived.put((indata.mean(axis=1, dtype=np.float32), self._beside()))

    def ended(self) -> None:
        """PortAudio's word that the stream is over: unplugged, or closed by us."""
        self._arrived.put(None)

    def block(self) -> Samples:
        """The next `BLOCK` samples.  Raises DeviceError if none come."""
        while len(self._pending) < BLOCK:
            self._pending = np.concatenate([self._pending, self._next()])
        block, self._pending = self._pending[:BLOCK], self._pending[BLOCK:]
        return block

    def _next(self) -> Samples:
        arrived = self._awaited()
        if arrived is None:
            raise DeviceError(say("sound.microphone_gone"))
        piece, self.reached = arrived
        self._wait = WAIT_S
        return piece if self._resample is None else self._resample.resample_chunk(piece)

    def _awaited(self) -> tuple[Samples, float] | None:
        for _ in range(round(self._wait / LOOK_S)):
            with contextlib.suppress(queue.Empty):
                return self._arrived.get(timeout=LOOK_S)
        raise DeviceError(say("sound.microphone_silent", seconds=self._wait))


class Loudspeaker:
    """Takes 16 kHz blocks into a queue; the device's callback copies out of it."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self.rate = RATE
        self.delay = Delay()
        self._waiting: deque[Samples] = deque()
        self._rest: Samples = np.zeros(0, np.float32)
        self._resample: Any = None
        self._cut = False
        self.underflows = 0
        self.stopped = False
        self._clock, self._took = clock, clock()
        self._given = (0, 0, self._took)
        """Samples given before the newest callback and in it, since somebody asked, and when that was."""
        self.taken: queue.SimpleQueue[Samples] = queue.SimpleQueue()
        """What the device took, once somebody asks for it."""
        self.tapped = False
        self.tapped_from = 0
        """How many samples had been taken before the first in `taken`."""
        self.stretch = Stretch()
        self.surplus: float | None = None
        """Samples of silence that may be left out, or have to be put in (see `clocks`); None: not known."""
        self._put = self._dry = 0
        """Samples that were queued, and that the device took while there were none."""
        self.still = _SILENT
        """Peak below which a block may be dropped; above what lies behind the caller all the time."""

    @property
    def queued(self) -> Ms:
        """Handed over and not yet taken by the device."""
        samples = sum(len(piece) for piece in tuple(self._waiting)) + len(self._rest)
        return samples * 1000 // self.rate

    @property
    def written(self) -> float:
        """How many samples it will have taken when the queue is empty, at 16 kHz."""
        return (self._put + self._dry) * RATE / self.rate

    @property
    def reached(self) -> float:
        """How many samples have been taken by now, at 16 kHz; the newest one by one, by the clock: a device
        takes a block at once, and goes through it meanwhile."""
        before, newest, at = self._given
        since = (self._clock() - at) * self.rate
        return (before + min(since, newest + MOST_LATE_S * self.rate)) * RATE / self.rate

    def set_rate(self, rate: int) -> None:
        self.rate = rate
        self._resample = resampler(RATE, rate)

    def put(self, block: Samples) -> None:
        """Queue a block; of silence only as much as keeps the queue at its length."""
        queued = self.queued
        # much at once is no sign: the call's thread may have stood still and be catching up
        if queued >= FULL_BLOCKS * BLOCK_MS and self._clock() - self._took >= WAIT_S:
            self.stopped = True
        if self.stopped:
            return
        if float(np.abs(block).max()) < self.still:
            block = self._fitted(block, queued)
            if not len(block):
                return
        block = self.stretch.push(block)
        if self._cut:  # what was cut ended at zero: the rest of its fade must not jump up from there
            self._cut, block = False, _risen(block)
        piece = block if self._resample is None else self._resample.resample_chunk(block)
        self._put += len(piece)
        self._waiting.append(piece)

    def _fitted(self, silent: Samples, queued: Ms) -> Samples:
        if self.surplus is None:
            return silent[:0] if queued >= QUEUE_BLOCKS * BLOCK_MS else silent
        if abs(self.surplus) < ASTRAY:
            return silent
        over = max(-BLOCK, min(BLOCK, round(self.surplus)))
        self.surplus -= over
        return silent[over:] if over > 0 else np.concatenate([silent, silent[::-1][:-over]])

    def drop(self) -> None:
        """Empty the queue; its first 5 ms are faded out, so that the cut does not click."""
        fade = round(_FADE_S * self.rate)
        try:
            first = self._waiting.popleft()
        except IndexError:
            return  # the callback was quicker
        head = first[:fade]
        dropped = len(first) - len(head)
        self._put -= dropped
        while self._waiting:
            with contextlib.suppress(IndexError):  # as above
                self._put -= len(self._waiting.popleft())
        self._cut = True
        self._waiting.append((head * np.linspace(1, 0, len(head), dtype=np.float32)).astype(np.float32))

    def give(self, outdata: Any, frames: int, time: Any, status: Any) -> None:
        """PortAudio's callback."""
        self._took = self._clock()
        self.delay.note(time.outputBufferDacTime - time.currentTime)
        if status.output_underflow:
            self.underflows += 1
        filled = 0
        while filled < frames:
            if not len(self._rest):
                try:
                    self._rest = self._waiting.popleft()
                except IndexError:
                    break  # nothing to say: silence
            piece = self._rest[: frames - filled]
            outdata[filled : filled + len(piece)] = piece[:, None]
            filled += len(piece)
            self._rest = self._rest[len(piece) :]
        outdata[filled:] = 0
        self._dry += frames - filled
        before, newest, _ = self._given
        self._given = (before + newest, frames, self._took)
        if self.tapped:
            self.taken.put(outdata[:, 0].copy())
        else:
            self.tapped_from = before + newest + frames

    def ended(self) -> None:
        self.stopped = True


def _risen(block: Samples) -> Samples:
    out = block.copy()
    out[: len(_RISE)] *= _RISE[: len(out)]
    return out


def resampler(from_rate: int, to_rate: int) -> Any:
    if from_rate == to_rate:
        return None
    import soxr

    # 'LQ' answers within a few ms; the telephone band needs no better
    return soxr.ResampleStream(from_rate, to_rate, 1, dtype="float32", quality="LQ")
