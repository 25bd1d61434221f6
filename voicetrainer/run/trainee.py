"""A scripted trainee at the phone: the cue sheet's times, carried out as sound and keys."""

from __future__ import annotations

import queue
from collections.abc import Callable, Iterable

from ..core.cues import Cue
from ..core.cuesheet import CueSheet
from ..core.events import Event, Ms
from ..core.ports import BLOCK_MS, Phone, Samples
from .parts import Command, Key

Speak = Callable[[Cue, Ms], Ms]
"""Place a cue's sound at this microphone time, ms; returns when it will be over."""


class ScriptedPhone:
    """A phone whose trainee follows cues.  Watches the call, and speaks just in time for each block."""

    def __init__(
        self, phone: Phone, cues: Iterable[Cue], speak: Speak, inbox: queue.SimpleQueue[Command]
    ) -> None:
        self._phone = phone
        self._sheet = CueSheet(cues)
        self._speak = speak
        self._inbox = inbox
        self._zero: Ms = 0
        self._now: Ms = 0
        self._from: Ms = 0
        self.latency = phone.latency

    def answered(self, at: Ms = 0) -> None:
        """Call time is `at` now; the phone itself has been counting since it was opened.

        What happened before `at` was another trainee's: the cues begin here.
        """
        self._zero, self._from = self._now - at, at

    def event(self, event: Event) -> None:
        if event.at >= self._from:
            self._sheet.receive(event)

    def open(self) -> None:
        self._phone.open()

    def read(self) -> Samples | None:
        """The next block, with every cue in it that begins before its end."""
        for at, cue in self._sheet.due(self._now - self._zero + BLOCK_MS - 1):
            if cue.act:
                self._inbox.put(Key(cue.act))
            else:
                self._sheet.speaks_until(self._speak(cue, at + self._zero) - self._zero)
        self._now += BLOCK_MS
        return self._phone.read()

    def write(self, block: Samples) -> None:
        self._phone.write(block)

    def flush(self) -> None:
        self._phone.flush()

    def close(self) -> None:
        self._phone.close()
