"""When a scripted trainee does what.  Sans-IO: feed it the call's events, ask what is due.

A cue with `over` waits for a caller line to start; any other waits until the caller listens,
and then `after`.  Once its time is fixed it stays fixed, even if the caller speaks up meanwhile:
that is how "answers too late" is rehearsed.  One trainee has one mouth: a cue never starts
before the last one ended.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from .cues import Cue
from .events import Event, LineEnded, LineStarted, Listening, Ms


@dataclass(slots=True)
class CueSheet:
    cues: Iterable[Cue]
    _left: list[Cue] = field(default_factory=list)
    _due: Ms | None = None
    _free: Ms = 0
    _listening: Ms | None = None
    _line: LineStarted | None = None

    def __post_init__(self) -> None:
        self._left = list(self.cues)

    @property
    def next_due(self) -> Ms | None:
        """When the next cue starts, or None while it waits for the caller."""
        return self._due

    @property
    def finished(self) -> bool:
        return not self._left

    def receive(self, event: Event) -> None:
        match event:
            case LineStarted():
                self._line, self._listening = event, None
            case LineEnded():
                self._line = None
            case Listening():
                self._listening = event.onset
            case _:
                return
        self._arm()

    def due(self, now: Ms) -> list[tuple[Ms, Cue]]:
        """The cues whose time has come, each with its exact time; at most one of them speaks, so that
        the driver can tell how long it lasts before the next is due."""
        out: list[tuple[Ms, Cue]] = []
        while self._due is not None and self._due <= now:
            at, self._due = self._due, None
            cue = self._left.pop(0)
            if cue.silence:
                self._free = at + cue.silence
            else:
                out.append((at, cue))
                self._listening = at if cue.act else None
            self._arm()
            if out and not cue.act:
                break
        return out

    def speaks_until(self, end: Ms) -> None:
        """The cue just started lasts until then."""
        self._free = max(self._free, end)
        if self._due is not None:
            self._due = max(self._due, self._free)

    def _arm(self) -> None:
        if self._due is not None or not self._left:
            return
        cue = self._left[0]
        if cue.over is not None:
            if self._line is not None:
                self._due = max(self._line.onset + cue.over, self._free)
        elif self._listening is not None:
            wait = 0 if cue.silence else cue.after
            self._due = max(self._listening + wait, self._free)
