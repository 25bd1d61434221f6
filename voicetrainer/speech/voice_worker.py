"""Voices in a thread of its own: the line that is needed now first, those that may come next after it.

A line that a voice cannot render is taken by the next of the chain; the voice is asked again for
the next line, because it may have that one ready.  A voice that hangs is left behind with its
thread, and after two such times not asked again.  The end of the chain is SilentVoice, which cannot
fail, so a line that is needed always comes.
"""

from __future__ import annotations

import queue
import threading
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from ..catalogue import say
from ..core.errors import VoiceTrainerError
from ..core.events import Ms
from .silent_voice import SilentVoice

if TYPE_CHECKING:
    from ..core.ports import Clip, Voice

KEPT_MS: Ms = 300_000
"""Rendered lines kept in memory: 5 minutes are 19 MB."""
HANGS = 2
NEEDED, AHEAD = 0, 1


@dataclass(frozen=True, slots=True, eq=False)
class VoiceResult:
    """ready: the clip of a needed line · note: something degraded, `note` says what and why."""

    kind: Literal["ready", "note"]
    text: str = ""
    mood: str = ""
    clip: Clip | None = None
    note: str = ""


Line = tuple[str, str]
"""(text, mood)"""


@dataclass(frozen=True, slots=True, order=True)
class _Request:
    priority: int
    number: int
    text: str
    mood: str
    skip: int = 0
    """So many voices of the chain hang over this line."""


class VoiceWorker:
    """All methods return at once and belong to the loop's thread.  Times are call time."""

    def __init__(
        self,
        voices: Sequence[Voice],
        results: queue.SimpleQueue[VoiceResult],
        deadline: Ms = 3000,
        kept: Ms = KEPT_MS,
    ) -> None:
        """`voices` in order of preference.  `deadline`: how long a needed line may take."""
        self._voices: list[Voice] = [*voices, SilentVoice()]
        self._results, self._deadline, self._kept = results, deadline, kept
        self._clips: OrderedDict[Line, Clip] = OrderedDict()
        self._needed: dict[Line, Ms] = {}
        self._queued: set[Line] = set()
        self._hangs = 0
        self._noted: set[str] = set()
        self._number = 0
        self._closed = False
        self._lock = threading.RLock()
        self._shift = self._new_shift()

    @property
    def voice(self) -> str:
        """Name of the voice that speaks now."""
        with self._lock:
            return self._voices[0].name

    def ready(self, text: str, mood: str) -> Clip | None:
        with self._lock:
            clip = self._clips.get((text, mood))
            if clip is not None:
                self._clips.move_to_end((text, mood))
            return clip

    def need(self, text: str, mood: str, now: Ms) -> Clip | None:
        """The line if it is there; else it is rendered before all others and comes as a result."""
        clip = self.ready(text, mood)
        if clip is None:
            with self._lock:
                self._needed.setdefault((text, mood), now + self._deadline)
            self._ask(NEEDED, text, mood)
        return clip

    def prefetch(self, lines: Iterable[Line]) -> None:
        """Render these when nothing is needed, in this order."""
        for line in lines:
            with self._lock:
                known = line in self._clips or line in self._queued
            if not known:
                self._ask(AHEAD, *line)

    def overdue(self, now: Ms) -> bool:
        """True if a needed line is late: its thread is left behind and the next voice takes the line."""
        with self._lock:
            late = [line for line, limit in self._needed.items() if limit < now]
            if not late:
                return False
            self._note(0, say("speech.voice_hung"))
            self._hangs += 1
            skip = 1
            if self._hangs >= HANGS and len(self._voices) > 1:
                self._voices.pop(0)
                self._hangs = skip = 0
            self._relieve()
            for line in late:
                self._needed[line] = now + self._deadline
                self._ask(NEEDED, *line, skip)
            return True

    def close(self, seconds: float = 1.0) -> None:
        """Ask the thread to end; one that hangs is left behind."""
        with self._lock:
            self._closed = self._shift.retired = True
        self._shift.requests.put(_Request(-1, 0, "", ""))
        self._shift.thread.join(seconds)

    # -- the thread ---------------------------------------------------------------------------------

    def _new_shift(self) -> _Shift:
        shift = _Shift(queue.PriorityQueue())
        shift.thread = threading.Thread(target=self._work, args=(shift,), name="voice", daemon=True)
        shift.thread.start()
        return shift

    def _relieve(self) -> None:
        """A new thread takes over what the old one had not begun."""
        old = self._shift
        old.retired = True
        self._shift = self._new_shift()
        while True:
            try:
                self._shift.requests.put(old.requests.get_nowait())
            except queue.Empty:
                break

    def _ask(self, priority: int, text: str, mood: str, skip: int = 0) -> None:
        with self._lock:
            self._number += 1
            self._queued.add((text, mood))
            self._shift.requests.put(_Request(priority, self._number, text, mood, skip))

    def _work(self, shift: _Shift) -> None:
        while not shift.retired:
            request = shift.requests.get()
            if shift.retired:
                break
            line = (request.text, request.mood)
            clip = self.ready(*line) or self._rendered(shift, line, request.skip)
            if clip is not None:
                self._deliver(shift, line, clip)
        if self._closed:
            for voice in self._voices:
                voice.close()

    def _rendered(self, shift: _Shift, line: Line, skip: int) -> Clip | None:
        """By the first voice that can; None if this thread was left behind meanwhile."""
        with self._lock:
            voices = list(enumerate(self._voices))[min(skip, len(self._voices) - 1) :]
        for place, voice in voices:
            try:
                return voice.render(*line)
            except VoiceTrainerError as error:
                why = str(error)
            except Exception as error:  # a plugin's own mistakes must not end the call
                why = say("speech.crashed", engine=voice.name, why=type(error).__name__)
            if shift.retired:
                break
            self._note(place, why)
        return None

    def _note(self, place: int, why: str) -> None:
        """Say once for each voice that the next one speaks for it."""
        with self._lock:
            gone, following = self._voices[place], self._voices[min(place + 1, len(self._voices) - 1)]
            if gone.name in self._noted or gone is following:
                return
            self._noted.add(gone.name)
            key = "speech.captions_only" if following.name == SilentVoice.name else "speech.voice_lost"
            note = say(key, engine=gone.name, next=following.name, why=why)
            self._results.put(VoiceResult("note", note=note))

    def _deliver(self, shift: _Shift, line: Line, clip: Clip) -> None:
        with self._lock:
            if shift.retired:
                return
            self._queued.discard(line)
            self._clips[line] = clip
            self._forget_oldest()
            if self._needed.pop(line, None) is not None:
                self._results.put(VoiceResult("ready", *line, clip))

    def _forget_oldest(self) -> None:
        held = sum(clip.length for clip in self._clips.values())
        while held > self._kept and len(self._clips) > 1:
            _, gone = self._clips.popitem(last=False)
            held -= gone.length


class _Shift:
    """One thread's time at work: its queue, and whether it was given up."""

    thread: threading.Thread

    def __init__(self, requests: queue.PriorityQueue[_Request]) -> None:
        self.requests = requests
        self.retired = False
