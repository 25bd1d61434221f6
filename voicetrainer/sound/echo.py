"""The caller's voice taken out of the trainee's microphone, and a phone that does so.

Theory of operation.  What the loudspeaker plays comes back late, coloured by the room and mixed
with the trainee.  WebRTC's canceller (AEC3, in the library livekit) gets both sounds in steps of
10 ms: first what was played, then what was heard.  It looks for the delay itself, up to half a
second, learns the room, subtracts, and turns down what is left.  Noise suppression and gain
control stay off: they would bend loudness and voices.  What it turns down of a trainee who speaks
over the caller is taken from a filter beside it that only subtracts (`echo_filter`, `echo_blend`).

The reference is what was really played.  A phone that has a method `taken` tells it sample by sample
(`echo_reference`); beside any other a block waits for as long as it waits in the loudspeaker's queue,
so a flush drops it from both.  The rest of the delay (driver, air,
microphone) is left for the canceller to find: a reference that comes too early is found, one that
comes after its echo is lost, and what drivers promise can be wrong by half a second.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ..catalogue import say
from ..core.errors import EngineError
from ..core.ports import BLOCK, BLOCK_MS, RATE, Latency, Phone
from .echo_blend import Blend
from .echo_delay import estimate_delay
from .echo_filter import EchoFilter
from .echo_guard import EchoGuard
from .echo_measure import EchoMeasure
from .echo_reference import CUSHION, Reference

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..core.events import Ms
    from ..core.ports import Samples

ADDED: Ms = 8
"""The canceller hands the microphone out so much later, always."""
LONGEST: Ms = 400
"""Measured: 450 ms was still cancelled, 600 ms was not at all."""
LEAKAGE_DB = -45.0
"""Residual echo against what was played, in the better third of the time; the middle is about 6 dB more, and
from −35 dB on the voice detector hears a voice."""
SETTLED = 25
"""Blocks in which a queue's least length is its length; between them it only trembles."""
_STEP = RATE // 100
_SILENCE = np.zeros(BLOCK, np.float32)
_HINT_MOST: Ms = 500


@dataclass(frozen=True, slots=True)
class EchoReport:
    """Can a call be judged on these loudspeakers?"""

    usable: bool
    """False: do not listen while the caller speaks, and do not score interruptions."""
    known: bool
    """Enough was played to tell; until then `usable` says only that nothing speaks against it."""
    delay: Ms
    """From the loudspeaker's taking a block to its echo, or from handing it over where no more is known."""
    erle_db: float | None
    """How much quieter the echo became; None: unknown, or there is none to hear (headphones)."""
    leakage_db: float | None
    """What is left of it, against what was played; −80 is the least that is told."""
    reason: str
    """A sentence for the screen; empty where all is well."""


class EchoCanceller:
    """Tell what was `played`, then `clean` the block heard meanwhile; one thread, 20 ms blocks.

    `delay`: ms from a block given to `played` to its echo, as far as it is known; a hint.  Raises
    EngineError if the library cannot be loaded.  Let its `guard` watch over the voice detector.
    """

    name = "aec3"

    def __init__(self, delay: Ms = 0) -> None:
        self._library, self._frame = _load()
        self.delay = delay
        self._reference: deque[Samples] = deque()
        self.guard = EchoGuard()
        self._measure = EchoMeasure()
        self._filter = EchoFilter()
        self._blend = Blend(ADDED * RATE // 1000)

    def played(self, block: Samples) -> None:
        """What the loudspeaker plays during the next block of the microphone."""
        self._reference.append(block)

    def clean(self, block: Samples) -> Samples:
        """The microphone's next block without the caller, `ADDED` ms late."""
        reference = self._reference.popleft() if self._reference else _SILENCE
        steps = [
            self._step(reference[at : at + _STEP], block[at : at + _STEP]) for at in range(0, BLOCK, _STEP)
        ]
        left, echo = self._filter.push(reference, block)
        cleaned = self._blend.push(np.concatenate(steps), left, echo, self.guard.doubt)
        self._measure.push(reference, block, cleaned)
        self.guard.push(reference, block, cleaned, left)
        return cleaned

    @property
    def erle_db(self) -> float | None:
        """Echo return loss enhancement over the newest twenty seconds of caller; None: not known."""
        return self._measure.figures().erle

    @property
    def leakage_db(self) -> float | None:
        """Residual echo against what was played; None: not known yet."""
        return self._measure.figures().leakage

    @property
    def converged(self) -> bool:
        """What is left of the echo is too little to be taken for the trainee."""
        leakage = self.leakage_db
        return leakage is not None and leakage < LEAKAGE_DB

    def report(self, delay: Ms | None = None) -> EchoReport:
        """What is known by now.  `delay`: the whole delay, where more of it is known than `self.delay`."""
        late = self.delay if delay is None else delay
        figures = self._measure.figures()
        known, leakage = figures.leakage is not None, figures.leakage
        reason = ""
        if late > LONGEST:
            known, reason = True, say("sound.echo_late", delay=late, longest=LONGEST)
        elif leakage is not None and leakage >= LEAKAGE_DB:
            reason = say("sound.echo_leaks", leakage=f"{leakage:.0f}")
        return EchoReport(not reason, known, late, figures.erle, leakage, reason)

    def _step(self, played: Samples, heard: Samples) -> Samples:
        far, near = self._frame(played), self._frame(heard)
        self._library.process_reverse_stream(far)
        self._library.set_stream_delay_ms(max(0, min(self.delay, _HINT_MOST)))
        self._library.process_stream(near)
        return np.frombuffer(near.data, "<i2").astype(np.float32) / np.float32(32768)


class CancellingPhone:
    """A phone whose `read` gives the microphone without the caller's echo.

    `raw` is the newest block as it was heard.  Everything that `Phone` does not name (`lost_ms`,
    `input`, `speak`, …) is the inner phone's.
    """

    RECHECK = 250
    """Blocks of caller after which the delay is looked for again."""

    def __init__(self, phone: Phone, canceller: EchoCanceller) -> None:
        self.phone = phone
        self.canceller = canceller
        self.raw: Samples = _SILENCE
        self.delay: Ms | None = None
        """The echo's delay as found in the sound, to reading it; from the loudspeaker's taking it where that
        is told, else from handing over.  None: not found."""
        self._waiting: deque[Samples] = deque()
        self._taps: Callable[[], Samples] | None = getattr(phone, "taken", None)
        self._reference = Reference()
        self._queues: deque[int] = deque([0], maxlen=SETTLED)
        self._seen: deque[tuple[Samples, Samples]] = deque(maxlen=self.RECHECK)
        self._sounding = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self.phone, name)

    @property
    def latency(self) -> Latency | None:
        """The inner phone's, and what the canceller adds."""
        inner = self.phone.latency
        return inner and Latency(inner.input + ADDED, inner.output, inner.source)

    def report(self) -> EchoReport:
        """By the delay in the sound itself, else by what the device tells."""
        return self.canceller.report(self._told() if self.delay is None else self.delay)

    def open(self) -> None:
        self.phone.open()

    def read(self) -> Samples | None:
        block = self.phone.read()
        if block is None:
            return None
        self.raw = block
        played = self._told_by_device() if self._taps else self._taken()
        self.canceller.delay = self._told()
        self.canceller.played(played)
        self._look(played, block)
        return self.canceller.clean(block)

    def write(self, block: Samples) -> None:
        self.phone.write(block)
        if not self._taps:
            self._waiting.append(block)

    def flush(self) -> None:
        self.phone.flush()
        self._waiting.clear()

    def close(self) -> None:
        self.phone.close()

    def _told(self) -> Ms:
        latency = self.phone.latency
        return latency.input + latency.output if latency else 0

    def _told_by_device(self) -> Samples:
        assert self._taps
        self._reference.add(self._taps())
        block = self._reference.block(getattr(self.phone, "reached", None))
        self.canceller.guard.doubt = not self._reference.clocks.sure
        return block

    def _taken(self) -> Samples:
        """The block that the loudspeaker's queue has let go meanwhile.

        A queue that became longer for good played silence in between, one that became shorter
        dropped some (see `ends.Loudspeaker`): so do we.
        """
        self._queues.append(getattr(self.phone, "queued", 0) // BLOCK_MS)
        held = min(self._queues)
        while len(self._waiting) > held + 1 and not self._waiting[0].any():
            self._waiting.popleft()
        return self._waiting.popleft() if len(self._waiting) > held else _SILENCE

    def _look(self, played: Samples, heard: Samples) -> None:
        """Now and then, look for the delay in what was played and heard lately."""
        self._seen.append((played, heard))
        self._sounding += bool(np.abs(played).max() > 0.01)
        if self._sounding < self.RECHECK // 2 or len(self._seen) < self.RECHECK:
            return
        reference, microphone = (np.concatenate(side) for side in zip(*self._seen, strict=True))
        found = estimate_delay(reference, microphone)
        self._sounding = 0
        if found:  # a queue that grew while the call's thread stood still delays reference and echo alike
            held = CUSHION * 1000 // RATE if self._taps else min(self._queues) * BLOCK_MS
            self.delay = found.delay + held


def _load() -> tuple[Any, Any]:
    """The canceller, and what makes a frame of 10 ms of float samples.  Raises EngineError."""
    try:
        from livekit.rtc import AudioFrame
        from livekit.rtc.apm import AudioProcessingModule

        library = AudioProcessingModule(echo_cancellation=True)
    except (ImportError, OSError, RuntimeError) as error:
        raise EngineError(say("sound.canceller_missing", reason=error)) from error

    def frame(samples: Samples) -> Any:
        pcm = np.rint(np.clip(samples, -1.0, 1.0) * 32767).astype("<i2")
        return AudioFrame(bytearray(pcm.tobytes()), RATE, 1, len(pcm))

    return library, frame


assert BLOCK % _STEP == 0
