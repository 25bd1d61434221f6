"""An ear in a thread of its own.  Whatever it does, the call goes on.

    loop                         EarWorker                     thread
    start / feed / finish   →    queue of commands        →    Ear
    results.get_nowait()    ←    EarResult                ←
    overdue(now)                 a finish without an answer for too long

A thread that hangs cannot be ended in Python: it is left behind (a daemon), whatever it says later
is dropped, and the loop makes a worker around the next ear, which takes over `unanswered()`.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from ..catalogue import say
from ..core.errors import VoiceTrainerError
from ..core.events import Ms
from ..core.ports import Heard

if TYPE_CHECKING:
    from ..core.ports import Ear, Samples


@dataclass(frozen=True, slots=True)
class EarResult:
    """partial: `text` so far · heard: the utterance's words · lost: the ear is gone, `text` says why."""

    utterance: int
    kind: Literal["partial", "heard", "lost"]
    text: str = ""
    heard: Heard | None = None
    fed: int = 0
    """Samples of the utterance that a partial's words cover."""


@dataclass(frozen=True, slots=True, eq=False)
class _Start:
    utterance: int


@dataclass(frozen=True, slots=True, eq=False)
class _Feed:
    utterance: int
    samples: Samples


@dataclass(frozen=True, slots=True, eq=False)
class _Finish:
    utterance: int


@dataclass(frozen=True, slots=True, eq=False)
class _Recognise:
    utterance: int
    samples: Samples


_Command = _Start | _Feed | _Finish | _Recognise | None


class EarWorker:
    """All methods return at once and belong to the loop's thread.  Times are call time."""

    def __init__(
        self,
        ear: Ear,
        results: queue.SimpleQueue[EarResult],
        deadline: Ms = 4000,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`deadline`: how long after `finish` or `recognise` an answer may take, in call time and in life
        (`clock`, in seconds): a call that fell behind catches up in leaps."""
        self.ear = ear
        self.lost = False
        self._results, self._deadline, self._clock = results, deadline, clock
        self._commands: queue.SimpleQueue[_Command] = queue.SimpleQueue()
        self._sounds: dict[int, list[Samples]] = {}
        self._waiting: dict[int, tuple[Ms, float]] = {}
        """Until when an answer may take, in call time, and since when in seconds of life."""
        self._fed = 0
        self._eased = 0
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._work, name=f"ear {ear.name}", daemon=True)
        self._thread.start()

    def start(self, utterance: int) -> None:
        with self._lock:
            self._sounds[utterance] = []
        self._commands.put(_Start(utterance))

    def feed(self, utterance: int, samples: Samples) -> None:
        with self._lock:
            self._sounds.setdefault(utterance, []).append(samples)
        self._commands.put(_Feed(utterance, samples))

    def finish(self, utterance: int, now: Ms) -> None:
        with self._lock:
            self._waiting[utterance] = (now + self._deadline, self._clock())
        self._commands.put(_Finish(utterance))

    def recognise(self, utterance: int, samples: Samples, now: Ms) -> None:
        """A finished utterance at once, instead of start, feed and finish."""
        with self._lock:
            self._sounds[utterance] = [samples]
            self._waiting[utterance] = (now + self._deadline, self._clock())
        self._commands.put(_Recognise(utterance, samples))

    def ease(self) -> str:
        """The machine does not keep up: ask less of it.  Returns what to tell the person; '' if no more
        can be spared (or the ear has nothing to spare)."""
        with self._lock:
            if self._eased == 2 or not hasattr(self.ear, "ease"):
                return ""
            self._eased += 1
            self.ear.ease()  # a plain number it looks at when the next utterance begins
            return say(f"speech.eased_{self._eased}")

    def overdue(self, now: Ms) -> bool:
        """True once an answer is late: the ear counts as lost, and nothing it says later comes through."""
        with self._lock:
            patience = self._clock() - self._deadline / 1000
            late = any(limit < now and since < patience for limit, since in self._waiting.values())
            self.lost = self.lost or late
        if late:
            self._commands.put(None)  # should it ever go on, nobody asks it any more
        return late

    @property
    def waiting(self) -> bool:
        """A finished utterance has no answer yet."""
        with self._lock:
            return bool(self._waiting) and not self.lost

    def unanswered(self) -> list[tuple[int, Samples, bool]]:
        """(utterance, sound so far, finished) for what the ear has not answered: for the next ear."""
        with self._lock:
            return [
                (utterance, np.concatenate(blocks) if blocks else np.zeros(0, np.float32),
                 utterance in self._waiting)
                for utterance, blocks in sorted(self._sounds.items())
            ]  # fmt: skip

    def close(self, seconds: float = 1.0) -> None:
        """Ask the thread to end; one that hangs is left behind."""
        with self._lock:
            self.lost = True
        self._commands.put(None)
        self._thread.join(seconds)

    # -- the thread ---------------------------------------------------------------------------------

    def _work(self) -> None:
        at = 0
        try:
            while not self.lost and (command := self._commands.get()):
                at = command.utterance
                self._obey(command)
        except VoiceTrainerError as error:
            self._fail(at, str(error))
        except Exception as error:  # a plugin's own mistakes must not end the call
            self._fail(at, say("speech.crashed", engine=self.ear.name, why=type(error).__name__))
        finally:
            self.ear.close()

    def _obey(self, command: _Start | _Feed | _Finish | _Recognise) -> None:
        match command:
            case _Start():
                self._fed = 0
                self.ear.start()
            case _Feed(utterance, samples):
                self._fed += len(samples)
                words = self.ear.feed(samples)
                if words is not None:
                    self._put(EarResult(utterance, "partial", words, fed=self._fed))
            case _Finish(utterance):
                heard = self.ear.finish()
                self._put(EarResult(utterance, "heard", heard.text, heard))
            case _Recognise(utterance, samples):
                heard = self.ear.recognise(samples)
                self._put(EarResult(utterance, "heard", heard.text, heard))

    def _put(self, result: EarResult) -> None:
        with self._lock:
            if self.lost:
                return
            if result.kind == "heard":
                self._sounds.pop(result.utterance, None)
                self._waiting.pop(result.utterance, None)
            self._results.put(result)

    def _fail(self, utterance: int, why: str) -> None:
        with self._lock:
            if self.lost:
                return
            self.lost = True
            self._results.put(EarResult(utterance, "lost", why))
