"""The phone on a sound card, by PortAudio.

Theory of operation.  Microphone and loudspeaker are two streams, because one duplex stream died
silently in some opens.  Their callbacks run in PortAudio's threads and only copy: from the
microphone into a queue, and to the loudspeaker out of one.  Everything else (resampling where a
device refuses 16 kHz, waiting, judging) happens in the thread that calls `read` and `write`.

The two devices have two clocks.  Once it is known how far they differ (`clocks`), what is handed to the
loudspeaker is made so much longer or shorter, at most a thousandth.  Where sound got lost, or a device
stood still, the loudspeaker's queue is led back to its length in the next silence, by leaving some of
it out or putting some in: no word is ever cut.

Latency is what PortAudio tells with each block (when it was captured, when it will be heard), plus
how long it takes the loudspeaker to come to what is handed over, which is known to the sample: a line
of the caller's is told, and recorded, where it was heard, however much was lost before it.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from ..catalogue import say
from ..core.errors import DeviceError
from ..core.events import Ms
from ..core.ports import BLOCK_MS, RATE, Latency
from .clips import level_dbfs
from .clocks import Steady
from .devices import Device, Side, choose, sound_library
from .ends import _SILENT, TELL_BLOCKS, Loudspeaker, Microphone, resampler
from .quiet import QuietLibraries

if TYPE_CHECKING:
    from ..core.ports import Samples

log = logging.getLogger(__name__)

LATENCY_S = 0.05
"""Asked of the devices.  Less gave drop-outs on a busy machine, more delays the caller's reaction."""
CLOSE_WAIT_S = 2.0
METER_MS: Ms = 100
STEADY: Ms = 2
"""A change of latency by less is not told."""


class CardPhone:
    """Microphone and loudspeaker by name, by number, or the system's own (None).

    `round_trip`: ms, where `measure_round_trip` has found it for these devices.
    """

    def __init__(
        self,
        input_device: str | int | None = None,
        output_device: str | int | None = None,
        round_trip: Ms | None = None,
    ) -> None:
        self.latency: Latency | None = None
        self.input: Device | None = None
        self.output: Device | None = None
        self._wanted = (input_device, output_device)
        self._loudspeaker = Loudspeaker()
        self._microphone = Microphone(lambda: self._loudspeaker.reached)
        self._steady = Steady()
        self._streams: list[Any] = []
        self._back: Any = None
        self._round_trip = round_trip
        self._delays: tuple[Ms, Ms] = (0, 0)
        """Of microphone and loudspeaker, as their drivers tell them."""
        self._until_told = 0
        self._quiet = QuietLibraries()

    def always_above(self, peak: float) -> None:
        """Something lies behind the caller all the time: only what is softer may be dropped when the
        loudspeaker's clock is behind."""
        self._loudspeaker.still = max(peak, _SILENT)

    def taken(self) -> Samples:
        """What the loudspeaker really took since last asked, silence included, at 16 kHz: an echo
        canceller's reference.  The first call starts it."""
        end = self._loudspeaker
        if not end.tapped:
            end.tapped, self._back = True, resampler(end.rate, RATE)
        pieces: list[Samples] = [np.zeros(0, np.float32)]
        while not end.taken.empty():
            piece = end.taken.get()
            pieces.append(piece if self._back is None else self._back.resample_chunk(piece))
        return np.concatenate(pieces)

    @property
    def reached(self) -> float:
        """How many samples of `taken` the loudspeaker had come through when the newest block that was
        read arrived from the microphone, at 16 kHz."""
        end = self._loudspeaker
        return self._microphone.reached - end.tapped_from * RATE / end.rate

    @property
    def lost_ms(self) -> Ms:
        """Microphone sound lost so far, in whole blocks."""
        return self._microphone.lost_ms

    @property
    def underflows(self) -> int:
        """How often the loudspeaker's driver had to play a gap."""
        return self._loudspeaker.underflows

    @property
    def queued(self) -> Ms:
        """Handed over and not yet taken by the loudspeaker."""
        return self._loudspeaker.queued

    def open(self) -> None:
        self.input = choose(self._wanted[0], "input")
        self.output = choose(self._wanted[1], "output")
        self._quiet.start()
        try:
            self._streams.append(_opened(self.output, "output", self._loudspeaker))
            self._streams.append(_opened(self.input, "input", self._microphone))
        except DeviceError:
            self.close()
            raise
        self._tell_latency()

    def read(self) -> Samples | None:
        """As the port says; a loudspeaker that takes no more sound is told here too."""
        if not self._streams:
            return None
        if self._loudspeaker.stopped:
            raise DeviceError(say("sound.loudspeaker_stopped"))
        block, end = self._microphone.block(), self._loudspeaker
        self._steady.push(self._microphone.reached, end.written)
        end.stretch.more, end.surplus = self._steady.more, self._steady.surplus
        self._tell_latency()
        return block

    def write(self, block: Samples) -> None:
        self._loudspeaker.put(block)

    def flush(self) -> None:
        self._loudspeaker.drop()

    def close(self) -> None:
        streams, self._streams = self._streams, []
        _close(streams)
        self._quiet.stop()

    def _tell_latency(self) -> None:
        """Set `latency` anew if it moved."""
        if self._until_told == 0:
            output, input_ = (stream.latency for stream in self._streams)
            self._delays = self._microphone.delay.median_ms(input_), self._loudspeaker.delay.median_ms(output)
        self._until_told = (self._until_told or TELL_BLOCKS) - 1
        into, out = self._delays
        depth = self._steady.depth
        # until it is known, a usual queue; the microphone's delay is that of a block's first sample
        out += BLOCK_MS if depth is None else round(depth * 1000 / RATE) - BLOCK_MS
        if self._round_trip is not None:
            out = self._round_trip - into + round(self._steady.surplus or 0) * 1000 // RATE
        told = Latency(into, max(0, out), "reported" if self._round_trip is None else "measured")
        before = self.latency
        if before is None or abs(into + out - before.input - before.output) > STEADY:
            self.latency = told


def microphone_level(wanted: str | int | None = None, seconds: float = 5.0) -> Iterator[float]:
    """The microphone's level in dBFS every 100 ms, for a meter at set-up.  Raises DeviceError."""
    blocks = METER_MS // BLOCK_MS
    with Capture(wanted) as microphone:
        for _ in range(round(seconds * 1000 / METER_MS)):
            yield level_dbfs(np.concatenate([microphone.block() for _ in range(blocks)]))


class Capture:
    """Only the microphone, for a level meter: `with Capture(None) as microphone: microphone.block()`."""

    def __init__(self, wanted: str | int | None) -> None:
        self._device = choose(wanted, "input")
        self._streams: list[Any] = []
        self._quiet = QuietLibraries()

    def __enter__(self) -> Microphone:
        microphone = Microphone()
        self._quiet.start()
        try:
            self._streams.append(_opened(self._device, "input", microphone))
        except DeviceError:
            self._quiet.stop()
            raise
        return microphone

    def __exit__(self, *_: object) -> None:
        _close(self._streams)
        self._quiet.stop()


def _opened(device: Device, side: Side, end: Microphone | Loudspeaker) -> Any:
    """The device's running stream: at 16 kHz mono, or as near as it can and converted by us.

    Raises DeviceError.
    """
    library = sound_library()
    reason: Exception | None = None
    for rate in dict.fromkeys((RATE, device.rate)):
        for channels in range(1, min(2, device.channels(side)) + 1):
            end.set_rate(rate)
            try:
                return _started(library, device, end, channels)
            except library.PortAudioError as error:
                reason = reason or error
    key = "sound.microphone_refused" if side == "input" else "sound.loudspeaker_refused"
    raise DeviceError(say(key, name=device.name, reason=reason)) from reason


def _started(library: Any, device: Device, end: Microphone | Loudspeaker, channels: int) -> Any:
    settings = {
        "samplerate": end.rate,
        "blocksize": end.rate * BLOCK_MS // 1000,
        "device": device.number,
        "channels": channels,
        "dtype": "float32",
        "latency": LATENCY_S,
        "finished_callback": end.ended,
    }
    if isinstance(end, Microphone):
        stream = library.InputStream(callback=end.take, **settings)
    else:
        stream = library.OutputStream(callback=end.give, **settings)
    try:
        stream.start()
    except library.PortAudioError:
        stream.close(ignore_errors=True)
        raise
    return stream


def _close(streams: list[Any]) -> None:
    """Stop them.  A device that was pulled out may hang in this: then it is left behind."""
    closing = threading.Thread(target=_abort, args=(streams,), name="closing sound", daemon=True)
    closing.start()
    closing.join(CLOSE_WAIT_S)
    if closing.is_alive():
        log.warning("a sound device did not close within %s s", CLOSE_WAIT_S)


def _abort(streams: list[Any]) -> None:
    for stream in streams:
        stream.abort(ignore_errors=True)
        stream.close(ignore_errors=True)
