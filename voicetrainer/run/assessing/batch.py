"""Many pieces of work, in order, on several cores, with flat memory and no end at the first broken one.

Theory of operation.  The work is handed out in a window of a few pieces for each process, and the
results come back in the order of the work; so neither the input nor the output is ever in memory as a
whole.  Each process makes its own worker once.  A worker that dies (an engine that crashes takes its
process with it) breaks the pool and everything in the window; those pieces are then tried again one by
one, and the piece that kills its process alone is told as broken.  So is one on which the worker raises,
which it only does where the program has a bug: the rest of a long run should not pay for it.
"""

from __future__ import annotations

import os
import traceback
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from multiprocessing import get_context, parent_process
from threading import Thread
from typing import Any, Generic, TypeVar

Work = TypeVar("Work")
Result = TypeVar("Result")

AHEAD = 3
"""Pieces in the window for each process."""


@dataclass(frozen=True, slots=True)
class Died(Generic[Work]):
    """In the place of a result: this piece of work killed its process, or showed a bug of ours."""

    work: Work
    trace: str = ""
    """Where in the program it was; empty if the process is gone.  Never what was said."""


@dataclass(slots=True)
class _Crew(Generic[Work, Result]):
    """The processes, and a way to get new ones."""

    make: Callable[[], Callable[[Work], Result]]
    jobs: int
    _pool: ProcessPoolExecutor | None = field(default=None, init=False)

    def hand_out(self, work: Work) -> Future[Result | Died[Work]]:
        if self._pool is None:
            # spawned, not forked: engines keep threads, which a fork would lose
            self._pool = ProcessPoolExecutor(
                self.jobs, mp_context=get_context("spawn"), initializer=_prepare, initargs=(self.make,)
            )
        return self._pool.submit(_do, work)

    def dismiss(self, wait: bool = True) -> None:
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown(wait=wait, cancel_futures=True)


def in_order(
    make: Callable[[], Callable[[Work], Result]], works: Iterable[Work], jobs: int
) -> Iterator[Result | Died[Work]]:
    """The results in the order of the work.  `make` and the work must pickle; `jobs` of 1: no processes.

    The worker must not raise for what is wrong with the work: that is a result.
    """
    if jobs <= 1:
        worker = make()
        for work in works:
            yield _judged(worker, work)
        return
    crew: _Crew[Work, Result] = _Crew(make, jobs)
    try:
        yield from _through(crew, works)
    finally:
        crew.dismiss()


def _through(crew: _Crew[Work, Result], works: Iterable[Work]) -> Iterator[Result | Died[Work]]:
    window: deque[tuple[Work, Future[Result | Died[Work]]]] = deque()
    for work in works:
        window.append((work, crew.hand_out(work)))
        if len(window) >= AHEAD * crew.jobs:
            oldest = _next(crew, window)
            yield oldest
    while window:
        oldest = _next(crew, window)
        yield oldest


def _next(
    crew: _Crew[Work, Result], window: deque[tuple[Work, Future[Result | Died[Work]]]]
) -> Result | Died[Work]:
    """The oldest result; after a crash the whole window is begun anew, the oldest alone."""
    work, result = window.popleft()
    try:
        return result.result()
    except BrokenProcessPool:
        waiting = [left for left, _ in window]
        crew.dismiss()
    alone = _alone(crew, work)
    window.clear()
    window.extend((left, crew.hand_out(left)) for left in waiting)
    return alone


def _alone(crew: _Crew[Work, Result], work: Work) -> Result | Died[Work]:
    try:
        return crew.hand_out(work).result()
    except BrokenProcessPool:
        crew.dismiss()
        return Died(work)


_worker: list[Callable[[Any], Any]] = []
"""The one of a worker process."""


def _prepare(make: Callable[[], Callable[[Any], Any]]) -> None:
    Thread(target=_leave_with_parent, daemon=True).start()
    _worker[:] = [make()]


def _leave_with_parent() -> None:
    """A run that is killed takes its processes along: they hold each other's pipes open, and would wait."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _do(work: Any) -> Any:
    return _judged(_worker[0], work)


def _judged(worker: Callable[[Work], Result], work: Work) -> Result | Died[Work]:
    try:
        return worker(work)
    except Exception as bug:  # the outermost loop over the work: one piece, and not the run
        where = "".join(traceback.format_tb(bug.__traceback__))
        return Died(work, f"{where}{type(bug).__name__}\n")
