"""The caller's lines as clips: rendered on the spot for recorded calls, by a thread for live ones."""

from __future__ import annotations

import queue
from collections.abc import Iterable, Sequence
from typing import Literal, Protocol

import numpy as np

from ..core.errors import EngineError
from ..core.events import Ms
from ..core.lines import marks_from
from ..core.ports import RATE, Clip, Voice
from .parts import Line

SOUNDING = 0.01
"""Quieter samples (−40 dBFS) are the pauses of a line."""


def loudness(clip: Clip) -> float | None:
    """dBFS to a tenth, RMS of what sounds in the clip; None if it is silent."""
    sounding = clip.samples[np.abs(clip.samples) > SOUNDING]
    if not len(sounding):
        return None
    return round(10 * float(np.log10(np.mean(np.square(sounding, dtype=np.float64)))), 1)


class OnTheSpot:
    """Renders when asked; the loop waits.  Falls back from voice to voice."""

    def __init__(self, voices: Sequence[Voice]) -> None:
        """The last voice must not fail."""
        self._voices = list(voices)
        self._notes: list[str] = []

    def want(self, text: str, mood: str, now: Ms) -> None: ...

    def prefetch(self, lines: Iterable[Line]) -> None: ...

    def get(self, text: str, mood: str) -> Clip:
        while True:
            try:
                return self._voices[0].render(text, mood)
            except EngineError as error:
                if len(self._voices) == 1:
                    raise
                self._notes.append(str(error))
                self._voices.pop(0).close()

    def notes(self, now: Ms) -> list[str]:  # noqa: ARG002
        out, self._notes = self._notes, []
        return out

    def close(self) -> None:
        for voice in self._voices:
            voice.close()


class WorkerSays(Protocol):
    @property
    def kind(self) -> Literal["ready", "note"]: ...
    @property
    def note(self) -> str: ...


class Worker(Protocol):
    """Voices in a thread of their own (`speech.voice_worker.VoiceWorker`)."""

    def need(self, text: str, mood: str, now: Ms) -> Clip | None: ...
    def ready(self, text: str, mood: str) -> Clip | None: ...
    def prefetch(self, lines: Iterable[Line]) -> None: ...
    def overdue(self, now: Ms) -> bool: ...
    def close(self) -> None: ...


Results = queue.SimpleQueue[WorkerSays]


class Ahead:
    """Lines that could come next are rendered before they are needed."""

    def __init__(self, worker: Worker, results: Results) -> None:
        self._worker = worker
        self._results = results

    def want(self, text: str, mood: str, now: Ms) -> None:
        self._worker.need(text, mood, now)

    def prefetch(self, lines: Iterable[Line]) -> None:
        self._worker.prefetch(lines)

    def get(self, text: str, mood: str) -> Clip | None:
        return self._worker.ready(text, mood)

    def notes(self, now: Ms) -> list[str]:
        self._worker.overdue(now)
        notes = []
        while not self._results.empty():
            said = self._results.get()
            if said.kind == "note":
                notes.append(said.note)
        return notes

    def close(self) -> None:
        self._worker.close()


def rest_of(clip: Clip, start: Ms) -> Clip:
    """The rest of a line that is taken up again."""
    if not start:
        return clip
    return Clip(clip.samples[start * RATE // 1000 :], marks_from(clip.marks, start))
