"""The ear's side of the loop: at once for recorded calls, in a worker thread for live ones."""

from __future__ import annotations

import queue
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np

from ..core.errors import EngineError
from ..core.events import Ms
from ..core.ports import Ear, Heard, Samples
from .parts import EarSays


@dataclass(frozen=True, slots=True)
class Said:
    utterance: int
    kind: Literal["partial", "heard", "lost", "changed", "eased"]
    text: str = ""
    heard: Heard | None = None
    fed: int = 0


EARLY = 11_200
"""Samples (700 ms, pre-roll included) after which a first look at the words is taken: in time to
tell a backchannel from a barge-in, as a live ear would."""


LATE: Ms = 700
"""Words this long after the endpoint make the caller reply late."""
LATE_TURNS = 2


class AtOnce:
    """Recognises each finished utterance on the spot; the loop waits, and nobody hears it wait."""

    def __init__(self, ear: Ear) -> None:
        self._ear = ear
        self._blocks: list[Samples] = []
        self._looked = self._broken = False
        self._said: list[Said] = []

    def start(self, utterance: int) -> None:  # noqa: ARG002  one utterance at a time
        self._blocks, self._looked = [], False

    def feed(self, utterance: int, samples: Samples) -> None:
        self._blocks.append(samples)
        if not self._looked and sum(map(len, self._blocks)) >= EARLY:
            self._looked = True
            heard = self._heard(utterance)
            if heard:
                fed = sum(map(len, self._blocks))
                self._said.append(Said(utterance, "partial", heard.text, fed=fed))

    def finish(self, utterance: int, now: Ms) -> None:  # noqa: ARG002
        heard = self._heard(utterance)
        if heard:
            self._said.append(Said(utterance, "heard", heard.text, heard))
        else:
            self._said.append(Said(utterance, "lost"))

    def _heard(self, utterance: int) -> Heard | None:
        """None once the ear has failed: the call goes on, and its words are not assessed."""
        if self._broken:
            return None
        try:
            return self._ear.recognise(np.concatenate(self._blocks))
        except EngineError as error:
            self._broken = True
            self._said.append(Said(utterance, "changed", str(error)))
            return None

    def results(self, now: Ms) -> Iterable[EarSays]:  # noqa: ARG002
        out, self._said = self._said, []
        return out

    def close(self) -> None:
        self._ear.close()


class Worker(Protocol):
    """An ear in a thread of its own (`speech.worker.EarWorker`)."""

    def start(self, utterance: int) -> None: ...
    def feed(self, utterance: int, samples: Samples) -> None: ...
    def finish(self, utterance: int, now: Ms) -> None: ...
    def recognise(self, utterance: int, samples: Samples, now: Ms) -> None: ...
    def overdue(self, now: Ms) -> bool: ...
    def ease(self) -> str:
        """Ask less of a slow machine; what to tell the person, or ''."""

    def unanswered(self) -> list[tuple[int, Samples, bool]]: ...
    def close(self) -> None: ...


Results = queue.SimpleQueue[EarSays]
NextWorker = Callable[[Results], Worker | None]
"""A worker around the next ear in order of preference, or None when none is left."""


class Relay:
    """Live listening that outlives its ears: when one is lost the next takes over what is unanswered."""

    def __init__(self, next_worker: NextWorker) -> None:
        self._results: Results = queue.SimpleQueue()
        self._next = next_worker
        self._worker = next_worker(self._results)
        self._finished: dict[int, Ms] = {}
        self._slow = 0

    def start(self, utterance: int) -> None:
        if self._worker:
            self._worker.start(utterance)

    def feed(self, utterance: int, samples: Samples) -> None:
        if self._worker:
            self._worker.feed(utterance, samples)

    def finish(self, utterance: int, now: Ms) -> None:
        if self._worker:
            self._finished[utterance] = now
            self._worker.finish(utterance, now)
        else:
            self._results.put(Said(utterance, "lost"))

    def results(self, now: Ms) -> Iterable[EarSays]:
        if self._worker and self._worker.overdue(now):
            yield from self._hand_on("", now)
        while not self._results.empty():
            said = self._results.get()
            if said.kind == "lost" and self._worker:
                yield from self._hand_on(said.text, now)
            else:
                yield said
                yield from self._on_time(said, now)

    def _on_time(self, said: EarSays, now: Ms) -> Iterable[EarSays]:
        """Words that come late again and again: the machine is too slow for what is asked of it."""
        finished = self._finished.pop(said.utterance, None) if said.kind == "heard" else None
        if finished is None or self._worker is None:
            return
        self._slow = self._slow + 1 if now - finished > LATE else 0
        if self._slow >= LATE_TURNS and (notice := self._worker.ease()):
            self._slow = 0
            yield Said(said.utterance, "eased", notice)

    def close(self) -> None:
        if self._worker:
            self._worker.close()

    def _hand_on(self, why: str, now: Ms) -> Iterable[EarSays]:
        assert self._worker
        left, self._worker = self._worker.unanswered(), self._next(self._results)
        yield Said(0, "changed", why)
        for utterance, samples, finished in left:
            if self._worker is None:
                if finished:
                    yield Said(utterance, "lost", why)
            elif finished:
                self._worker.recognise(utterance, samples, now)
            else:
                self._worker.start(utterance)
                self._worker.feed(utterance, samples)
