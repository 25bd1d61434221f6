"""A sound card phone that survives being unplugged: the call pauses, and goes on where it was.

Theory of operation.  The microphone is the clock.  While the devices are away `read` returns an
empty block about ten times a second: no sound came, so no call time passes, and whoever holds the
call can still look at the keys in between.  A thread of its own closes what is dead (that may hang),
starts PortAudio anew (it sees devices only when it starts) and looks for the same devices by name,
once a second; after `FALLBACK_S` it takes the system's own ones instead and says so.  Only a phone
that has given a block is taken back, because some devices open well and then stay silent.
"""

from __future__ import annotations

import contextlib
import logging
import queue
import threading
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from ..catalogue import say
from ..core.errors import DeviceError
from ..core.ports import Latency, Phone
from .devices import sound_library
from .quiet import QuietLibraries

if TYPE_CHECKING:
    from ..core.events import Ms
    from ..core.ports import Samples

log = logging.getLogger(__name__)

RETRY_S = 1.0
"""Between two looks for the devices."""
READ_S = 0.1
"""How long `read` waits while the devices are away."""
FALLBACK_S = 20.0
"""So long only the same devices will do: who pulled out a plug wants to put it in again."""
PATIENCE_S = 600.0
"""After this the call breaks off; everything so far is kept."""

Wanted = str | int | None
"""A device's name, part of it, its number, or the system's own."""


MakePhone = Callable[[Wanted, Wanted], Phone]
"""A new phone, not open yet, for a microphone and a loudspeaker; with `input` and `output` once it is."""


class Search:
    """Looks for the devices that were lost; each `attempt` starts the sound library anew."""

    def __init__(
        self, make: MakePhone, wanted: tuple[Wanted, Wanted], restart: Callable[[], None],
        clock: Callable[[], float],
    ) -> None:  # fmt: skip
        self._make, self._wanted, self._restart, self._clock = make, wanted, restart, clock
        self._begun = clock()

    def attempt(self) -> Phone | None:
        """The phone, open and giving sound; None if it is not there (yet)."""
        try:
            self._restart()
        except DeviceError as error:
            log.debug("the sound library does not start: %s", error)
            return None
        return next(filter(None, map(self._opened, self._choices())), None)

    def _choices(self) -> Iterator[tuple[Wanted, Wanted]]:
        microphone, loudspeaker = self._wanted
        yield microphone, loudspeaker
        if self._clock() - self._begun >= FALLBACK_S:
            yield microphone, None
            yield None, loudspeaker
            yield None, None

    def _opened(self, wanted: tuple[Wanted, Wanted]) -> Phone | None:
        phone = self._make(*wanted)
        try:
            phone.open()
            if phone.read() is not None:
                return phone
        except DeviceError as error:
            log.debug("not back yet: %s", error)
        phone.close()
        return None


class ReconnectingPhone:
    """A `Phone` that pauses while its devices are away; an empty block from `read` says so.

    `tell` gets what a person should know (away, back, other devices), from the thread that reads.
    """

    def __init__(
        self, make: MakePhone, microphone: Wanted = None, loudspeaker: Wanted = None,
        tell: Callable[[str], None] = lambda _: None, restart: Callable[[], None] | None = None,
        clock: Callable[[], float] = time.monotonic, retry_s: float = RETRY_S, read_s: float = READ_S,
    ) -> None:  # fmt: skip
        self._inner = make(microphone, loudspeaker)
        self._make = make
        self._tell, self._clock = tell, clock
        self._restart = restart or restart_library
        self._retry_s, self._read_s = retry_s, read_s
        self._names = ("", "")
        self.elsewhere = False
        """It came back on other devices: whether they are headphones is not known."""
        self._since: float | None = None
        self._lost, self._underflows = 0, 0
        self._found: queue.SimpleQueue[Phone] = queue.SimpleQueue()
        self._closing = threading.Lock()
        self._closed = threading.Event()

    @property
    def away(self) -> str:
        """Why the call stands still, in words for the screen; empty while it goes on."""
        if self._since is None:
            return ""
        return say("sound.away", microphone=self._names[0], loudspeaker=self._names[1])

    @property
    def latency(self) -> Latency | None:
        return self._inner.latency

    def __getattr__(self, name: str) -> Any:
        """Whatever else the phone in use offers: its devices, its queue, its canceller's report."""
        return getattr(self._inner, name)

    @property
    def lost_ms(self) -> Ms:
        """Microphone sound lost while the devices were there."""
        return self._lost + _count(self._inner, "lost_ms")

    @property
    def underflows(self) -> int:
        return self._underflows + _count(self._inner, "underflows")

    def open(self) -> None:
        """Raises DeviceError: only a call that has begun is worth waiting for."""
        self._inner.open()
        self._names = _names(self._inner)

    def read(self) -> Samples | None:
        """The next block; an empty one while the devices are away.

        Raises DeviceError when they have been away for `PATIENCE_S`.
        """
        if self._since is not None:
            return self._wait(self._since)
        try:
            return self._inner.read()
        except DeviceError as error:
            log.info("sound devices lost, waiting: %s", error)  # `tell` has told it
            self._go_away()
            return _nothing()

    def write(self, block: Samples) -> None:
        if self._since is None and len(block):
            self._inner.write(block)

    def flush(self) -> None:
        if self._since is None:
            self._inner.flush()

    def close(self) -> None:
        with self._closing:
            self._closed.set()
        with contextlib.suppress(queue.Empty):
            self._found.get_nowait().close()
        self._inner.close()

    def _go_away(self) -> None:
        self._since = self._clock()
        self._lost += _count(self._inner, "lost_ms")
        self._underflows += _count(self._inner, "underflows")
        self._tell(self.away)
        search = Search(self._make, self._names, self._restart, self._clock)
        threading.Thread(
            target=self._search, args=(self._inner, search), name="looking for devices", daemon=True
        ).start()

    def _wait(self, since: float) -> Samples:
        try:
            phone = self._found.get(timeout=self._read_s)
        except queue.Empty:
            if self._clock() - since >= PATIENCE_S:
                raise DeviceError(say("sound.away_too_long", minutes=round(PATIENCE_S / 60))) from None
            return _nothing()
        self._inner, self._since = phone, None
        self._tell(self._welcome(*_names(phone)))
        self.elsewhere = self.elsewhere or _names(phone) != self._names
        self._names = _names(phone)
        return _nothing()

    def _welcome(self, microphone: str, loudspeaker: str) -> str:
        if (microphone, loudspeaker) == self._names:
            return say("sound.back")
        return say("sound.back_elsewhere", microphone=microphone, loudspeaker=loudspeaker)

    def _search(self, lost: Phone, search: Search) -> None:
        """The thread's whole life."""
        lost.close()
        while not self._closed.is_set():
            if phone := search.attempt():
                self._hand_back(phone)
                return
            self._closed.wait(self._retry_s)

    def _hand_back(self, phone: Phone) -> None:
        with self._closing:  # either `close` finds it in the queue, or it is closed here
            if not self._closed.is_set():
                self._found.put(phone)
                return
        phone.close()


def restart_library() -> None:
    """Let PortAudio look for devices again; no stream may be open.  Raises DeviceError."""
    library, quiet = sound_library(), QuietLibraries()
    quiet.start()
    try:
        with contextlib.suppress(library.PortAudioError):  # the last start had failed
            library._terminate()  # sounddevice has no public way, and documents this one
        library._initialize()
    except library.PortAudioError as error:
        raise DeviceError(say("sound.portaudio_failed", reason=error)) from error
    finally:
        quiet.stop()


def _names(phone: Phone) -> tuple[str, str]:
    """Of microphone and loudspeaker; a phone without devices has none."""
    microphone, loudspeaker = (
        getattr(getattr(phone, side, None), "name", "") for side in ("input", "output")
    )
    return str(microphone), str(loudspeaker)


def _count(phone: Phone, name: str) -> int:
    return int(getattr(phone, name, 0))


def _nothing() -> Samples:
    return np.zeros(0, np.float32)
